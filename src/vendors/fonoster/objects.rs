//! Messages as objects of the page.

use js_sys::{Array, Date};
use wasm_bindgen::JsValue;

use crate::error::{Error, Kind, Result, Vendor};
use crate::transport::grpc_web::Flaw;
use crate::transport::value::{concat, field, object};
use crate::vendors::fonoster::messages::{self, Leaf, Shape};

impl Leaf {
    pub(crate) fn of(value: &JsValue) -> Leaf {
        if value.is_null() {
            return Leaf::Null;
        }
        let text = || value.as_string().map(Leaf::Text);
        let number = || value.as_f64().map(Leaf::Number);
        let flag = || value.as_bool().map(Leaf::Flag);
        text().or_else(number).or_else(flag).unwrap_or(Leaf::Nothing)
    }

    fn into_value(self) -> JsValue {
        match self {
            Leaf::Nothing => JsValue::UNDEFINED,
            Leaf::Null => JsValue::NULL,
            Leaf::Text(text) => text.into(),
            Leaf::Number(number) => number.into(),
            Leaf::Flag(flag) => flag.into(),
            Leaf::Private(private) => if private { "private" } else { "none" }.into(),
            Leaf::Time(seconds) => Date::new(&(f64::from(seconds) * 1000.0).into()).into(),
            Leaf::Object(object) => of_properties(object),
            Leaf::List(items) => items.into_iter().map(of_properties).collect::<Array>().into(),
        }
    }
}

fn of_properties(properties: messages::Object) -> JsValue {
    let values: Vec<_> = properties.into_iter().map(|(name, leaf)| (name, leaf.into_value())).collect();
    let fields: Vec<_> = values.iter().map(|(name, value)| (*name, value)).collect();
    object(&fields)
}

/// Writes an object of ours as a message.
pub(crate) fn write(shape: &Shape, object: &JsValue) -> Vec<u8> {
    messages::encode(shape, |name| Leaf::of(&field(object, name)))
}

/// Reads a message as an object.
pub(crate) fn read(shape: &Shape, message: &[u8]) -> Result<JsValue> {
    messages::decode(shape, message).map(of_properties).map_err(flawed)
}

/// The error for an answer that is none.
pub(crate) fn flawed(flaw: Flaw) -> Error {
    Error::new(Vendor::Fonoster, Kind::Decode, concat(&["the answer ", flaw]))
}
