//! The live feed of an older PBX (WSI): a socket that is kept open; what is said on it is the page's side's.

use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;

use crate::transport::feed::machine::{Rhythm, Snapshot};
use crate::transport::feed::{Feed, FeedOwner, Frame};

/// No ping is documented, so that there is none.
const RHYTHM: Rhythm = Rhythm {
    quiet_ping: f64::INFINITY,
    pong: f64::INFINITY,
    busy_ping: f64::INFINITY,
    opening: 30_000.0,
    retry: 1_000.0,
    retry_spread: 0.0,
    retry_most: 30_000.0,
    probe_after: u32::MAX,
    late: 0.0,
    long_outage: f64::INFINITY,
};

#[wasm_bindgen]
extern "C" {
    /// What `watch.js` makes of it. It holds its client weakly: what Rust holds is never collected.
    pub type Listener;

    /// The class of sockets.
    #[wasm_bindgen(method)]
    fn socket(this: &Listener) -> JsValue;
    #[wasm_bindgen(method)]
    fn attempt(this: &Listener, begins: bool, status: Option<u16>);
    #[wasm_bindgen(method)]
    fn opened(this: &Listener);
    #[wasm_bindgen(method)]
    fn frame(this: &Listener, frame: &Frame);
    #[wasm_bindgen(method)]
    fn changed(this: &Listener, state: &str, since: f64, failures: u32, retry_at: Option<f64>);
    #[wasm_bindgen(method)]
    fn gap(this: &Listener, from: f64, to: f64);
}

struct Owner {
    url: String,
    listener: Listener,
    /// No frame is the answer to a ping.
    no_ping: JsValue,
}

impl FeedOwner for Owner {
    fn socket(&self) -> (JsValue, String) {
        (self.listener.socket(), self.url.clone())
    }

    fn attempt(&self, ended: Option<Option<u16>>) {
        self.listener.attempt(ended.is_none(), ended.flatten());
    }

    fn heartbeat(&self) -> (&JsValue, &JsValue) {
        (&self.no_ping, &self.no_ping)
    }

    fn greet(&self) {
        self.listener.opened();
    }

    fn frame(&self, frame: &Frame) {
        self.listener.frame(frame);
    }

    fn changed(&self, snapshot: Snapshot) {
        let Snapshot { state, since, failures, retry_at } = snapshot;
        self.listener.changed(state.word(), since, failures, retry_at);
    }

    fn gap(&self, from: f64, to: f64) {
        self.listener.gap(from, to);
    }

    fn over(&self) {}

    fn long_outage_over(&self) {}

    fn probe(&self) {}
}

/// One socket that is kept open until `stop`.
#[wasm_bindgen(js_name = PortsipFeed)]
pub struct PortsipFeed {
    feed: Rc<Feed>,
    _owner: Rc<Owner>,
}

#[wasm_bindgen(js_class = PortsipFeed)]
impl PortsipFeed {
    /// A feed that is not open yet.
    #[wasm_bindgen(constructor)]
    pub fn new(url: String, listener: Listener) -> PortsipFeed {
        let owner = Rc::new(Owner { url, listener, no_ping: JsValue::UNDEFINED });
        let weak: Weak<Owner> = Rc::downgrade(&owner);
        PortsipFeed { feed: Feed::new(RHYTHM, weak), _owner: owner }
    }

    /// Opens it.
    pub fn start(&self) {
        self.feed.start();
    }

    /// Closes it for good.
    pub fn stop(&self) {
        self.feed.stop();
    }

    /// Sends a text, where it is open.
    pub fn send(&self, text: &JsValue) {
        self.feed.send(text);
    }
}
