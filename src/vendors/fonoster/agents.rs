//! The five methods of `Agents`, on servers of both generations. Agents and requests are objects of ours all the way: what
//! comes of the page has been checked and copied.

use std::rc::Rc;

use js_sys::{Array, Date, JSON};
use wasm_bindgen::JsValue;

use crate::error::{Error, Kind, Result, Vendor};
use crate::transport::Call;
use crate::transport::issues::{self, Issue};
use crate::transport::url::Escape;
use crate::transport::value::{Rule, Rules, checked, concat, field, number_text, object, refuse, set};
use crate::vendors::fonoster::Generation::{self, V1Beta1};
use crate::vendors::fonoster::check::{self, privacy};
use crate::vendors::fonoster::messages::{
    self, AGENT, AGENTS, CREATE, DOMAINS, LIST, NEW_CREDENTIALS, NEW_PASSWORD, Shape, UPDATE,
};
use crate::vendors::fonoster::objects;
use crate::vendors::fonoster::session::{Ask, Session};

const LIST_RULES: &Rules = &[("pageSize", Rule::NumberOrNull), ("pageToken", Rule::Any), ("view", Rule::Any)];

/// A call of one of the methods, as the page made it.
pub(crate) struct Method {
    pub(crate) session: Rc<Session>,
    pub(crate) scope: Call,
    /// The options of the call, checked.
    pub(crate) own: JsValue,
}

impl Method {
    pub(crate) async fn run(&self, argument: &JsValue) -> Result<JsValue> {
        let generation = self.session.generation;
        match self.scope.operation {
            "createAgent" => {
                let draft = check::read("createAgent(request)", argument, false, generation)?;
                self.create(draft).await
            }
            "updateAgent" => {
                let draft = check::read("updateAgent(request)", argument, true, generation)?;
                let reference = ref_object(&field(&draft, "ref"));
                self.update(draft).await?;
                Ok(reference)
            }
            "getAgent" => self.get(&check::reference("getAgent(ref)", argument)?).await,
            "deleteAgent" => self.delete(&check::reference("deleteAgent(ref)", argument)?).await,
            "listAgents" => self.list(argument).await,
            _ => self.session.refresh(&self.scope).await,
        }
    }

    fn is_old(&self) -> bool {
        self.session.generation == V1Beta1
    }

    /// Calls a method of `v1beta2`: `request` and what it resolves are objects of these shapes.
    async fn rpc(
        &self,
        service: &str,
        request: (&Shape, &JsValue),
        answer: &Shape,
        repeatable: bool,
    ) -> Result<JsValue> {
        let ask = Ask::rpc(service, &objects::write(request.0, request.1), repeatable);
        self.session.ask(&self.scope, ask).await?.read(answer)
    }

    /// A write of `v1beta2`, answered with a ref.
    async fn write(&self, service: &str, shape: &Shape, request: &JsValue) -> Result<JsValue> {
        Ok(field(&self.rpc(service, (shape, request), messages::REF, false).await?, "ref"))
    }

    /// Calls the gateway of `v1beta1`.
    async fn rest(&self, method: &'static str, tail: &str, body: JsValue, one: bool) -> Result<JsValue> {
        let path = concat(&["/v1beta1/agents", tail]);
        let body = if body.is_undefined() { body } else { json(&body) };
        Ok(self.session.ask(&self.scope, Ask { method, path, body, repeatable: method == "GET", one }).await?.json())
    }

    // --- Get, delete, list ------------------------------------------------------------------------------------

    async fn get(&self, reference: &str) -> Result<JsValue> {
        if self.is_old() {
            return self.rest("GET", &segment(reference), JsValue::UNDEFINED, true).await.map(completed);
        }
        let request = ref_object(&reference.into());
        self.rpc("agents.v1beta2.Agents/GetAgent", (messages::REF, &request), AGENT, true).await.map(completed)
    }

    async fn delete(&self, reference: &str) -> Result<JsValue> {
        let request = ref_object(&reference.into());
        if self.is_old() {
            // This generation deletes what is not there, too.
            if field(&self.own, "verify").is_truthy() {
                self.get(reference).await?;
            }
            self.rest("DELETE", &segment(reference), JsValue::UNDEFINED, false).await?;
        } else {
            self.write("agents.v1beta2.Agents/DeleteAgent", messages::REF, &request).await?;
        }
        Ok(request)
    }

    async fn list(&self, request: &JsValue) -> Result<JsValue> {
        let place = "listAgents(request)";
        let request = checked(Vendor::Fonoster, place, request, &[LIST_RULES])?;
        let size = check::page_size(place, &field(&request, "pageSize"))?;
        let token = field(&request, "pageToken");
        let token = match (token.as_string(), token.as_f64()) {
            (Some(text), _) => text,
            (None, Some(number)) => number_text(number),
            _ if token.is_undefined() || token.is_null() => String::new(),
            _ => return Err(refuse(Vendor::Fonoster, place, "pageToken", "must be a string or a number")),
        };
        let page = if self.is_old() {
            let mut query = concat(&["?pageSize=", &number_text(size), "&pageToken="]);
            Escape::Segment.write(if token.is_empty() { "1" } else { &token }, &mut query);
            self.rest("GET", &query, JsValue::UNDEFINED, false).await?
        } else {
            self.page("agents.v1beta2.Agents/ListAgents", AGENTS, size, &token).await?
        };
        let items = list_of(&field(&page, if self.is_old() { "agents" } else { "items" }));
        items.iter().for_each(|agent| drop(completed(agent)));
        let mut next = field(&page, "nextPageToken").as_string().unwrap_or_default();
        // After the last page the older generation says "null".
        if self.is_old() && (items.length() == 0 || next == "null") {
            next.clear();
        }
        Ok(object(&[("items", &items), ("agents", &items), ("nextPageToken", &next.into())]))
    }

    /// A page of a list, with a token that leaves nothing out.
    async fn page(&self, service: &str, shape: &Shape, size: f64, token: &str) -> Result<JsValue> {
        let request = object(&[("pageSize", &size.into()), ("pageToken", &token.into())]);
        let page = self.rpc(service, (LIST, &request), shape, true).await?;
        let items = list_of(&field(&page, "items"));
        // The server's own token leaves out the rest of what it has looked at: a full page goes on after its last item.
        if f64::from(items.length()) >= size {
            set(&page, "nextPageToken", &field(&items.get(items.length() - 1), "ref"));
        }
        Ok(page)
    }

    // --- Create -----------------------------------------------------------------------------------------------

    async fn create(&self, draft: JsValue) -> Result<JsValue> {
        normalise(&draft);
        if self.is_old() {
            return self.rest("POST", "", draft, false).await.map(completed);
        }
        let (secret, domains) = (field(&draft, "secret"), field(&draft, "domains"));
        self.place(&draft, &domains).await?;
        let made = !secret.is_undefined();
        if made {
            self.give_credentials(&draft).await?;
        }
        let outcome = self.write("agents.v1beta2.Agents/CreateAgent", CREATE, &draft).await;
        let reference = self.or_take_back(outcome, made, &draft).await?;
        if !made && domains.is_undefined() {
            return Ok(ref_object(&reference));
        }
        // As the vendor's older page has it: the agent, but for its secret.
        let now = Date::new_0().to_iso_string();
        let part = |key: &str| field(&draft, key);
        Ok(object(&[
            ("ref", &reference),
            ("name", &part("name")),
            ("username", &part("username")),
            ("privacy", &part("privacy")),
            ("domains", &list_of(&domains)),
            ("createTime", &now),
            ("updateTime", &now),
        ]))
    }

    /// Puts the ref of the domain that is named by its URI into a draft.
    async fn place(&self, draft: &JsValue, domains: &JsValue) -> Result<()> {
        let uri = field(domains, "0");
        if uri.is_undefined() {
            return Ok(());
        }
        let mut token = String::new();
        loop {
            // Of domains there are few.
            let page = self.page("domains.v1beta2.Domains/ListDomains", DOMAINS, 50.0, &token).await?;
            let found = list_of(&field(&page, "items")).iter().find(|domain| field(domain, "domainUri") == uri);
            if let Some(domain) = found {
                set(draft, "domainRef", &field(&domain, "ref"));
                return Ok(());
            }
            let next = field(&page, "nextPageToken").as_string().unwrap_or_default();
            if next.is_empty() || next == token {
                let message = concat(&["this workspace has no domain `", &uri.as_string().unwrap_or_default(), "`"]);
                return Err(Error::new(Vendor::Fonoster, Kind::NotFound, message).because("domain"));
            }
            token = next;
        }
    }

    /// Creates credentials with name, user name and secret of a draft, and puts their ref into it.
    async fn give_credentials(&self, draft: &JsValue) -> Result<()> {
        let service = "credentials.v1beta2.CredentialsService/CreateCredentials";
        let reference = self.write(service, NEW_CREDENTIALS, draft).await?;
        set(draft, "credentialsRef", &reference);
        Ok(())
    }

    /// Removes the credentials of a draft where they were made for nothing. Where nobody knows whether they are in use by now,
    /// or where they cannot be removed, the error names them.
    async fn or_take_back(&self, outcome: Result<JsValue>, made: bool, draft: &JsValue) -> Result<JsValue> {
        let error = match outcome {
            Err(error) if made => error,
            outcome => return outcome,
        };
        let reference = field(draft, "credentialsRef");
        let unknown = error.facts().maybe_applied == Some(true) || error.facts().kind == Kind::Aborted;
        let service = "credentials.v1beta2.CredentialsService/DeleteCredentials";
        if !unknown && self.write(service, messages::REF, &ref_object(&reference)).await.is_ok() {
            return Err(error);
        }
        Err(error.own("orphan", object(&[("credentialsRef", &reference)])))
    }

    // --- Update -----------------------------------------------------------------------------------------------

    async fn update(&self, draft: JsValue) -> Result<()> {
        let reference = field(&draft, "ref").as_string().unwrap_or_default();
        let agent = self.get(&reference).await?;
        let fixed: &[_] = if self.is_old() { &["username", "domains"] } else { &["username"] };
        for path in fixed {
            let wanted = field(&draft, path);
            // What is as it was does no harm.
            if !wanted.is_undefined() && text_of(&wanted) != text_of(&field(&agent, path)) {
                let issue = Issue { path, rule: "fixed", message: "cannot be changed".into() };
                return Err(issues::refuse(Vendor::Fonoster, "updateAgent(request)", &[issue]));
            }
        }
        let secret = field(&draft, "secret");
        let keys = ["name", "privacy", "enabled", "maxContacts", "expires", "domainRef", "credentialsRef", "domains"];
        let is_secret_alone = !secret.is_undefined() && keys.iter().all(|key| field(&draft, key).is_undefined());
        // What is left out stays as it is: the server would reset it.
        let keep = |key: &str, kept: &JsValue| {
            if field(&draft, key).is_undefined() {
                set(&draft, key, kept);
            }
        };
        for key in ["name", "username", "privacy", "enabled", "maxContacts", "expires"] {
            keep(key, &field(&agent, key));
        }
        normalise(&draft);
        if self.is_old() {
            let part = |key: &str| field(&draft, key);
            let body = object(&[
                ("ref", &part("ref")),
                ("name", &part("name")),
                ("secret", &secret),
                ("privacy", &part("privacy")),
            ]);
            return self.rest("PUT", &segment(&reference), body, true).await.map(drop);
        }
        let domains = field(&draft, "domains");
        if domains.is_undefined() || text_of(&domains) == text_of(&field(&agent, "domains")) {
            keep("domainRef", &field(&field(&agent, "domain"), "ref"));
        } else {
            self.place(&draft, &domains).await?;
        }
        let credentials = field(&agent, "credentials");
        let made = !secret.is_undefined() && credentials.is_undefined();
        if made {
            self.give_credentials(&draft).await?;
        } else {
            keep("credentialsRef", &field(&credentials, "ref"));
            if !secret.is_undefined() {
                set(&credentials, "secret", &secret);
                let service = "credentials.v1beta2.CredentialsService/UpdateCredentials";
                self.write(service, NEW_PASSWORD, &credentials).await?;
                if is_secret_alone {
                    return Ok(());
                }
            }
        }
        let outcome = self.write("agents.v1beta2.Agents/UpdateAgent", UPDATE, &draft).await;
        self.or_take_back(outcome, made, &draft).await.map(drop)
    }
}

/// The text of a string, or of a list of strings of ours.
fn text_of(value: &JsValue) -> String {
    let list = list_of(value);
    let items = list.iter().filter_map(|item| item.as_string()).collect::<Vec<_>>();
    value.as_string().unwrap_or_else(|| items.iter().fold(String::new(), |text, item| concat(&[&text, ",", item])))
}

/// The privacy of a draft in the word that all servers know, `none` where it says nothing.
fn normalise(draft: &JsValue) {
    let word = field(draft, "privacy").as_string().unwrap_or_default();
    let word = if privacy(&word) == Some(true) { "private" } else { "none" };
    set(draft, "privacy", &word.into());
}

/// A list of ours, or that the browser parsed; an empty one for anything else.
fn list_of(value: &JsValue) -> Array {
    if Array::is_array(value) { value.clone().into() } else { Array::new() }
}

fn segment(reference: &str) -> String {
    let mut path = String::from("/");
    Escape::Segment.write(reference, &mut path);
    path
}

/// The text of an object of ours; nothing of the page's runs. What is undefined is left out.
fn json(object: &JsValue) -> JsValue {
    JSON::stringify(object).map_or(JsValue::UNDEFINED, Into::into)
}

fn ref_object(reference: &JsValue) -> JsValue {
    object(&[("ref", reference)])
}

/// An agent with all that pages of either generation read.
fn completed(agent: JsValue) -> JsValue {
    for (time, date) in [("createTime", "createdAt"), ("updateTime", "updatedAt")] {
        let date = field(&agent, date);
        if date.is_object() {
            set(&agent, time, &Date::from(date).to_iso_string());
        }
    }
    // The gateway leaves empty lists out, and the newer servers know a domain alone.
    if field(&agent, "domains").is_undefined() {
        let uri = field(&field(&agent, "domain"), "domainUri");
        set(&agent, "domains", &uri.is_string().then_some(uri).into_iter().collect::<Array>());
    }
    agent
}

impl Generation {
    /// The vendor's own servers: their host, and what they have before their paths.
    pub(crate) fn default_address(self) -> (&'static str, &'static str) {
        match self {
            V1Beta1 => ("api.fonoster.io", "/api"),
            Generation::V1Beta2 => ("api.fonoster.com", ""),
        }
    }
}
