//! What is asked again, what is not, and what a rejection says.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Pbx, failure, field};
use crate::simulator::{CDR, LOGIN, Simulator};

#[wasm_bindgen_test]
async fn a_busy_pbx_is_asked_again_as_often_as_allowed() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ status: 503, times: 2 }").await;
    let reply = pbx.cdr_query("{}", "{ maxRetries: 2 }").await.unwrap();
    assert_eq!(field(&reply, "errcode"), 0);
    assert_eq!(sim.requests(Some(CDR)).await.len(), 3);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_busy_pbx_is_asked_once_unless_the_page_says_otherwise() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ status: 503, times: 2 }").await;
    for options in ["{ maxRetries: 0 }", "undefined"] {
        let error = failure(pbx.cdr_query("{}", options).await);
        assert_eq!((error.kind(), error.message()), ("server".into(), "Request failed with status code 503".into()));
        assert_eq!((error.text("name"), error.text("code")), ("AxiosError".into(), "ERR_BAD_RESPONSE".into()));
        assert_eq!(field(&error.get("response"), "status"), 503);
        assert_eq!((error.get("status"), error.get("attempt")), (503.into(), 1.into()));
        assert_eq!((error.get("retryable"), error.text("operation")), (true.into(), "cdrQuery".into()));
    }
    assert_eq!(sim.requests(Some(CDR)).await.len(), 2);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn the_last_of_several_failures_is_told_with_its_number() {
    let (sim, pbx) = Simulator::signed_in("{ maxRetries: 1 }").await;
    sim.fault(CDR, "{ status: 503 }").await;
    sim.fault(CDR, "{ status: 500 }").await;
    let error = failure(pbx.cdr_query("{}", "{}").await);
    assert_eq!((error.get("status"), error.get("attempt")), (500.into(), 2.into()));
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_pause_that_the_pbx_asks_for_is_kept() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ status: 429, headers: { 'retry-after': '1' } }").await;
    pbx.cdr_query("{}", "{ maxRetries: 1 }").await.unwrap();
    let asked = sim.requests(Some(CDR)).await;
    let waited = asked[1].number("at") - asked[0].number("at");
    assert!((990.0..3_000.0).contains(&waited), "{waited} ms");
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_pause_of_more_than_a_minute_is_the_pages_to_make() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ status: 429, headers: { 'retry-after': '61' } }").await;
    let error = failure(pbx.cdr_query("{}", "{ maxRetries: 5 }").await);
    assert_eq!((error.kind(), error.text("code")), ("rate-limit".into(), "ERR_BAD_REQUEST".into()));
    assert_eq!(error.get("retryAfterMs"), 61_000);
    assert_eq!(sim.requests(Some(CDR)).await.len(), 1);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_sign_in_is_sent_once_whatever_the_pbx_answers() {
    for (fault, kind, maybe_applied) in [
        ("{ status: 500, times: 9 }", "server", false),
        ("{ drop: 'before', times: 9 }", "connection", true),
        ("{ drop: 'after', times: 9 }", "connection", true),
    ] {
        let sim = Simulator::start("{}").await;
        sim.fault(LOGIN, fault).await;
        let error = failure(Pbx::new(&sim.config("{ maxRetries: 2 }")).init().await);
        assert_eq!((error.kind(), error.message()), (kind.into(), "PBX_NETWORK_ERROR".into()), "{fault}");
        assert_eq!((error.get("code"), error.text("name")), ((-102).into(), "Result".into()));
        assert_eq!(error.get("maybeApplied").is_truthy(), maybe_applied, "{fault}");
        assert_eq!(sim.requests(Some(LOGIN)).await.len(), 1, "{fault}");
        sim.close().await;
    }
}

#[wasm_bindgen_test]
async fn a_sign_in_is_repeated_after_a_429_which_says_that_nothing_was_done() {
    let sim = Simulator::start("{}").await;
    sim.fault(LOGIN, "{ status: 429, headers: { 'retry-after': '0' } }").await;
    Pbx::new(&sim.config("{ maxRetries: 1 }")).init().await.unwrap();
    assert_eq!(sim.requests(Some(LOGIN)).await.len(), 2);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_cut_connection_is_a_network_error_with_its_cause() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ drop: 'before' }").await;
    let error = failure(pbx.cdr_query("{}", "{}").await);
    assert_eq!((error.kind(), error.message()), ("connection".into(), "Network Error".into()));
    assert_eq!(error.text("code"), "ERR_NETWORK");
    assert_eq!(error.get("retryable"), true);
    assert!(error.get("maybeApplied").is_undefined(), "a read changes nothing");
    assert!(error.get("cause").is_object(), "what the browser said");
    sim.close().await;
}

#[wasm_bindgen_test]
async fn every_refusal_by_status_has_its_kind() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    for (status, kind, code) in [
        (400, "invalid-argument", "ERR_BAD_REQUEST"),
        (403, "permission", "ERR_BAD_REQUEST"),
        (404, "not-found", "ERR_BAD_REQUEST"),
        (408, "timeout", "ERR_BAD_REQUEST"),
        (409, "conflict", "ERR_BAD_REQUEST"),
        (429, "rate-limit", "ERR_BAD_REQUEST"),
        (500, "server", "ERR_BAD_RESPONSE"),
        (599, "server", "ERR_BAD_RESPONSE"),
    ] {
        sim.fault(CDR, &format!("{{ status: {status} }}")).await;
        let error = failure(pbx.cdr_query("{}", "{}").await);
        assert_eq!((error.kind(), error.text("code")), (kind.into(), code.into()), "{status}");
        assert_eq!(error.get("status"), status);
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_address_that_is_no_pbx_says_so() {
    let sim = Simulator::start("{}").await;
    sim.fault("GET /api/v1.0/pbx/getproduct", "{ malformed: true }").await;
    let error = failure(Pbx::new(&sim.config("{}")).init().await);
    assert_eq!((error.kind(), error.message()), ("decode".into(), "GET_PRODUCT_FAILED".into()));
    assert_eq!(error.get("code"), -4);
    assert_eq!(sim.requests(Some(LOGIN)).await.len(), 0);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_silent_pbx_is_waited_for_no_longer_than_said() {
    for fault in ["{ hang: true }", "{ hangBody: true }"] {
        let (sim, pbx) = Simulator::signed_in("{}").await;
        sim.fault(CDR, fault).await;
        let query = pbx.start_query(&crate::page::js("{}"), &crate::page::js("{ timeoutMs: 150 }"));
        let (outcome, ms) = query.timed().await;
        let error = failure(outcome);
        assert_eq!((error.kind(), error.message()), ("timeout".into(), "timeout exceeded".into()), "{fault}");
        assert_eq!((error.text("name"), error.text("code")), ("AxiosError".into(), "ECONNABORTED".into()));
        assert_eq!(error.get("retryable"), true);
        assert!((140.0..1_500.0).contains(&ms), "{fault}: {ms} ms");
        sim.close().await;
    }
}

#[wasm_bindgen_test]
async fn a_sign_in_that_times_out_may_have_been_done() {
    let sim = Simulator::start("{}").await;
    sim.fault(LOGIN, "{ hang: true }").await;
    // The steps before the login are to be answered within that time.
    let error = failure(Pbx::new(&sim.config("{ timeoutMs: 1500, maxRetries: 2 }")).init().await);
    assert_eq!((error.kind(), error.message()), ("timeout".into(), "PBX_NETWORK_ERROR".into()));
    assert_eq!((error.get("code"), error.get("maybeApplied")), ((-102).into(), true.into()));
    assert_eq!(sim.requests(Some(LOGIN)).await.len(), 1);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_answer_may_be_as_long_as_said_and_no_longer() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ body: '1234567890', times: 2 }").await;
    assert_eq!(pbx.cdr_query("{}", "{ maxBodyBytes: 10 }").await.unwrap(), 1_234_567_890);
    let error = failure(pbx.cdr_query("{}", "{ maxBodyBytes: 9 }").await);
    assert_eq!(error.kind(), "decode");
    assert_eq!(error.message(), "the answer to cdrQuery is longer than `maxBodyBytes`");
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_answer_of_unknown_length_is_counted_as_it_comes() {
    let (sim, pbx) = Simulator::signed_in(
        "{ fetch: async (...args) => new Response(new Blob([await (await fetch(...args)).text()]).stream()) }",
    )
    .await;
    sim.fault(CDR, "{ body: '\"12é4567\"', times: 2 }").await;
    assert_eq!(pbx.cdr_query("{}", "{ maxBodyBytes: 10 }").await.unwrap(), "12é4567");
    let error = failure(pbx.cdr_query("{}", "{ maxBodyBytes: 9 }").await);
    assert_eq!(error.message(), "the answer to cdrQuery is longer than `maxBodyBytes`");
    sim.close().await;
}
