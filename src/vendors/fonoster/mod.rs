//! Fonoster: SIP agents, over gRPC-Web (`v1beta2`) or the REST gateway (`v1beta1`).

mod address;
mod check;
mod codes;
mod jwt;
mod messages;
mod methods;
mod objects;
mod proto;
mod session;

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::error::{Result, Vendor};
use crate::transport::options::CALL_RULES;
use crate::transport::value::{Rule, Rules, checked, concat, field, object, set};
use session::Session;

/// Which interface a server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generation {
    V1Beta1,
    V1Beta2,
}

impl Generation {
    /// The vendor's own servers: their host, and what they have before their paths.
    fn default_address(self) -> (&'static str, &'static str) {
        match self {
            Generation::V1Beta1 => ("api.fonoster.io", "/api"),
            Generation::V1Beta2 => ("api.fonoster.com", ""),
        }
    }
}

/// What `Client` of `src/js/fonoster.js` extends. The client's options stay on the page's side and come with each call: a
/// function among them may mention the client, and what Rust holds is never collected.
#[wasm_bindgen(js_name = FonosterSession)]
pub struct FonosterSession(Rc<Session>);

/// What the page can call.
const OPERATIONS: [&str; 11] = [
    "createAgent",
    "getAgent",
    "updateAgent",
    "listAgents",
    "deleteAgent",
    "iterateAgents",
    "refreshToken",
    "login",
    "loginWithApiKey",
    "loginWithRefreshToken",
    "loginWithOauth2Code",
];

/// The operation of a name; the page's side knows them all.
fn operation(name: &str) -> &'static str {
    OPERATIONS.into_iter().find(|known| *known == name).unwrap_or_default()
}

#[wasm_bindgen(js_class = FonosterSession)]
impl FonosterSession {
    /// `given` are the options, which `place` is what messages call; they are put into `host`, checked. Its `life` is what ends
    /// all calls when it aborts.
    #[wasm_bindgen(constructor)]
    pub fn new(place: &str, given: &JsValue, host: &JsValue) -> Result<FonosterSession, JsValue> {
        let options = session::options(place, given)?;
        set(host, "options", &options);
        Ok(FonosterSession(Session::new(place, &options, field(host, "life"))?))
    }

    /// Checks what an operation was given, and copies it: `{ draft, own }`, where `own` are the options of the call.
    pub fn read(&self, name: &str, argument: &JsValue, own: &JsValue) -> Result<JsValue, JsValue> {
        let operation = operation(name);
        let draft = match session::sign_in(operation, argument)? {
            Some(given) => given,
            None => check::read(operation, argument, self.0.generation)?,
        };
        Ok(object(&[("draft", &draft), ("own", &own_options(operation, own)?)]))
    }

    /// Asks the server for one of its methods; without one, signs in. `own` and `request` are what `read` has given.
    pub fn ask(&self, method: &str, name: &str, options: &JsValue, own: &JsValue, request: JsValue) -> Promise {
        let method = methods::find(method);
        let call = self.0.call(operation(name), options, own);
        self.0.promise(async move |session| match (session.over(&call.options), method) {
            (Some(over), _) => Err(over),
            (_, None) => session.sign_in_by(&call, request).await,
            (_, Some(method)) => {
                let ask = methods::ask(session.generation, method, &request);
                let reply = session.ask(&call, ask).await;
                reply.and_then(|reply| methods::answer(method, &request, reply))
            }
        })
    }

    /// What the getters of `Client` give.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> JsValue {
        self.0.state()
    }

    /// What the setters of `Client` take, by name; nothing forgets all tokens, and what it could sign in with.
    pub fn set(&self, name: &str, value: &JsValue) -> Result<(), JsValue> {
        let (place, key) = match name {
            "accessToken" => ("setAccessToken(token)", "token"),
            "accessKeyId" => ("setAccessKeyId(workspace)", "workspace"),
            _ => {
                self.0.sign_out();
                return Ok(());
            }
        };
        let text = value.as_string().unwrap_or_default();
        if key == "token" {
            self.0.use_access_token(place, key, text)?;
            self.0.turn();
        } else {
            self.0.use_workspace(place, key, text)?;
        }
        Ok(())
    }
}

/// The options of a call, checked and copied.
fn own_options(operation: &'static str, own: &JsValue) -> Result<JsValue> {
    let more: &Rules = match operation {
        "deleteAgent" => &[("verify", Rule::Flag)],
        "iterateAgents" => &[("limit", Rule::Count(f64::MAX))],
        _ => &[],
    };
    checked(Vendor::Fonoster, &concat(&[operation, "(…, options)"]), own, &[CALL_RULES, more])
}
