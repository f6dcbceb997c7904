//! Yeastar P-Series: `PBXOperator`.

mod address;
mod cdr;
mod codes;
mod events;
mod operator;

use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

use crate::error::{Error, Kind, Vendor};
use codes::Code;
use operator::{Host, Operator};

pub use cdr::{cdr_next, cdr_walk};

/// A failure with one of the operator's own codes.
fn failed(code: Code) -> Error {
    Error::new(Vendor::Yeastar, code.kind, code.message).own("code", code.code)
}

/// The same with the kind of its cause.
fn failed_as(code: Code, kind: Kind) -> Error {
    failed(code).of_kind(kind)
}

/// What `src/js/yeastar.js` extends.
#[wasm_bindgen(js_name = YeastarOperator)]
pub struct YeastarOperator(Rc<Operator>);

#[wasm_bindgen(js_class = YeastarOperator)]
impl YeastarOperator {
    /// `place` is what messages call the argument.
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host, config: &JsValue, place: &str) -> Result<YeastarOperator, JsValue> {
        Ok(YeastarOperator(Operator::new(host, config, place == "init")?))
    }

    /// `PBXOperator.init`
    pub fn init(&self) -> Promise {
        self.0.init()
    }

    /// `PBXOperator.destroy`
    pub fn destroy(&self) {
        self.0.destroy();
    }

    /// `PBXOperator.isInited`
    #[wasm_bindgen(getter, js_name = isInited)]
    pub fn is_inited(&self) -> bool {
        self.0.is_inited()
    }

    /// `PBXOperator.cdrQuery`
    #[wasm_bindgen(js_name = cdrQuery)]
    pub fn cdr_query(&self, params: &JsValue, options: &JsValue) -> Promise {
        self.0.cdr_query(params, options)
    }

    /// `PBXOperator.logout`
    pub fn logout(&self, options: &JsValue) -> Promise {
        self.0.logout(options)
    }

    /// Opens the feed when it is closed and the session is not. For `pbx.socket`, as all that follow.
    #[wasm_bindgen(js_name = feedStart)]
    pub fn feed_start(&self) {
        if self.0.is_inited() {
            self.0.feed.start();
        }
    }

    /// Closes the feed for good.
    #[wasm_bindgen(js_name = feedStop)]
    pub fn feed_stop(&self) {
        self.0.feed.stop();
    }

    /// Sends a frame as it is, or drops it.
    #[wasm_bindgen(js_name = feedSend)]
    pub fn feed_send(&self, data: &JsValue) {
        self.0.feed.send(data);
    }

    /// The browser's socket, or null.
    #[wasm_bindgen(js_name = feedSocket)]
    pub fn feed_socket(&self) -> JsValue {
        self.0.feed.raw()
    }

    /// The client's own topics, ascending.
    #[wasm_bindgen(js_name = feedTopics)]
    pub fn feed_topics(&self) -> Array {
        self.0.topics()
    }

    /// Sends the list of topics.
    #[wasm_bindgen(js_name = feedSubscribe)]
    pub fn feed_subscribe(&self) {
        self.0.subscribe();
    }
}
