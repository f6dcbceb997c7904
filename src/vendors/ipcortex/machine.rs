//! The life of a feed, whatever brings it: events in, actions out. Pure; times are milliseconds on a clock that never runs
//! backwards.

use crate::vendors::ipcortex::errno::{self, Errno};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Stopped,
    Starting,
    Live,
    Paused,
    Retrying,
}

impl State {
    /// As every client's feed says it.
    pub(crate) fn word(self, ever: bool) -> &'static str {
        match self {
            State::Stopped => {
                if ever {
                    "closed"
                } else {
                    "idle"
                }
            }
            State::Starting => "connecting",
            State::Live => "live",
            State::Paused => "paused",
            State::Retrying => "retrying",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    /// The page wants it; `anew`: with other settings, so that what is open is of no use.
    Start {
        anew: bool,
    },
    /// A whole snapshot was applied, or what was missed came.
    Whole,
    Pause,
    Stop,
    /// What carries it failed, or the PBX says so.
    Fail {
        errno: Errno,
        retry_after: Option<f64>,
    },
    /// A frame is missing.
    Resync,
    /// The link is there; frames have to come.
    Opened,
    /// A frame came.
    Heard,
    Tick,
}

/// What to do, in this order. The numbers are those of `session.js`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    /// Open a link.
    Open,
    /// Close the link for this reason, a close code.
    Close(u16),
    /// Forget all objects.
    Clear,
    /// Whoever waits for a start has it.
    Resolve,
    /// Whoever waits for a start will not get it.
    Reject(Errno),
    /// Call the error callbacks.
    Tell(Errno),
    Ping,
    /// The state, or when it tries again, is another one.
    Changed,
    /// From losing the link to now changes may have been missed.
    Gap {
        from: f64,
    },
}

/// After a ping a frame has to come within this.
const PONG_MS: f64 = 10_000.0;
/// A timer later than this was held back (a hidden tab, a sleeping machine) and says nothing of the link.
const LATE_MS: f64 = 5_000.0;
/// Live for so long, an outage is over, and the next one begins with short pauses.
const CALM_MS: f64 = 60_000.0;
/// On an open link, a snapshot has to go on within this.
const SILENCE_MS: f64 = 30_000.0;
/// After so many missing frames without a calm minute between them, the next link has to wait as after a failure.
const RESYNCS: u32 = 5;
const PAUSES_MS: [f64; 6] = [1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0, 30_000.0];

pub(crate) const PAUSED: u16 = 4000;
pub(crate) const ENDED: u16 = 1000;
pub(crate) const RESYNC: u16 = 4002;

#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) state: State,
    pub(crate) ever: bool,
    pub(crate) ping_ms: f64,
    /// How long to try again after a first failure; for ever, if nothing.
    pub(crate) patience_ms: Option<f64>,
    pub(crate) failures: u32,
    pub(crate) retry_at: Option<f64>,
    /// The first failure of this outage.
    outage: Option<f64>,
    live_since: Option<f64>,
    /// Told in this outage.
    told: Vec<Errno>,
    last: Errno,
    ping_at: Option<f64>,
    pong_until: Option<f64>,
    /// When the link is dead, and what that is called.
    silent_until: Option<(f64, Errno)>,
    heard: f64,
    resyncs: u32,
    /// The last frame before the link was lost.
    missing_since: Option<f64>,
    /// The PBX is another version than this program knows.
    outdated: bool,
}

impl Machine {
    pub(crate) fn new() -> Machine {
        Machine {
            state: State::Stopped,
            ever: false,
            ping_ms: 540_000.0,
            patience_ms: None,
            failures: 0,
            retry_at: None,
            outage: None,
            live_since: None,
            told: Vec::new(),
            last: errno::INTERNAL,
            ping_at: None,
            pong_until: None,
            silent_until: None,
            heard: 0.0,
            resyncs: 0,
            missing_since: None,
            outdated: false,
        }
    }

    /// When it wants a tick.
    pub(crate) fn wake_at(&self) -> Option<f64> {
        let silent_until = self.silent_until.map(|(until, _)| until);
        let deadlines = [self.retry_at, self.ping_at, self.pong_until, silent_until, self.patience_until()];
        deadlines.into_iter().flatten().min_by(f64::total_cmp)
    }

    /// When trying again ends.
    fn patience_until(&self) -> Option<f64> {
        let (patience, outage) = self.patience_ms.zip(self.outage)?;
        (self.state == State::Retrying).then_some(outage + patience)
    }

    /// `jitter` is from 0 to 1.
    pub(crate) fn on(&mut self, event: Event, now: f64, jitter: f64) -> Vec<Action> {
        let mut actions = Vec::new();
        match event {
            Event::Start { .. } if self.outdated => {
                actions.extend([Action::Tell(errno::VERSION), Action::Reject(errno::VERSION)]);
            }
            Event::Start { anew } => self.start(anew, &mut actions),
            Event::Whole => self.whole(now, &mut actions),
            Event::Pause if matches!(self.state, State::Starting | State::Retrying | State::Live) => {
                self.enter(State::Paused);
                self.missing_since.get_or_insert(now);
                actions.extend([Action::Close(PAUSED), Action::Reject(errno::INTERNAL), Action::Changed]);
            }
            Event::Stop if self.state != State::Stopped => self.stop(&mut actions),
            Event::Resync => self.resync(now, jitter, &mut actions),
            Event::Opened if matches!(self.state, State::Starting | State::Retrying) => {
                self.silent_until = Some((now + SILENCE_MS, errno::OPENING));
            }
            Event::Fail { errno, retry_after } if !matches!(self.state, State::Stopped | State::Paused) => {
                self.fail(errno, retry_after, now, jitter, &mut actions);
            }
            Event::Heard => {
                self.heard = now;
                if self.silent_until.is_some() {
                    self.silent_until = Some((now + SILENCE_MS, errno::SOCKET));
                }
                if self.ping_at.is_some() || self.pong_until.is_some() {
                    self.pong_until = None;
                    self.ping_at.get_or_insert(now + self.ping_ms);
                }
            }
            Event::Tick => self.tick(now, jitter, &mut actions),
            Event::Pause | Event::Stop | Event::Opened | Event::Fail { .. } => {}
        }
        actions
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        (self.retry_at, self.ping_at, self.pong_until, self.silent_until) = (None, None, None, None);
    }

    fn start(&mut self, anew: bool, actions: &mut Vec<Action>) {
        match self.state {
            State::Live if !anew => return actions.push(Action::Resolve),
            State::Starting | State::Retrying if !anew => return,
            State::Starting | State::Retrying | State::Live => actions.push(Action::Close(ENDED)),
            State::Stopped | State::Paused => {}
        }
        self.ever = true;
        (self.outage, self.failures, self.resyncs) = (None, 0, 0);
        self.told.clear();
        self.enter(State::Starting);
        actions.extend([Action::Changed, Action::Open]);
    }

    fn resync(&mut self, now: f64, jitter: f64, actions: &mut Vec<Action>) {
        if matches!(self.state, State::Stopped | State::Paused) {
            return;
        }
        if self.is_calm(now) {
            self.resyncs = 0;
        }
        self.resyncs += 1;
        // A PBX that cannot count is not asked without end.
        if self.resyncs > RESYNCS {
            return self.fail(errno::BACKEND, None, now, jitter, actions);
        }
        actions.push(Action::Close(RESYNC));
        if self.state == State::Live {
            self.missing_since.get_or_insert(self.heard);
            self.enter(State::Retrying);
            actions.push(Action::Changed);
        } else {
            // In the middle of a snapshot: from the beginning.
            self.enter(self.state);
        }
        actions.push(Action::Open);
    }

    /// Whether it has been live for so long that what was before is over.
    fn is_calm(&self, now: f64) -> bool {
        self.state == State::Live && self.live_since.is_none_or(|since| now - since >= CALM_MS)
    }

    fn whole(&mut self, now: f64, actions: &mut Vec<Action>) {
        if !matches!(self.state, State::Starting | State::Retrying) {
            return;
        }
        self.enter(State::Live);
        self.live_since = Some(now);
        // What was told of this outage may be told of the next one again.
        self.outage = None;
        self.told.clear();
        self.ping_at = Some(now + self.ping_ms);
        actions.extend([Action::Changed, Action::Resolve]);
        if let Some(from) = self.missing_since.take() {
            actions.push(Action::Gap { from });
        }
    }

    fn stop(&mut self, actions: &mut Vec<Action>) {
        self.enter(State::Stopped);
        (self.missing_since, self.live_since, self.failures) = (None, None, 0);
        actions.extend([Action::Close(ENDED), Action::Clear, Action::Reject(errno::INTERNAL), Action::Changed]);
    }

    fn fail(&mut self, errno: Errno, retry_after: Option<f64>, now: f64, jitter: f64, actions: &mut Vec<Action>) {
        if self.state == State::Live {
            self.missing_since.get_or_insert(self.heard);
            if self.is_calm(now) {
                (self.failures, self.resyncs) = (0, 0);
            }
        }
        self.last = errno;
        actions.push(Action::Close(ENDED));
        if errno::is_fatal(errno) {
            self.outdated |= errno == errno::VERSION;
            self.enter(State::Stopped);
            self.missing_since = None;
            actions.extend([Action::Clear, Action::Tell(errno), Action::Reject(errno), Action::Changed]);
            return;
        }
        let outage = *self.outage.get_or_insert(now);
        let left = self.patience_ms.map(|patience| outage + patience - now);
        if left.is_some_and(|left| left <= 0.0) {
            return self.exhausted(actions);
        }
        if !self.told.contains(&errno) {
            self.told.push(errno);
            actions.push(Action::Tell(errno));
        }
        let step = PAUSES_MS.get(self.failures as usize).copied().unwrap_or(30_000.0);
        let waits = retry_after.filter(|ms| errno == errno::NOT_READY && ms.is_finite() && *ms >= 0.0);
        let pause = waits.unwrap_or(step * (4.0 + 2.0 * jitter) / 5.0);
        self.failures += 1;
        self.enter(State::Retrying);
        self.retry_at = Some(now + left.map_or(pause, |left| pause.min(left)));
        actions.push(Action::Changed);
    }

    fn exhausted(&mut self, actions: &mut Vec<Action>) {
        self.enter(State::Stopped);
        (self.missing_since, self.failures) = (None, 0);
        actions.extend([Action::Tell(self.last), Action::Clear, Action::Reject(self.last), Action::Changed]);
    }

    fn tick(&mut self, now: f64, jitter: f64, actions: &mut Vec<Action>) {
        let due = |deadline: Option<f64>| deadline.is_some_and(|at| at <= now);
        if due(self.patience_until()) {
            actions.push(Action::Close(ENDED));
            return self.exhausted(actions);
        }
        if due(self.retry_at) {
            self.retry_at = None;
            actions.extend([Action::Changed, Action::Open]);
            return;
        }
        if let Some((until, errno)) = self.silent_until.filter(|(until, _)| *until <= now) {
            if now - until <= LATE_MS {
                return self.fail(errno, None, now, jitter, actions);
            }
            self.silent_until = Some((now + SILENCE_MS, errno));
        }
        if let Some(until) = self.pong_until.filter(|until| *until <= now) {
            if now - until <= LATE_MS {
                return self.fail(errno::SOCKET, None, now, jitter, actions);
            }
            // This timer was held back, and so may be the answer: ask once more before judging.
            self.pong_until = None;
            self.ping_at = Some(now);
        }
        if due(self.ping_at) {
            self.ping_at = None;
            self.pong_until = Some(now + PONG_MS);
            actions.push(Action::Ping);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::ipcortex::errno::*;

    /// A machine with a clock; times in seconds.
    struct Run {
        machine: Machine,
        log: Vec<(f64, Action)>,
    }

    impl Run {
        fn new(patience: Option<f64>) -> Run {
            let mut machine = Machine::new();
            machine.patience_ms = patience.map(|seconds| seconds * 1000.0);
            Run { machine, log: Vec::new() }
        }

        fn starting(patience: Option<f64>) -> Run {
            let mut run = Run::new(patience);
            run.at(0.0, Event::Start { anew: false });
            run
        }

        fn live() -> Run {
            let mut run = Run::starting(None);
            run.at(0.0, Event::Whole);
            run.at(0.0, Event::Heard);
            run.log.clear();
            run
        }

        fn at(&mut self, seconds: f64, event: Event) {
            self.until(seconds);
            self.apply(seconds, event);
        }

        fn apply(&mut self, seconds: f64, event: Event) {
            let actions = self.machine.on(event, seconds * 1000.0, 0.5);
            self.log.extend(actions.into_iter().map(|action| (seconds, action)));
        }

        fn fail(&mut self, seconds: f64, errno: Errno) {
            self.at(seconds, Event::Fail { errno, retry_after: None });
        }

        /// Lets all deadlines fire in time.
        fn until(&mut self, seconds: f64) {
            while let Some(due) = self.machine.wake_at().filter(|due| *due <= seconds * 1000.0) {
                self.apply(due / 1000.0, Event::Tick);
            }
        }

        fn times(&self, action: Action) -> Vec<f64> {
            self.log.iter().filter(|(_, done)| *done == action).map(|(seconds, _)| *seconds).collect()
        }

        fn actions(&mut self) -> Vec<Action> {
            self.log.drain(..).map(|(_, action)| action).collect()
        }
    }

    #[test]
    fn a_start_waits_for_the_whole() {
        let mut run = Run::starting(None);
        assert_eq!(run.actions(), [Action::Changed, Action::Open]);
        run.at(1.0, Event::Start { anew: false });
        assert!(run.actions().is_empty());
        run.at(2.0, Event::Whole);
        assert_eq!(run.actions(), [Action::Changed, Action::Resolve]);
        run.at(3.0, Event::Start { anew: false });
        assert_eq!(run.actions(), [Action::Resolve]);
        run.at(4.0, Event::Start { anew: true });
        assert_eq!(run.actions(), [Action::Close(ENDED), Action::Changed, Action::Open]);
    }

    #[test]
    fn every_number_does_what_the_table_says() {
        for errno in [INTERNAL, BACKEND, NOT_READY, OPENING, SOCKET] {
            for mut run in [Run::starting(None), Run::live()] {
                run.log.clear();
                run.fail(10.0, errno);
                assert_eq!(run.actions(), [Action::Close(ENDED), Action::Tell(errno), Action::Changed], "{errno}");
                assert_eq!(run.machine.state, State::Retrying);
                run.until(11.5);
                run.fail(12.0, errno);
                assert!(!run.actions().contains(&Action::Tell(errno)), "{errno} is told once");
            }
        }
        for errno in [LOGGED_OUT, REFUSED, VERSION] {
            for mut run in [Run::starting(None), Run::live()] {
                run.log.clear();
                run.fail(10.0, errno);
                let expected =
                    [Action::Close(ENDED), Action::Clear, Action::Tell(errno), Action::Reject(errno), Action::Changed];
                assert_eq!(run.actions(), expected, "{errno}");
                assert_eq!((run.machine.state, run.machine.wake_at()), (State::Stopped, None));
            }
        }
    }

    #[test]
    fn another_version_is_for_ever() {
        let mut run = Run::live();
        run.fail(1.0, VERSION);
        run.log.clear();
        run.at(2.0, Event::Start { anew: false });
        assert_eq!(run.actions(), [Action::Tell(VERSION), Action::Reject(VERSION)]);
    }

    #[test]
    fn pauses_double_up_to_half_a_minute_and_begin_anew_after_a_calm_minute() {
        let mut run = Run::live();
        let mut now = 0.0;
        let mut pauses = Vec::new();
        for _ in 0..8 {
            run.fail(now, OPENING);
            let at = run.machine.retry_at.unwrap() / 1000.0;
            pauses.push(at - now);
            now = at;
        }
        assert_eq!(pauses, [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]);
        for (live_for, pause) in [(59.0, 30.0), (60.0, 1.0)] {
            run.until(now);
            run.apply(now, Event::Whole);
            now += live_for;
            run.fail(now, SOCKET);
            let at = run.machine.retry_at.unwrap() / 1000.0;
            assert_eq!(at - now, pause, "after {live_for} s");
            now = at;
        }
    }

    #[test]
    fn chance_moves_a_pause_by_a_fifth() {
        for (jitter, pause) in [(0.0, 800.0), (1.0, 1200.0)] {
            let mut machine = Machine::new();
            machine.on(Event::Start { anew: false }, 0.0, jitter);
            machine.on(Event::Fail { errno: OPENING, retry_after: None }, 0.0, jitter);
            assert_eq!(machine.retry_at, Some(pause));
        }
    }

    #[test]
    fn a_pbx_that_is_not_ready_says_for_how_long() {
        let mut run = Run::starting(None);
        run.at(0.0, Event::Fail { errno: NOT_READY, retry_after: Some(2500.0) });
        assert_eq!(run.machine.retry_at, Some(2500.0));
    }

    #[test]
    fn patience_ends_with_a_last_word() {
        let mut run = Run::starting(Some(5.0));
        run.log.clear();
        for now in [0.0, 1.0, 3.0] {
            run.fail(now, OPENING);
        }
        run.until(60.0);
        assert_eq!(run.times(Action::Open), [1.0, 3.0]);
        assert_eq!(run.times(Action::Tell(OPENING)), [0.0, 5.0]);
        assert_eq!(run.times(Action::Reject(OPENING)), [5.0]);
        assert_eq!(run.machine.state, State::Stopped);

        let mut run = Run::starting(Some(0.0));
        run.log.clear();
        run.fail(0.0, OPENING);
        let expected =
            [Action::Close(ENDED), Action::Tell(OPENING), Action::Clear, Action::Reject(OPENING), Action::Changed];
        assert_eq!(run.actions(), expected);
    }

    #[test]
    fn a_silent_link_is_dead_ten_seconds_after_its_ping() {
        let mut run = Run::live();
        run.machine.ping_at = Some(30_000.0);
        run.machine.ping_ms = 30_000.0;
        run.until(30.0);
        run.at(35.0, Event::Heard);
        run.until(70.0);
        assert_eq!(run.times(Action::Ping), [30.0, 65.0]);
        run.until(80.0);
        assert_eq!(run.times(Action::Tell(SOCKET)), [75.0]);
    }

    #[test]
    fn a_late_timer_asks_once_more() {
        let mut run = Run::live();
        run.machine.ping_at = Some(30_000.0);
        run.apply(30.0, Event::Tick);
        run.apply(100.0, Event::Tick);
        assert_eq!(run.times(Action::Ping), [30.0, 100.0]);
        run.apply(110.0, Event::Tick);
        assert_eq!(run.times(Action::Tell(SOCKET)), [110.0]);
    }

    #[test]
    fn pausing_and_stopping() {
        let mut run = Run::live();
        run.at(5.0, Event::Pause);
        assert_eq!(run.actions(), [Action::Close(PAUSED), Action::Reject(INTERNAL), Action::Changed]);
        run.at(6.0, Event::Pause);
        run.fail(6.0, SOCKET);
        assert!(run.actions().is_empty());
        run.at(7.0, Event::Start { anew: false });
        run.at(8.0, Event::Whole);
        assert_eq!(run.times(Action::Gap { from: 5000.0 }), [8.0]);
        run.log.clear();
        run.at(9.0, Event::Stop);
        let expected = [Action::Close(ENDED), Action::Clear, Action::Reject(INTERNAL), Action::Changed];
        assert_eq!(run.actions(), expected);
        run.at(10.0, Event::Stop);
        run.at(10.0, Event::Pause);
        assert!(run.actions().is_empty());
    }

    #[test]
    fn a_missing_frame_opens_another_link_at_once() {
        let mut run = Run::live();
        run.at(2.0, Event::Heard);
        run.at(3.0, Event::Resync);
        assert_eq!(run.actions(), [Action::Close(RESYNC), Action::Changed, Action::Open]);
        run.at(4.0, Event::Whole);
        assert_eq!(run.times(Action::Gap { from: 2000.0 }), [4.0]);
        run.at(5.0, Event::Stop);
        run.log.clear();
        run.at(6.0, Event::Resync);
        assert!(run.actions().is_empty());
    }

    #[test]
    fn a_pbx_that_cannot_count_has_to_wait() {
        let mut run = Run::live();
        for second in 1..=5 {
            run.at(f64::from(second), Event::Resync);
            assert_eq!(run.times(Action::Open).len(), second as usize);
            run.at(f64::from(second), Event::Whole);
        }
        run.log.clear();
        run.at(6.0, Event::Resync);
        assert_eq!(run.actions(), [Action::Close(ENDED), Action::Tell(BACKEND), Action::Changed]);
        run.until(10.0);
        run.at(10.0, Event::Whole);
        run.log.clear();
        run.at(75.0, Event::Resync);
        assert!(run.actions().contains(&Action::Open));
    }

    #[test]
    fn an_open_link_on_which_nothing_comes_is_dead() {
        let mut run = Run::starting(None);
        run.at(1.0, Event::Opened);
        run.until(40.0);
        assert_eq!(run.times(Action::Tell(OPENING)), [31.0]);
        let mut run = Run::starting(None);
        run.at(1.0, Event::Opened);
        run.at(2.0, Event::Heard);
        run.until(40.0);
        assert_eq!(run.times(Action::Tell(SOCKET)), [32.0]);
        let mut run = Run::starting(None);
        run.at(1.0, Event::Opened);
        run.at(2.0, Event::Whole);
        run.until(100.0);
        assert!(run.times(Action::Tell(OPENING)).is_empty());
    }

    #[test]
    fn patience_ends_in_the_middle_of_a_try_too() {
        let mut run = Run::starting(Some(5.0));
        run.fail(0.0, OPENING);
        run.until(60.0);
        assert_eq!(run.times(Action::Open), [0.0, 1.0]);
        assert_eq!(run.times(Action::Close(ENDED)), [0.0, 5.0]);
        assert_eq!(run.times(Action::Reject(OPENING)), [5.0]);
    }

    #[test]
    fn a_pause_that_is_none_is_not_obeyed() {
        for retry_after in [Some(f64::NAN), Some(f64::INFINITY), Some(-5.0)] {
            let mut run = Run::starting(None);
            run.at(0.0, Event::Fail { errno: NOT_READY, retry_after });
            assert_eq!(run.machine.retry_at, Some(1000.0));
        }
    }

    #[test]
    fn an_outage_ends_with_the_gap_it_made() {
        let mut run = Run::live();
        run.at(3.0, Event::Heard);
        run.fail(10.0, SOCKET);
        run.until(11.0);
        run.at(12.0, Event::Whole);
        assert_eq!(run.times(Action::Gap { from: 3000.0 }), [12.0]);
    }
}
