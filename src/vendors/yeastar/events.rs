//! Which topics a client subscribes to, and what an event means. Pure.

use crate::vendors::yeastar::codes::{self, Code};

/// What the client signs in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agent {
    WebClient,
    WebPc,
}

/// The plan that a PBX runs under; its rules for who may use clients differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    Cn,
    En,
}

/// In the order in which they are sent.
pub(crate) const TOPICS: [u32; 16] =
    [10000, 20007, 20008, 20010, 20013, 20015, 20047, 20048, 20049, 20053, 20065, 20066, 20082, 20104, 20153, 20154];

pub(crate) const LOGGED_IN: u32 = 10000;
pub(crate) const CDR_CHANGE: u32 = 20049;

/// Whether a client subscribes to a topic of these.
pub(crate) fn is_wanted(topic: u32, agent: Agent, plan_topics: bool) -> bool {
    match topic {
        20013 => agent == Agent::WebPc,
        20153 | 20154 => plan_topics,
        _ => true,
    }
}

/// Whether a firmware has topics 20153 and 20154: from x.12.0.10 on, whatever the model family x.
pub(crate) fn has_plan_topics(version: &str) -> bool {
    let mut parts = [0_u32; 4];
    for (part, text) in parts.iter_mut().zip(version.as_bytes().split(|byte| *byte == b'.')) {
        let digit = |byte: &u8| byte.checked_sub(b'0').filter(|digit| *digit < 10).map(u32::from);
        let add = |sum: u32, byte| Some(sum.saturating_mul(10).saturating_add(digit(byte)?));
        *part = text.iter().try_fold(0, add).unwrap_or(0);
    }
    let [_family, rest @ ..] = parts;
    rest >= [12, 0, 10]
}

/// What the client does on an event.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effect {
    /// Ends the session, for some with a logout first.
    End { code: Code, logout: bool },
    /// Tells the page that call records changed.
    CdrChange,
    /// Sends the topics again: another PBX of a hot-standby pair took over.
    Resubscribe,
    /// Concerns a phone; there is none here.
    Nothing,
}

/// The field of an event's payload that decides about its effect.
pub(crate) fn deciding_field(topic: u32) -> &'static str {
    match topic {
        10000 => "username",
        20013 => "enb_desktop_client",
        20015 => "enb_web_client",
        20082 => "enb_internal_client",
        _ => "enable",
    }
}

/// `allowed`: the deciding field is the number 1. `is_me`: it is this extension's number.
pub(crate) fn effect(topic: u32, agent: Agent, plan: Plan, allowed: bool, is_me: bool) -> Effect {
    let end = |code, logout| Effect::End { code, logout };
    match topic {
        10000 if is_me => end(codes::LOGGED_IN_ELSEWHERE, false),
        20007 => end(codes::EXTENSION_DELETED, false),
        20010 | 20154 => end(codes::RE_LOGIN, false),
        20153 if !allowed => end(codes::SDK_PLAN_DISABLED, false),
        20082 if !allowed && plan == Plan::Cn => end(codes::LINKUS_DISABLED, true),
        20013 if !allowed && plan == Plan::En && agent == Agent::WebPc => end(codes::LINKUS_DISABLED, true),
        20015 if !allowed && plan == Plan::En && agent == Agent::WebClient => end(codes::LINKUS_DISABLED, true),
        CDR_CHANGE => Effect::CdrChange,
        20104 => Effect::Resubscribe,
        _ => Effect::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: [u32; 15] =
        [10000, 20007, 20008, 20010, 20015, 20047, 20048, 20049, 20053, 20065, 20066, 20082, 20104, 20153, 20154];

    fn topics(agent: Agent, version: Option<&str>) -> Vec<u32> {
        let plan_topics = version.is_some_and(has_plan_topics);
        TOPICS.into_iter().filter(|topic| is_wanted(*topic, agent, plan_topics)).collect()
    }

    #[test]
    fn a_web_client_has_fifteen_topics_and_a_desktop_client_one_more() {
        assert_eq!(topics(Agent::WebClient, Some("37.14.0.30")), WEB);
        let desktop = topics(Agent::WebPc, Some("37.14.0.30"));
        assert_eq!(desktop.len(), 16);
        assert!(desktop.contains(&20013) && desktop.is_sorted());
    }

    #[test]
    fn firmware_gates_the_plan_topics() {
        let table = [
            (Some("37.12.0.10"), true),
            (Some("37.12.0.9"), false),
            (Some("83.12.0.10"), true),
            (Some("84.12.0.9.99"), false),
            (Some("37.12.1"), true),
            (Some("37.13"), true),
            (Some("37.12"), false),
            (Some("37.11.99.99"), false),
            (Some("99"), false),
            (Some(""), false),
            (Some("rubbish"), false),
            (None, false),
        ];
        for (version, gated) in table {
            assert_eq!(topics(Agent::WebClient, version).contains(&20153), gated, "{version:?}");
        }
    }

    #[test]
    fn every_event_has_its_effect() {
        use Agent::{WebClient, WebPc};
        use Plan::{Cn, En};
        // topic, agent, plan, allowed, is_me → code and logout
        let table = [
            (10000, WebClient, En, false, true, Some((-107, false))),
            (10000, WebClient, En, false, false, None),
            (20007, WebClient, En, false, false, Some((-108, false))),
            (20010, WebClient, Cn, true, false, Some((-109, false))),
            (20154, WebPc, En, true, false, Some((-109, false))),
            (20153, WebClient, En, false, false, Some((-110, false))),
            (20153, WebClient, En, true, false, None),
            (20082, WebClient, Cn, false, false, Some((-106, true))),
            (20082, WebClient, Cn, true, false, None),
            (20082, WebClient, En, false, false, None),
            (20013, WebPc, En, false, false, Some((-106, true))),
            (20013, WebPc, Cn, false, false, None),
            (20013, WebClient, En, false, false, None),
            (20015, WebClient, En, false, false, Some((-106, true))),
            (20015, WebClient, En, true, false, None),
            (20015, WebClient, Cn, false, false, None),
            (20015, WebPc, En, false, false, None),
            (20066, WebClient, En, false, false, None),
        ];
        for (topic, agent, plan, allowed, is_me, expected) in table {
            let ended = match effect(topic, agent, plan, allowed, is_me) {
                Effect::End { code, logout } => Some((code.code, logout)),
                _ => None,
            };
            assert_eq!(ended, expected, "{topic} {agent:?} {plan:?} {allowed} {is_me}");
        }
        assert!(matches!(effect(20049, WebClient, En, false, false), Effect::CdrChange));
        assert!(matches!(effect(20104, WebClient, En, false, false), Effect::Resubscribe));
        assert!(matches!(effect(0, WebClient, En, false, true), Effect::Nothing));
    }
}
