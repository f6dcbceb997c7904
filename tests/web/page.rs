//! What a page has: an operator as its JavaScript sees it, and what is read of values and failures.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Error, Promise, Reflect};
use softphone_admin::vendors::yeastar::YeastarOperator;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A proxy all of whose traps throw.
pub(crate) const PROXY: &str =
    "new Proxy({}, Object.fromEntries(Reflect.ownKeys(Reflect).filter((key) => typeof key === 'string')
    .map((trap) => [trap, () => { throw new Error('trap') }])))";

pub(crate) const REVOKED: &str =
    "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()";

#[wasm_bindgen(module = "/tests/web/host.js")]
extern "C" {
    #[derive(Clone)]
    pub(crate) type Host;

    #[wasm_bindgen(constructor)]
    fn new() -> Host;

    #[wasm_bindgen(method)]
    fn attend(this: &Host, reaction: &JsValue);

    #[wasm_bindgen(method)]
    pub(crate) fn told(this: &Host, what: &str) -> Array;

    #[wasm_bindgen(method)]
    pub(crate) fn get(this: &Host, name: &str) -> JsValue;

    #[wasm_bindgen(method)]
    pub(crate) fn set(this: &Host, name: &str, value: &JsValue);

    fn settlement(promise: &Promise, limit_ms: f64) -> Promise;

    #[wasm_bindgen(js_name = takeReports)]
    pub(crate) fn take_reports() -> Array;
}

#[wasm_bindgen]
extern "C" {
    /// The exported class, with the checks that its glue makes.
    #[derive(Clone)]
    pub(crate) type Operator;

    #[wasm_bindgen(method, catch)]
    fn init(this: &Operator) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn destroy(this: &Operator) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, js_name = isInited)]
    pub(crate) fn is_inited(this: &Operator) -> bool;

    #[wasm_bindgen(method, catch, js_name = cdrQuery)]
    fn cdr_query(this: &Operator, params: &JsValue, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn free(this: &Operator) -> Result<(), JsValue>;
}

/// Longer than anything here takes.
const LIMIT_MS: f64 = 10_000.0;

/// An operator, and its page's side.
#[derive(Clone)]
pub(crate) struct Pbx {
    pub(crate) host: Host,
    pub(crate) operator: Operator,
}

impl Pbx {
    pub(crate) fn new(config: &JsValue) -> Pbx {
        Pbx::made(config, "PBXOperator").unwrap()
    }

    /// `place` as the constructor takes it.
    pub(crate) fn made(config: &JsValue, place: &str) -> Result<Pbx, JsValue> {
        let host = Host::new();
        let operator = YeastarOperator::new(host.clone().unchecked_into(), config, place)?;
        Ok(Pbx { host, operator: JsValue::from(operator).unchecked_into() })
    }

    pub(crate) async fn init(&self) -> Result<JsValue, JsValue> {
        self.start_init().settled().await
    }

    pub(crate) fn start_init(&self) -> Call {
        Call::new(self.operator.init())
    }

    /// `params` and `options` as JavaScript.
    pub(crate) async fn cdr_query(&self, params: &str, options: &str) -> Result<JsValue, JsValue> {
        self.start_query(&js(params), &js(options)).settled().await
    }

    pub(crate) fn start_query(&self, params: &JsValue, options: &JsValue) -> Call {
        Call::new(self.operator.cdr_query(params, options))
    }

    /// Calls back with each thing that the page is told, until what is given back is dropped.
    pub(crate) fn attend(&self, reaction: impl Fn(&str, &JsValue) + 'static) -> Closure<dyn Fn(String, JsValue)> {
        let reaction = Closure::new(move |what: String, value: JsValue| reaction(&what, &value));
        self.host.attend(reaction.as_ref());
        reaction
    }

    pub(crate) async fn until_told(&self, what: &str, times: u32) {
        until(what, || self.host.told(what).length() >= times).await;
    }

    /// The states of the feed so far.
    pub(crate) fn feed_states(&self) -> Vec<String> {
        self.host.told("changed").iter().map(|snapshot| text(&field(&snapshot, "state"))).collect()
    }

    pub(crate) async fn until_feed_is(&self, state: &str) {
        until(state, || self.feed_states().last().is_some_and(|last| last == state)).await;
    }
}

/// A call that the page began.
pub(crate) struct Call(Promise);

impl Call {
    pub(crate) fn new(promise: Result<Promise, JsValue>) -> Call {
        Call(promise.expect("a call gives a promise and never throws"))
    }

    /// Its end, and the milliseconds until then.
    pub(crate) async fn timed(self) -> (Result<JsValue, JsValue>, f64) {
        let settled = JsFuture::from(settlement(&self.0, LIMIT_MS)).await.unwrap();
        assert!(settled.is_object(), "the call is still pending after {LIMIT_MS} ms");
        let value = field(&settled, "value");
        let outcome = if field(&settled, "fulfilled").is_truthy() { Ok(value) } else { Err(value) };
        (outcome, field(&settled, "ms").as_f64().unwrap())
    }

    pub(crate) async fn settled(self) -> Result<JsValue, JsValue> {
        self.timed().await.0
    }
}

/// A rejection, read as a page would.
#[derive(Debug)]
pub(crate) struct Failure(JsValue);

/// What a call was rejected with: always an `Error`, always of this vendor.
pub(crate) fn failure(outcome: Result<JsValue, JsValue>) -> Failure {
    failure_of("yeastar", outcome)
}

/// The same, of any vendor.
pub(crate) fn failure_of<T: std::fmt::Debug>(vendor: &str, outcome: Result<T, JsValue>) -> Failure {
    let error = outcome.expect_err("the call is rejected");
    assert!(error.is_instance_of::<Error>(), "{error:?} is no Error");
    assert_eq!(text(&field(&error, "vendor")), vendor);
    Failure(error)
}

impl Failure {
    pub(crate) fn text(&self, name: &str) -> String {
        text(&field(&self.0, name))
    }

    pub(crate) fn get(&self, name: &str) -> JsValue {
        field(&self.0, name)
    }

    pub(crate) fn kind(&self) -> String {
        self.text("kind")
    }

    pub(crate) fn message(&self) -> String {
        self.text("message")
    }
}

/// A value from a JavaScript expression.
pub(crate) fn js(source: &str) -> JsValue {
    js_sys::eval(&format!("({source})")).unwrap_or_else(|error| panic!("{source}: {error:?}"))
}

/// A field of a value that has nothing to hide.
pub(crate) fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

pub(crate) use field as get;

/// A string as it is, a number as it is written; anything else as it is for debugging.
pub(crate) fn text(value: &JsValue) -> String {
    value
        .as_string()
        .or_else(|| value.as_f64().map(|number| number.to_string()))
        .unwrap_or_else(|| format!("{value:?}"))
}

pub(crate) async fn pause(ms: u32) {
    TimeoutFuture::new(ms).await;
}

/// Waits for something to be so.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..500 {
        if condition() {
            return;
        }
        pause(10).await;
    }
    panic!("waited 5 s for: {what}");
}

/// A cell that closures and tests share.
pub(crate) fn shared<T>(value: T) -> Rc<std::cell::RefCell<T>> {
    Rc::new(std::cell::RefCell::new(value))
}
