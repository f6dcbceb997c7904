//! Signing in, and what comes in on the socket.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Pbx, failure, field, text};
use crate::simulator::{CDR, LOGIN, SOCKET, Simulator};

#[wasm_bindgen_test]
async fn signing_in_makes_six_requests_in_order_and_resolves_the_register_information() {
    let sim =
        Simulator::start("{ fixtures: { yeastar: { extensions: [{ number: '1000', name: 'Ann Adams' }] } } }").await;
    let pbx = Pbx::new(&sim.config("{}"));
    let info = pbx.init().await.unwrap();

    let requests = sim.requests(None).await;
    let host = sim.url().replace("http://", "");
    let lines: Vec<_> = requests.iter().map(|one| format!("{} {}", one.text("method"), one.text("target"))).collect();
    assert_eq!(
        lines[..6],
        [
            &format!("GET /api/v1.0/pbx/getproduct?host={host}"),
            "POST /api/v1.0/login",
            "GET /api/v1.0/extension/getpersonalglobal",
            "GET /api/v1.0/licenseservice/get",
            "GET /api/v1.0/extension/getpersonal",
            "GET /api/v1.0/extension/getregisterinfo",
        ]
    );
    assert_eq!(
        requests[1].text("body"),
        r#"{"username":"1000","password":"***32","login_source":null,"login_jump":"sdk"}"#
    );
    assert_eq!(text(&requests[1].header("content-type")), "application/json");
    assert!(requests[0].header("authorization").is_undefined(), "nobody is signed in yet");
    assert_eq!(text(&requests[2].header("authorization")), "***32", "the bare token");

    for (name, expected) in [("realm", "YSAsterisk"), ("extensionNumber", "1000"), ("extensionName", "Ann Adams")] {
        assert_eq!(text(&field(&info, name)), expected);
    }
    assert_eq!(field(&info, "extensionId"), 1);
    assert_eq!(field(&info, "recordPermissions"), 3);
    assert_eq!(text(&field(&info, "ha1")).len(), 32);
    assert!(pbx.operator.is_inited());
    sim.close().await;
}

#[wasm_bindgen_test]
async fn the_socket_opens_with_the_token_and_says_its_topics() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    pbx.until_feed_is("live").await;
    assert_eq!(pbx.feed_states(), ["connecting", "live"]);
    sim.until_subscribed().await;
    let sockets = sim.requests(Some(SOCKET)).await;
    assert_eq!(sockets.len(), 1);
    assert_eq!(sockets[0].text("target"), "/api/v1.0/subscribe?access_token=***32");
    assert_eq!(
        sockets[0].frames(),
        [
            r#"{"topic_list":[10000,20007,20008,20010,20015,20047,20048,20049,20053,20065,20066,20082,20104,20153,20154]}"#
        ]
    );
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_call_record_reaches_the_page_as_the_pbx_wrote_it() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    pbx.until_feed_is("live").await;
    sim.until_subscribed().await;
    sim.call("yeastar.placeCall", "[{ from: '1000', to: '+15551234', talkSeconds: 7 }]").await;
    pbx.until_told("cdrChange", 1).await;
    let payload = pbx.host.told("cdrChange").get(0);
    assert_eq!(text(&field(&payload, "ext_num")), "1000");
    let record = field(&payload, "personal_cdr");
    assert_eq!(text(&field(&record, "number")), "+15551234");
    assert_eq!(field(&record, "talk_duration"), 7);

    let reply = pbx.cdr_query("{ size: 5 }", "{}").await.unwrap();
    assert_eq!(field(&reply, "total_number"), 1);
    let asked = sim.requests(Some(CDR)).await;
    assert_eq!(
        asked[0].text("target"),
        "/api/v1.0/cdr/searchpersonal?page=1&page_size=5&sort_by=time&order_by=desc&status=0"
    );
    sim.close().await;
}

#[wasm_bindgen_test]
async fn two_sign_ins_at_once_are_one() {
    let sim = Simulator::start("{}").await;
    let pbx = Pbx::new(&sim.config("{}"));
    let (first, second) = (pbx.start_init(), pbx.start_init());
    assert_eq!(first.settled().await.unwrap(), second.settled().await.unwrap());
    assert_eq!(sim.requests(Some(LOGIN)).await.len(), 1);

    let error = failure(pbx.init().await);
    assert_eq!((error.kind(), error.message()), ("conflict".into(), "PBX_ALREADY_INITIALIZED".into()));
    assert_eq!(error.get("code"), -105);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_dead_token_is_renewed_and_the_call_asked_again() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.call("yeastar.revokeTokens", "[]").await;
    let reply = pbx.cdr_query("{}", "{}").await.unwrap();
    assert_eq!(field(&reply, "errcode"), 0);
    assert_eq!(sim.requests(Some(CDR)).await.len(), 2);
    assert_eq!(sim.requests(Some(LOGIN)).await.len(), 2);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_session_that_the_pbx_ends_tells_why_and_closes_its_socket() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    pbx.until_feed_is("live").await;
    sim.until_subscribed().await;
    sim.emit("{ type: 20007, msg: {} }").await;
    pbx.until_told("end", 1).await;
    let error = failure(Err(pbx.host.told("end").get(0)));
    assert_eq!((error.kind(), error.message()), ("not-found".into(), "EXTENSION_DELETED".into()));
    assert_eq!(error.get("code"), -108);
    assert!(!pbx.operator.is_inited());
    assert_eq!(pbx.feed_states(), ["connecting", "live", "closed"]);
    sim.until_no_socket_is_open().await;
    sim.close().await;
}

#[wasm_bindgen_test]
async fn frames_that_are_no_events_change_nothing() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    pbx.until_feed_is("live").await;
    sim.until_subscribed().await;
    for raw in [
        "",
        "null",
        "5",
        "[]",
        "{",
        "{\"type\":20049}",
        "{\"type\":-1,\"msg\":\"{}\"}",
        "{\"type\":1e300,\"msg\":\"{}\"}",
        "{\"type\":20049,\"msg\":\"null\"}",
        "{\"type\":20049,\"msg\":\"{\"}",
        "{\"type\":\"20049\",\"msg\":\"{}\"}",
    ] {
        let raw = js_sys::JSON::stringify(&raw.into()).unwrap();
        sim.emit(&format!("{{ raw: {raw} }}")).await;
    }
    sim.emit("{ type: 20049, msg: { last: true } }").await;
    pbx.until_told("cdrChange", 1).await;
    assert_eq!(pbx.host.told("cdrChange").length(), 1);
    assert!(field(&pbx.host.told("cdrChange").get(0), "last").is_truthy());
    assert!(pbx.operator.is_inited());
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_errcode_is_a_rejection_only_where_it_was_asked_for() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.fault(CDR, "{ errcode: 70087, errmsg: 'FORBIDDEN', times: 2 }").await;
    let reply = pbx.cdr_query("{}", "{}").await.unwrap();
    assert_eq!(field(&reply, "errcode"), 70087);
    let error = failure(pbx.cdr_query("{}", "{ strict: true }").await);
    assert_eq!(error.kind(), "permission");
    assert_eq!(error.text("reason"), "ip-forbidden");
    assert_eq!((error.get("code"), error.get("errcode")), ((-103).into(), 70087.into()));
    assert_eq!(error.text("errmsg"), "FORBIDDEN");
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_refused_sign_in_says_so() {
    let sim = Simulator::start("{}").await;
    let pbx = Pbx::new(&sim.config("{ secret: 'wrong' }"));
    let error = failure(pbx.init().await);
    assert_eq!((error.kind(), error.message()), ("authentication".into(), "PBX_API_ERROR".into()));
    assert_eq!((error.get("code"), error.get("errcode")), ((-103).into(), 10005.into()));
    assert_eq!(error.text("operation"), "init");
    sim.close().await;
}
