//! Credentials: a constant or a function of the page, and never printable.

use std::fmt;

use wasm_bindgen::prelude::*;

use crate::error::{Error, Kind, Result, Vendor};
use crate::transport::http::{Cut, Signals};
use crate::transport::value::concat;

/// A secret text. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: String) -> Secret {
        Secret(text)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// Whether a token can stand in a header, and in an address, as it is.
pub(crate) fn can_be_sent(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Asks for a secret: a constant is itself, a function is called and its promise waited for. `name` is for
/// messages.
pub(crate) async fn reveal(vendor: Vendor, name: &'static str, source: &JsValue, signals: &Signals) -> Result<Secret> {
    let error = match signals.settle(source).await {
        Ok(value) => match value.as_string() {
            Some(text) if !text.is_empty() => return Ok(Secret(text)),
            _ => {
                Error::argument(vendor, concat(&["`", name, "` must be a filled string, or a function that gives one"]))
            }
        },
        Err(Cut::Aborted(reason)) => Error::new(vendor, Kind::Aborted, "signing in was aborted").caused_by(reason),
        Err(cut) => {
            let error = Error::new(vendor, Kind::Authentication, concat(&["`", name, "` threw or rejected"]));
            if let Cut::Failed(cause) = cut { error.caused_by(cause) } else { error }
        }
    };
    Err(error.because("secret"))
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Some(Secret::new("hunter2".into()))), "Some(Secret(***))");
    }
}
