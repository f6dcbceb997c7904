//! What the page's side asks for by name, on servers of both generations: what is sent, and what the answer brings. The order
//! in which an operation asks is `src/js/fonoster/agents.js`.

use js_sys::JSON;
use wasm_bindgen::JsValue;

use crate::error::Result;
use crate::transport::url::Escape;
use crate::transport::value::{concat, field, number_text, object, set, text};
use crate::vendors::fonoster::Generation;
use crate::vendors::fonoster::messages::{
    AGENT, AGENTS, CREATE, DOMAINS, LIST, NEW_CREDENTIALS, NEW_PASSWORD, REF, Shape, UPDATE,
};
use crate::vendors::fonoster::objects::{self, list};
use crate::vendors::fonoster::session::{Ask, Reply};

/// A method of the server: its service, what it takes and gives, and whether it may safely happen twice.
pub(crate) type Method = (&'static str, &'static str, &'static Shape, &'static Shape, bool);

const METHODS: [Method; 9] = [
    ("GetAgent", "agents.v1beta2.Agents/", REF, AGENT, true),
    ("ListAgents", "agents.v1beta2.Agents/", LIST, AGENTS, true),
    ("CreateAgent", "agents.v1beta2.Agents/", CREATE, REF, false),
    ("UpdateAgent", "agents.v1beta2.Agents/", UPDATE, REF, false),
    ("DeleteAgent", "agents.v1beta2.Agents/", REF, REF, false),
    ("ListDomains", "domains.v1beta2.Domains/", LIST, DOMAINS, true),
    ("CreateCredentials", "credentials.v1beta2.CredentialsService/", NEW_CREDENTIALS, REF, false),
    ("UpdateCredentials", "credentials.v1beta2.CredentialsService/", NEW_PASSWORD, REF, false),
    ("DeleteCredentials", "credentials.v1beta2.CredentialsService/", REF, REF, false),
];

/// A method by its name.
pub(crate) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|(known, ..)| *known == name)
}

/// What to send for a method; `request` is an object of ours.
pub(crate) fn ask(generation: Generation, (name, service, shape, _, repeatable): &Method, request: &JsValue) -> Ask {
    if generation == Generation::V1Beta2 {
        return Ask::rpc(&concat(&[service, name]), &objects::write(shape, request), *repeatable);
    }
    let mut path = String::from("/v1beta1/agents");
    let reference = text(request, "ref");
    if !reference.is_empty() {
        path.push('/');
        Escape::Rfc3986.write(&reference, &mut path);
    }
    let (method, keys): (_, &[&str]) = match *name {
        "CreateAgent" => ("POST", &["name", "username", "secret", "domains", "privacy"]),
        "UpdateAgent" => ("PUT", &["ref", "name", "secret", "privacy"]),
        "DeleteAgent" => ("DELETE", &[]),
        "ListAgents" => {
            path =
                concat(&[&path, "?pageSize=", &number_text(field(request, "pageSize").as_f64().unwrap_or_default())]);
            let token = text(request, "pageToken");
            path.push_str("&pageToken=");
            // The first page has a number there.
            Escape::Rfc3986.write(if token.is_empty() { "1" } else { &token }, &mut path);
            ("GET", &[])
        }
        _ => ("GET", &[]),
    };
    let body = if keys.is_empty() { JsValue::UNDEFINED } else { json(request, keys) };
    Ask { method, path, body, repeatable: *repeatable, one: matches!(*name, "GetAgent" | "UpdateAgent") }
}

/// What the answer of a method brings. A list gets a token that leaves nothing out.
pub(crate) fn answer((name, .., shape, _): &Method, request: &JsValue, reply: Reply) -> Result<JsValue> {
    let is_list = name.starts_with("List");
    let json = match reply {
        Reply::Message(message) => {
            let answer = objects::read(shape, &message)?;
            if is_list {
                let items = list(&field(&answer, "items"));
                let last = text(&items.get(items.length().saturating_sub(1)), "ref");
                let size = field(request, "pageSize").as_f64().unwrap_or_default();
                let token = text(&answer, "nextPageToken");
                set(&answer, "nextPageToken", &cursor(items.length(), size, &last, &token).into());
            }
            return Ok(answer);
        }
        Reply::Json(json) => json,
    };
    if !is_list {
        return Ok(json);
    }
    let items = list(&field(&json, "agents"));
    let token = text(&json, "nextPageToken");
    // After the last page this generation says "null".
    let over = items.length() == 0 || token == "null";
    Ok(object(&[("items", &items), ("nextPageToken", &if over { "" } else { &token }.into())]))
}

/// What asks for the page after one that had so many items of so many. The server's own token leaves out the rest of what it
/// has looked at, so that a full page goes on after its last item.
fn cursor<'a>(items: u32, size: f64, last: &'a str, token: &'a str) -> &'a str {
    if f64::from(items) < size { token } else { last }
}

/// The text of some properties of an object of ours; nothing of the page's runs. What is undefined is left out.
fn json(request: &JsValue, keys: &[&str]) -> JsValue {
    let picked = object(&[]);
    keys.iter().for_each(|key| set(&picked, key, &field(request, key)));
    JSON::stringify(&picked).map_or(JsValue::UNDEFINED, Into::into)
}

#[cfg(test)]
mod tests {
    use super::cursor;

    #[test]
    fn a_full_page_goes_on_after_its_last_item() {
        // items, size, token, next
        let table = [
            (20, 20.0, "", "last"),
            (20, 20.0, "token", "last"),
            (21, 20.0, "", "last"),
            (7, 20.0, "token", "token"),
            (0, 20.0, "token", "token"),
            (7, 20.0, "", ""),
            (0, 20.0, "", ""),
        ];
        for (items, size, token, next) in table {
            assert_eq!(cursor(items, size, "last", token), next, "{items} of {size}, {token:?}");
        }
    }
}
