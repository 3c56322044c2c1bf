//! One of each kind, with everything that the service documents of it.

use serde_json::{Value, json};

pub(super) fn parts() -> Value {
    json!([
        {"type": "input_text", "text": "a", "prompt_cache_breakpoint": {"mode": "explicit"}},
        {"type": "input_image", "image_url": "https://example.org/a.png", "file_id": "file-1", "detail": "original",
            "prompt_cache_breakpoint": {"mode": "explicit"}},
        {"type": "input_file", "file_id": "file-1", "filename": "a.pdf", "file_data": "data:,a",
            "file_url": "https://example.org/a.pdf", "detail": "low", "prompt_cache_breakpoint": {"mode": "explicit"}},
        {"type": "output_text", "text": "a",
            "annotations": [
                {"type": "file_citation", "file_id": "file-1", "index": 3, "filename": "a.pdf"},
                {"type": "url_citation", "url": "https://example.org", "start_index": 1, "end_index": 4, "title": "A"},
                {"type": "container_file_citation", "container_id": "cntr_1", "file_id": "cfile_1",
                    "start_index": 1, "end_index": 4, "filename": "a.csv"},
                {"type": "file_path", "file_id": "file-1", "index": 3},
            ],
            "logprobs": [{"token": "a", "logprob": -0.5, "bytes": [97],
                "top_logprobs": [{"token": "b", "logprob": -1.5, "bytes": [98]}]}]},
        {"type": "refusal", "refusal": "No."},
        {"type": "text", "text": "a"},
        {"type": "reasoning_text", "text": "a"},
        {"type": "summary_text", "text": "a"},
        {"type": "computer_screenshot", "image_url": "data:,a", "file_id": "file-1", "detail": "auto",
            "prompt_cache_breakpoint": {"mode": "explicit"}},
    ])
}

pub(super) fn items() -> Vec<Value> {
    let caller = json!({"type": "program", "caller_id": "call_0"});
    vec![
        json!({"type": "message", "role": "assistant", "content": parts(), "id": "msg_1", "status": "completed",
            "phase": "final_answer"}),
        json!({"type": "message", "role": "user", "content": "a"}),
        json!({"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}", "id": "fc_1",
            "status": "completed", "caller": caller, "namespace": "n", "created_by": "user_1"}),
        json!({"type": "function_call_output", "output": "a", "call_id": "call_1", "id": "fco_1", "status": "completed",
            "name": "f", "namespace": "n", "caller": {"type": "direct"}, "created_by": "user_1"}),
        json!({"type": "custom_tool_call", "call_id": "call_1", "name": "c", "input": "a", "id": "ctc_1",
            "status": "completed", "caller": caller, "namespace": "n", "created_by": "user_1"}),
        json!({"type": "custom_tool_call_output", "call_id": "call_1", "output": [{"type": "input_text", "text": "a"}],
            "id": "ctco_1", "status": "completed", "caller": caller, "created_by": "user_1"}),
        json!({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "a"}],
            "content": [{"type": "reasoning_text", "text": "b"}], "encrypted_content": "gAAA", "status": "completed"}),
        json!({"type": "file_search_call", "id": "fs_1", "queries": ["a", "b"], "status": "searching",
            "results": [{"file_id": "file-1", "text": "a", "filename": "a.md", "score": 0.5,
                "attributes": {"a": "b", "c": 1.5, "d": true}}]}),
        json!({"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search",
            "query": "a", "queries": ["a"], "sources": [{"type": "url", "url": "https://example.org"}]}}),
        json!({"type": "web_search_call", "id": "ws_1", "action": {"type": "open_page", "url": "https://example.org"}}),
        json!({"type": "web_search_call", "id": "ws_1",
            "action": {"type": "find_in_page", "url": "https://example.org", "pattern": "a"}}),
        json!({"type": "code_interpreter_call", "id": "ci_1", "container_id": "cntr_1", "status": "interpreting",
            "code": "1", "outputs": [{"type": "logs", "logs": "1"}, {"type": "image", "url": "https://example.org"}]}),
        json!({"type": "image_generation_call", "id": "ig_1", "status": "generating", "result": "iVBO"}),
        json!({"type": "computer_call", "id": "cu_1", "call_id": "call_1", "status": "completed",
        "pending_safety_checks": [{"id": "sc_1", "code": "malicious", "message": "Look."}],
        "action": {"type": "screenshot"},
        "actions": [
            {"type": "click", "button": "wheel", "x": 1, "y": 2, "keys": ["CTRL"]},
            {"type": "double_click", "x": 1, "y": 2, "keys": ["CTRL"]},
            {"type": "drag", "path": [{"x": 1, "y": 2}, {"x": 3, "y": 4}], "keys": ["CTRL"]},
            {"type": "keypress", "keys": ["CTRL", "C"]},
            {"type": "move", "x": 1, "y": 2, "keys": ["CTRL"]},
            {"type": "screenshot"},
            {"type": "scroll", "x": 1, "y": 2, "scroll_x": 0, "scroll_y": -300, "keys": ["CTRL"]},
            {"type": "type", "text": "a"},
            {"type": "wait"},
        ]}),
        json!({"type": "computer_call_output", "call_id": "call_1", "id": "cuo_1", "status": "failed",
            "output": {"type": "computer_screenshot", "image_url": "data:,a", "file_id": "file-1"},
            "acknowledged_safety_checks": [{"id": "sc_1", "code": "malicious", "message": "Look."}],
            "created_by": "user_1"}),
        json!({"type": "shell_call", "call_id": "call_1", "id": "sh_1", "status": "in_progress", "caller": caller,
            "action": {"commands": ["ls", "pwd"], "timeout_ms": 100, "max_output_length": 1000},
            "environment": {"type": "local", "skills": [{"name": "a", "description": "b", "path": "c"}]},
            "created_by": "user_1"}),
        json!({"type": "shell_call_output", "call_id": "call_1", "id": "sho_1", "status": "completed", "caller": caller,
            "output": [
                {"stdout": "a", "stderr": "", "outcome": {"type": "exit", "exit_code": -1}, "created_by": "user_1"},
                {"stdout": "", "stderr": "b", "outcome": {"type": "timeout"}},
            ],
            "max_output_length": 1000, "created_by": "user_1"}),
        json!({"type": "local_shell_call", "id": "lsh_1", "call_id": "call_1", "status": "completed",
            "action": {"type": "exec", "command": ["ls", "-l"], "env": {"A": "b"}, "timeout_ms": 100,
                "working_directory": "/tmp", "user": "root"}}),
        json!({"type": "local_shell_call_output", "id": "lsh_1", "output": "{}", "call_id": "call_1",
            "status": "completed"}),
        json!({"type": "apply_patch_call", "call_id": "call_1", "id": "apc_1", "status": "completed", "caller": caller,
            "operation": {"type": "create_file", "path": "a", "diff": "+a"}, "created_by": "user_1"}),
        json!({"type": "apply_patch_call", "call_id": "call_1", "operation": {"type": "delete_file", "path": "a"}}),
        json!({"type": "apply_patch_call", "call_id": "call_1",
            "operation": {"type": "update_file", "path": "a", "diff": "-a\n+b"}}),
        json!({"type": "apply_patch_call_output", "call_id": "call_1", "status": "failed", "output": "no such file",
            "id": "apco_1", "caller": caller, "created_by": "user_1"}),
        json!({"type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "t", "arguments": "{}",
            "status": "calling", "output": "a", "approval_request_id": "mcpr_1",
            "error": {"type": "mcp_protocol_error", "code": -32601, "message": "no such method"}}),
        json!({"type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "t", "arguments": "{}",
            "error": {"type": "mcp_tool_execution_error", "content": [{"type": "text", "text": "no"}]}}),
        json!({"type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "t", "arguments": "{}",
            "error": {"type": "http_error", "code": 503, "message": "away"}}),
        json!({"type": "mcp_list_tools", "id": "mcpl_1", "server_label": "s", "error": "away",
            "tools": [{"name": "t", "input_schema": {"type": "object"}, "description": "d",
                "annotations": {"readOnlyHint": true}}]}),
        json!({"type": "mcp_approval_request", "id": "mcpr_1", "server_label": "s", "name": "t", "arguments": "{}"}),
        json!({"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": true, "id": "mcprr_1",
            "reason": "r"}),
        json!({"type": "tool_search_call", "arguments": {"query": ["a"]}, "id": "tsc_1", "call_id": "call_1",
            "execution": "client", "status": "completed", "created_by": "user_1"}),
        json!({"type": "tool_search_output", "tools": [{"type": "custom", "name": "c"}, {"type": "local_shell"}], "id": "tso_1", "call_id": "call_1",
            "execution": "server", "status": "completed", "created_by": "user_1"}),
        json!({"type": "additional_tools", "role": "developer", "tools": [{"type": "local_shell"}], "id": "at_1"}),
        json!({"type": "program", "id": "prog_1", "call_id": "call_0", "code": "f()", "fingerprint": "a"}),
        json!({"type": "program_output", "id": "prog_2", "call_id": "call_0", "result": "a", "status": "completed"}),
        json!({"type": "compaction", "encrypted_content": "gAAA", "id": "cmp_1", "created_by": "user_1"}),
        json!({"type": "compaction_trigger"}),
        json!({"type": "item_reference", "id": "msg_1"}),
    ]
}

pub(super) fn tools() -> Vec<Value> {
    let function = json!({"type": "function", "name": "f", "description": "d", "strict": true,
        "parameters": {"type": "object", "properties": {}}, "output_schema": {"type": "string"},
        "defer_loading": true, "allowed_callers": ["direct", "programmatic"]});
    let custom = json!({"type": "custom", "name": "c", "description": "d", "defer_loading": false,
        "format": {"type": "grammar", "syntax": "lark", "definition": "start: \"a\""},
        "allowed_callers": ["direct"]});
    let container = json!({"file_ids": ["file-1"], "memory_limit": "4g", "network_policy": {"type": "allowlist",
        "allowed_domains": ["example.org"],
        "domain_secrets": [{"domain": "example.org", "name": "KEY", "value": "s3cret"}]}});
    let container_of = |kind: &str| {
        let mut container = container.clone();
        container["type"] = kind.into();
        container
    };
    let mut for_shell = container_of("container_auto");
    for_shell["skills"] = json!([
        {"type": "skill_reference", "skill_id": "skill_1", "version": "latest"},
        {"type": "inline", "name": "a", "description": "b",
            "source": {"type": "base64", "media_type": "application/zip", "data": "UEsD"}},
    ]);
    let location = json!({"type": "approximate", "country": "DE", "region": "NRW", "city": "Bonn",
        "timezone": "Europe/Berlin"});
    vec![
        function.clone(),
        custom.clone(),
        json!({"type": "custom", "name": "c", "format": {"type": "text"}}),
        json!({"type": "namespace", "name": "n", "description": "d", "tools": [function, custom]}),
        json!({"type": "mcp", "server_label": "s", "server_url": "https://example.org",
            "connector_id": "connector_gmail", "tunnel_id": "tunnel_1", "authorization": "s3cret",
            "server_description": "d", "headers": {"x-key": "s3cret"}, "allowed_tools": ["a", "b"],
            "allowed_callers": ["direct"], "require_approval": "never", "defer_loading": true}),
        json!({"type": "mcp", "server_label": "s", "allowed_tools": {"tool_names": ["a"], "read_only": true},
            "require_approval": {"always": {"tool_names": ["a"]}, "never": {"read_only": true}}}),
        json!({"type": "file_search", "vector_store_ids": ["vs_1"], "max_num_results": 5,
        "ranking_options": {"ranker": "default-2024-11-15", "score_threshold": 0.5,
            "hybrid_search": {"embedding_weight": 0.5, "text_weight": 1.5}},
        "filters": {"type": "and", "filters": [
            {"type": "eq", "key": "a", "value": "b"},
            {"type": "gte", "key": "a", "value": 1.5},
            {"type": "ne", "key": "a", "value": true},
            {"type": "or", "filters": [{"type": "nin", "key": "a", "value": ["b", 1.5]}]},
        ]}}),
        json!({"type": "web_search", "external_web_access": true, "filters": {"allowed_domains": ["example.org"]},
            "user_location": location, "search_context_size": "low"}),
        json!({"type": "web_search_2025_08_26", "user_location": {"city": "Bonn"}}),
        json!({"type": "web_search_preview", "user_location": location, "search_context_size": "high",
            "search_content_types": ["text", "image"]}),
        json!({"type": "web_search_preview_2025_03_11"}),
        json!({"type": "code_interpreter", "container": container_of("auto"), "allowed_callers": ["direct"]}),
        json!({"type": "code_interpreter", "container": "cntr_1"}),
        json!({"type": "image_generation", "model": "gpt-image-1", "quality": "low", "size": "1024x1024",
            "output_format": "webp", "output_compression": 50, "moderation": "low", "background": "opaque",
            "input_fidelity": "high", "input_image_mask": {"image_url": "data:,a", "file_id": "file-1"},
            "partial_images": 2, "action": "edit"}),
        json!({"type": "computer"}),
        json!({"type": "computer_use_preview", "environment": "linux", "display_width": 800, "display_height": 600}),
        json!({"type": "shell", "environment": for_shell, "allowed_callers": ["direct"]}),
        json!({"type": "shell", "environment": {"type": "container_reference", "container_id": "cntr_1"}}),
        json!({"type": "local_shell"}),
        json!({"type": "apply_patch", "allowed_callers": ["direct"]}),
        json!({"type": "tool_search", "execution": "client", "description": "d", "parameters": {"type": "object"}}),
        json!({"type": "programmatic_tool_calling"}),
    ]
}

pub(super) fn choices() -> Vec<Value> {
    vec![
        "none".into(),
        "auto".into(),
        "required".into(),
        json!({"type": "function", "name": "f"}),
        json!({"type": "custom", "name": "c"}),
        json!({"type": "mcp", "server_label": "s", "name": "t"}),
        json!({"type": "allowed_tools", "mode": "required", "tools": [
            {"type": "function", "name": "f"}, {"type": "mcp", "server_label": "s"}, {"type": "image_generation"},
        ]}),
        json!({"type": "web_search_preview_2025_03_11"}),
        json!({"type": "apply_patch"}),
    ]
}
