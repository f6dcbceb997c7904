//! What is wrong with an argument: everything that a check found, each with its place.

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::error::{Error, Vendor};
use crate::transport::value::{concat, object, text};

/// One finding. Its message is a sentence about the field, without the field: `must be …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Issue {
    pub(crate) path: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) message: &'static str,
}

/// A finding as pages see it.
pub(crate) fn issue(path: &str, rule: &str, message: &str, severity: &str) -> JsValue {
    object(&[
        ("path", &path.into()),
        ("rule", &rule.into()),
        ("message", &concat(&["`", path, "` ", message]).into()),
        ("severity", &severity.into()),
    ])
}

/// The refusal of an argument, with all that was found. `place` is what messages call it: `createAgent(request)`.
pub(crate) fn refuse(vendor: Vendor, place: &str, issues: &[Issue]) -> Error {
    refused(
        vendor,
        place,
        &issues.iter().map(|Issue { path, rule, message }| issue(path, rule, message, "error")).collect(),
    )
}

/// The same, of findings as pages see them; those that are only warnings are not in the message.
pub(crate) fn refused(vendor: Vendor, place: &str, issues: &Array) -> Error {
    let mut message = concat(&[place, ": "]);
    let start = message.len();
    for issue in issues.iter().filter(|issue| text(issue, "severity") == "error") {
        message.push_str(if message.len() == start { "" } else { "; " });
        message.push_str(&text(&issue, "message"));
    }
    Error::argument(vendor, message).own("issues", issues.clone())
}
