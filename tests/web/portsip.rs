//! What PortSIP's face hands to Rust: options, arguments, tokens, and what the `fetch` of a page gives, of values that
//! throw, lie or never end. Each is an answer or an error, and the neighbours settle. Then the same against the
//! simulator.

use js_sys::{Array, Object, Promise, Reflect};
use softphone_admin::vendors::portsip::PortsipSession;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Call, Failure, PROXY, REVOKED, failure_of, field, js, text};
use crate::simulator::Simulator;

#[wasm_bindgen(module = "/tests/web/portsip.js")]
extern "C" {
    type Client;

    #[wasm_bindgen(constructor)]
    fn new(session: &JsValue, host: &JsValue) -> Client;

    #[wasm_bindgen(method)]
    fn start(this: &Client, name: &str, argument: &JsValue, options: &JsValue) -> Promise;

    #[wasm_bindgen(method)]
    fn close(this: &Client);
}

/// Files that the one above imports: wasm-bindgen brings those along that are named somewhere.
#[allow(dead_code)]
mod beside {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/js/life.js")]
    extern "C" {
        type Life;
    }

    #[wasm_bindgen(module = "/src/js/portsip/calls.js")]
    extern "C" {
        #[wasm_bindgen(js_name = scopeOf)]
        fn scope_of(client: &JsValue, operation: &str, given: &JsValue) -> JsValue;
    }

    #[wasm_bindgen(module = "/src/js/portsip/json.js")]
    extern "C" {
        fn parse(text: &str) -> JsValue;
    }

    #[wasm_bindgen(module = "/src/js/portsip/provider.js")]
    extern "C" {
        fn redacted(body: &JsValue) -> JsValue;
    }

    #[wasm_bindgen(module = "/src/js/portsip/trunks.js")]
    extern "C" {
        #[wasm_bindgen(js_name = isRefused)]
        fn is_refused(issues: &JsValue) -> bool;
    }
}

/// Nested further than any stack is deep, endless, and both at once.
const DEEP: [&str; 4] = [
    "(() => { let value = []; for (let level = 0; level < 100000; level++) value = [value]; return value })()",
    "(() => { let value = {}; for (let level = 0; level < 100000; level++) value = { value }; return value })()",
    "(() => { const value = {}; value.value = value; return value })()",
    "(() => { const value = []; value.push(value, value, value); return value })()",
];

/// Values of every type that there is, and some that are none.
const ODD: [&str; 24] = [
    "undefined",
    "null",
    "true",
    "-1",
    "-0",
    "0.5",
    "NaN",
    "-Infinity",
    "1e308",
    "2 ** 53",
    "-5n",
    "2n ** 64n",
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
    "{ then: 5, toString() { throw new Error('mine') }, toJSON() { throw new Error('mine') } }",
];

/// All of them.
fn odd() -> impl Iterator<Item = &'static str> {
    ODD.into_iter().chain([PROXY, REVOKED]).chain(DEEP)
}

const TRUNK: &str = "name: 'Harbour SIP', auth_mode: 'IP_AUTH', protocol: 'UDP', hostname: 'sip.example', port: 5060,
    outbound_server: '', outbound_server_port: 0, auth_id: '', password: 'x', require_register: false,
    reregister_interval: 600, ips: [], provider_in_lan: false, single_via_header: false";

/// A client as the page has it.
struct Page(Client);

impl Page {
    /// Options as JavaScript.
    fn new(options: &str) -> Page {
        Page::of(&js(options)).unwrap()
    }

    fn of(options: &JsValue) -> Result<Page, JsValue> {
        let host: JsValue = Object::new().into();
        let session = PortsipSession::new(options, &host)?;
        Ok(Page(Client::new(&session.into(), &host)))
    }

    /// One with a token, whose `fetch` is this.
    fn fetching(fetch: &str) -> Page {
        Page::new(&format!("{{ baseUrl: 'https://pbx.example.com/api', token: 'T', maxRetries: 0, fetch: {fetch} }}"))
    }

    fn start(&self, name: &str, argument: &str) -> Call {
        Call::new(Ok(self.0.start(name, &js(argument), &JsValue::UNDEFINED)))
    }

    async fn call(&self, name: &str, argument: &str) -> Result<JsValue, JsValue> {
        self.start(name, argument).settled().await
    }
}

fn failed<T: std::fmt::Debug>(outcome: Result<T, JsValue>) -> Failure {
    failure_of("portsip", outcome)
}

/// A session, and what it was made of.
fn session() -> PortsipSession {
    PortsipSession::new(&js("{ baseUrl: 'https://pbx.example.com/api', token: 'T' }"), &Object::new().into()).unwrap()
}

/// A PBX with these fixtures, as JavaScript.
async fn pbx(fixtures: &str) -> Simulator {
    Simulator::start(&format!("{{ vendors: ['portsip'], fixtures: {{ portsip: {fixtures} }} }}")).await
}

/// A client with the administrator's credentials, and with more options, as JavaScript.
fn administrator(sim: &Simulator, more: &str) -> Page {
    let facts = sim.vendor("portsip");
    let credential = |name: &str| text(&field(&field(&facts, "credentials"), name));
    let (url, name, password) = (text(&field(&facts, "url")), credential("name"), credential("password"));
    Page::new(&format!("{{ baseUrl: '{url}', credentials: {{ name: '{name}', password: '{password}' }}, ...{more} }}"))
}

// --- Options --------------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
fn options_of_any_kind_are_taken_or_refused() {
    const NAMES: [&str; 23] = [
        "baseUrl",
        "dialect",
        "token",
        "tokenProvider",
        "tokenStore",
        "credentials",
        "loginField",
        "tokenHeaders",
        "idEncoding",
        "signIn",
        "clientId",
        "wsiUrl",
        "keepAlive",
        "onAuthRequired",
        "signal",
        "timeoutMs",
        "maxRetries",
        "maxBodyBytes",
        "fetch",
        "WebSocket",
        "onRequest",
        "onResponse",
        "limit",
    ];
    for name in NAMES {
        for value in odd() {
            let options = js(&format!("({{ baseUrl: 'https://pbx.example.com/api', [{name:?}]: {value} }})"));
            if let Err(error) = Page::of(&options) {
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
    let session = session();
    for options in [PROXY.to_owned(), REVOKED.to_owned(), throwing("token"), throwing("fetch"), throwing("limit")] {
        let options = js(&options);
        // Frames that are left behind would fill the stack.
        for _ in 0..2_000 {
            for outcome in [Page::of(&options).err(), session.own("iterate", &options).err()] {
                let kind = outcome.map(|error| failed::<()>(Err(error)).kind());
                assert!(kind.is_none_or(|kind| kind == "invalid-argument"));
            }
        }
    }
    failed(Page::of(&js(&throwing("token"))).map(drop));
    failed(session.own("iterate", &js(&throwing("limit"))));
}

#[wasm_bindgen_test]
fn an_address_that_lies_is_read_once() {
    let host: JsValue = Object::new().into();
    let options =
        js("{ baseUrl: { n: 0, get href() { return ['https://a.example.com', 'https://b.example.com'][this.n++] } } }");
    let session = PortsipSession::new(&options, &host).unwrap();
    assert_eq!(text(&field(&host, "baseUrl")), "https://a.example.com");
    let way = session.route("show", "7", &JsValue::UNDEFINED);
    assert_eq!(text(&field(&way, "url")), "https://a.example.com/providers/show?id=7");
}

// --- What the page's side asks ----------------------------------------------------------------------------------------

#[wasm_bindgen_test]
fn every_question_is_answered_or_refused_whatever_it_is_of() {
    let session = session();
    for value in odd() {
        let value = js(value);
        for _ in 0..100 {
            let id = session.id(&value);
            assert!(id.is_string() || field(&id, "severity") == "error");
            if let Err(error) = session.listing("list", &value) {
                assert_eq!(failed::<()>(Err(error)).kind(), "invalid-argument");
            }
            for purpose in ["create", "patch", "full", ""] {
                assert!(session.issues(&value, purpose).iter().all(|issue| field(&issue, "path").is_string()));
            }
            session.route("list", "", &value);
            for outcome in [session.judge(&value, &value, &value, ""), session.adopt(&value).map(drop)] {
                if let Err(error) = outcome {
                    failed::<()>(Err(error));
                }
            }
            failed::<()>(Err(session.lost(&value, &value)));
            session.pause(&value, &value);
            session.is_last(&value, 0.0, 0.0, 0.0, &value, false);
        }
    }
}

#[wasm_bindgen_test]
fn a_token_that_no_header_holds_is_refused() {
    let session = session();
    for token in ["''", "'a b'", "'\\u00FC'", "'a\\nb'", "'x'.repeat(4097)", "5", "{}", PROXY] {
        let reply = js(&format!("({{ access_token: {token} }})"));
        let error = failed(session.adopt(&reply));
        assert_eq!((error.kind(), error.text("reason")), ("decode".into(), "protocol".into()), "{token}");
        assert!(!error.message().contains("xxx"));
    }
    for (expires, life) in
        [("'600'", 600e3), ("60", 60e3), ("'soon'", 600e3), ("-1", 600e3), ("{}", 600e3), (PROXY, 600e3)]
    {
        let reply = js(&format!("({{ access_token: 'T', expires: {expires} }})"));
        assert_eq!(session.adopt(&reply).unwrap(), life, "{expires}");
    }
}

// --- Arguments ------------------------------------------------------------------------------------------------------

const OPERATIONS: [&str; 9] =
    ["create", "show", "update", "list", "destroy", "listAll", "ensure", "status", "statuses"];

#[wasm_bindgen_test]
async fn arguments_of_any_kind_settle_and_nothing_is_sent() {
    let page = Page::fetching("() => { throw new Error('a request') }");
    let neighbour = Page::fetching("async () => new Response('{}')");
    for value in odd() {
        for name in OPERATIONS {
            let before = neighbour.start("list", "undefined");
            let error = failed(page.call(name, value).await);
            // Some of them are a list's parameters, the ids of all, fields of no meaning, or an id.
            let allowed: &[&str] = match name {
                "list" | "listAll" | "statuses" | "ensure" => &["invalid-argument", "connection"],
                "show" | "destroy" | "status" if value == "-0" => &["connection"],
                _ => &["invalid-argument"],
            };
            assert!(allowed.contains(&error.kind().as_str()), "{name} {value}: {} {}", error.kind(), error.message());
            assert!(Array::is_array(&field(&before.settled().await.unwrap(), "providers")));
        }
    }
}

#[wasm_bindgen_test]
async fn fields_of_any_kind_settle() {
    let fields = [
        "name",
        "auth_mode",
        "hostname",
        "port",
        "auth_id",
        "password",
        "require_register",
        "ips",
        "in_parameters",
        "did_pool",
        "status",
        "id",
        "anything",
        "__proto__",
    ];
    let page = Page::fetching("async () => new Response('{\"id\":7}')");
    for value in odd() {
        for name in fields {
            let provider = format!("({{ {TRUNK}, [{name:?}]: {value} }})");
            match page.call("create", &provider).await {
                Ok(made) => assert_eq!(text(&field(&made, "id")), "7"),
                outcome => {
                    let error = failed(outcome);
                    assert_eq!(error.kind(), "invalid-argument", "{name} {value}: {}", error.message());
                    assert!(field(&error.get("issues"), "length").as_f64().unwrap() > 0.0);
                }
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_getter_that_throws_is_refused_however_often() {
    let page = Page::fetching("() => { throw new Error('a request') }");
    for provider in [
        format!("({{ {TRUNK}, get port() {{ throw new Error('mine') }} }})"),
        format!("({{ {TRUNK}, ips: new Proxy([], {{ get() {{ throw new Error('mine') }} }}) }})"),
        format!("({{ {TRUNK}, did_pool: [{{ get name() {{ throw new Error('mine') }} }}] }})"),
        format!("({{ {TRUNK}, in_parameters: {{ toJSON() {{ throw new Error('mine') }} }} }})"),
    ] {
        for _ in 0..200 {
            assert_eq!(failed(page.call("create", &provider).await).kind(), "invalid-argument", "{provider}");
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
        ("() => ({ status: 99 })", "decode"),
        ("() => ({ get status() { throw new Error('mine') } })", "connection"),
        ("() => ({ then(_, reject) { reject(new Error('mine')) } })", "connection"),
        ("() => Promise.reject(undefined)", "connection"),
        ("() => Promise.reject(Symbol())", "connection"),
        ("() => { throw null }", "connection"),
        ("async () => ({ status: 200, text: () => '' })", "decode"),
        ("async () => ({ status: 200, text: () => 'null' })", "decode"),
        ("async () => ({ status: 200, text: () => '[]' })", "decode"),
        ("async () => ({ status: 200, text() { throw new Error('mine') } })", "connection"),
        ("async () => ({ status: 503, text: () => '', headers: { get() { throw new Error('mine') } } })", "connection"),
        ("async () => ({ status: 200, body: { getReader() { throw new Error('mine') } } })", "connection"),
        (
            "async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: 5 }) }) } })",
            "connection",
        ),
        ("async () => new Response('<html>', { status: 502 })", "server"),
        ("async () => new Response('{\"err_code\":5,\"msg\":{}}')", "invalid-argument"),
        (
            "async () => new Response('{\"errors\":[{\"code\":{},\"message\":5,\"detail\":[[]]}]}', { status: 409 })",
            "conflict",
        ),
        ("async () => new Response('{\"errors\":[null]}', { status: 404 })", "not-found"),
        (
            "async () => new Response('{\"errors\":[{\"detail\":{\"__proto__\":null}}]}', { status: 422 })",
            "invalid-argument",
        ),
        ("async () => new Response('{\"providers\":5}')", "decode"),
        ("async () => new Response('{\"providers\":[null]}')", "decode"),
        ("async () => new Response('['.repeat(200000))", "decode"),
    ] {
        let neighbour = Page::fetching("async () => new Response('{\"providers\":[{\"id\":9007199254740993}]}')");
        let before = neighbour.start("list", "undefined");
        let error = failed(Page::fetching(fetch).call("list", "undefined").await);
        assert_eq!(error.kind(), kind, "{fetch}: {}", error.message());
        let listed = before.settled().await.unwrap();
        assert_eq!(text(&field(&field(&field(&listed, "providers"), "0"), "id")), "9007199254740993");
    }
}

#[wasm_bindgen_test]
async fn a_secret_may_be_anything() {
    for secret in [
        "() => { throw new Error('mine') }",
        "() => Promise.reject(null)",
        "() => Symbol()",
        "() => undefined",
        "() => ({ then(resolve) { resolve(5) } })",
        "() => ({ get then() { throw new Error('mine') } })",
        "() => ''",
        "() => 'a\\nb'",
        "() => '\\uD800'",
        "async () => ({ access_token: 5 })",
    ] {
        for name in ["token", "tokenProvider", "credentials"] {
            let page = Page::new(&format!(
                "{{ baseUrl: 'https://pbx.example.com/api', {name}: {secret}, fetch: () => {{ throw new Error('a request') }} }}"
            ));
            for _ in 0..3 {
                let error = failed(page.call("list", "undefined").await);
                let kind = error.kind();
                assert!(
                    matches!(&*kind, "authentication" | "decode" | "invalid-argument"),
                    "{name} {secret}: {kind} {}",
                    error.message()
                );
            }
        }
    }
}

// --- The simulator ---------------------------------------------------------------------------------------------------

#[wasm_bindgen_test]
async fn a_trunk_lives_from_creation_to_deletion_and_keeps_its_digits() {
    let sim = pbx("{ providers: 0 }").await;
    let page = administrator(&sim, "{}");
    let made = page.call("create", &format!("({{ {TRUNK} }})")).await.unwrap();
    let id = text(&field(&made, "id"));
    assert!(id.len() > 15 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    let shown = page.call("show", &format!("{id}n")).await.unwrap();
    let facts = ["id", "name", "hostname", "status"].map(|name| text(&field(&shown, name)));
    assert_eq!(facts, [id.as_str(), "Harbour SIP", "sip.example", "ONLINE"]);
    page.call("update", &format!("({{ id: '{id}', reregister_interval: 300 }})")).await.unwrap();
    let listed = page.call("listAll", "undefined").await.unwrap();
    assert_eq!(text(&field(&field(&listed, "0"), "id")), id);
    page.call("destroy", &format!("'{id}'")).await.unwrap();
    let gone = failed(page.call("destroy", &format!("'{id}'")).await);
    assert_eq!((gone.kind(), gone.text("reason")), ("invalid-argument".into(), "invalid_id".into()));
    assert_eq!(sim.names().await, ["verify", "create", "show", "update", "list", "destroy", "destroy"]);
    let sent = sim.requests(Some("POST /api/providers/update")).await.pop().unwrap();
    assert_eq!(sent.text("body"), format!("{{\"id\":{id},\"reregister_interval\":300}}"));
    assert_eq!(text(&sent.header("content-type")), "application/json");
    sim.close().await;
}

#[wasm_bindgen_test]
async fn calls_at_a_time_share_a_sign_in_and_settle_each_with_its_own() {
    let sim = pbx("{ providers: 3 }").await;
    let page = administrator(&sim, "{}");
    let calls: Vec<_> = (0..60)
        .map(|number| match number % 3 {
            0 => page.start("list", "undefined"),
            1 => page.start("show", &number.to_string()),
            _ => page.start("show", "null"),
        })
        .collect();
    for (number, call) in calls.into_iter().enumerate() {
        let outcome = call.settled().await;
        match number % 3 {
            0 => assert_eq!(field(&field(&outcome.unwrap(), "providers"), "length"), 3),
            1 => assert_eq!(failed(outcome).text("reason"), "not_found"),
            _ => assert_eq!(failed(outcome).text("reason"), "validation"),
        }
    }
    let asked = sim.names().await;
    assert_eq!(asked.iter().filter(|name| *name == "verify").count(), 1);
    assert_eq!(asked.len(), 41);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_sign_in_that_fails_fails_each_call_that_waits_with_an_error_of_its_own() {
    let sim = pbx("{}").await;
    let page = administrator(&sim, "{ credentials: { name: 'nobody', password: 'wrong' } }");
    let calls: Vec<_> = ["list", "show", "status"]
        .map(|name| (name, page.start(name, if name == "list" { "undefined" } else { "7" })))
        .into();
    for (name, call) in calls {
        let error = failed(call.settled().await);
        let facts = [error.kind(), error.text("reason"), error.text("operation")];
        assert_eq!(facts, ["authentication", "credentials", name]);
    }
    assert_eq!(sim.names().await, ["verify"]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_client_that_is_closed_answers_and_sends_nothing() {
    let sim = pbx("{}").await;
    let page = administrator(&sim, "{}");
    page.0.close();
    page.0.close();
    for name in OPERATIONS {
        let error = failed(page.call(name, "undefined").await);
        assert_eq!((error.kind(), error.text("reason")), ("aborted".into(), "closed".into()), "{name}");
    }
    assert_eq!(sim.names().await, [""; 0]);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_page_may_end_the_client_while_it_is_called() {
    let sim = pbx("{ providers: 2 }").await;
    let global = js_sys::global();
    for (hook, kind) in [("client.close()", "aborted"), ("client.session.forget()", ""), ("client.start('list')", "")] {
        let once = format!(
            "(() => {{
                let told = false;
                const onRequest = ({{ url }}) => {{
                    if (!url.includes('/list') || told) return;
                    told = true;
                    {hook};
                }};
                return {{ maxRetries: 0, onRequest }};
            }})()"
        );
        let Page(client) = administrator(&sim, &once);
        let client: JsValue = client.into();
        Reflect::set(&global, &"client".into(), &client).unwrap();
        let call = Call::new(Ok(js("client.start('list')").into()));
        match (call.settled().await, kind) {
            (Ok(page), "") => assert_eq!(field(&field(&page, "providers"), "length"), 2, "{hook}"),
            (outcome, kind) => assert_eq!(failed(outcome).kind(), kind, "{hook}"),
        }
    }
    sim.close().await;
}
