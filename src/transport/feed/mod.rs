//! One WebSocket kept alive: a thin shell that owns the socket and the one timer; `machine` decides.

pub(crate) mod machine;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;

use crate::transport::time::{Moment, Timer};
use machine::{Action, Event, Machine, Rhythm, Snapshot, State};

#[wasm_bindgen(module = "/src/js/socket.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openSocket)]
    fn open_socket(class: &JsValue, url: &str, tell: &JsValue) -> Result<Socket, JsValue>;

    #[wasm_bindgen(catch, js_name = dropSocket)]
    fn drop_socket(socket: &Socket) -> Result<(), JsValue>;

    #[derive(Clone, PartialEq)]
    type Socket;

    #[wasm_bindgen(method, catch)]
    fn send(this: &Socket, data: &JsValue) -> Result<(), JsValue>;

    /// A `MessageEvent`.
    pub(crate) type Frame;

    #[wasm_bindgen(method, catch, getter)]
    pub(crate) fn data(this: &Frame) -> Result<JsValue, JsValue>;
}

/// The numbers of `socket.js`.
const OPENED: u32 = 0;
const FRAME: u32 = 1;

/// Whoever a feed is for. Every call may end the feed.
pub(crate) trait FeedOwner {
    /// Class and address of the next socket; the address holds the secret.
    fn socket(&self) -> (JsValue, String);
    /// A socket is about to be opened, or has opened (with status 101), or has failed to.
    fn attempt(&self, ended: Option<Option<u16>>);
    /// The text of a ping and that of its answer.
    fn heartbeat(&self) -> (&JsValue, &JsValue);
    /// The feed is open: say what it shall carry.
    fn greet(&self);
    fn frame(&self, frame: &Frame);
    fn changed(&self, snapshot: Snapshot);
    fn gap(&self, from: f64, to: f64);
    /// A connection, or an attempt at one, is over.
    fn over(&self);
    fn long_outage_over(&self);
    /// Find out why openings are refused, then call `renewed`, `probed` or `stop`.
    fn probe(&self);
}

/// One live connection. Dropping it closes the socket and ends its timer.
pub(crate) struct Feed {
    owner: Weak<dyn FeedOwner>,
    machine: RefCell<Machine>,
    socket: RefCell<Option<Socket>>,
    tell: Closure<dyn Fn(u32, Socket, Frame)>,
    timer: Timer,
    /// What the timer is set to, on the steady clock.
    timer_due: RefCell<Option<f64>>,
}

impl Feed {
    pub(crate) fn new(rhythm: Rhythm, owner: Weak<dyn FeedOwner>) -> Rc<Feed> {
        Rc::new_cyclic(|feed: &Weak<Feed>| {
            let (listener, clock) = (feed.clone(), feed.clone());
            Feed {
                owner,
                machine: RefCell::new(Machine::new(rhythm, Moment::now())),
                socket: RefCell::new(None),
                tell: Closure::new(move |news, socket, event| {
                    if let Some(feed) = listener.upgrade() {
                        feed.told(news, &socket, &event);
                    }
                }),
                timer: Timer::new(move || {
                    if let Some(feed) = clock.upgrade() {
                        feed.timer_due.replace(None);
                        feed.on(Event::Tick);
                    }
                }),
                timer_due: RefCell::new(None),
            }
        })
    }

    pub(crate) fn start(&self) {
        self.on(Event::Start);
    }

    pub(crate) fn stop(&self) {
        self.on(Event::Stop);
    }

    pub(crate) fn renewed(&self) {
        self.on(Event::Renewed);
    }

    pub(crate) fn probed(&self) {
        self.on(Event::Probed);
    }

    pub(crate) fn is_live(&self) -> bool {
        self.machine.borrow().state() == State::Live
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.machine.borrow().snapshot()
    }

    /// The browser's socket of the moment, or null.
    pub(crate) fn raw(&self) -> JsValue {
        self.socket.borrow().as_ref().map_or(JsValue::NULL, |socket| socket.into())
    }

    /// Sends a text frame, or drops it when there is no connection.
    pub(crate) fn send(&self, data: &JsValue) {
        let socket = self.socket.borrow().clone().filter(|_| self.is_live());
        if let Some(socket) = socket {
            // A socket that is closing refuses; its close is on the way.
            let _ = socket.send(data);
        }
    }

    fn told(&self, news: u32, socket: &Socket, event: &Frame) {
        if self.socket.borrow().as_ref() != Some(socket) {
            return;
        }
        match news {
            OPENED => self.on(Event::Opened),
            FRAME => self.heard(event),
            _ => {
                self.socket.replace(None);
                self.on(Event::Lost);
            }
        }
    }

    fn heard(&self, frame: &Frame) {
        let Some(owner) = self.owner.upgrade() else { return };
        let pong = frame.data().is_ok_and(|data| data == *owner.heartbeat().1);
        self.on(Event::Heard { pong });
        if !pong && self.is_live() {
            owner.frame(frame);
        }
    }

    fn on(&self, event: Event) {
        let actions = self.machine.borrow_mut().on(event, Moment::now(), js_sys::Math::random());
        for action in actions {
            self.act(action);
        }
        self.set_timer();
    }

    fn act(&self, action: Action) {
        let Some(owner) = self.owner.upgrade() else { return };
        // An earlier action of the same event reached the page, and the page closed the feed.
        if self.machine.borrow().state() == State::Closed && !matches!(action, Action::Drop | Action::Changed) {
            return;
        }
        match action {
            Action::Open => self.open(&*owner),
            Action::Drop => {
                let socket = self.socket.replace(None);
                if let Some(socket) = socket {
                    let _ = drop_socket(&socket);
                }
            }
            Action::Ping => self.send(owner.heartbeat().0),
            Action::Probe => owner.probe(),
            Action::Changed => owner.changed(self.snapshot()),
            Action::Over => {
                owner.attempt(Some(None));
                owner.over();
            }
            Action::Greet => {
                owner.attempt(Some(Some(101)));
                owner.greet();
            }
            Action::Gap { from, to } => owner.gap(from, to),
            Action::LongOutageOver => owner.long_outage_over(),
        }
    }

    fn open(&self, owner: &dyn FeedOwner) {
        let (class, url) = owner.socket();
        owner.attempt(None);
        match open_socket(&class, &url, self.tell.as_ref()) {
            Ok(socket) => drop(self.socket.replace(Some(socket))),
            // A browser refuses some addresses at once; that is an opening that failed like any other.
            Err(_) => self.on(Event::Lost),
        }
    }

    /// Keeps one timer for all deadlines. A deadline that moved away leaves it alone: a tick with nothing due
    /// costs less than two calls into the page for every frame.
    fn set_timer(&self) {
        let wanted = self.machine.borrow().wake_at();
        let set = *self.timer_due.borrow();
        match (wanted, set) {
            (None, Some(_)) => self.timer.clear(),
            (Some(wanted), set) if set.is_none_or(|set| wanted < set) => {
                self.timer.set(wanted - Moment::now().steady);
            }
            _ => return,
        }
        self.timer_due.replace(wanted);
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        if let Some(socket) = self.socket.take() {
            let _ = drop_socket(&socket);
        }
    }
}
