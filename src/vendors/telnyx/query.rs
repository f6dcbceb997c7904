//! The query of a request, as the vendor's client writes it: brackets for members, commas between items.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::error::{Error, Result};
use crate::transport::url::Escape;
use crate::transport::value::{concat, is_whole};
use crate::vendors::telnyx::{refused, thrown};

/// Levels of members that a query may have.
const DEEPEST: usize = 100;

#[wasm_bindgen(module = "/src/js/telnyx/values.js")]
extern "C" {
    /// What a value becomes: its text, its entries as pairs, or undefined for what is left out.
    #[wasm_bindgen(catch, js_name = queryValue)]
    fn query_value(value: &JsValue) -> Result<JsValue, JsValue>;
}

/// The query of an object, without the `?`.
#[wasm_bindgen(js_name = telnyxQuery)]
pub fn write(query: &JsValue) -> Result<String, JsValue> {
    let mut writer = Writer { out: String::new(), above: Vec::new() };
    writer.write("", query)?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    /// The objects that the present value is inside of.
    above: Vec<JsValue>,
}

impl Writer {
    fn write(&mut self, name: &str, value: &JsValue) -> Result<()> {
        let written = query_value(value).map_err(thrown)?;
        if written.is_undefined() {
            return Ok(());
        }
        if written.is_string() {
            return self.pair(name, &written);
        }
        if self.above.iter().any(|object| Object::is(object, value)) {
            return Err(refused("Cyclic object value"));
        }
        if self.above.len() > DEEPEST {
            return Err(refused("the query is nested too deep"));
        }
        self.above.push(value.clone());
        for entry in written.unchecked_into::<Array>().iter().map(JsCast::unchecked_into::<Array>) {
            let key = text_of(&entry.get(0))?;
            let member = if self.above.len() == 1 { key } else { concat(&[name, "[", &key, "]"]) };
            self.write(&member, &entry.get(1))?;
        }
        self.above.pop();
        Ok(())
    }

    fn pair(&mut self, name: &str, value: &JsValue) -> Result<()> {
        if !self.out.is_empty() {
            self.out.push('&');
        }
        Escape::Rfc3986.write(name, &mut self.out);
        self.out.push('=');
        Escape::Rfc3986.write(&text_of(value)?, &mut self.out);
        Ok(())
    }
}

/// A text of the page's, as long as UTF-8 can say it.
fn text_of(value: &JsValue) -> Result<String, Error> {
    let text = value.as_string().filter(|text| is_whole(text, value));
    text.ok_or_else(|| refused("the query has half a surrogate pair, which no address can hold"))
}
