//! An abort ends a call at once, wherever it is, and brings its reason.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::page::{Call, Pbx, failure, field, js, pause, shared, until};
use crate::simulator::{CDR, LOGIN, Simulator};

/// Long before anything else could have ended the call.
const PROMPTLY_MS: f64 = 1_000.0;

fn begin(pbx: &Pbx, options: &str, controller: &AbortController) -> Call {
    let options = js(options);
    js_sys::Reflect::set(&options, &"signal".into(), &controller.signal()).unwrap();
    pbx.start_query(&JsValue::UNDEFINED, &options)
}

/// Aborts a query, and checks its end.
async fn abort(controller: &AbortController, query: Call, reason: &JsValue) {
    controller.abort_with_reason(reason);
    let (outcome, ms) = query.timed().await;
    let error = failure(outcome);
    assert_eq!((error.kind(), error.message()), ("aborted".into(), "canceled".into()));
    assert_eq!((error.text("name"), error.text("code")), ("CanceledError".into(), "ERR_CANCELED".into()));
    assert_eq!(error.get("retryable"), false);
    assert_eq!(&error.get("cause"), reason);
    assert!(ms < PROMPTLY_MS, "{ms} ms");
}

async fn aborted_beforehand(pbx: &Pbx, reason: &JsValue) {
    let controller = AbortController::new().unwrap();
    controller.abort_with_reason(reason);
    abort(&controller, begin(pbx, "{}", &controller), reason).await;
}

#[wasm_bindgen_test]
async fn an_abort_beforehand_sends_nothing() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    aborted_beforehand(&pbx, &js("new Error('not now')")).await;
    pause(50).await;
    assert_eq!(sim.requests(Some(CDR)).await.len(), 0);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_abort_while_nothing_is_answered_ends_the_call() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ hang: true }").await;
    let controller = AbortController::new().unwrap();
    let query = begin(&pbx, "{ maxRetries: 2 }", &controller);
    sim.until_asked(CDR).await;
    abort(&controller, query, &js("new Error('enough')")).await;
    assert_eq!(sim.requests(Some(CDR)).await.len(), 1);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_abort_in_the_middle_of_the_body_ends_the_call() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ hangBody: true }").await;
    let controller = AbortController::new().unwrap();
    let query = begin(&pbx, "{}", &controller);
    sim.until_answered(CDR).await;
    pause(100).await;
    abort(&controller, query, &js("new Error('too slow')")).await;
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_abort_between_two_tries_ends_the_call() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ status: 503, headers: { 'retry-after': '30' } }").await;
    let controller = AbortController::new().unwrap();
    let query = begin(&pbx, "{ maxRetries: 2 }", &controller);
    sim.until_answered(CDR).await;
    pause(100).await;
    abort(&controller, query, &"patience is over".into()).await;
    assert_eq!(sim.requests(Some(CDR)).await.len(), 1);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn any_reason_is_the_cause() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ hang: true, times: 9 }").await;
    for reason in ["'text'", "''", "0", "null", "{ own: true }"] {
        let reason = js(reason);
        aborted_beforehand(&pbx, &reason).await;
        let controller = AbortController::new().unwrap();
        let query = begin(&pbx, "{}", &controller);
        pause(20).await;
        abort(&controller, query, &reason).await;
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_fetch_that_ignores_its_signal_cannot_keep_a_call_from_ending() {
    let (sim, pbx) = Simulator::signed_in(
        "{ fetch: (url, init) => (url.includes('/cdr/') ? new Promise(() => {}) : fetch(url, init)) }",
    )
    .await;
    let controller = AbortController::new().unwrap();
    let query = begin(&pbx, "{}", &controller);
    pause(50).await;
    abort(&controller, query, &"text".into()).await;
    let (outcome, ms) = pbx.start_query(&js("{}"), &js("{ timeoutMs: 100 }")).timed().await;
    assert_eq!(failure(outcome).kind(), "timeout");
    assert!(ms < PROMPTLY_MS, "{ms} ms");
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_abort_after_the_end_changes_nothing() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    let controller = AbortController::new().unwrap();
    let options = js("{}");
    js_sys::Reflect::set(&options, &"signal".into(), &controller.signal()).unwrap();
    let reply = pbx.start_query(&JsValue::UNDEFINED, &options).settled().await.unwrap();
    controller.abort();
    assert_eq!(field(&reply, "errcode"), 0);
    assert!(pbx.operator.is_inited());
    pbx.cdr_query("{}", "{}").await.unwrap();
    sim.close().await;
}

#[wasm_bindgen_test]
async fn the_operators_own_signal_ends_signing_in() {
    let sim = Simulator::start("{}").await;
    sim.fault(LOGIN, "{ hang: true }").await;
    let controller = AbortController::new().unwrap();
    let config = sim.config("{}");
    js_sys::Reflect::set(&config, &"signal".into(), &controller.signal()).unwrap();
    let pbx = Pbx::new(&config);
    let starting = pbx.start_init();
    sim.until_asked(LOGIN).await;
    controller.abort_with_reason(&"closed the tab".into());
    let (outcome, ms) = starting.timed().await;
    let error = failure(outcome);
    assert_eq!((error.kind(), error.get("cause")), ("aborted".into(), "closed the tab".into()));
    assert_eq!(error.get("code"), -102);
    assert!(ms < PROMPTLY_MS, "{ms} ms");
    assert_eq!(pbx.host.told("abort").length(), 1, "the page destroys the operator then");
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_secret_that_never_comes_does_not_outlive_an_abort() {
    let sim = Simulator::start("{}").await;
    let asked = shared(false);
    let tell = asked.clone();
    let secret = Closure::<dyn Fn() -> Promise>::new(move || {
        tell.replace(true);
        Promise::new(&mut |_, _| {})
    });
    let config = sim.config("{}");
    js_sys::Reflect::set(&config, &"secret".into(), secret.as_ref()).unwrap();
    let pbx = Pbx::new(&config);
    let starting = pbx.start_init();
    until("the secret to be asked for", || *asked.borrow()).await;
    pbx.operator.destroy().unwrap();
    let error = failure(starting.settled().await);
    assert_eq!((error.kind(), error.text("reason")), ("aborted".into(), "secret".into()));
    assert_eq!(sim.requests(Some(LOGIN)).await.len(), 0);
    sim.close().await;
}
