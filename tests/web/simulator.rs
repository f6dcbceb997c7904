//! Drives a simulated PBX over HTTP.

use gloo_net::http::Request;
use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast, prelude::*};

use crate::page::{Pbx, get, js, pause, text};

/// Where simulations are made; compiled in, since a page has no environment.
const CONTROL: Option<&str> = option_env!("SIMULATOR_CONTROL");

pub(crate) const CDR: &str = "GET /api/v1.0/cdr/searchpersonal";
pub(crate) const LOGIN: &str = "POST /api/v1.0/login";
pub(crate) const SOCKET: &str = "GET /api/v1.0/subscribe";

/// One simulation, with one Yeastar PBX unless its options say otherwise.
pub(crate) struct Simulator {
    /// Of the simulation, on the control server.
    address: String,
    description: JsValue,
}

/// A request as the PBX saw it.
pub(crate) struct Recorded(JsValue);

impl Recorded {
    pub(crate) fn text(&self, name: &str) -> String {
        text(&get(&self.0, name))
    }

    pub(crate) fn number(&self, name: &str) -> f64 {
        get(&self.0, name).as_f64().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> JsValue {
        get(&get(&self.0, "headers"), name)
    }

    /// The texts of the frames that came on its socket.
    pub(crate) fn frames(&self) -> Vec<String> {
        list(&get(&self.0, "frames")).iter().map(|frame| text(&get(&frame, "data"))).collect()
    }

    /// Whether its socket has ended.
    pub(crate) fn is_closed(&self) -> bool {
        !get(&self.0, "closed").is_undefined()
    }
}

impl Simulator {
    /// Starts a PBX. `options` are those of `simulate`, as JavaScript.
    pub(crate) async fn start(options: &str) -> Simulator {
        let control = CONTROL.expect("SIMULATOR_CONTROL is set when the tests are compiled");
        let options = js(&format!("{{ vendors: ['yeastar'], ...{options} }}"));
        let description =
            ask(Request::post(&format!("{control}/simulations")).body(stringify(&options)).unwrap()).await;
        let address = format!("{control}/simulations/{}", text(&get(&description, "id")));
        Simulator { address, description }
    }

    /// A PBX, and an operator that has signed in to it. `config` as in [`Simulator::config`].
    pub(crate) async fn signed_in(config: &str) -> (Simulator, Pbx) {
        let sim = Simulator::start("{}").await;
        let pbx = Pbx::new(&sim.config(config));
        pbx.init().await.unwrap();
        (sim, pbx)
    }

    /// Where the PBX is.
    pub(crate) fn url(&self) -> String {
        text(&get(&self.vendor("yeastar"), "url"))
    }

    /// What signs the first extension in, with more options, as JavaScript.
    pub(crate) fn config(&self, more: &str) -> JsValue {
        let credentials = get(&self.vendor("yeastar"), "credentials");
        js(&format!("{{ url: '{}', ...{}, ...{more} }}", self.url(), stringify(&credentials)))
    }

    /// Where it is driven from.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Address and credentials of one of its systems.
    pub(crate) fn vendor(&self, name: &str) -> JsValue {
        get(&get(&self.description, "vendors"), name)
    }

    /// Makes something go wrong.
    pub(crate) async fn fault(&self, matching: &str, fault: &str) {
        self.call("yeastar.fault", &format!("['{matching}', {fault}]")).await;
    }

    /// Pushes on the open sockets; answers how many it reached.
    pub(crate) async fn emit(&self, event: &str) -> f64 {
        self.call("yeastar.emit", &format!("[{event}]")).await.as_f64().unwrap()
    }

    /// Calls what the control server lets call, with a list of arguments.
    pub(crate) async fn call(&self, path: &str, arguments: &str) -> JsValue {
        let body = js(&format!("{{ path: '{path}', args: {arguments} }}"));
        let call = Request::post(&format!("{}/call", self.address)).body(stringify(&body)).unwrap();
        get(&ask(call).await, "result")
    }

    /// The requests so far of a method and path, or all but the browser's own preflights.
    pub(crate) async fn requests(&self, filter: Option<&str>) -> Vec<Recorded> {
        let arguments = filter.map_or("[]".to_owned(), |filter| format!("['{filter}']"));
        let all = list(&self.call("requests", &arguments).await);
        all.iter().map(Recorded).filter(|request| request.text("method") != "OPTIONS").collect()
    }

    /// Waits until it was asked for this.
    pub(crate) async fn until_asked(&self, filter: &str) {
        self.until(filter, async || !self.requests(Some(filter)).await.is_empty()).await;
    }

    /// Waits until it has answered this, whole or not.
    pub(crate) async fn until_answered(&self, filter: &str) {
        let answered = |request: &Recorded| !get(&request.0, "status").is_undefined();
        self.until(filter, async || self.requests(Some(filter)).await.iter().any(answered)).await;
    }

    /// Waits until a socket has said its topics: before, it hears nothing.
    pub(crate) async fn until_subscribed(&self) {
        let subscribed = |socket: JsValue| list(&get(&socket, "topics")).length() > 0;
        self.until("a subscription", async || {
            let state = self.call("yeastar.state", "[]").await;
            list(&get(&state, "sockets")).iter().any(subscribed)
        })
        .await;
    }

    /// Waits until none of its sockets is open.
    pub(crate) async fn until_no_socket_is_open(&self) {
        let over = |socket: &Recorded| socket.is_closed() || get(&socket.0, "status") != 101;
        self.until("the end of all sockets", async || self.requests(Some(SOCKET)).await.iter().all(over)).await;
    }

    async fn until(&self, what: &str, condition: impl AsyncFn() -> bool) {
        for _ in 0..250 {
            if condition().await {
                return;
            }
            pause(20).await;
        }
        panic!("waited 5 s for: {what}");
    }

    /// The last parts of the paths that were asked for.
    pub(crate) async fn names(&self) -> Vec<String> {
        let requests = self.requests(None).await;
        requests.iter().map(|request| request.text("path").rsplit('/').next().unwrap().to_owned()).collect()
    }

    /// Ends the simulation. There was no request to a route that no such PBX has.
    pub(crate) async fn close(self) {
        let ended = ask(Request::delete(&self.address).build().unwrap()).await;
        let unmatched = list(&get(&ended, "unmatched"));
        assert_eq!(unmatched.length(), 0, "{unmatched:?}");
    }
}

fn list(value: &JsValue) -> Array {
    value.clone().dyn_into().unwrap()
}

fn stringify(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

async fn ask(request: Request) -> JsValue {
    let response = request.send().await.unwrap();
    let answer = response.text().await.unwrap();
    assert!(response.ok(), "the control server refused: {answer}");
    JSON::parse(&answer).unwrap()
}
