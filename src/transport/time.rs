//! Clocks and timers of the page. Looked up at each use, so that tests can fake them.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, ms: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue) -> Result<(), JsValue>;

    /// Milliseconds that never run backwards.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn monotonic() -> f64;
}

/// A moment on both clocks: the steady one for deadlines, the wall's for people.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moment {
    /// Milliseconds since some start; never runs backwards.
    pub(crate) steady: f64,
    /// Milliseconds since 1970.
    pub(crate) wall: f64,
}

impl Moment {
    pub(crate) fn now() -> Moment {
        Moment { steady: monotonic(), wall: js_sys::Date::now() }
    }
}

/// What timers take at most; a longer delay would fire at once.
const LONGEST: f64 = 2_147_483_647.0;

/// A timer that calls back until it is dropped or set anew.
pub(crate) struct Timer {
    id: RefCell<JsValue>,
    callback: Closure<dyn Fn()>,
}

impl Timer {
    pub(crate) fn new(callback: impl Fn() + 'static) -> Timer {
        Timer { id: RefCell::new(JsValue::UNDEFINED), callback: Closure::new(callback) }
    }

    /// Calls back once after `ms`, in place of any earlier setting.
    pub(crate) fn set(&self, ms: f64) {
        self.clear();
        // Only a page that broke its own setTimeout gets an error here; it then has no timers at all.
        if let Ok(id) = set_timeout(self.callback.as_ref(), ms.clamp(0.0, LONGEST)) {
            self.id.replace(id);
        }
    }

    pub(crate) fn clear(&self) {
        let id = self.id.replace(JsValue::UNDEFINED);
        if !id.is_undefined() {
            let _ = clear_timeout(&id);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.clear();
    }
}
