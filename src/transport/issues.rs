//! What is wrong with an argument: everything that a check found, each with its place.

use wasm_bindgen::JsValue;

#[cfg(feature = "fonoster")]
use crate::error::{Error, Vendor};
use crate::transport::value::{concat, object};

/// One finding. Its message is a sentence about the field, without the field: `must be …`.
#[cfg(feature = "fonoster")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Issue {
    pub(crate) path: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) message: &'static str,
}

/// A finding as pages see it; its message is a whole sentence.
pub(crate) fn issue(path: &str, rule: &str, message: &str, severity: &str) -> JsValue {
    object(&[
        ("path", &path.into()),
        ("rule", &rule.into()),
        ("message", &message.into()),
        ("severity", &severity.into()),
    ])
}

/// The refusal of an argument, with all that was found. `place` is what messages call it: `createAgent(request)`.
#[cfg(feature = "fonoster")]
pub(crate) fn refuse(vendor: Vendor, place: &str, issues: &[Issue]) -> Error {
    let mut message = concat(&[place, ": "]);
    let list = js_sys::Array::new();
    for (at, Issue { path, rule, message: text }) in issues.iter().enumerate() {
        let sentence = concat(&["`", path, "` ", text]);
        message.push_str(if at == 0 { "" } else { "; " });
        message.push_str(&sentence);
        list.push(&issue(path, rule, &sentence, "error"));
    }
    Error::argument(vendor, message).own("issues", list)
}
