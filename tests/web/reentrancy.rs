//! The page calls back in while Rust is calling out.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Pbx, failure, field, js, pause, shared, take_reports, text};
use crate::simulator::{CDR, SOCKET, Simulator};

/// An operator that is destroyed when its page hears this, and the simulator, once it was.
async fn destroyed_on(what: &'static str, state: Option<&'static str>) -> (Simulator, Pbx) {
    take_reports();
    let sim = Simulator::start("{}").await;
    let pbx = Pbx::new(&sim.config("{}"));
    let operator = pbx.operator.clone();
    let reaction = pbx.attend(move |told, value| {
        if told == what && state.is_none_or(|state| text(&field(value, "state")) == state) {
            operator.destroy().unwrap();
        }
    });
    pbx.init().await.unwrap();
    if what == "cdrChange" {
        pbx.until_feed_is("live").await;
        sim.until_subscribed().await;
        for _ in 0..3 {
            sim.emit("{ type: 20049, msg: {} }").await;
        }
    }
    pbx.until_told("end", 1).await;
    pause(100).await;
    sim.until_no_socket_is_open().await;
    drop(reaction);
    assert!(!pbx.operator.is_inited());
    assert_eq!(take_reports().length(), 0);
    (sim, pbx)
}

#[wasm_bindgen_test]
async fn destroy_within_a_cdr_change_is_the_last_thing_that_happens() {
    let (sim, pbx) = destroyed_on("cdrChange", None).await;
    assert_eq!(pbx.host.told("cdrChange").length(), 1, "and no further event");
    assert_eq!(pbx.feed_states(), ["connecting", "live", "closed"]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn destroy_as_the_feed_starts_to_connect_leaves_no_socket() {
    let (sim, pbx) = destroyed_on("changed", Some("connecting")).await;
    assert_eq!(pbx.feed_states(), ["connecting", "closed"]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn destroy_as_the_feed_goes_live_closes_its_socket() {
    let (sim, pbx) = destroyed_on("changed", Some("live")).await;
    assert_eq!(pbx.feed_states(), ["connecting", "live", "closed"]);
    assert_eq!(sim.requests(Some(SOCKET)).await.len(), 1);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn destroy_as_the_feed_closes_ends_once() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    pbx.until_feed_is("live").await;
    let operator = pbx.operator.clone();
    let _reaction = pbx.attend(move |told, value| {
        if told == "changed" && text(&field(value, "state")) == "closed" {
            operator.destroy().unwrap();
        }
    });
    pbx.operator.destroy().unwrap();
    assert_eq!(pbx.feed_states(), ["connecting", "live", "closed"]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn destroy_within_on_request_ends_that_call_and_sends_nothing() {
    let destroy = shared(None::<crate::page::Operator>);
    let sim = Simulator::start("{}").await;
    let config = sim.config("{}");
    let to_destroy = destroy.clone();
    let hook = Closure::<dyn Fn(JsValue)>::new(move |info: JsValue| {
        if text(&field(&info, "operation")) == "cdrQuery" {
            to_destroy.borrow().as_ref().unwrap().destroy().unwrap();
        }
    });
    js_sys::Reflect::set(&config, &"onRequest".into(), hook.as_ref()).unwrap();
    let pbx = Pbx::new(&config);
    destroy.replace(Some(pbx.operator.clone()));
    pbx.init().await.unwrap();
    let error = failure(pbx.cdr_query("{}", "{ maxRetries: 2 }").await);
    assert_eq!((error.kind(), error.text("code")), ("aborted".into(), "ERR_CANCELED".into()));
    assert!(!pbx.operator.is_inited());
    pause(100).await;
    assert_eq!(sim.requests(Some(CDR)).await.len(), 0);
    destroy.replace(None);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_call_within_a_cdr_change_is_answered() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    pbx.until_feed_is("live").await;
    sim.until_subscribed().await;
    let queries = shared(Vec::new());
    let (inner, asked) = (pbx.clone(), queries.clone());
    let _reaction = pbx.attend(move |told, _| {
        if told == "cdrChange" {
            asked.borrow_mut().push(inner.start_query(&JsValue::UNDEFINED, &JsValue::UNDEFINED));
        }
    });
    sim.call("yeastar.placeCall", "[{ from: '1000', to: '1001' }]").await;
    pbx.until_told("cdrChange", 1).await;
    let query = queries.borrow_mut().pop().unwrap();
    assert_eq!(field(&query.settled().await.unwrap(), "total_number"), 1);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn signing_in_again_while_hearing_of_the_end_opens_a_new_session() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    pbx.until_feed_is("live").await;
    sim.until_subscribed().await;
    let secret = field(&sim.config("{}"), "secret");
    let starting = shared(None);
    let (inner, started) = (pbx.clone(), starting.clone());
    let _reaction = pbx.attend(move |told, _| {
        if told == "end" {
            inner.host.set("secret", &secret);
            started.replace(Some(inner.start_init()));
        }
    });
    sim.emit("{ type: 20010, msg: {} }").await;
    pbx.until_told("end", 1).await;
    let start = starting.take().unwrap();
    start.settled().await.unwrap();
    pbx.until_feed_is("live").await;
    assert!(pbx.operator.is_inited());
    assert_eq!(pbx.feed_states(), ["connecting", "live", "closed", "connecting", "live"]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn destroy_settles_what_is_under_way() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ hang: true, times: 3 }").await;
    let queries = [1, 2, 3].map(|page| pbx.start_query(&js(&format!("{{ page: {page} }}")), &JsValue::UNDEFINED));
    pause(100).await;
    pbx.operator.destroy().unwrap();
    for query in queries {
        assert_eq!(failure(query.settled().await).kind(), "aborted");
    }
    pbx.operator.destroy().unwrap();
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_operator_that_is_freed_still_settles_its_calls() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ delayMs: 200 }").await;
    let query = pbx.start_query(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    pbx.operator.free().unwrap();
    assert_eq!(field(&query.settled().await.unwrap(), "errcode"), 0);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_operator_that_is_freed_while_signing_in_still_settles() {
    let sim = Simulator::start("{}").await;
    let pbx = Pbx::new(&sim.config("{}"));
    let starting = pbx.start_init();
    pbx.operator.free().unwrap();
    assert!(starting.settled().await.unwrap().is_object());
    pause(100).await;
    sim.until_no_socket_is_open().await;
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_operator_that_is_freed_within_its_own_event_closes_its_socket() {
    take_reports();
    let (sim, pbx) = Simulator::signed_in("{}").await;
    pbx.until_feed_is("live").await;
    sim.until_subscribed().await;
    let operator = pbx.operator.clone();
    let _reaction = pbx.attend(move |told, _| {
        if told == "cdrChange" {
            operator.free().unwrap();
        }
    });
    sim.emit("{ type: 20049, msg: {} }").await;
    pbx.until_told("cdrChange", 1).await;
    sim.until_no_socket_is_open().await;
    assert_eq!(take_reports().length(), 0);
    sim.close().await;
}
