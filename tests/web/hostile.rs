//! Whatever a page hands in may throw. The call that meets it settles, and so does its neighbour.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Failure, PROXY, Pbx, REVOKED, failure, field, js, take_reports, text};
use crate::simulator::{CDR, Simulator};

/// Makes a query with what throws beside one without, and gives what the first was rejected with. The neighbour
/// succeeds.
async fn beside_a_neighbour(pbx: &Pbx, params: &JsValue, options: &JsValue) -> Failure {
    let before = pbx.start_query(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    let bad = pbx.start_query(params, options);
    let after = pbx.start_query(&js("{ page: 1 }"), &JsValue::UNDEFINED);
    let error = failure(bad.settled().await);
    for neighbour in [before, after] {
        assert_eq!(field(&neighbour.settled().await.unwrap(), "errcode"), 0);
    }
    error
}

#[wasm_bindgen_test]
async fn a_getter_that_throws_is_named_and_nothing_is_sent() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    let thrower = |name: &str| js(&format!("{{ get {name}() {{ throw 'getter of {name}' }} }}"));
    let none = JsValue::UNDEFINED;
    for (params, options, message) in [
        (thrower("page"), none.clone(), "cdrQuery(params): `page` could not be read: its getter threw"),
        (thrower("filter"), none.clone(), "cdrQuery(params): `filter` could not be read: its getter threw"),
        (none.clone(), thrower("timeoutMs"), "cdrQuery(options): `timeoutMs` could not be read: its getter threw"),
        (none.clone(), thrower("signal"), "cdrQuery(options): `signal` could not be read: its getter threw"),
        (none.clone(), thrower("strict"), "cdrQuery(options): `strict` could not be read: its getter threw"),
    ] {
        let error = beside_a_neighbour(&pbx, &params, &options).await;
        assert_eq!((error.kind(), error.message()), ("invalid-argument".into(), message.into()));
        assert!(text(&error.get("cause")).starts_with("getter of "), "{error:?}");
    }
    assert_eq!(sim.requests(Some(CDR)).await.len(), 10, "the neighbours'");
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_signal_that_throws_is_no_signal() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    for signal in ["{ get aborted() { throw 1 } }", "{ aborted: false, get addEventListener() { throw 1 } }", PROXY] {
        let error = beside_a_neighbour(&pbx, &JsValue::UNDEFINED, &js(&format!("{{ signal: {signal} }}"))).await;
        assert_eq!(error.kind(), "invalid-argument");
        assert_eq!(error.message(), "cdrQuery(options): `signal` must be an AbortSignal, not an object");
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_signal_that_throws_later_rejects_the_call() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    for signal in [
        "{ aborted: false, addEventListener() { throw new Error('later') }, removeEventListener() {} }",
        "{ reads: 0, get aborted() { if (this.reads++) throw new Error('later'); return false }, addEventListener() {}, removeEventListener() {} }",
        "{ aborted: false, addEventListener() {}, removeEventListener() { throw new Error('later') } }",
    ] {
        let error = beside_a_neighbour(&pbx, &JsValue::UNDEFINED, &js(&format!("{{ signal: {signal} }}"))).await;
        assert_eq!(error.kind(), "connection", "{signal}");
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_proxy_whose_traps_throw_is_refused() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    let error = beside_a_neighbour(&pbx, &js(PROXY), &JsValue::UNDEFINED).await;
    assert_eq!(error.message(), "cdrQuery(params): `page` could not be read: its getter threw");
    let error = beside_a_neighbour(&pbx, &JsValue::UNDEFINED, &js(PROXY)).await;
    assert_eq!(error.message(), "cdrQuery(options): `signal` could not be read: its getter threw");
    for (place, message) in [
        ("init", "init(options): `pbxURL` could not be read: its getter threw"),
        ("PBXOperator", "new PBXOperator(config): `url` could not be read: its getter threw"),
    ] {
        let error = failure(Pbx::made(&js(PROXY), place).map(|_| JsValue::UNDEFINED));
        assert_eq!((error.kind(), error.message()), ("invalid-argument".into(), message.into()));
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_revoked_proxy_is_refused() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    assert_eq!(beside_a_neighbour(&pbx, &js(REVOKED), &JsValue::UNDEFINED).await.kind(), "invalid-argument");
    assert_eq!(beside_a_neighbour(&pbx, &JsValue::UNDEFINED, &js(REVOKED)).await.kind(), "invalid-argument");
    let signal = js(&format!("{{ signal: {REVOKED} }}"));
    assert_eq!(beside_a_neighbour(&pbx, &JsValue::UNDEFINED, &signal).await.kind(), "invalid-argument");
    sim.close().await;
}

/// An operator whose `fetch` does this on page 2, and otherwise what it should.
async fn with_fetch(on_page_2: &str) -> (Simulator, Pbx) {
    let fetch = format!("(url, init) => (url.includes('page=2&') ? ({on_page_2})() : fetch(url, init))");
    Simulator::signed_in(&format!("{{ fetch: {fetch} }}")).await
}

#[wasm_bindgen_test]
async fn a_fetch_that_throws_or_rejects_is_a_network_error_with_that_cause() {
    let (sim, _) = Simulator::signed_in("{}").await;
    for (fetch, cause) in [
        ("() => { throw 'thrown' }", JsValue::from("thrown")),
        ("() => { throw null }", JsValue::NULL),
        ("() => Promise.reject('rejected')", "rejected".into()),
        ("() => Promise.reject(null)", JsValue::NULL),
        ("() => Promise.reject()", JsValue::UNDEFINED),
        ("() => ({ then(_, reject) { reject(5) } })", 5.into()),
        ("() => ({ get then() { throw 6 } })", 6.into()),
    ] {
        let (own, pbx) = with_fetch(fetch).await;
        let error = beside_a_neighbour(&pbx, &js("{ page: 2 }"), &JsValue::UNDEFINED).await;
        assert_eq!((error.kind(), error.message()), ("connection".into(), "Network Error".into()), "{fetch}");
        assert_eq!((error.text("code"), error.get("cause")), ("ERR_NETWORK".into(), cause), "{fetch}");
        own.close().await;
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_fetch_that_gives_no_response_is_told_so() {
    for fetch in
        ["() => undefined", "() => null", "() => 5", "() => ({})", "() => ({ status: 99 })", "() => ({ status: 'x' })"]
    {
        let (sim, pbx) = with_fetch(fetch).await;
        let error = beside_a_neighbour(&pbx, &js("{ page: 2 }"), &JsValue::UNDEFINED).await;
        assert_eq!(
            (error.kind(), error.message()),
            ("decode".into(), "what `fetch` gave is no response".into()),
            "{fetch}"
        );
        sim.close().await;
    }
}

#[wasm_bindgen_test]
async fn a_response_that_throws_rejects_the_call() {
    for fetch in [
        "() => ({ get status() { throw new Error('status') } })",
        "() => ({ status: 200, get headers() { throw new Error('headers') } })",
        "() => ({ status: 200, headers: { get() { throw new Error('get') } } })",
        "() => ({ status: 200, text() { throw new Error('text') } })",
        "() => ({ status: 200, body: { getReader() { throw new Error('reader') } } })",
        "() => ({ status: 200, body: { getReader: () => ({ read: () => Promise.reject(new Error('read')) }) } })",
    ] {
        let (sim, pbx) = with_fetch(fetch).await;
        let error = beside_a_neighbour(&pbx, &js("{ page: 2 }"), &JsValue::UNDEFINED).await;
        assert_eq!(error.kind(), "connection", "{fetch}");
        assert!(error.get("cause").is_object(), "{fetch}");
        sim.close().await;
    }
}

#[wasm_bindgen_test]
async fn a_websocket_that_throws_leaves_the_session_open_and_the_feed_trying() {
    for class in [
        "class { constructor() { throw new Error('refused') } }",
        "() => {}",
        "class { set onopen(_) { throw new Error('handler') } close() {} }",
    ] {
        let (sim, pbx) = Simulator::signed_in(&format!("{{ WebSocket: {class} }}")).await;
        pbx.until_feed_is("retrying").await;
        let snapshot = pbx.host.told("changed").pop();
        assert_eq!(field(&snapshot, "failures"), 1);
        assert!(field(&snapshot, "retryAt").as_f64().unwrap() > field(&snapshot, "since").as_f64().unwrap());
        assert_eq!(field(&pbx.cdr_query("{}", "{}").await.unwrap(), "errcode"), 0);
        pbx.operator.destroy().unwrap();
        sim.close().await;
    }
}

#[wasm_bindgen_test]
async fn a_socket_that_throws_at_every_touch_can_be_closed() {
    let class = "class { constructor() { setTimeout(() => this.onopen({})) } send() { throw new Error('send') } close() { throw new Error('close') } }";
    let (sim, pbx) = Simulator::signed_in(&format!("{{ WebSocket: {class} }}")).await;
    pbx.until_feed_is("live").await;
    pbx.operator.destroy().unwrap();
    assert_eq!(pbx.feed_states(), ["connecting", "live", "closed"]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_hook_that_throws_is_reported_and_changes_nothing() {
    take_reports();
    let (sim, pbx) = Simulator::signed_in(
        "{ onRequest({ operation }) { throw `asked ${operation}` }, onResponse({ operation }) { throw `told ${operation}` } }",
    )
    .await;
    pbx.until_feed_is("live").await;
    take_reports();
    let (one, other) = (pbx.start_query(&js("{}"), &js("{}")), pbx.start_query(&js("{ page: 2 }"), &js("{}")));
    for query in [one, other] {
        assert_eq!(field(&query.settled().await.unwrap(), "errcode"), 0);
    }
    let mut reports: Vec<_> = take_reports().iter().map(|report| text(&report)).collect();
    reports.sort();
    assert_eq!(reports, ["asked cdrQuery", "asked cdrQuery", "told cdrQuery", "told cdrQuery"]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_secret_that_throws_or_is_none_says_so() {
    let sim = Simulator::start("{}").await;
    for (secret, kind, message) in [
        ("() => { throw 'no' }", "authentication", "`secret` threw or rejected"),
        ("() => Promise.reject('no')", "authentication", "`secret` threw or rejected"),
        ("async () => ''", "invalid-argument", "`secret` must be a filled string, or a function that gives one"),
        ("async () => 5", "invalid-argument", "`secret` must be a filled string, or a function that gives one"),
    ] {
        let error = failure(Pbx::new(&sim.config(&format!("{{ secret: {secret} }}"))).init().await);
        assert_eq!((error.kind(), error.message()), (kind.into(), message.into()), "{secret}");
        assert_eq!(error.text("reason"), "secret");
    }
    sim.close().await;
}
