//! The headers of a try: layers, of which a later one replaces and a null deletes.

use js_sys::{Array, Set};
use wasm_bindgen::prelude::*;
use web_sys::Headers;

use crate::error::{Error, Result};
use crate::transport::value::{concat, object};
use crate::vendors::telnyx::{refused, thrown};

#[wasm_bindgen(module = "/src/js/telnyx/values.js")]
extern "C" {
    /// Lays one more layer. Answers the name of a header that cannot be sent, or null where the layer is none.
    #[wasm_bindgen(catch)]
    fn lay(values: &Headers, nulls: &Set, layer: &JsValue) -> Result<JsValue, JsValue>;
}

/// Lays layers over the one header that every request has; in the order in which they are given.
#[wasm_bindgen(js_name = telnyxHeaders)]
pub fn headers(layers: &Array) -> Result<JsValue, JsValue> {
    let values = Headers::new()?;
    let nulls = Set::new(&JsValue::UNDEFINED);
    values.set("Accept", "application/json")?;
    for layer in layers.iter() {
        let unfit = lay(&values, &nulls, &layer).map_err(thrown)?;
        if unfit.is_null() {
            return Err(refused("headers must be a `Headers`, an object or a list of pairs").into());
        }
        if let Some(name) = unfit.as_string() {
            return Err(unsendable(&name).into());
        }
    }
    Ok(object(&[("values", &values), ("nulls", &nulls)]))
}

/// Without the value: it may be a key.
fn unsendable(name: &str) -> Error {
    refused(concat(&["the header `", name, "` has a name or a value that no header may have"]))
}
