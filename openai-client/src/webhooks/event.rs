//! The events that are posted.

use serde_json::Value;

use crate::wire::{wire_object, wire_union};

wire_union! {
    /// Something that the service has done. What came of it is asked for by the id in the event.
    pub shared enum WebhookEvent {
        /// A response that was made in the background is complete.
        ResponseCompleted(Notice) = "response.completed",
        /// A response that was made in the background was cancelled.
        ResponseCancelled(Notice) = "response.cancelled",
        /// A response that was made in the background failed.
        ResponseFailed(Notice) = "response.failed",
        /// A response that was made in the background ended too early.
        ResponseIncomplete(Notice) = "response.incomplete",
        /// A batch is done.
        BatchCompleted(Notice) = "batch.completed",
        /// A batch was cancelled.
        BatchCancelled(Notice) = "batch.cancelled",
        /// A batch was not done in its time.
        BatchExpired(Notice) = "batch.expired",
        /// A batch failed.
        BatchFailed(Notice) = "batch.failed",
        /// A fine-tuning job is done.
        FineTuningJobSucceeded(Notice) = "fine_tuning.job.succeeded",
        /// A fine-tuning job was cancelled.
        FineTuningJobCancelled(Notice) = "fine_tuning.job.cancelled",
        /// A fine-tuning job failed.
        FineTuningJobFailed(Notice) = "fine_tuning.job.failed",
        /// The run of an evaluation is done.
        EvalRunSucceeded(Notice) = "eval.run.succeeded",
        /// The run of an evaluation was cancelled.
        EvalRunCanceled(Notice) = "eval.run.canceled",
        /// The run of an evaluation failed.
        EvalRunFailed(Notice) = "eval.run.failed",
        /// Somebody calls by phone, and may be answered by a realtime session.
        RealtimeCallIncoming(IncomingCall) = "realtime.call.incoming",
        /// Somebody calls by phone, and may be answered by a live session.
        LiveCallIncoming(IncomingCall) = "live.call.incoming",
    }
}

wire_object! {
    /// That something has come to its end.
    pub struct Notice {
        /// The id of the event.
        id: String,
        /// When it happened, in seconds since 1970.
        created_at: u64,
        /// What it is about.
        data: Subject,
    } with {
        /// What it is: `event`.
        object: String,
    }
}

wire_object! {
    /// What an event is about.
    pub struct Subject {
        /// The id of the response, the batch, the job or the run.
        id: String,
    }
}

wire_object! {
    /// That somebody calls by phone.
    pub struct IncomingCall {
        /// The id of the event.
        id: String,
        /// When it happened, in seconds since 1970.
        created_at: u64,
        /// The call.
        data: Caller,
    } with {
        /// What it is: `event`.
        object: String,
    }
}

wire_object! {
    /// A call by phone that waits to be answered.
    pub struct Caller {
        /// What the telephone network says about it.
        sip_headers: Vec<SipHeader>,
    } with {
        /// Its id, for a realtime session.
        call_id: String,
        /// The same id, for a live session.
        session_id: String,
    }
}

wire_object! {
    /// A header of the call's invitation.
    pub struct SipHeader {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    }
}

impl WebhookEvent {
    /// The id of the event, also of one of an unknown kind; empty if it has none.
    pub fn id(&self) -> &str {
        match self {
            Self::RealtimeCallIncoming(call) | Self::LiveCallIncoming(call) => &call.id,
            Self::Other(event) => event.get("id").and_then(Value::as_str).unwrap_or_default(),
            _ => self.notice().map_or("", |notice| &notice.id),
        }
    }

    /// What has come to its end, if the event says so.
    ///
    /// ```
    /// # use openai_client::WebhookEvent;
    /// fn subject(event: &WebhookEvent) -> Option<&str> {
    ///     Some(&event.notice()?.data.id)
    /// }
    /// ```
    pub fn notice(&self) -> Option<&Notice> {
        match self {
            Self::ResponseCompleted(notice)
            | Self::ResponseCancelled(notice)
            | Self::ResponseFailed(notice)
            | Self::ResponseIncomplete(notice)
            | Self::BatchCompleted(notice)
            | Self::BatchCancelled(notice)
            | Self::BatchExpired(notice)
            | Self::BatchFailed(notice)
            | Self::FineTuningJobSucceeded(notice)
            | Self::FineTuningJobCancelled(notice)
            | Self::FineTuningJobFailed(notice)
            | Self::EvalRunSucceeded(notice)
            | Self::EvalRunCanceled(notice)
            | Self::EvalRunFailed(notice) => Some(notice),
            Self::RealtimeCallIncoming(_) | Self::LiveCallIncoming(_) | Self::Other(_) => None,
        }
    }
}
