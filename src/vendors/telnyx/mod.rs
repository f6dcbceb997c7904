//! Telnyx: SIP trunking over REST. The classes are in `src/js/telnyx`; what they decide is here.

mod address;
mod call;
mod headers;
mod options;
mod query;
mod retry;

use std::borrow::Cow;

use wasm_bindgen::prelude::*;

use crate::error::{Error, Vendor};
use crate::transport::pages::page_after;

pub use address::{Client, path, url};
pub use call::{Exchange, lost, send};
pub use headers::headers;
pub use options::{client, timeout};
pub use query::write;

/// A refusal before anything is sent.
fn refused(message: impl Into<Cow<'static, str>>) -> Error {
    Error::argument(Vendor::Telnyx, message)
}

/// What a function of the page threw, as it is.
fn thrown(value: JsValue) -> Error {
    Error::thrown(Vendor::Telnyx, value)
}

/// The page after one that a list has given; undefined after the last.
#[wasm_bindgen(js_name = telnyxPageAfter)]
pub fn next_page(asked: Option<f64>, given: Option<f64>, pages: Option<f64>) -> Option<f64> {
    page_after(asked, given, pages)
}

/// The version of this package, which the vendor's servers are told.
#[wasm_bindgen(js_name = telnyxVersion)]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}
