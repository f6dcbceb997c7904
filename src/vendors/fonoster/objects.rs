//! Messages as objects of the page.

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::error::{Error, Kind, Result, Vendor};
use crate::transport::grpc_web::Flaw;
use crate::transport::value::{concat, field, object, set};
use crate::vendors::fonoster::messages::{self, Held, Leaf, Shape, Target};

impl Leaf {
    pub(crate) fn of(value: &JsValue) -> Leaf {
        if value.is_null() {
            Leaf::Null
        } else if let Some(text) = value.as_string() {
            Leaf::Text(text)
        } else if let Some(number) = value.as_f64() {
            Leaf::Number(number)
        } else {
            value.as_bool().map_or(Leaf::Nothing, Leaf::Flag)
        }
    }
}

impl Target for JsValue {
    fn empty() -> JsValue {
        object(&[])
    }

    fn put(&mut self, name: &'static str, held: Held<'_>) {
        let value = match held {
            Held::Text(bytes) => String::from_utf8_lossy(bytes).as_ref().into(),
            Held::Number(number) => number.into(),
            Held::Flag(flag) => flag.into(),
            Held::Private(private) => privacy_word(private).into(),
        };
        set(self, name, &value);
    }

    fn put_object(&mut self, name: &'static str, object: JsValue) {
        set(self, name, &object);
    }

    fn push(&mut self, name: &'static str, item: Option<JsValue>) {
        match item {
            None => set(self, name, &Array::new()),
            Some(item) => drop(list(&field(self, name)).push(&item)),
        }
    }
}

/// A list of ours, or that the browser parsed; an empty one for anything else.
pub(crate) fn list(value: &JsValue) -> Array {
    if Array::is_array(value) { value.clone().into() } else { Array::new() }
}

pub(crate) fn privacy_word(private: bool) -> &'static str {
    if private { "private" } else { "none" }
}

/// Writes an object of ours as a message.
pub(crate) fn write(shape: &Shape, object: &JsValue) -> Vec<u8> {
    messages::encode(shape, |name| Leaf::of(&field(object, name)))
}

/// Reads a message as an object.
pub(crate) fn read(shape: &Shape, message: &[u8]) -> Result<JsValue> {
    messages::decode(shape, message).map_err(flawed)
}

/// The error for an answer that is none.
pub(crate) fn flawed(flaw: Flaw) -> Error {
    Error::new(Vendor::Fonoster, Kind::Decode, concat(&["the answer ", flaw]))
}
