//! What is no argument is refused by name, before anything is sent.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Pbx, failure, js};
use crate::simulator::{CDR, Simulator};

#[wasm_bindgen_test]
async fn what_is_no_object_is_refused() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    for (given, what) in [
        ("5", "a number"),
        ("NaN", "a number"),
        ("'text'", "a string"),
        ("[]", "an array"),
        ("true", "a boolean"),
        ("() => {}", "a function"),
        ("1n", "a bigint"),
        ("Symbol('s')", "a symbol"),
    ] {
        let error = failure(pbx.cdr_query(given, "{}").await);
        assert_eq!(error.kind(), "invalid-argument");
        assert_eq!(error.message(), format!("cdrQuery(params) must be an object, not {what}"));
        let error = failure(pbx.cdr_query("{}", given).await);
        assert_eq!(error.message(), format!("cdrQuery(options) must be an object, not {what}"));
    }
    assert_eq!(sim.requests(Some(CDR)).await.len(), 0);
    for nothing in ["null", "undefined"] {
        pbx.cdr_query(nothing, nothing).await.unwrap();
    }
    assert_eq!(sim.requests(Some(CDR)).await.len(), 2);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_parameter_of_the_wrong_kind_is_refused_by_name() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    const NUMBER: &str = "must be a finite number or null";
    const TEXT: &str = "must be a well-formed string or null";
    for (params, message) in [
        ("{ page: NaN }", format!("`page` {NUMBER}, not a number")),
        ("{ size: Infinity }", format!("`size` {NUMBER}, not a number")),
        ("{ page: '1' }", format!("`page` {NUMBER}, not a string")),
        ("{ status: [1] }", format!("`status` {NUMBER}, not an array")),
        ("{ status: new Number(1) }", format!("`status` {NUMBER}, not an object")),
        ("{ filter: '\\uD800' }", format!("`filter` {TEXT}, not a string")),
        ("{ filter: 'a\\uDC00\\uD800b' }", format!("`filter` {TEXT}, not a string")),
        ("{ filter: 5 }", format!("`filter` {TEXT}, not a number")),
        ("{ sortBy: {} }", format!("`sortBy` {TEXT}, not an object")),
        ("{ orderBy: false }", format!("`orderBy` {TEXT}, not a boolean")),
    ] {
        let error = failure(pbx.cdr_query(params, "{}").await);
        assert_eq!(error.kind(), "invalid-argument");
        assert_eq!(error.message(), format!("cdrQuery(params): {message}"), "{params}");
    }
    assert_eq!(sim.requests(Some(CDR)).await.len(), 0);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_option_of_the_wrong_kind_is_refused_by_name() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    const MS: &str = "`timeoutMs` must be a whole number from 0 to 2147483647";
    for (options, message) in [
        ("{ timeoutMs: NaN }", format!("{MS}, not a number")),
        ("{ timeoutMs: Infinity }", format!("{MS}, not a number")),
        ("{ timeoutMs: -1 }", format!("{MS}, not a number")),
        ("{ timeoutMs: 0.5 }", format!("{MS}, not a number")),
        ("{ timeoutMs: 2147483648 }", format!("{MS}, not a number")),
        ("{ timeoutMs: null }", format!("{MS}, not null")),
        ("{ timeoutMs: '5' }", format!("{MS}, not a string")),
        ("{ maxRetries: 101 }", "`maxRetries` must be a whole number from 0 to 100, not a number".into()),
        ("{ maxBodyBytes: [] }", "`maxBodyBytes` must be a whole number from 0 to 2147483648, not an array".into()),
        ("{ signal: 5 }", "`signal` must be an AbortSignal, not a number".into()),
        ("{ signal: {} }", "`signal` must be an AbortSignal, not an object".into()),
        ("{ signal: new AbortController() }", "`signal` must be an AbortSignal, not an object".into()),
        ("{ strict: 1 }", "`strict` must be true or false, not a number".into()),
        ("{ strict: null }", "`strict` must be true or false, not null".into()),
    ] {
        let error = failure(pbx.cdr_query("{}", options).await);
        assert_eq!(error.kind(), "invalid-argument");
        assert_eq!(error.message(), format!("cdrQuery(options): {message}"), "{options}");
    }
    assert_eq!(sim.requests(Some(CDR)).await.len(), 0);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_config_of_the_wrong_kind_is_refused_by_name() {
    let sim = Simulator::start("{}").await;
    const FILLED: &str = "must be a filled string";
    for (config, message) in [
        ("{ username: '' }", format!("`username` {FILLED}, not a string")),
        ("{ username: undefined }", format!("`username` {FILLED}, not nothing")),
        ("{ username: '\\uD83D' }", format!("`username` {FILLED}, not a string")),
        ("{ secret: '\\uDE00' }", format!("`secret` {FILLED} or a function, not a string")),
        ("{ secret: null }", format!("`secret` {FILLED} or a function, not null")),
        ("{ fetch: 'fetch' }", "`fetch` must be a function, not a string".into()),
        ("{ WebSocket: null }", "`WebSocket` must be a function, not null".into()),
        ("{ onRequest: {} }", "`onRequest` must be a function, not an object".into()),
        ("{ maxRetries: NaN }", "`maxRetries` must be a whole number from 0 to 100, not a number".into()),
        ("{ userAgent: 'Phone' }", "`userAgent` must be \"WebClient\" or \"WebPC\"".into()),
        ("{ baseUrl: 'https://pbx.test' }", "`url` and `baseUrl` are the same thing: give one".into()),
    ] {
        let error = failure(Pbx::made(&sim.config(config), "PBXOperator").map(|_| JsValue::UNDEFINED));
        assert_eq!(error.kind(), "invalid-argument", "{config}");
        assert_eq!(error.message(), format!("new PBXOperator(config): {message}"), "{config}");
    }
    for (given, what) in [("null", "null"), ("undefined", "nothing"), ("[]", "an array"), ("5", "a number")] {
        let error = failure(Pbx::made(&js(given), "init").map(|_| JsValue::UNDEFINED));
        assert_eq!(error.message(), format!("init(options) must be an object, not {what}"));
    }
    assert_eq!(sim.requests(None).await.len(), 0);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn an_address_that_is_none_has_the_vendors_code() {
    for (url, code, message) in [
        ("undefined", -2, "INVALID_PBX_URL"),
        ("''", -2, "INVALID_PBX_URL"),
        ("'pbx.example.com'", -2, "INVALID_PBX_URL"),
        ("5", -2, "INVALID_PBX_URL"),
        ("{ get href() { throw 1 } }", -2, "INVALID_PBX_URL"),
        ("{ toString() { throw 1 } }", -2, "INVALID_PBX_URL"),
        ("'http://pbx.example.com'", -3, "PBX_URL_NOT_HTTPS"),
        ("'ftp://pbx.example.com'", -3, "PBX_URL_NOT_HTTPS"),
    ] {
        let config = js(&format!("{{ url: {url}, username: '1000', secret: 'secret' }}"));
        let error = failure(Pbx::made(&config, "PBXOperator").map(|_| JsValue::UNDEFINED));
        assert_eq!((error.kind(), error.message()), ("invalid-argument".into(), message.into()), "{url}");
        assert_eq!(error.get("code"), code, "{url}");
    }
}
