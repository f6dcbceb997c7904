//! What IPCortex's face hands to Rust: options, settings, frames' numbers, headers and paths, of values that throw, lie or
//! are of any type. Each is an answer or an error, and the session goes on.

use js_sys::{Array, Object, Promise};
use softphone_admin::vendors::ipcortex::IpcortexSession;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Call, Failure, PROXY, REVOKED, failure_of, field, js, text};
use crate::simulator::Simulator;

/// Values of every type that there is, and some that are none.
const ODD: [&str; 18] = [
    "undefined",
    "null",
    "true",
    "0",
    "-0",
    "NaN",
    "Infinity",
    "1e308",
    "5n",
    "''",
    "'\\uD800'",
    "'x'.repeat(100000)",
    "Symbol()",
    "[]",
    "{}",
    "Object.create(null)",
    "() => { throw new Error('mine') }",
    "{ toString() { throw new Error('mine') }, valueOf() { throw new Error('mine') } }",
];

fn session() -> IpcortexSession {
    made("{}").unwrap()
}

fn made(options: &str) -> Result<IpcortexSession, JsValue> {
    IpcortexSession::new(&js(options), &Object::new())
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, JsValue>) -> Failure {
    let error = failure_of("ipcortex", outcome);
    assert_eq!((error.kind(), error.get("retryable")), ("invalid-argument".into(), false.into()));
    error
}

/// What is to be done, as `word number word number`.
fn words(actions: &Array) -> String {
    let parts: Vec<_> = actions
        .iter()
        .map(|part| part.as_string().unwrap_or_else(|| part.as_f64().map_or("?".into(), |number| number.to_string())))
        .collect();
    parts.join(" ")
}

fn state(session: &IpcortexSession) -> String {
    text(&field(&session.state(), "state"))
}

#[wasm_bindgen_test]
fn options_are_read_once_or_refused_by_name() {
    let names =
        ["host", "adapter", "names", "prompt", "subid", "global", "onAuthRequired", "fetch", "signal", "timeoutMs"];
    for name in names {
        let thrower = format!("{{ get {name}() {{ throw new Error('a getter') }} }}");
        let error = refused(made(&thrower).map(|_| ()));
        assert_eq!(error.message(), format!("installIPCortex(options): `{name}` could not be read: its getter threw"));
    }
    for options in [PROXY, REVOKED, "'text'", "7", "true", "5n", "Symbol()"] {
        refused(made(options).map(|_| ()));
    }
    for name in
        ["prompt", "subid", "global", "onAuthRequired", "fetch", "WebSocket", "onRequest", "onResponse", "timeoutMs"]
    {
        for odd in ODD {
            // Either is fine; neither may end the wasm.
            let _ = made(&format!("{{ {name}: {odd} }}")).map(|session| assert_eq!(state(&session), "idle"));
        }
    }
    assert_eq!(state(&session()), "idle");
}

#[wasm_bindgen_test]
fn settings_of_a_feed_are_checked() {
    let session = session();
    for name in ["device", "deviceMin", "mailbox", "queue", "presence", "pingtime", "maxWSRetryTime", "errorCB"] {
        let thrower = js(&format!("{{ get {name}() {{ throw new Error('a getter') }} }}"));
        let error = refused(session.feed(&thrower, &JsValue::UNDEFINED));
        assert_eq!(error.message(), format!("startFeed(options): `{name}` could not be read: its getter threw"));
        for odd in ODD {
            let given = js(&format!("{{ {name}: {odd} }}"));
            if let Ok(settings) = session.feed(&given, &JsValue::UNDEFINED) {
                session.tune(&settings);
                let ping = field(&settings, "pingtime").as_f64().unwrap();
                assert!((10.0..=999.0).contains(&ping), "{name}: {odd}");
            }
        }
    }
    for given in [PROXY, REVOKED, "'text'", "7", "true"] {
        refused(session.feed(&js(given), &JsValue::UNDEFINED));
    }
    for before in ODD {
        let settings = session.feed(&js("{ queue: false }"), &js(before)).unwrap();
        assert_eq!(field(&field(&settings, "datasets"), "queue"), false, "{before}");
        session.tune(&js(before));
    }
}

#[wasm_bindgen_test]
fn what_a_pause_left_stays_but_for_what_is_given() {
    let session = session();
    let datasets = |given: &str, before: &str| {
        let settings = session.feed(&js(given), &js(before)).unwrap();
        text(&js_sys::JSON::stringify(&field(&settings, "datasets")).unwrap())
    };
    assert_eq!(datasets("{}", "undefined"), "null");
    assert_eq!(datasets("{ deviceMin: true }", "undefined"), r#"{"deviceMin":true,"device":true}"#);
    assert_eq!(datasets("{}", "{ datasets: { device: true } }"), r#"{"device":true}"#);
    assert_eq!(datasets("{ queue: true }", "{ datasets: { device: true } }"), r#"{"device":true,"queue":true}"#);
    assert_eq!(
        datasets("{ queue: false }", "{ datasets: null }"),
        r#"{"device":true,"deviceMin":false,"mailbox":true,"queue":false,"presence":true}"#
    );
}

#[wasm_bindgen_test]
fn a_feed_lives_by_its_events_whatever_their_numbers() {
    let session = session();
    assert_eq!(words(&session.on("start", 0, None)), "changed 0 open 0");
    session.opened();
    session.heard();
    assert_eq!(words(&session.on("whole", 0, None)), "changed 0 resolve 0");
    for retry_after in [f64::NAN, f64::INFINITY, -1.0, f64::MAX] {
        session.on("fail", 3, Some(retry_after));
        let wake = field(&session.state(), "wakeIn").as_f64().unwrap();
        assert!(wake >= 0.0, "{retry_after}: {wake}");
        session.on("whole", 0, None);
    }
    for errno in [0, 42, u16::MAX] {
        assert!(words(&session.on("fail", errno, None)).contains(&format!("tell {errno}")));
        session.on("whole", 0, None);
    }
    assert_eq!(state(&session), "live");
    session.on("stop", 0, None);
    session.on("no such event", 1, None);
    assert_eq!(state(&session), "closed");
}

#[wasm_bindgen_test]
fn frames_are_counted() {
    let session = session();
    assert!(session.next(None) && session.next(None), "an adapter need not count");
    session.count(Some(40.0));
    assert!(session.next(Some(41.0)));
    for seq in [None, Some(41.0), Some(43.0), Some(f64::NAN), Some(f64::INFINITY), Some(-1.0), Some(42.5)] {
        assert!(!session.next(seq), "{seq:?}");
    }
    assert_eq!(session.seq(), Some(41.0));
    session.count(Some(f64::MAX));
    assert!(!session.next(Some(1.0)));
}

#[wasm_bindgen_test]
fn paths_addresses_and_headers_of_any_type_are_answered() {
    let session = session();
    for odd in ODD {
        assert!(session.path_flaw(&js(odd)).is_some(), "{odd}");
        let _ = session.host("setHost(url)", &js(odd)).map_err(|error| assert!(field(&error, "message").is_string()));
        let answer = session.refusal(503, false, &js(odd));
        assert_eq!(answer.get(0), 3, "{odd}");
        assert_eq!(session.lost(&js(odd)), 1, "{odd}");
    }
    for host in [PROXY, REVOKED, "'https://u:p@a.test'", "'ftp://a.test'", "'javascript:1'"] {
        refused(session.host("setHost(url)", &js(host)));
    }
    assert_eq!(session.host("setHost(url)", &js("'https://a.test/pbx/'")).unwrap(), "https://a.test/pbx");
    for headers in [PROXY, REVOKED, "{ get: 7 }", "{ get() { throw 1 } }", "{ get: () => ({}) }"] {
        assert_eq!(session.refusal(503, false, &js(headers)).get(0), 3);
    }
    assert!(session.path_flaw(&"/rest/call/read".into()).is_none());
    for (one, other, same) in
        [("6.5.2", "6.5.3", true), ("6.5", "6.6", false), ("é.ü.x", "é.ü.y", true), ("...", "..", true)]
    {
        assert_eq!(session.same_version(one, other), same);
    }
}

// --- The face -------------------------------------------------------------------------------------------------------

#[wasm_bindgen(module = "/tests/web/ipcortex.js")]
extern "C" {
    /// Runs a check of the acceptance list; rejects with what it saw.
    fn check(name: &str, decide: &JsValue, address: &str, host: &str, credentials: &JsValue) -> Promise;
}

/// Files that the one above imports: wasm-bindgen brings those along that are named somewhere.
#[allow(dead_code)]
mod beside {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/js/ipcortex/install.js")]
    extern "C" {
        fn install(decide: &JsValue, options: &JsValue) -> JsValue;
    }

    #[wasm_bindgen(module = "/src/js/ipcortex/session.js")]
    extern "C" {
        type Session;
    }

    #[wasm_bindgen(module = "/src/js/ipcortex/model.js")]
    extern "C" {
        type Model;
    }

    #[wasm_bindgen(module = "/src/js/ipcortex/types.js")]
    extern "C" {
        #[wasm_bindgen(js_name = makeTypes)]
        fn make_types(act: &JsValue) -> JsValue;
    }

    #[wasm_bindgen(module = "/src/js/ipcortex/ipcx.js")]
    extern "C" {
        fn ipcx(session: &JsValue) -> JsValue;
    }

    #[wasm_bindgen(module = "/src/js/life.js")]
    extern "C" {
        type Life;
    }

    #[wasm_bindgen(module = "/src/js/feed.js")]
    extern "C" {
        #[wasm_bindgen(js_name = makeFeed)]
        fn make_feed() -> JsValue;
    }
}

async fn passes(name: &str) {
    let fixtures = "{ devices: 3, queues: 1, addresses: 4, hotdesks: 1 }";
    let sim = Simulator::start(&format!("{{ vendors: ['ipcortex'], fixtures: {{ ipcortex: {fixtures} }} }}")).await;
    let facts = sim.vendor("ipcortex");
    let decide =
        Closure::<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>>::new(|given: JsValue, host: JsValue| {
            IpcortexSession::new(&given, &host).map(JsValue::from)
        });
    let running =
        check(name, decide.as_ref(), sim.address(), &text(&field(&facts, "url")), &field(&facts, "credentials"));
    let outcome = Call::new(Ok(running)).settled().await;
    assert!(outcome.is_ok(), "{name}: {}", outcome.err().map_or(String::new(), |error| text(&error)));
    sim.close().await;
}

macro_rules! checks {
    ($($function:ident $name:literal)*) => {
        $(
            #[wasm_bindgen_test]
            async fn $function() {
                passes($name).await;
            }
        )*
    };
}

checks! {
    a1_starts_by_a_detached_function "A1"
    a2_takes_both_forms "A2"
    a3_loads_what_is_named "A3"
    a4_pings_in_time "A4"
    a5_resolves_when_all_is_there "A5"
    a6_knows_every_number "A6"
    a7_is_patient_as_long_as_said "A7"
    a8_pauses_and_goes_on "A8"
    a9_is_idle "A9"
    a10_fetches_once "A10"
    a11_reads_and_writes_tags "A11"
    a12_gives_lines_in_four_forms "A12"
    a13_keeps_the_address_book "A13"
    a14_measures_the_drift "A14"
    a15_keeps_rest_on_the_host "A15"
    a16_overrides_ice_servers "A16"
    a17_follows_a_call_to_its_end "A17"
    a18_has_one_object_for_each "A18"
    a19_listens_and_forgets "A19"
    a20_recovers_without_loss "A20"
    a21_outlives_a_throwing_listener "A21"
    a22_takes_other_names "A22"
    a23_takes_another_adapter "A23"
    a24_shows_no_secret "A24"
}
