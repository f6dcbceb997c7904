//! What Telnyx's faces hand to Rust: paths, queries, headers, addresses, options and calls, of values that throw, lie
//! or never end. Each is an answer or an error, and the neighbours settle.

use softphone_admin::vendors::telnyx;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Call, Failure, PROXY, REVOKED, failure_of, field, js, text};
use crate::simulator::Simulator;

/// An object that has another one inside, for ever.
const ENDLESS: &str = "new Proxy({}, {
    ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get() { return new Proxy({}, this) } })";

/// A refusal of our own: nothing is sent.
fn refused<T: std::fmt::Debug>(outcome: Result<T, JsValue>) -> String {
    let error = failure_of("telnyx", outcome);
    assert_eq!((error.kind(), error.get("retryable")), ("invalid-argument".into(), false.into()));
    error.message()
}

/// What the page threw comes back as it is.
fn thrown<T: std::fmt::Debug>(outcome: Result<T, JsValue>, what: &str) {
    assert_eq!(text(&field(&outcome.expect_err("it throws"), "message")), what);
}

fn path(id: &JsValue) -> Result<String, JsValue> {
    telnyx::path("/ips/", id, "/x")
}

// --- Paths ----------------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
fn an_id_stays_in_its_segment() {
    for (id, segment) in [
        ("'a/b c?#%'", "a%2Fb%20c%3F%23%25"),
        ("'../x'", "..%2Fx"),
        ("'%2e%2e'", "%252e%252e"),
        ("'\u{1F600}'", "%F0%9F%98%80"),
        ("'\\uFFFD'", "%EF%BF%BD"),
        ("'\\0'", "%00"),
        ("5", "5"),
        ("-0", "0"),
        ("1e21", "1e+21"),
        ("12345678901234567890n", "12345678901234567890"),
        ("true", "true"),
        ("['a', 'b']", "a,b"),
        ("new URL('https://a/b')", "https:%2F%2Fa%2Fb"),
        ("{ toString: () => 'own' }", "own"),
    ] {
        assert_eq!(path(&js(id)).unwrap(), format!("/ips/{segment}/x"), "{id}");
    }
    let long = "x".repeat(1_000_000);
    assert_eq!(path(&long.as_str().into()).unwrap().len(), long.len() + 7);
}

#[wasm_bindgen_test]
fn what_is_no_id_is_refused_and_shown_in_its_path() {
    for (id, problem, shown) in [
        ("undefined", "Value of type Undefined is not a valid path parameter", "undefined"),
        ("null", "Value of type Null is not a valid path parameter", "null"),
        ("{}", "Value of type Object is not a valid path parameter", "[object Object]"),
        ("new Map()", "Value of type Map is not a valid path parameter", "[object Map]"),
        ("Object.create(null)", "Value of type Object is not a valid path parameter", "[object Object]"),
        ("Symbol('x')", "Value of type Symbol is not a valid path parameter", "[object Symbol]"),
        ("'.'", "Value \".\" can't be safely passed as a path parameter", "."),
        ("'..'", "Value \"..\" can't be safely passed as a path parameter", ".."),
        ("['..']", "Value \"..\" can't be safely passed as a path parameter", ".."),
    ] {
        let marks = "^".repeat(shown.len());
        let message =
            format!("Path parameters result in path with invalid segments:\n{problem}\n/ips/{shown}/x\n     {marks}");
        assert_eq!(refused(path(&js(id))), message, "{id}");
    }
    for id in ["''", "[]", "{ toString: () => '' }"] {
        assert!(refused(path(&js(id))).contains("An empty value is not a valid path parameter"), "{id}");
    }
    for id in ["'\\uD800'", "'a\\uDC00b'", "{ toString: () => '\\uD83D' }"] {
        assert!(refused(path(&js(id))).contains("Half a surrogate pair"), "{id}");
    }
}

#[wasm_bindgen_test]
fn an_id_that_throws_throws_just_that_however_often() {
    for id in [
        "{ toString() { throw new Error('mine') } }",
        "{ get toString() { throw new Error('mine') } }",
        "{ toString: () => 'x', [Symbol.toPrimitive]() { throw new Error('mine') } }",
        "{ get [Symbol.toStringTag]() { throw new Error('mine') } }",
        "[{ toString() { throw new Error('mine') } }]",
    ] {
        let id = js(id);
        // Frames that are left behind would fill the stack.
        for _ in 0..20_000 {
            thrown(path(&id), "mine");
        }
    }
    thrown(path(&js(PROXY)), "trap");
    for id in [REVOKED, "{ toString: () => Symbol() }", "{ toString: () => ({}) }"] {
        assert!(path(&js(id)).expect_err(id).is_instance_of::<js_sys::TypeError>(), "{id}");
    }
    assert_eq!(path(&js("'good'")).unwrap(), "/ips/good/x");
}

// --- Queries --------------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
fn a_query_is_written_as_the_vendor_writes_it() {
    for (query, written) in [
        ("{}", ""),
        ("undefined", ""),
        ("{ a: undefined, b: null, c: '', d: [], e: {}, f: () => 1, g: new Map([[1, 2]]) }", "b=&c="),
        ("{ a: { b: { c: ['x', 'y'] } }, 'page[number]': 2 }", "a%5Bb%5D%5Bc%5D=x%2Cy&page%5Bnumber%5D=2"),
        ("{ a: NaN, b: Infinity, c: -0, d: 1e21, e: 5n, f: true }", "a=NaN&b=Infinity&c=0&d=1e%2B21&e=5&f=true"),
        ("{ a: new Date(0), b: [new Date(0)] }", "a=1970-01-01T00%3A00%3A00.000Z&b=1970-01-01T00%3A00%3A00.000Z"),
        ("{ a: [[1, [2]], , null], b: \"!'()*~\" }", "a=1%2C2%2C%2C&b=%21%27%28%29%2A~"),
        ("JSON.parse('{\"__proto__\": 1, \"constructor\": 2}')", "__proto__=1&constructor=2"),
        ("Object.assign(Object.create({ inherited: 1 }), { own: 2, [Symbol('s')]: 3 })", "own=2"),
        ("{ a: Symbol('q') }", "a=Symbol%28q%29"),
        ("{ '\\uFFFD': '\\uFFFD' }", "%EF%BF%BD=%EF%BF%BD"),
    ] {
        assert_eq!(telnyx::write(&js(query)).unwrap(), written, "{query}");
    }
}

#[wasm_bindgen_test]
fn a_query_without_end_is_refused() {
    for (query, message) in [
        ("(() => { const a = {}; a.a = a; return a })()", "Cyclic object value"),
        ("(() => { const a = { b: { c: {} } }; a.b.c.d = a.b; return a })()", "Cyclic object value"),
        ("Array.from({ length: 100000 }).reduce((a) => ({ a }), 1)", "the query is nested too deep"),
        (ENDLESS, "the query is nested too deep"),
    ] {
        for _ in 0..50 {
            assert_eq!(refused(telnyx::write(&js(query))), message, "{query}");
        }
    }
    assert_eq!(
        telnyx::write(&js("(() => { const a = { b: 1 }; return { x: a, y: a } })()")).unwrap(),
        "x%5Bb%5D=1&y%5Bb%5D=1"
    );
}

#[wasm_bindgen_test]
fn a_query_with_half_a_surrogate_pair_is_refused() {
    for query in ["{ a: '\\uD800' }", "{ '\\uDC00': 1 }", "{ a: ['x', '\\uD83D'] }", "{ a: { 'b\\uD800': 1 } }"] {
        assert!(refused(telnyx::write(&js(query))).contains("half a surrogate pair"), "{query}");
    }
}

#[wasm_bindgen_test]
fn a_query_that_throws_throws_just_that_however_often() {
    for query in [
        "{ get a() { throw new Error('mine') } }",
        "{ a: { b: { get c() { throw new Error('mine') } } } }",
        "{ a: [{ toString() { throw new Error('mine') } }] }",
        "{ a: Object.assign(new Date(0), { toISOString() { throw new Error('mine') } }) }",
        "{ a: new Proxy({}, { ownKeys() { throw new Error('mine') } }) }",
    ] {
        let query = js(query);
        for _ in 0..5_000 {
            thrown(telnyx::write(&query), "mine");
        }
    }
    for query in [REVOKED, "{ a: new Date(NaN) }", "{ a: [Symbol()] }", "{ a: [Object.create(null)] }"] {
        telnyx::write(&js(query)).expect_err(query);
    }
    telnyx::write(&js(&format!("{{ a: {REVOKED} }}"))).expect_err("a revoked member");
    thrown(telnyx::write(&js(PROXY)), "trap");
    assert_eq!(telnyx::write(&js("{ a: 1 }")).unwrap(), "a=1");
}

#[wasm_bindgen_test]
fn a_query_may_be_huge() {
    let items = telnyx::write(&js("{ a: Array.from({ length: 300000 }, (_, index) => index % 10) }")).unwrap();
    assert_eq!(items.len(), "a=".len() + 300_000 + 299_999 * 3);
    let names =
        telnyx::write(&js("Object.fromEntries(Array.from({ length: 100000 }, (_, index) => [`k${index}`, 1]))"));
    assert_eq!(names.unwrap().split('&').count(), 100_000);
}

// --- Headers --------------------------------------------------------------------------------------------------------

/// The headers of layers, written `name: value`, and the names that were taken out.
fn headers(layers: &str) -> Result<(Vec<String>, Vec<String>), JsValue> {
    let laid = telnyx::headers(&js(layers).unchecked_into())?;
    let list =
        |value: &JsValue| js_sys::Array::from_iter(js_sys::try_iter(value).unwrap().unwrap().map(Result::unwrap));
    let pairs = list(&field(&laid, "values")).into_iter().map(|pair| {
        let pair: js_sys::Array = pair.unchecked_into();
        format!("{}: {}", text(&pair.get(0)), text(&pair.get(1)))
    });
    Ok((pairs.collect(), list(&field(&laid, "nulls")).into_iter().map(|name| text(&name)).collect()))
}

#[wasm_bindgen_test]
fn a_later_layer_of_headers_replaces_and_null_deletes() {
    let accept = "{ accept: 'application/json' }";
    for (layers, values, nulls) in [
        ("undefined, null, {}", "accept: application/json", ""),
        ("{ Accept: 'a' }", "accept: a", ""),
        ("{ accept: null }", "", "accept"),
        ("{ accept: null }, { ACCEPT: 'b' }", "accept: b", ""),
        ("{ b: ['1', '2', null, '3'] }", "accept: application/json|b: 3", ""),
        ("[['b', '1'], ['b', '2']]", "accept: application/json|b: 1, 2", ""),
        ("{ b: '1' }, new Headers({ B: '2' })", "accept: application/json|b: 2", ""),
        ("{ b: 5, c: true, d: new Date(NaN) }", "accept: application/json|b: 5|c: true|d: Invalid Date", ""),
        ("{ b: undefined, c: [] }", "accept: application/json", ""),
    ] {
        let (got, gone) = headers(&format!("[{accept}, {layers}]")).unwrap();
        assert_eq!((got.join("|"), gone.join("|")), (values.into(), nulls.into()), "{layers}");
    }
}

#[wasm_bindgen_test]
fn headers_that_cannot_be_sent_are_refused_without_their_value() {
    for layer in [
        "{ 'x-a': 'sec\\nret' }",
        "{ 'x-a': 'sec\\0ret' }",
        "{ 'x-a': 'sec\\u20ACret' }",
        "{ 'x-a': Symbol('secret') }",
        "[['x-a', 'sec\\r\\nret']]",
        "{ 'x-a': ['good', 'sec\\nret'] }",
        "{ 'x-a': { toString() { throw new Error('secret') } } }",
    ] {
        let message = refused(headers(&format!("[{layer}]")));
        assert!(message.contains("`x-a`") && !message.contains("ret"), "{message}");
    }
    for layer in ["{ 'a b': '1' }", "{ '': '1' }", "{ '\\u00e9': '1' }", "{ 'a:': '1' }", "[['a\\n', '1']]"] {
        refused(headers(&format!("[{layer}]")));
    }
    for layer in ["5", "'a: 1'", "true", "Symbol()", "() => {}", "1n"] {
        assert!(refused(headers(&format!("[{layer}]"))).starts_with("headers must be"), "{layer}");
    }
}

#[wasm_bindgen_test]
fn headers_that_throw_throw_just_that_however_often() {
    for layer in [
        "{ get a() { throw new Error('mine') } }",
        "new Proxy({}, { ownKeys() { throw new Error('mine') } })",
        "{ get values() { throw new Error('mine') } }",
        "{ a: Object.assign([], { [Symbol.iterator]() { throw new Error('mine') } }) }",
        "Object.assign([], { [Symbol.iterator]() { throw new Error('mine') } })",
        "{ get [Symbol.toPrimitive]() { throw new Error('mine') }, a: { get [Symbol.iterator]() { return 1 } }, get b() { throw new Error('mine') } }",
    ] {
        let layers = js(&format!("[{layer}]")).unchecked_into();
        for _ in 0..2_000 {
            thrown(telnyx::headers(&layers), "mine");
        }
    }
    for layer in [PROXY, REVOKED, "[5]", "[null]"] {
        headers(&format!("[{layer}]")).expect_err(layer);
    }
    assert_eq!(headers("[{ a: '1' }]").unwrap().0, ["a: 1"]);
}

// --- Addresses ------------------------------------------------------------------------------------------------------

/// The address of a path on a client whose members are these.
fn address(client: &str, base: &str, path: &str, query: &JsValue) -> Result<String, JsValue> {
    let members = format!("Object.getOwnPropertyDescriptors({client})");
    let client =
        js(&format!("Object.defineProperties({{ defaultQuery() {{}}, stringifyQuery: () => 'q' }}, {members})"));
    let url = telnyx::url(&client.unchecked_into(), base, path, query)?;
    Ok(text(&field(&url, "href")))
}

const HOST: &str = "https://api.example.com/v2";

#[wasm_bindgen_test]
fn an_address_is_base_and_path() {
    let none = JsValue::UNDEFINED;
    let origin = text(&field(&field(&js_sys::global(), "location"), "origin"));
    for (base, path, url) in [
        (HOST, "/ips", "https://api.example.com/v2/ips".to_owned()),
        ("https://api.example.com/v2/", "/ips", "https://api.example.com/v2/ips".into()),
        (HOST, "https://other.example.com/x", "https://other.example.com/x".into()),
        (HOST, "//evil.example.com/x", "https://api.example.com/v2//evil.example.com/x".into()),
        ("/telnyx", "/ips", format!("{origin}/telnyx/ips")),
        ("/telnyx/", "/ips", format!("{origin}/telnyx/ips")),
        ("./telnyx", "/ips", format!("{origin}/telnyx/ips")),
        (HOST, "/a\u{FFFD}\u{1F600}", "https://api.example.com/v2/a%EF%BF%BD%F0%9F%98%80".into()),
    ] {
        assert_eq!(address("{}", base, path, &none).unwrap(), url, "{base} {path}");
    }
    assert_eq!(address("{}", HOST, "/ips", &js("{ a: 1 }")).unwrap(), "https://api.example.com/v2/ips?q");
}

#[wasm_bindgen_test]
fn what_is_no_address_is_refused() {
    for (base, path) in [
        ("", ""),
        ("   ", "/ips"),
        ("api.example.com", "/ips"),
        ("https://a.example.com:99999", "/ips"),
        ("https://[::1", "/ips"),
        ("https://user:secret@a.example.com", "/ips"),
        ("https://user@a.example.com", "/ips"),
        (HOST, "https://user:secret@a.example.com/"),
    ] {
        let error = failure_of("telnyx", address("{}", base, path, &JsValue::UNDEFINED));
        assert_eq!((error.kind(), error.text("reason")), ("invalid-argument".into(), "address".into()), "{base}");
        assert!(!error.message().contains("secret"), "{}", error.message());
    }
}

#[wasm_bindgen_test]
fn a_client_whose_hooks_throw_throws_just_that_however_often() {
    let query = js("{ a: 1 }");
    for client in [
        "{ defaultQuery() { throw new Error('mine') } }",
        "{ get defaultQuery() { throw new Error('mine') } }",
        "{ defaultQuery: () => ({ get a() { throw new Error('mine') } }) }",
        "{ stringifyQuery() { throw new Error('mine') } }",
        "{ stringifyQuery: () => ({ toString() { throw new Error('mine') } }) }",
    ] {
        for _ in 0..2_000 {
            thrown(address(client, HOST, "/ips", &query), "mine");
        }
    }
    for client in ["{ defaultQuery: 5 }", "{ stringifyQuery: undefined }", "{ stringifyQuery: () => Symbol() }"] {
        address(client, HOST, "/ips", &query).expect_err(client);
    }
    for client in ["{ defaultQuery: () => 5 }", "{ defaultQuery: () => null }", "{ defaultQuery: () => 'ab' }"] {
        address(client, HOST, "/ips", &query).unwrap();
    }
    for query in [REVOKED, PROXY] {
        address("{}", HOST, "/ips", &js(query)).expect_err(query);
    }
    assert_eq!(address("{}", HOST, "/ips", &query).unwrap(), "https://api.example.com/v2/ips?q");
}

// --- Options --------------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
fn options_that_throw_are_named() {
    for name in ["apiKey", "baseURL", "timeout", "fetch", "signal", "defaultHeaders", "onRequest"] {
        let options = js(&format!("{{ get {name}() {{ throw 'mine' }} }}"));
        let error = failure_of("telnyx", telnyx::client(&options));
        let message = format!("new Telnyx(options): `{name}` could not be read: its getter threw");
        assert_eq!((error.message(), error.get("cause")), (message, "mine".into()));
    }
    for options in [PROXY, REVOKED] {
        refused(telnyx::client(&js(options)));
    }
    for options in ["5", "'x'", "Symbol()", "() => {}", "[]", "1n", "true"] {
        assert!(
            refused(telnyx::client(&js(options))).starts_with("new Telnyx(options) must be an object"),
            "{options}"
        );
    }
}

#[wasm_bindgen_test]
fn options_of_the_wrong_type_are_named_and_not_shown() {
    for (name, value) in [
        ("apiKey", "['secret']"),
        ("apiKey", "'secret\\uD800'"),
        ("apiKey", "Symbol('secret')"),
        ("clientSecret", "{ secret: 1 }"),
        ("baseURL", "new URL('https://secret')"),
        ("timeout", "'secret'"),
        ("timeout", "1.5"),
        ("timeout", "-1"),
        ("timeout", "NaN"),
        ("timeout", "1n"),
        ("timeout", "2 ** 31"),
        ("timeoutMs", "Infinity"),
        ("maxRetries", "-1"),
        ("maxRetries", "0.5"),
        ("maxRetries", "'3'"),
        ("maxBodyBytes", "-1"),
        ("maxBodyBytes", "{}"),
        ("signal", "{}"),
        ("signal", PROXY),
        ("signal", REVOKED),
        ("signal", "{ get aborted() { throw 1 } }"),
        ("fetch", "{}"),
        ("retryWrites", "0"),
        ("telemetryHeaders", "'no'"),
        ("onResponse", "'secret'"),
        ("logger", "'console'"),
    ] {
        let message = refused(telnyx::client(&js(&format!("{{ {name}: {value} }}"))));
        assert!(message.starts_with(&format!("new Telnyx(options): `{name}` must be ")), "{message}");
        assert!(!message.contains("secret"), "{message}");
    }
}

#[wasm_bindgen_test]
fn a_time_limit_is_a_whole_number_from_0() {
    for (given, ms) in [("0", 0.0), ("-0", 0.0), ("1", 1.0), ("60000", 60_000.0), ("2 ** 31", 0.0), ("1e308", 0.0)] {
        assert_eq!(telnyx::timeout(&js(given)).unwrap(), ms, "{given}");
    }
    for given in [
        "undefined",
        "null",
        "'5'",
        "1.5",
        "NaN",
        "Infinity",
        "-Infinity",
        "5n",
        "true",
        "{}",
        "[5]",
        "Symbol()",
        "new Number(5)",
        PROXY,
        REVOKED,
    ] {
        assert_eq!(refused(telnyx::timeout(&js(given))), "timeout must be an integer", "{given}");
    }
    assert_eq!(refused(telnyx::timeout(&js("-1"))), "timeout must be a positive integer");
}

#[wasm_bindgen_test]
fn a_page_number_is_never_more_than_the_next() {
    let odd = [None, Some(f64::NAN), Some(f64::INFINITY), Some(f64::NEG_INFINITY), Some(-1.0), Some(0.0), Some(1e300)];
    for asked in odd {
        for given in odd {
            for pages in odd {
                if let Some(next) = telnyx::next_page(asked, given, pages) {
                    assert!(pages.is_some_and(|pages| next <= pages + 1.0), "{asked:?} {given:?} {pages:?} {next}");
                }
            }
        }
    }
}

// --- Calls ----------------------------------------------------------------------------------------------------------

/// The page's side of a call, as `exchange.js` has it, with these members in place of its own.
fn exchange(members: &str) -> telnyx::Exchange {
    js(&format!(
        "Object.defineProperties({{
            before: 0, signals: [], operation: 'ips.list', writes: false, repeatable: true, cut: undefined, ok: true, status: 200,
            attempt: async () => 'answer', header: () => undefined, forgetToken: () => false, lost() {{}}, discard() {{}},
            refusal: async () => Object.assign(new Error('refused'), {{ vendor: 'telnyx' }}),
        }}, Object.getOwnPropertyDescriptors({members}))"
    ))
    .unchecked_into()
}

/// Begins a call that nothing but its retries limits.
fn begin(exchange: telnyx::Exchange, retries: &JsValue) -> Result<js_sys::Promise, JsValue> {
    telnyx::send(exchange, retries, &JsValue::UNDEFINED, &JsValue::NULL)
}

fn send(members: &str, retries: &str) -> Call {
    Call::new(begin(exchange(members), &js(retries)))
}

/// A call that asks a simulated account for its addresses.
fn neighbour(sim: &Simulator) -> Call {
    let account = sim.vendor("telnyx");
    let (url, key) = (text(&field(&account, "url")), text(&field(&field(&account, "credentials"), "apiKey")));
    let fetch = format!("fetch('{url}/ips', {{ headers: {{ authorization: 'Bearer {key}' }} }})");
    send(
        &format!("{{ async attempt() {{ const answer = await {fetch}; return (await answer.json()).data.length }} }}"),
        "0",
    )
}

/// What becomes of a call with these members, between two neighbours that reach the account.
async fn beside_neighbours(sim: &Simulator, members: &str) -> Result<JsValue, JsValue> {
    let before = neighbour(sim);
    let bad = send(members, "1");
    let after = neighbour(sim);
    let outcome = bad.settled().await;
    for neighbour in [before, after] {
        assert_eq!(neighbour.settled().await.unwrap(), 3, "beside {members}");
    }
    outcome
}

async fn account() -> Simulator {
    Simulator::start("{ vendors: ['telnyx'], fixtures: { telnyx: { connections: 0, ips: 3 } } }").await
}

#[wasm_bindgen_test]
async fn a_page_that_throws_rejects_its_call_with_just_that() {
    let sim = account().await;
    for members in [
        "{ attempt: async () => { throw new Error('mine') } }",
        "{ ok: false, status: 500, header() { throw new Error('mine') } }",
        "{ ok: false, status: 500, discard() { throw new Error('mine') } }",
        "{ cut: { kind: 2, cause: new Error('net') }, lost() { throw new Error('mine') } }",
        "{ ok: false, status: 404, refusal: () => Promise.reject(new Error('mine')) }",
        "{ ok: false, status: 404, refusal: async () => new Error('mine') }",
    ] {
        thrown(beside_neighbours(&sim, members).await, "mine");
    }
    for value in ["'text'", "null", "undefined", "0"] {
        let outcome = beside_neighbours(&sim, &format!("{{ attempt: () => Promise.reject({value}) }}")).await;
        assert_eq!(outcome.unwrap_err(), js(value));
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn headers_of_an_answer_may_be_anything() {
    let sim = account().await;
    for value in ["5", "null", "''", "'\\uD800'", "'1e400'", "'-1'", "'x'.repeat(100000)"] {
        let members = format!("{{ ok: false, status: 404, header: () => {value} }}");
        beside_neighbours(&sim, &members).await.expect_err(value);
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_cut_may_be_anything() {
    let sim = account().await;
    for (cut, kind) in [
        ("{ kind: 0, cause: 'mine' }", "aborted"),
        ("{ kind: 1 }", "timeout"),
        ("{ kind: 2, cause: new Error('x') }", "connection"),
        ("{ kind: 2, cause: new Error('timed out') }", "timeout"),
        ("{ kind: 2, cause: { toString() { throw 1 } } }", "connection"),
        ("{ kind: 2, cause: Symbol('x') }", "connection"),
        ("{ kind: 2, cause: null }", "connection"),
        ("{ kind: 3 }", "decode"),
        ("{ kind: 4 }", "decode"),
        ("{ kind: 99 }", "connection"),
        ("{}", "connection"),
        ("5", "connection"),
        ("null", "connection"),
        (REVOKED, "connection"),
        (PROXY, "connection"),
    ] {
        let members = format!("{{ cut: {cut}, repeatable: false, writes: true }}");
        let error = failure_of("telnyx", beside_neighbours(&sim, &members).await);
        assert_eq!((error.kind(), error.text("operation")), (kind.into(), "ips.list".into()), "{cut}");
        let unknown = matches!(kind, "connection" | "timeout");
        assert_eq!(error.get("maybeApplied").is_truthy(), unknown, "{cut}");
        let of_body = telnyx::lost(&js(cut), exchange("{}"));
        assert_eq!(text(&field(&of_body, "kind")), kind, "{cut}");
    }
    sim.close().await;
}

#[wasm_bindgen_test]
async fn the_number_of_retries_is_a_whole_number_from_0() {
    for given in ["-1", "0.5", "NaN", "Infinity", "'2'", "null", "undefined", "2n", "{}", "[2]", "Symbol()", REVOKED] {
        let message = refused(begin(exchange("{}"), &js(given)));
        assert_eq!(message, "maxRetries must be a whole number, 0 or more", "{given}");
    }
    assert_eq!(send("{}", "0").settled().await.unwrap(), "answer");
    // Tries are counted, and are as many as there were to be.
    let counted = "(globalThis.counted = { ok: false, status: 500, tries: 0, async attempt() { this.tries += 1 }, header: (name) => (name === 'retry-after' ? '0' : undefined) })";
    for (retries, before, tries) in [("0", 0, 1), ("3", 0, 4), ("3", 2, 2), ("3", 9, 1)] {
        let members = format!("{{ ...{counted}, before: {before} }}");
        let own = exchange(&members);
        let outcome = Call::new(begin(own.clone().unchecked_into(), &js(retries))).settled().await;
        assert_eq!(text(&field(&outcome.unwrap_err(), "message")), "refused");
        assert_eq!(field(own.as_ref(), "tries"), tries, "{retries} retries, {before} before");
    }
}

#[wasm_bindgen_test]
fn the_other_numbers_of_a_call_are_whole_too() {
    let (fine, none) = (js("0"), JsValue::UNDEFINED);
    for given in ["-1", "0.5", "NaN", "Infinity", "'2'", "2n", "{}", "true", "Symbol()", PROXY] {
        let message = refused(telnyx::send(exchange("{}"), &fine, &js(given), &none));
        assert_eq!(message, "maxBodyBytes must be a whole number, 0 or more", "{given}");
        let message = refused(telnyx::send(exchange("{}"), &fine, &none, &js(given)));
        assert_eq!(message, "limit must be a whole number, 0 or more", "{given}");
    }
}

#[wasm_bindgen_test]
async fn an_abort_in_a_pause_is_prompt_and_brings_its_reason() {
    let controller = web_sys::AbortController::new().unwrap();
    let own = exchange("{ ok: false, status: 429, header: (name) => (name === 'retry-after' ? '30' : undefined) }");
    js_sys::Reflect::set(own.as_ref(), &"signals".into(), &js_sys::Array::of1(&controller.signal())).unwrap();
    let call = Call::new(begin(own, &js("2")));
    crate::page::pause(50).await;
    controller.abort_with_reason(&"enough".into());
    let error: Failure = failure_of("telnyx", call.settled().await);
    assert_eq!((error.kind(), error.message()), ("aborted".into(), "Request was aborted.".into()));
    assert_eq!((error.get("cause"), error.get("attempt")), ("enough".into(), 1.into()));
}

#[wasm_bindgen_test]
async fn two_hundred_calls_settle_each_with_its_own() {
    let calls: Vec<_> = (0..200)
        .map(|number| match number % 4 {
            0 => send(&format!("{{ attempt: async () => {number} }}"), "0"),
            1 => send(&format!("{{ attempt: () => Promise.reject({number}) }}"), "0"),
            2 => send(&format!("{{ ok: false, status: 404, refusal: async () => {number} }}"), "0"),
            _ => send(&format!("{{ ok: false, status: 500, header() {{ throw {number} }} }}"), "2"),
        })
        .collect();
    for (number, call) in calls.into_iter().enumerate() {
        let settled = call.settled().await;
        assert_eq!(settled.is_ok(), number % 4 == 0, "{number}");
        assert_eq!(settled.unwrap_or_else(|error| error), number as f64, "{number}");
    }
}
