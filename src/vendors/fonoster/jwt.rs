//! What an access token says of itself. Nobody verifies it here: the server does.

use wasm_bindgen::JsValue;

use crate::transport::grpc_web::from_base64;
use crate::transport::value::{field, parse_json, text};

/// The claims that a client acts on.
pub(crate) struct Claims {
    /// Seconds since 1970.
    pub(crate) issued: Option<f64>,
    /// Seconds since 1970.
    pub(crate) ends: Option<f64>,
    /// Whether it is there to fetch others, and for nothing else.
    pub(crate) refreshes: bool,
    /// The first workspace that it is for.
    pub(crate) workspace: String,
}

/// Reads a token; one that is no JWT says nothing.
pub(crate) fn read(token: &str) -> Claims {
    let payload = payload(token).and_then(|json| parse_json(&json.into()).ok()).unwrap_or(JsValue::UNDEFINED);
    Claims {
        issued: field(&payload, "iat").as_f64(),
        ends: field(&payload, "exp").as_f64(),
        refreshes: text(&payload, "tokenUse") == "refresh",
        workspace: text(&field(&field(&payload, "access"), "0"), "accessKeyId"),
    }
}

/// The JSON text in the middle of a token.
fn payload(token: &str) -> Option<String> {
    let bytes = from_base64(token.as_bytes().split(|byte| *byte == b'.').nth(1)?)?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::payload;

    #[test]
    fn the_payload_is_base64url() {
        // Of a text with both letters that only this alphabet has.
        assert_eq!(payload("e30.eyJuYW1lIjoiWm_Dqz8-fsO_In0.sig").as_deref(), Some("{\"name\":\"Zoë?>~ÿ\"}"));
        assert_eq!(payload("e30.e30.sig").as_deref(), Some("{}"));
        for token in ["", "e30", "e30.*.sig", "a.b.c"] {
            assert_eq!(payload(token), None, "{token}");
        }
    }
}
