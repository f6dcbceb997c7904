//! Fonoster: SIP agents, over gRPC-Web (`v1beta2`) or the REST gateway (`v1beta1`).

mod address;
mod agents;
mod check;
mod codes;
mod jwt;
mod messages;
mod objects;
mod proto;
mod session;

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::error::{Result, Vendor};
use crate::transport::options::CALL_RULES;
use crate::transport::secret::can_be_sent;
use crate::transport::value::{Rule, Rules, checked, concat, field, refuse};
use agents::Method;
use session::{Exchange, Session};

/// Which interface a server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generation {
    V1Beta1,
    V1Beta2,
}

/// Checks a client's options and copies those that there are. `place` is what messages call them.
#[wasm_bindgen(js_name = fonosterOptions)]
pub fn options(place: &str, options: &JsValue) -> Result<JsValue, JsValue> {
    Ok(session::options(place, options)?)
}

/// Items at the most, of the options of `iterateAgents`.
#[wasm_bindgen(js_name = fonosterLimit)]
pub fn limit(options: &JsValue) -> Result<f64, JsValue> {
    let limit: &Rules = &[("limit", Rule::Count(f64::MAX))];
    let options = checked(Vendor::Fonoster, "iterateAgents(request, options)", options, &[CALL_RULES, limit])?;
    Ok(field(&options, "limit").as_f64().unwrap_or(f64::INFINITY))
}

/// What `Client` of `src/js/fonoster.js` extends. The client's options stay on the page's side and come with each call: a
/// function among them may mention the client, and what Rust holds is never collected.
#[wasm_bindgen(js_name = FonosterSession)]
pub struct FonosterSession(Rc<Session>);

const METHODS: [&str; 5] = ["createAgent", "getAgent", "updateAgent", "listAgents", "deleteAgent"];

/// The sign-ins of a page: what each takes, and how messages call that.
const SIGN_INS: [(Exchange, &Rules, &str); 4] = [
    (
        Exchange { operation: "login", method: "Credentials", shape: messages::PASSWORD },
        &[("username", Rule::FilledText), ("password", Rule::FilledText), ("twoFactorCode", Rule::Text)],
        "login(username, password, twoFactorCode)",
    ),
    (
        Exchange { operation: "loginWithApiKey", method: "ApiKey", shape: messages::API_KEY },
        &[("accessKeyId", Rule::FilledText), ("accessKeySecret", Rule::FilledText)],
        "loginWithApiKey(accessKeyId, accessKeySecret)",
    ),
    (
        Exchange { operation: "loginWithRefreshToken", method: "RefreshToken", shape: messages::REFRESH_TOKEN },
        &[("refreshToken", Rule::FilledText)],
        "loginWithRefreshToken(refreshToken)",
    ),
    (
        Exchange { operation: "loginWithOauth2Code", method: "Oauth2Code", shape: messages::OAUTH_CODE },
        &[("provider", Rule::FilledText), ("code", Rule::FilledText)],
        "loginWithOauth2Code(provider, code)",
    ),
];

#[wasm_bindgen(js_class = FonosterSession)]
impl FonosterSession {
    /// `options` are checked.
    #[wasm_bindgen(constructor)]
    pub fn new(place: &str, options: &JsValue) -> Result<FonosterSession, JsValue> {
        Ok(FonosterSession(Session::new(place, options)?))
    }

    /// A method of `Agents`, or `refreshToken` of `Client`.
    pub fn call(&self, name: &str, options: &JsValue, argument: &JsValue, own: &JsValue) -> Promise {
        let method = self.method(name, options, own);
        let argument = argument.clone();
        self.0.promise(async move |session| {
            let method = method?;
            let operation = method.scope.operation;
            let outcome = match session.over(&method.scope.options) {
                Some(over) => Err(over),
                None => method.run(&argument).await,
            };
            outcome.map_err(|error| error.with(|facts| facts.operation = Some(operation)))
        })
    }

    fn method(&self, name: &str, options: &JsValue, own: &JsValue) -> Result<Method> {
        // The page's side knows them all.
        let known = METHODS.iter().find(|known| **known == name).copied().unwrap_or("refreshToken");
        let verify: &Rules = if known == "deleteAgent" { &[("verify", Rule::Flag)] } else { &[] };
        let own = checked(Vendor::Fonoster, &concat(&[known, "(…, options)"]), own, &[CALL_RULES, verify])?;
        Ok(Method { session: self.0.clone(), scope: self.0.call(known, options, &own), own })
    }

    /// A sign-in of `Client`, by its number; `given` holds its arguments by name.
    #[wasm_bindgen(js_name = signIn)]
    pub fn sign_in(&self, number: usize, options: &JsValue, given: &JsValue, own: &JsValue) -> Promise {
        let read = sign_in(number, given, own);
        let options = options.clone();
        self.0.promise(async move |session| {
            let (exchange, given, own) = read?;
            let outcome = match session.over(&options) {
                Some(over) => Err(over),
                None => session.sign_in_by(&options, &own, exchange, &given).await,
            };
            outcome.map_err(|error| error.with(|facts| facts.operation = Some(exchange.operation)))
        })
    }

    /// `Client.logout`
    #[wasm_bindgen(js_name = signOut)]
    pub fn sign_out(&self) {
        self.0.sign_out();
    }

    /// `Client.close`
    pub fn end(&self) {
        self.0.close();
    }

    /// What the getters of `Client` give, by name.
    pub fn get(&self, name: &str) -> String {
        match name {
            "endpoint" => self.0.base.clone(),
            "accessKeyId" => self.0.workspace(),
            _ => self.0.token(name),
        }
    }

    /// What the setters of `Client` take, by name.
    pub fn set(&self, name: &str, value: &JsValue) -> Result<(), JsValue> {
        let (place, key) = match name {
            "accessToken" => ("setAccessToken(token)", "token"),
            _ => ("setAccessKeyId(workspace)", "workspace"),
        };
        let text = value.as_string().filter(|text| can_be_sent(text)).ok_or_else(|| {
            refuse(Vendor::Fonoster, place, key, "must be a filled string of visible ASCII characters")
        })?;
        if key == "token" {
            self.0.use_access_token(place, key, text)?;
        } else {
            self.0.use_workspace(text);
        }
        Ok(())
    }
}

/// Reads the arguments of a sign-in.
fn sign_in(number: usize, given: &JsValue, own: &JsValue) -> Result<(Exchange, JsValue, JsValue)> {
    let [first, ..] = &SIGN_INS;
    // The page's side knows the four.
    let (exchange, rules, place) = SIGN_INS.get(number).unwrap_or(first);
    let given = checked(Vendor::Fonoster, place, given, &[rules])?;
    if exchange.method == "Oauth2Code" && field(&given, "provider") != "GITHUB" {
        return Err(refuse(Vendor::Fonoster, place, "provider", "must be \"GITHUB\""));
    }
    Ok((*exchange, given, checked(Vendor::Fonoster, place, own, &[CALL_RULES])?))
}
