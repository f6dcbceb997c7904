//! What Fonoster's face hands to Rust: options, arguments, tokens, and what the `fetch` of a page gives, of values that
//! throw, lie or never end. Each is an answer or an error, and the neighbours settle. Then the same against the
//! simulator.

use js_sys::{Function, Object, Promise, Reflect};
use softphone_admin::vendors::fonoster::FonosterSession;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Call, Failure, PROXY, REVOKED, failure_of, field, js, pause, take_reports, text};
use crate::simulator::Simulator;

const PLACE: &str = "new Client(options)";
const AGENTS: &str = "POST /fonoster.agents.v1beta2.Agents";

/// Values of every type that there is, and some that are none.
const ODD: [&str; 22] = [
    "undefined",
    "null",
    "true",
    "0",
    "-0",
    "NaN",
    "-Infinity",
    "1e308",
    "5n",
    "''",
    "'\\uD800'",
    "'\\0'",
    "'x'.repeat(100000)",
    "Symbol()",
    "[]",
    "[[]]",
    "{}",
    "Object.create(null)",
    "() => { throw new Error('mine') }",
    "new Date(NaN)",
    "{ then: 5, toString() { throw new Error('mine') } }",
    "new URL('https://a.example.com')",
];

/// A JWT with this payload, written in JavaScript.
fn token(payload: &str) -> String {
    let base64 = format!("btoa(unescape(encodeURIComponent({payload})))");
    text(&js(&format!("'e30.' + {base64}.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') + '.sig'")))
}

/// A session as the page has it: the object, the options that go with each call, and what ends them all.
struct Page {
    session: FonosterSession,
    options: JsValue,
    host: JsValue,
}

impl Page {
    fn new(options: &str) -> Page {
        Page::of(js(options)).unwrap()
    }

    fn of(options: JsValue) -> Result<Page, JsValue> {
        let host = js(
            "(() => { const life = new AbortController(); return { life: life.signal, end: () => life.abort() } })()",
        );
        let session = FonosterSession::new(PLACE, &options, &host)?;
        Ok(Page { session, options: field(&host, "options"), host })
    }

    /// A session with a token for ever, whose `fetch` is this.
    fn fetching(fetch: &str) -> Page {
        let token = token("JSON.stringify({ access: [{ accessKeyId: 'WO1' }] })");
        Page::new(&format!("{{ token: '{token}', maxRetries: 0, fetch: {fetch} }}"))
    }

    /// An operation that asks once: read, and sent.
    fn start(&self, name: &str, argument: &JsValue, own: &JsValue) -> Call {
        Call::new(Ok(self.session.read(name, argument, own).map_or_else(
            |error| Promise::reject(&error),
            |read| {
                let (draft, own) = (field(&read, "draft"), field(&read, "own"));
                let method = match name {
                    "createAgent" => "CreateAgent",
                    "getAgent" => "GetAgent",
                    "updateAgent" => "UpdateAgent",
                    "listAgents" => "ListAgents",
                    "deleteAgent" => "DeleteAgent",
                    _ => "",
                };
                // The server tells a ref by its name.
                let request = if draft.is_string() { named("ref", &draft) } else { draft };
                self.session.ask(method, name, &self.options, &own, request)
            },
        )))
    }

    /// A call, with its argument as JavaScript.
    async fn call(&self, name: &str, argument: &str) -> Result<JsValue, JsValue> {
        self.start(name, &js(argument), &JsValue::UNDEFINED).settled().await
    }

    /// What the page may know of it.
    fn state(&self, name: &str) -> JsValue {
        field(&self.session.state(), name)
    }

    fn end(&self) {
        Function::from(field(&self.host, "end")).call0(&JsValue::UNDEFINED).unwrap();
    }
}

fn named(name: &str, value: &JsValue) -> JsValue {
    let object = Object::new();
    Reflect::set(&object, &name.into(), value).unwrap();
    object.into()
}

fn failed<T: std::fmt::Debug>(outcome: Result<T, JsValue>) -> Failure {
    failure_of("fonoster", outcome)
}

/// A deployment without agents, unless the fixtures say otherwise.
async fn deployment(fixtures: &str) -> Simulator {
    Simulator::start(&format!("{{ vendors: ['fonoster'], fixtures: {{ fonoster: {{ agents: 0, ...{fixtures} }} }} }}"))
        .await
}

/// A session with the deployment's key, and with more options, as JavaScript.
fn signed_in(sim: &Simulator, more: &str) -> Page {
    let facts = sim.vendor("fonoster");
    let credential = |name: &str| text(&field(&field(&facts, "credentials"), name));
    let (id, secret) = (credential("accessKeyId"), credential("accessKeySecret"));
    let url = text(&field(&facts, "url"));
    Page::new(&format!("{{ endpoint: '{url}', accessKeyId: '{id}', accessKeySecret: '{secret}', ...{more} }}"))
}

// --- Options --------------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
fn options_of_any_kind_are_taken_or_refused() {
    const NAMES: [&str; 19] = [
        "endpoint",
        "url",
        "baseUrl",
        "accessKeyId",
        "accessKeySecret",
        "workspace",
        "token",
        "refreshToken",
        "apiVersion",
        "bucket",
        "allowInsecure",
        "onAuthRequired",
        "signal",
        "timeoutMs",
        "maxRetries",
        "maxBodyBytes",
        "fetch",
        "onRequest",
        "onResponse",
    ];
    for name in NAMES {
        for value in ODD.into_iter().chain([PROXY, REVOKED]) {
            let options = js(&format!("({{ {name}: {value} }})"));
            if let Err(error) = Page::of(options) {
                let error = failed::<()>(Err(error));
                assert_eq!(error.kind(), "invalid-argument", "{name}: {value}");
                assert!(error.message().contains(&format!("`{name}`")), "{}", error.message());
            }
        }
    }
}

#[wasm_bindgen_test]
fn options_that_throw_are_refused_however_often() {
    let throwing = |name: &str| format!("({{ get {name}() {{ throw new Error('mine') }} }})");
    let page = Page::new("{}");
    for options in [PROXY.to_owned(), REVOKED.to_owned(), throwing("token"), throwing("fetch"), throwing("limit")] {
        let options = js(&options);
        // Frames that are left behind would fill the stack.
        for _ in 0..2_000 {
            let read = page.session.read("iterateAgents", &JsValue::UNDEFINED, &options);
            for outcome in [Page::of(options.clone()).err(), read.err()] {
                let kind = outcome.map(|error| failed::<()>(Err(error)).kind());
                assert!(kind.is_none_or(|kind| kind == "invalid-argument"));
            }
        }
    }
    failed(Page::of(js(&throwing("token"))).map(drop));
    failed(page.session.read("iterateAgents", &JsValue::UNDEFINED, &js(&throwing("limit"))));
}

#[wasm_bindgen_test]
fn a_limit_is_a_whole_number_from_0() {
    let page = Page::new("{}");
    let limit = |options: &str| page.session.read("iterateAgents", &JsValue::UNDEFINED, &js(options));
    assert_eq!(field(&field(&limit("{ limit: 5 }").unwrap(), "own"), "limit"), 5);
    assert!(field(&field(&limit("undefined").unwrap(), "own"), "limit").is_undefined());
    for value in ["-1", "0.5", "NaN", "'5'", "5n", "{}", "null"] {
        assert_eq!(failed(limit(&format!("{{ limit: {value} }}"))).kind(), "invalid-argument", "{value}");
    }
}

#[wasm_bindgen_test]
fn an_address_that_lies_is_read_once() {
    let page = Page::new(
        "{ endpoint: { n: 0, get href() { return ['https://a.example.com', 'https://b.example.com'][this.n++] } } }",
    );
    assert_eq!(page.state("endpoint"), "https://a.example.com");
}

// --- Tokens ---------------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
fn a_token_may_say_anything_of_itself() {
    for payload in [
        "''",
        "'null'",
        "'5'",
        "'[]'",
        "'{'",
        "'{}'",
        "JSON.stringify({ exp: 'soon', iat: {}, access: 5, tokenUse: [] })",
        "JSON.stringify({ exp: -1e308, iat: 1e308, access: [null] })",
        "JSON.stringify({ access: [{ accessKeyId: 5 }], tokenUse: 'ACCESS' })",
        "JSON.stringify({ access: { 0: { accessKeyId: 'WO1' } }, exp: 1e400 })",
        "'['.repeat(50000)",
        "'\\uFFFF\\u0000'",
        "'\"\\\\ud800\"'",
    ] {
        let page = Page::new("{}");
        let given = token(payload);
        page.session.set("accessToken", &given.as_str().into()).unwrap();
        assert_eq!(text(&page.state("accessToken")), given, "{payload}");
    }
    let refresh = token("JSON.stringify({ tokenUse: 'refresh' })");
    let page = Page::new("{}");
    let error = failed(page.session.set("accessToken", &refresh.as_str().into()));
    assert_eq!((error.kind(), page.state("accessToken")), ("invalid-argument".into(), "".into()));
    assert!(!error.message().contains(&refresh));
}

#[wasm_bindgen_test]
fn a_token_that_no_header_holds_is_refused_however_often() {
    let page = Page::new("{}");
    for value in ODD.into_iter().filter(|value| !value.starts_with("'x'")).chain([PROXY, REVOKED, "'a b'", "'\\u00FC'"])
    {
        let value = js(value);
        for name in ["accessToken", "accessKeyId"] {
            for _ in 0..200 {
                assert_eq!(failed(page.session.set(name, &value)).kind(), "invalid-argument");
            }
            assert_eq!(page.state(name), "");
        }
    }
}

// --- Arguments ------------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
async fn arguments_of_any_kind_settle_and_nothing_is_sent() {
    let page = Page::fetching("() => { throw new Error('a request') }");
    let fields =
        ["ref", "name", "username", "secret", "privacy", "domains", "domainRef", "enabled", "maxContacts", "expires"];
    for value in ODD.into_iter().chain([PROXY, REVOKED]) {
        for name in ["createAgent", "updateAgent", "getAgent", "deleteAgent", "listAgents"] {
            let argument = js(value);
            let error = failed(page.start(name, &argument, &JsValue::UNDEFINED).settled().await);
            // A ref may be any text that is one.
            let is_ref = argument.as_string().is_some_and(|text| !text.is_empty() && !text.contains('\u{FFFD}'));
            let kind = match name {
                // Any object is a request without a size.
                "listAgents" => error.kind(),
                "getAgent" | "deleteAgent" if is_ref => "connection".into(),
                _ => "invalid-argument".into(),
            };
            assert_eq!(error.kind(), kind, "{name} {value}");
        }
        for name in fields {
            let request = format!("({{ ref: '', name: '', username: 'A', [{name:?}]: {value} }})");
            for method in ["createAgent", "updateAgent"] {
                assert_eq!(failed(page.call(method, &request).await).kind(), "invalid-argument", "{method} {request}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn lists_that_lie_of_their_length_are_refused() {
    let page = Page::fetching("() => { throw new Error('a request') }");
    for domains in [
        "new Proxy([], { get: (list, name) => (name === 'length' ? 2 ** 32 - 1 : list[name]) })",
        "new Proxy([], { get: (list, name) => (name === 'length' ? NaN : list[name]) })",
        "new Proxy(['a'], { get: (list, name) => { if (name === '0') throw new Error('mine'); return list[name] } })",
        "new Proxy(['a'], { get: (list, name) => { if (name === 'length') throw new Error('mine'); return list[name] } })",
        "Object.assign(['a'], { length: 100000 })",
    ] {
        let request = format!("({{ name: '', username: '', domains: {domains} }})");
        assert_eq!(failed(page.call("createAgent", &request).await).kind(), "invalid-argument", "{domains}");
    }
}

#[wasm_bindgen_test]
async fn sign_ins_of_any_kind_settle_and_nothing_is_sent() {
    let page = Page::new("{ fetch: () => { throw new Error('a request') }, maxRetries: 0 }");
    for name in ["login", "loginWithApiKey", "loginWithRefreshToken", "loginWithOauth2Code"] {
        for value in ODD.into_iter().chain([PROXY, REVOKED]) {
            for given in [
                "{}",
                "{ username: V }",
                "{ username: 'a', password: V }",
                "{ accessKeyId: 'a', accessKeySecret: V }",
                "{ refreshToken: V }",
                "{ provider: 'GITHUB', code: V }",
            ] {
                let given = given.replace('V', &format!("({value})"));
                let error = failed(page.start(name, &js(&format!("({given})")), &JsValue::UNDEFINED).settled().await);
                assert!(
                    matches!(&*error.kind(), "invalid-argument" | "connection"),
                    "{name} {given}: {}",
                    error.kind()
                );
                assert!(error.kind() == "connection" || !error.message().contains("a request"));
            }
        }
    }
}

// --- What `fetch` gives ----------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
async fn whatever_fetch_gives_is_an_answer_or_an_error() {
    for (fetch, kind) in [
        ("() => undefined", "decode"),
        ("() => null", "decode"),
        ("() => 5", "decode"),
        ("() => ({})", "decode"),
        ("() => ({ status: '200' })", "connection"),
        ("() => ({ status: 99 })", "decode"),
        ("() => ({ get status() { throw new Error('mine') } })", "connection"),
        ("() => ({ then(_, reject) { reject(new Error('mine')) } })", "connection"),
        ("() => Promise.reject(undefined)", "connection"),
        ("() => Promise.reject(Symbol())", "connection"),
        ("() => { throw null }", "connection"),
        ("async () => ({ status: 200, text: () => 5 })", "decode"),
        ("async () => ({ status: 200, text: () => 'AAAA' })", "decode"),
        ("async () => ({ status: 200, text() { throw new Error('mine') } })", "connection"),
        ("async () => ({ status: 200, text: () => '', headers: { get() { throw new Error('mine') } } })", "connection"),
        ("async () => ({ status: 200, text: () => '', headers: { get: () => 5 } })", "decode"),
        (
            "async () => ({ status: 200, text: () => '', headers: { get: (name) => (name === 'grpc-status' ? '\\uD800' : '%\\uD800') } })",
            "server",
        ),
        (
            "async () => ({ status: 200, text: () => '', headers: { get: (name) => (name === 'grpc-status' ? '0' : null) } })",
            "decode",
        ),
        ("async () => ({ status: 503, text: () => '', headers: null })", "connection"),
        ("async () => ({ status: 200, body: { getReader() { throw new Error('mine') } } })", "connection"),
        (
            "async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: 5 }) }) } })",
            "connection",
        ),
    ] {
        let neighbour = Page::fetching("async () => new Response('AAAAAAISAA==gAAAAA9ncnBjLXN0YXR1czowDQo=')");
        let before = neighbour.start("listAgents", &JsValue::UNDEFINED, &JsValue::UNDEFINED);
        let error = failed(Page::fetching(fetch).call("listAgents", "undefined").await);
        assert_eq!(error.kind(), kind, "{fetch}");
        let listed = before.settled().await.unwrap();
        assert_eq!(field(&field(&listed, "items"), "length"), 0);
    }
}

#[wasm_bindgen_test]
async fn bytes_of_any_kind_are_a_message_or_an_error() {
    // Frames around messages that are cut, endless, nested, or of fields that nobody knows; each with a status behind.
    for (hex, fine) in [
        ("", true),
        ("1200", true),
        ("0a00", true),
        ("0a0212ff", false),
        ("0aff", false),
        ("ffffffffffffffffffff01", false),
        ("0affffffff0f", false),
        ("080a", true),
        ("0a020a00", true),
        ("0a0452020a00", true),
        ("c2020168", true),
        ("0b0c", true),
        ("0b", false),
        ("1203ff00fe", true),
        ("00", false),
    ] {
        let fetch = format!(
            "async () => {{
                const bytes = ('{hex}'.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
                const frame = String.fromCharCode(0, 0, 0, 0, bytes.length, ...bytes);
                return new Response(btoa(frame) + 'gAAAAA9ncnBjLXN0YXR1czowDQo=');
            }}"
        );
        match Page::fetching(&fetch).call("listAgents", "undefined").await {
            Ok(page) => assert!(fine && js_sys::Array::is_array(&field(&page, "items")), "{hex}"),
            outcome => {
                assert!(!fine, "{hex}");
                assert_eq!(failed(outcome).kind(), "decode", "{hex}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_gateway_may_answer_anything() {
    for (body, fine) in [
        ("{}", true),
        ("{\"agents\":5,\"nextPageToken\":5}", true),
        ("{\"agents\":[null,5,\"x\",[]],\"nextPageToken\":{}}", true),
        ("{\"agents\":{\"0\":{}},\"nextPageToken\":\"null\"}", true),
        ("[]", true),
        ("null", false),
        ("5", false),
        ("", false),
        ("{", false),
    ] {
        let options = format!(
            "{{ apiVersion: 'v1beta1', accessKeyId: 'PJ1', accessKeySecret: 'x', maxRetries: 0, fetch: async () => new Response('{body}') }}"
        );
        match Page::new(&options).call("listAgents", "undefined").await {
            Ok(page) => assert!(fine && field(&page, "nextPageToken").is_string(), "{body}"),
            outcome => {
                assert!(!fine, "{body}");
                assert_eq!(failed(outcome).kind(), "decode", "{body}");
            }
        }
    }
}

// --- Pages that call back --------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
async fn a_secret_may_be_anything() {
    for secret in [
        "() => { throw new Error('mine') }",
        "() => Promise.reject(null)",
        "() => Symbol()",
        "() => ({ then(resolve) { resolve(5) } })",
        "() => ({ get then() { throw new Error('mine') } })",
        "() => ''",
        "() => 'a\\nb'",
        "() => '\\uD800'",
        "async () => ({ toString: () => 'x' })",
    ] {
        for options in [
            format!("token: {secret}"),
            format!("apiVersion: 'v1beta1', accessKeyId: 'PJ1', accessKeySecret: {secret}"),
        ] {
            let page = Page::new(&format!(
                "{{ endpoint: 'a.example.com', {options}, fetch: () => {{ throw new Error('a request') }} }}"
            ));
            for _ in 0..3 {
                let error = failed(page.call("listAgents", "undefined").await);
                assert_eq!(error.kind(), "authentication", "{options}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_page_may_end_or_change_the_session_while_it_is_called() {
    let sim = deployment("{ agents: 2 }").await;
    let global = js_sys::global();
    // What the page does as a request leaves, how that call ends, and how the next one does.
    for (hook, first, next) in [
        ("sessionHost.end()", "aborted", "aborted"),
        ("session.set('', undefined)", "", "authentication"),
        // It names no workspace.
        ("session.set('accessToken', 'another')", "", "invalid-argument"),
        ("session.set('accessKeyId', 'WO0')", "", "permission"),
        ("session.ask('ListAgents', 'listAgents', {}, {}, { pageSize: 20, pageToken: '' }).catch(() => {})", "", ""),
        ("session.state", "", ""),
        ("(() => { throw new Error('mine') })()", "", ""),
    ] {
        let once = format!(
            "(() => {{
                let told = false;
                const onRequest = ({{ url }}) => {{
                    if (!url.endsWith('/ListAgents') || told) return;
                    told = true;
                    const {{ session }} = globalThis;
                    {hook};
                }};
                return {{ maxRetries: 0, onRequest }};
            }})()"
        );
        let Page { session, options, host } = signed_in(&sim, &once);
        Reflect::set(&global, &"sessionHost".into(), &host).unwrap();
        Reflect::set(&global, &"session".into(), &session.into()).unwrap();
        Reflect::set(&global, &"sessionOptions".into(), &options).unwrap();
        for expected in [first, next] {
            let call = Call::new(Ok(js(
                "session.ask('ListAgents', 'listAgents', sessionOptions, {}, { pageSize: 20, pageToken: '' })",
            )
            .into()));
            match (call.settled().await, expected) {
                (Ok(page), "") => assert_eq!(field(&field(&page, "items"), "length"), 2, "{hook}"),
                (outcome, expected) => assert_eq!(failed(outcome).kind(), expected, "{hook}"),
            }
        }
        assert_eq!(take_reports().length(), u32::from(hook.contains("mine")), "{hook}");
    }
    sim.close().await;
}

// --- The simulator ---------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
async fn an_agent_lives_from_creation_to_deletion() {
    let sim = deployment("{}").await;
    let page = signed_in(&sim, "{}");
    let made = page
        .call("createAgent", "{ name: 'John Doe', username: 'john', privacy: 'private', enabled: false }")
        .await
        .unwrap();
    let reference = text(&field(&made, "ref"));
    let quoted = format!("'{reference}'");
    let agent = page.call("getAgent", &quoted).await.unwrap();
    let facts = ["name", "username", "privacy"].map(|name| text(&field(&agent, name)));
    assert_eq!(facts, ["John Doe", "john", "private"]);
    assert_eq!((field(&agent, "enabled"), field(&agent, "maxContacts")), (false.into(), (-1).into()));
    let whole = format!("{{ ref: {quoted}, name: 'John Doe', privacy: 'private', enabled: false, expires: 60 }}");
    page.call("updateAgent", &whole).await.unwrap();
    let listed = page.call("listAgents", "{ pageSize: 1 }").await.unwrap();
    let first = field(&field(&listed, "items"), "0");
    assert_eq!((field(&first, "expires"), field(&first, "enabled")), (60.into(), false.into()));
    assert_eq!(text(&field(&listed, "nextPageToken")), reference);
    page.call("deleteAgent", &quoted).await.unwrap();
    let gone = failed(page.call("deleteAgent", &quoted).await);
    assert_eq!((gone.kind(), gone.get("code")), ("not-found".into(), 5.into()));
    let expected =
        ["ExchangeApiKey", "CreateAgent", "GetAgent", "UpdateAgent", "ListAgents", "DeleteAgent", "DeleteAgent"];
    assert_eq!(sim.names().await, expected);
    let sent = sim.requests(Some(&format!("{AGENTS}/UpdateAgent"))).await.pop().unwrap();
    assert_eq!(
        sent.text("body"),
        format!("{{\"ref\":\"{reference}\",\"name\":\"John Doe\",\"privacy\":1,\"enabled\":false,\"expires\":60}}")
    );
    let types = ["content-type", "accept"].map(|name| text(&sent.header(name)));
    assert_eq!(types, ["application/grpc-web-text"; 2]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn calls_at_a_time_share_a_sign_in_and_settle_each_with_its_own() {
    let sim = deployment("{ agents: 3 }").await;
    let page = signed_in(&sim, "{}");
    let calls: Vec<_> = (0..60)
        .map(|number| match number % 3 {
            0 => page.start("listAgents", &JsValue::UNDEFINED, &JsValue::UNDEFINED),
            1 => page.start("getAgent", &format!("nope-{number}").as_str().into(), &JsValue::UNDEFINED),
            _ => page.start("getAgent", &JsValue::NULL, &JsValue::UNDEFINED),
        })
        .collect();
    for (number, call) in calls.into_iter().enumerate() {
        let outcome = call.settled().await;
        match number % 3 {
            0 => assert_eq!(field(&field(&outcome.unwrap(), "items"), "length"), 3),
            1 => assert_eq!(failed(outcome).get("code"), 5),
            _ => assert_eq!(failed(outcome).kind(), "invalid-argument"),
        }
    }
    let asked = sim.names().await;
    assert_eq!(asked.iter().filter(|name| *name == "ExchangeApiKey").count(), 1);
    assert_eq!(asked.len(), 41);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_session_that_is_dropped_lets_its_calls_go_on() {
    let sim = deployment("{ agents: 1 }").await;
    let page = signed_in(&sim, "{}");
    let call = page.start("listAgents", &JsValue::UNDEFINED, &JsValue::UNDEFINED);
    drop(page);
    assert_eq!(field(&field(&call.settled().await.unwrap(), "items"), "length"), 1);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_session_that_has_ended_answers_and_sends_nothing() {
    let sim = deployment("{}").await;
    let page = signed_in(&sim, "{}");
    page.end();
    page.end();
    page.session.set("", &JsValue::UNDEFINED).unwrap();
    for name in ["createAgent", "getAgent", "updateAgent", "listAgents", "deleteAgent", "refreshToken"] {
        let argument = match name {
            "createAgent" => "{ name: 'A', username: 'a' }",
            "updateAgent" => "{ ref: 'r', name: 'A' }",
            "getAgent" | "deleteAgent" => "'r'",
            _ => "undefined",
        };
        let error = failed(page.call(name, argument).await);
        assert_eq!((error.kind(), error.text("reason")), ("aborted".into(), "closed".into()), "{name}");
    }
    pause(50).await;
    assert_eq!(sim.names().await, [""; 0]);
    sim.close().await;
}
