//! The headers of a try: layers, of which a later one replaces and a null deletes.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::error::{Error, Result};
use crate::transport::value::concat;
use crate::vendors::telnyx::{refused, thrown};

#[wasm_bindgen(module = "/src/js/telnyx/values.js")]
extern "C" {
    /// Headers without any, as `validateHeaders` takes them: `{ values, nulls }`.
    #[wasm_bindgen(js_name = noHeaders)]
    fn no_headers() -> JsValue;

    /// Lays one more layer. Answers the name of a header that cannot be sent, or null where the layer is none.
    #[wasm_bindgen(catch)]
    fn lay(headers: &JsValue, layer: &JsValue) -> Result<JsValue, JsValue>;
}

/// Lays layers over each other, in the order in which they are given.
#[wasm_bindgen(js_name = telnyxHeaders)]
pub fn headers(layers: &Array) -> Result<JsValue, JsValue> {
    let headers = no_headers();
    for layer in layers.iter() {
        let unfit = lay(&headers, &layer).map_err(thrown)?;
        if unfit.is_null() {
            return Err(refused("headers must be a `Headers`, an object or a list of pairs").into());
        }
        if let Some(name) = unfit.as_string() {
            return Err(unsendable(&name).into());
        }
    }
    Ok(headers)
}

/// Without the value: it may be a key.
fn unsendable(name: &str) -> Error {
    refused(concat(&["the header `", name, "` has a name or a value that no header may have"]))
}
