//! The life of one live connection as a pure state machine: events in, actions out.

use crate::transport::time::Moment;

/// A vendor's timing, all in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rhythm {
    /// Silence before a ping.
    pub(crate) quiet_ping: f64,
    /// How long such a ping may stay unanswered.
    pub(crate) pong: f64,
    /// From a frame that is no answer to a ping, to a ping for the server's sake; an answer calls it off.
    pub(crate) busy_ping: f64,
    /// How long opening may take.
    pub(crate) opening: f64,
    /// From losing the connection to opening the next one.
    pub(crate) retry: f64,
    /// Up to so much more, by chance, so that many pages do not return together.
    pub(crate) retry_spread: f64,
    /// Refused openings in a row before the owner is asked to find out why.
    pub(crate) probe_after: u32,
    /// A timer later than this was held back (a hidden tab, a sleeping machine) and says nothing about the peer.
    pub(crate) late: f64,
    /// An outage that is announced as a long one when it ends.
    pub(crate) long_outage: f64,
}

/// `client.d.ts` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Idle,
    Connecting,
    Live,
    Retrying,
    Closed,
}

impl State {
    pub(crate) fn word(self) -> &'static str {
        match self {
            State::Idle => "idle",
            State::Connecting => "connecting",
            State::Live => "live",
            State::Retrying => "retrying",
            State::Closed => "closed",
        }
    }
}

/// What happens to a feed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    /// The owner wants it open.
    Start,
    /// The socket opened.
    Opened,
    /// A frame came.
    Heard { pong: bool },
    /// The socket closed, or could not be opened.
    Lost,
    /// Time passed.
    Tick,
    /// The owner found out why openings are refused, and it is no reason to stop.
    Probed,
    /// There is a new token: what has the old one is opened anew.
    Renewed,
    /// The owner wants it closed for good.
    Stop,
}

/// What the shell has to do. In this order; those that reach the page's code come last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    Open,
    /// Forget the socket and close it without a code.
    Drop,
    Ping,
    /// Ask the PBX by other means why it refuses.
    Probe,
    /// The snapshot is a new one.
    Changed,
    /// A connection, or an attempt at one, is over.
    Over,
    /// It is open.
    Greet,
    /// Something may have been missed in this time.
    Gap {
        from: f64,
        to: f64,
    },
    /// It is open after a long outage.
    LongOutageOver,
}

/// What pages see; times in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Snapshot {
    pub(crate) state: State,
    pub(crate) since: f64,
    pub(crate) failures: u32,
    pub(crate) retry_at: Option<f64>,
}

/// Deadlines are on the steady clock.
#[derive(Debug)]
pub(crate) struct Machine {
    rhythm: Rhythm,
    state: State,
    since: f64,
    failures: u32,
    opening_until: Option<f64>,
    ping_at: Option<f64>,
    pong_until: Option<f64>,
    busy_ping_at: Option<f64>,
    /// With the same on the wall, for people.
    retry_at: Option<Moment>,
    /// Openings refused since the last success.
    refused: u32,
    probing: bool,
    /// The last sign of life.
    heard: Moment,
    /// Since when events may have been missed, on the wall.
    missing_since: Option<f64>,
    /// The first loss since the last long outage.
    first_loss: Option<f64>,
}

impl Machine {
    pub(crate) fn new(rhythm: Rhythm, now: Moment) -> Machine {
        Machine {
            rhythm,
            state: State::Idle,
            since: now.wall,
            failures: 0,
            opening_until: None,
            ping_at: None,
            pong_until: None,
            busy_ping_at: None,
            retry_at: None,
            refused: 0,
            probing: false,
            heard: now,
            missing_since: None,
            first_loss: None,
        }
    }

    pub(crate) fn state(&self) -> State {
        self.state
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            state: self.state,
            since: self.since,
            failures: self.failures,
            retry_at: self.retry_at.map(|at| at.wall),
        }
    }

    /// When it wants a tick, on the steady clock.
    pub(crate) fn wake_at(&self) -> Option<f64> {
        let retry = self.retry_at.filter(|_| !self.probing).map(|at| at.steady);
        [self.opening_until, self.ping_at, self.pong_until, self.busy_ping_at, retry]
            .into_iter()
            .flatten()
            .min_by(f64::total_cmp)
    }

    /// `jitter` is from 0 to 1.
    pub(crate) fn on(&mut self, event: Event, now: Moment, jitter: f64) -> Vec<Action> {
        let mut actions = Vec::new();
        match event {
            Event::Start if matches!(self.state, State::Idle | State::Closed) => {
                *self = Machine::new(self.rhythm, now);
                self.open(State::Connecting, now, &mut actions);
            }
            Event::Opened if self.opening_until.take().is_some() => self.opened(now, &mut actions),
            Event::Heard { pong } if self.state == State::Live => self.heard(pong, now, &mut actions),
            Event::Lost if self.state == State::Live || self.opening_until.is_some() => {
                self.lost(now, jitter, &mut actions);
            }
            Event::Tick => self.tick(now, jitter, &mut actions),
            Event::Probed => self.probing = false,
            Event::Renewed => {
                self.probing = false;
                self.refused = 0;
                if !matches!(self.state, State::Idle | State::Closed) {
                    actions.push(Action::Drop);
                    self.lost(now, jitter, &mut actions);
                    self.open(State::Retrying, now, &mut actions);
                }
            }
            Event::Stop if self.state != State::Closed => {
                *self = Machine::new(self.rhythm, now);
                self.state = State::Closed;
                actions.extend([Action::Drop, Action::Changed]);
            }
            // Late news of a connection that is already judged.
            Event::Start | Event::Opened | Event::Heard { .. } | Event::Lost | Event::Stop => {}
        }
        actions
    }

    fn enter(&mut self, state: State, now: Moment) {
        if self.state != state {
            self.state = state;
            self.since = now.wall;
        }
    }

    fn open(&mut self, state: State, now: Moment, actions: &mut Vec<Action>) {
        self.enter(state, now);
        self.retry_at = None;
        self.opening_until = Some(now.steady + self.rhythm.opening);
        actions.extend([Action::Changed, Action::Open]);
    }

    fn opened(&mut self, now: Moment, actions: &mut Vec<Action>) {
        self.enter(State::Live, now);
        self.failures = 0;
        self.refused = 0;
        self.heard = now;
        self.ping_at = Some(now.steady + self.rhythm.quiet_ping);
        actions.extend([Action::Greet, Action::Changed]);
        if let Some(from) = self.missing_since.take() {
            actions.push(Action::Gap { from, to: now.wall });
        }
        if self.first_loss.is_some_and(|loss| now.steady - loss >= self.rhythm.long_outage) {
            self.first_loss = None;
            actions.push(Action::LongOutageOver);
        }
    }

    fn heard(&mut self, pong: bool, now: Moment, actions: &mut Vec<Action>) {
        self.heard = now;
        self.ping_at = Some(now.steady + self.rhythm.quiet_ping);
        self.pong_until = None;
        if pong {
            self.busy_ping_at = None;
            return;
        }
        match self.busy_ping_at {
            None => self.busy_ping_at = Some(now.steady + self.rhythm.busy_ping),
            // Frames arrive in a hidden tab whose timers are held back; the server still wants its ping.
            Some(due) if due <= now.steady => {
                self.busy_ping_at = None;
                actions.push(Action::Ping);
            }
            Some(_) => {}
        }
    }

    fn lost(&mut self, now: Moment, jitter: f64, actions: &mut Vec<Action>) {
        if self.state == State::Live {
            // What came after the last frame, nobody knows.
            self.missing_since = Some(self.heard.wall);
            self.first_loss.get_or_insert(now.steady);
        } else {
            self.refused += 1;
        }
        self.failures += 1;
        (self.opening_until, self.ping_at, self.pong_until, self.busy_ping_at) = (None, None, None, None);
        let pause = self.rhythm.retry + jitter * self.rhythm.retry_spread;
        self.retry_at = Some(Moment { steady: now.steady + pause, wall: now.wall + pause });
        self.enter(State::Retrying, now);
        if !self.probing && self.refused > 0 && self.refused.is_multiple_of(self.rhythm.probe_after) {
            self.probing = true;
            actions.push(Action::Probe);
        }
        actions.extend([Action::Changed, Action::Over]);
    }

    fn tick(&mut self, now: Moment, jitter: f64, actions: &mut Vec<Action>) {
        let due = |deadline: Option<f64>| deadline.is_some_and(|at| at <= now.steady);
        if due(self.opening_until) {
            actions.push(Action::Drop);
            return self.lost(now, jitter, actions);
        }
        if let Some(until) = self.pong_until.filter(|until| *until <= now.steady) {
            if now.steady - until <= self.rhythm.late {
                actions.push(Action::Drop);
                return self.lost(now, jitter, actions);
            }
            // This timer was held back, and so may be the answer: ask once more before judging.
            self.pong_until = None;
            self.ping_at = Some(now.steady);
        }
        let quiet = due(self.ping_at);
        if quiet {
            self.ping_at = None;
            self.pong_until = Some(now.steady + self.rhythm.pong);
        }
        let busy = due(self.busy_ping_at);
        if busy {
            self.busy_ping_at = None;
        }
        if quiet || busy {
            actions.push(Action::Ping);
        }
        if !self.probing && due(self.retry_at.map(|at| at.steady)) {
            self.open(State::Retrying, now, actions);
        }
    }
}

// On the host only: proptest does not build for wasm.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RHYTHM: Rhythm = Rhythm {
        quiet_ping: 30_000.0,
        pong: 20_000.0,
        busy_ping: 35_000.0,
        opening: 30_000.0,
        retry: 5_000.0,
        retry_spread: 1_000.0,
        probe_after: 3,
        late: 5_000.0,
        long_outage: 300_000.0,
    };
    /// The wall is a day ahead of the steady clock.
    const WALL: f64 = 86_400_000.0;

    fn at(seconds: f64) -> Moment {
        Moment { steady: seconds * 1000.0, wall: WALL + seconds * 1000.0 }
    }

    /// A machine with a clock that moves from deadline to deadline, as the shell's timer does.
    struct Run {
        machine: Machine,
        log: Vec<(f64, Action)>,
    }

    impl Run {
        fn started() -> Run {
            let mut run = Run { machine: Machine::new(RHYTHM, at(0.0)), log: Vec::new() };
            run.event(0.0, Event::Start);
            run
        }

        fn live() -> Run {
            let mut run = Run::started();
            run.event(0.0, Event::Opened);
            run.log.clear();
            run
        }

        fn event(&mut self, seconds: f64, event: Event) {
            self.until(seconds);
            self.apply(seconds, event);
        }

        fn apply(&mut self, seconds: f64, event: Event) {
            let actions = self.machine.on(event, at(seconds), 0.0);
            self.log.extend(actions.into_iter().map(|action| (seconds, action)));
        }

        /// Lets all deadlines up to then fire in time.
        fn until(&mut self, seconds: f64) {
            while let Some(due) = self.machine.wake_at().filter(|due| *due <= seconds * 1000.0) {
                self.apply(due / 1000.0, Event::Tick);
            }
        }

        fn times(&self, action: Action) -> Vec<f64> {
            self.log.iter().filter(|(_, done)| *done == action).map(|(seconds, _)| *seconds).collect()
        }
    }

    #[test]
    fn a_quiet_link_is_pinged_every_thirty_seconds() {
        let mut run = Run::live();
        for second in [30.0, 60.0, 90.0] {
            run.until(second);
            run.apply(second, Event::Heard { pong: true });
        }
        assert_eq!(run.times(Action::Ping), [30.0, 60.0, 90.0]);
        assert!(run.times(Action::Drop).is_empty());
    }

    #[test]
    fn a_silent_server_is_left_after_fifty_seconds_and_tried_again_after_five() {
        let mut run = Run::live();
        run.until(60.0);
        assert_eq!(run.times(Action::Ping), [30.0]);
        assert_eq!(run.times(Action::Drop), [50.0]);
        assert_eq!(run.times(Action::Over), [50.0]);
        assert_eq!(run.times(Action::Open), [55.0]);
        assert_eq!(run.machine.state(), State::Retrying);
    }

    #[test]
    fn a_busy_link_is_pinged_for_the_servers_sake() {
        let mut run = Run::live();
        for step in 1..=16 {
            run.event(f64::from(step) * 5.0, Event::Heard { pong: false });
            if run.log.last().is_some_and(|(_, action)| *action == Action::Ping) {
                run.log.push((f64::from(step) * 5.0, Action::Changed));
                run.apply(f64::from(step) * 5.0, Event::Heard { pong: true });
            }
        }
        assert_eq!(run.times(Action::Ping), [40.0, 80.0]);
        assert!(run.times(Action::Drop).is_empty());
    }

    #[test]
    fn a_busy_ping_needs_no_answer() {
        let mut run = Run::live();
        for step in 1..=30 {
            run.event(f64::from(step) * 5.0, Event::Heard { pong: false });
        }
        assert!(run.times(Action::Drop).is_empty());
        assert!(run.times(Action::Ping).len() >= 3);
    }

    #[test]
    fn frames_stand_in_for_timers_that_are_held_back() {
        let mut run = Run::live();
        run.apply(1.0, Event::Heard { pong: false });
        run.apply(50.0, Event::Heard { pong: false });
        assert_eq!(run.times(Action::Ping), [50.0]);
    }

    #[test]
    fn a_late_timer_pings_before_it_judges() {
        let mut run = Run::live();
        run.until(30.0);
        // Due at 50, held back to 90: the machine slept.
        run.apply(90.0, Event::Tick);
        assert_eq!(run.times(Action::Ping), [30.0, 90.0]);
        assert!(run.times(Action::Drop).is_empty());
        run.until(110.0);
        assert_eq!(run.times(Action::Drop), [110.0]);
    }

    #[test]
    fn an_outage_is_retried_for_ever_at_the_same_pace() {
        let mut run = Run::live();
        run.apply(10.0, Event::Lost);
        for attempt in 0..100 {
            let opened = 15.0 + f64::from(attempt) * 5.0;
            run.until(opened);
            run.apply(opened, Event::Lost);
            run.apply(opened, Event::Probed);
        }
        let opened = run.times(Action::Open);
        assert_eq!(opened.len(), 100);
        assert_eq!(opened[99], 510.0);
        assert_eq!(run.machine.snapshot().failures, 101);
        // 3, 6, 9, … refusals in a row.
        assert_eq!(run.times(Action::Probe).len(), 33);
    }

    #[test]
    fn chance_adds_up_to_a_second() {
        let mut machine = Machine::new(RHYTHM, at(0.0));
        machine.on(Event::Start, at(0.0), 0.0);
        machine.on(Event::Lost, at(0.0), 1.0);
        assert_eq!(machine.wake_at(), Some(6_000.0));
        assert_eq!(machine.snapshot().retry_at, Some(WALL + 6_000.0));
    }

    #[test]
    fn while_the_owner_finds_out_nothing_opens() {
        let mut run = Run::started();
        for second in [0.0, 5.0, 10.0] {
            run.until(second);
            run.apply(second, Event::Lost);
        }
        assert_eq!(run.times(Action::Probe), [10.0]);
        run.until(100.0);
        assert_eq!(run.times(Action::Open), [0.0, 5.0, 10.0]);
        run.apply(100.0, Event::Probed);
        run.apply(100.0, Event::Tick);
        assert_eq!(run.times(Action::Open), [0.0, 5.0, 10.0, 100.0]);
    }

    #[test]
    fn a_new_token_opens_at_once() {
        let mut run = Run::live();
        run.apply(1.0, Event::Lost);
        run.apply(2.0, Event::Renewed);
        assert_eq!(run.times(Action::Open), [2.0]);
        run.apply(3.0, Event::Opened);
        run.apply(4.0, Event::Renewed);
        assert_eq!(run.times(Action::Open), [2.0, 4.0], "a live link has the old token");
        assert_eq!(run.times(Action::Drop), [2.0, 4.0]);
        run.apply(5.0, Event::Opened);
        assert!(run.log.contains(&(5.0, Action::Gap { from: WALL + 3_000.0, to: WALL + 5_000.0 })));
    }

    #[test]
    fn a_gap_runs_from_the_last_sign_of_life_to_the_reopening() {
        let mut run = Run::live();
        run.event(7.0, Event::Heard { pong: false });
        run.event(9.0, Event::Lost);
        run.event(14.0, Event::Opened);
        let gap = Action::Gap { from: WALL + 7_000.0, to: WALL + 14_000.0 };
        assert_eq!(run.times(gap), [14.0]);
        run.event(20.0, Event::Lost);
        run.event(25.0, Event::Opened);
        assert!(run.log.contains(&(25.0, Action::Gap { from: WALL + 14_000.0, to: WALL + 25_000.0 })));
    }

    #[test]
    fn the_first_opening_has_no_gap() {
        let mut run = Run::started();
        run.event(0.0, Event::Lost);
        run.event(5.0, Event::Opened);
        assert!(!run.log.iter().any(|(_, action)| matches!(action, Action::Gap { .. })));
    }

    #[test]
    fn losses_add_up_to_a_long_outage() {
        let mut run = Run::live();
        run.apply(0.0, Event::Lost);
        run.event(5.0, Event::Opened);
        assert!(run.times(Action::LongOutageOver).is_empty());
        run.apply(299.0, Event::Lost);
        run.event(304.0, Event::Opened);
        assert_eq!(run.times(Action::LongOutageOver), [304.0]);
        run.apply(305.0, Event::Lost);
        run.event(310.0, Event::Opened);
        assert_eq!(run.times(Action::LongOutageOver), [304.0]);
    }

    #[test]
    fn an_opening_that_hangs_is_given_up() {
        let mut run = Run::started();
        run.until(40.0);
        assert_eq!(run.times(Action::Drop), [30.0]);
        assert_eq!(run.times(Action::Open), [0.0, 35.0]);
    }

    #[test]
    fn stopping_ends_every_timer_in_every_state() {
        let mut runs = [Run { machine: Machine::new(RHYTHM, at(0.0)), log: vec![] }, Run::started(), Run::live()];
        runs[2].apply(0.0, Event::Heard { pong: false });
        let mut lost = Run::live();
        lost.apply(1.0, Event::Lost);
        for run in runs.iter_mut().chain([&mut lost]) {
            run.apply(2.0, Event::Stop);
            assert_eq!(run.machine.wake_at(), None);
            assert_eq!(run.machine.state(), State::Closed);
            run.log.clear();
            for event in
                [Event::Opened, Event::Lost, Event::Heard { pong: false }, Event::Tick, Event::Renewed, Event::Stop]
            {
                run.apply(3.0, event);
            }
            assert_eq!(run.log, [], "nothing happens to a closed feed");
            run.apply(4.0, Event::Start);
            assert_eq!(run.machine.state(), State::Connecting);
        }
    }

    proptest! {
        /// Whatever happens in whatever order: a feed that should be open always waits for something, a closed
        /// one never does, and there is at most one socket.
        #[test]
        fn it_never_gets_stuck(events in prop::collection::vec((0_u8..9, 0.0..100.0_f64), 0..200)) {
            let mut machine = Machine::new(RHYTHM, at(0.0));
            let mut seconds = 0.0;
            let mut sockets = 0_i32;
            for (choice, pause) in events {
                seconds += pause;
                let event = match choice {
                    0 => Event::Start,
                    1 => Event::Opened,
                    2 => Event::Heard { pong: true },
                    3 => Event::Heard { pong: false },
                    4 => Event::Lost,
                    5 | 6 => Event::Tick,
                    7 => Event::Renewed,
                    _ => Event::Probed,
                };
                let before = (machine.state(), machine.opening_until.is_some());
                let actions = machine.on(event, at(seconds), 0.5);
                if event == Event::Lost && (before.0 == State::Live || before.1) { sockets = 0; }
                for action in actions {
                    match action {
                        Action::Open => { sockets += 1; prop_assert!(sockets <= 1); }
                        Action::Drop => sockets = 0,
                        Action::Probe => { machine.on(Event::Probed, at(seconds), 0.5); }
                        _ => {}
                    }
                }
                let waits = machine.wake_at().is_some();
                prop_assert_eq!(waits, !matches!(machine.state(), State::Idle | State::Closed));
            }
        }
    }
}
