//! What Bedrock says of an error, in the forms of AWS.

use openai_client::ErrorKind;

use super::{super::witness::show, ID, client, key, mantle, token};
use crate::server::{Server, reply, request};

#[tokio::test]
async fn the_forms_of_aws_are_read() {
    let id = ("x-amzn-requestid", "0f1e-22");
    for (headers, body, message, kind) in [
        (
            vec![
                id,
                (
                    "x-amzn-errortype",
                    "AccessDeniedException:http://internal.amazon.com/coral/",
                ),
            ],
            r#"{"message":"User is not authorized"}"#,
            "User is not authorized",
            Some("AccessDeniedException"),
        ),
        (
            vec![id],
            r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException","Message":"The token is invalid"}"#,
            "The token is invalid",
            Some("UnrecognizedClientException"),
        ),
        (
            vec![("x-request-id", "0f1e-22"), ("x-amzn-requestid", "other")],
            r#"{"error":{"message":"no such model","type":"not_found_error","code":"model_not_found"}}"#,
            "no such model",
            Some("not_found_error"),
        ),
        (vec![id], r#"{"Message":"no"}"#, "no", None),
    ] {
        let server = Server::start([reply(403, &headers, body)]).await;
        let client = client(mantle(&server).keys(ID, key()));
        let error = client.chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!(error.message(), Some(message));
        assert_eq!(error.error_type(), kind);
        assert_eq!(error.request_id(), Some("0f1e-22"));
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_token_that_is_repeated_is_blacked_out() {
    // As AWS shows what should have been signed.
    let said = format!(
        r#"{{"message":"The request signature we calculated does not match. The Canonical String should have been 'POST\n/v1\nx-amz-security-token:{}\n'"}}"#,
        token()
    );
    let server = Server::start([reply(403, &[], &said)]).await;
    let client = client(mantle(&server).keys(ID, key()).session_token(token()));
    let error = client.chat().create(request()).await.unwrap_err();
    // Its body is as it came, and so nothing to be shown.
    println!("{error} {error:?}");
    let message = error.message().unwrap();
    assert!(message.contains("x-amz-security-token:[key]"), "{message}");
    assert!(!message.contains(&token()));
}
