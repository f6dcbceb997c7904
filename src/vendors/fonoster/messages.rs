//! The messages of `v1beta2`, as data: which field is which property of an object. Pure.

use crate::transport::grpc_web::Flaw;
use crate::vendors::fonoster::proto::{Value, Writer, read};

/// The type of a field.
#[derive(Clone, Copy)]
pub(crate) enum Type {
    Text,
    Number,
    Flag,
    /// An enum: 1 is private.
    Privacy,
    Message(&'static Shape),
    /// Of messages.
    List(&'static Shape),
}

/// A message: the fields that matter, with the names of their properties.
pub(crate) type Shape = [(u8, &'static str, Type)];

use Type::{Flag, List, Message, Number, Privacy, Text};

const DOMAIN: &Shape = &[(1, "ref", Text), (2, "name", Text), (3, "domainUri", Text)];
const CREDENTIALS: &Shape = &[(1, "ref", Text), (2, "name", Text), (3, "username", Text)];
/// `Agent`
pub(crate) const AGENT: &Shape = &[
    (1, "ref", Text),
    (2, "name", Text),
    (3, "username", Text),
    (4, "privacy", Privacy),
    (5, "enabled", Flag),
    (8, "maxContacts", Number),
    (9, "expires", Number),
    (10, "domain", Message(DOMAIN)),
    (11, "credentials", Message(CREDENTIALS)),
    // Seconds since 1970.
    (6, "createdAt", Number),
    (7, "updatedAt", Number),
];
/// `ListAgentsResponse`
pub(crate) const AGENTS: &Shape = &[(1, "items", List(AGENT)), (2, "nextPageToken", Text)];
/// `ListDomainsResponse`
pub(crate) const DOMAINS: &Shape = &[(1, "items", List(DOMAIN)), (2, "nextPageToken", Text)];
/// An agent as it is written: two texts, and what a create and an update have in common.
const fn agent(first: &'static str, second: &'static str) -> [(u8, &'static str, Type); 8] {
    [
        (1, first, Text),
        (2, second, Text),
        (3, "privacy", Privacy),
        (4, "enabled", Flag),
        (5, "domainRef", Text),
        (6, "credentialsRef", Text),
        (7, "maxContacts", Number),
        (8, "expires", Number),
    ]
}

/// What each exchange answers.
pub(crate) const TOKENS: &Shape = &[(1, "idToken", Text), (2, "accessToken", Text), (3, "refreshToken", Text)];

/// The requests that are a ref, and the answers too.
pub(crate) const REF: &Shape = &[(1, "ref", Text)];
/// `ListAgentsRequest`, `ListDomainsRequest`
pub(crate) const LIST: &Shape = &[(1, "pageSize", Number), (2, "pageToken", Text)];
/// `CreateAgentRequest`
pub(crate) const CREATE: &Shape = &agent("name", "username");
/// `UpdateAgentRequest`
pub(crate) const UPDATE: &Shape = &agent("ref", "name");
/// `CreateCredentialsRequest`
pub(crate) const NEW_CREDENTIALS: &Shape = &[(1, "name", Text), (2, "username", Text), (3, "secret", Text)];
/// `UpdateCredentialsRequest`
pub(crate) const NEW_PASSWORD: &Shape =
    &[(1, "ref", Text), (2, "name", Text), (3, "username", Text), (4, "secret", Text)];
/// `ExchangeApiKeyRequest`
pub(crate) const API_KEY: &Shape = &[(1, "accessKeyId", Text), (2, "accessKeySecret", Text)];
/// `ExchangeCredentialsRequest`
pub(crate) const PASSWORD: &Shape = &[(1, "username", Text), (2, "password", Text), (3, "twoFactorCode", Text)];
/// `ExchangeRefreshTokenRequest`
pub(crate) const REFRESH_TOKEN: &Shape = &[(1, "refreshToken", Text)];
/// `ExchangeOauth2CodeRequest`, whose first field is the one provider, zero.
pub(crate) const OAUTH_CODE: &Shape = &[(2, "code", Text)];

/// A property of an object that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Leaf {
    Nothing,
    /// It is to be taken away.
    Null,
    Text(String),
    Number(f64),
    Flag(bool),
}

/// What a field of a message holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Held<'a> {
    Text(&'a [u8]),
    Number(i32),
    Flag(bool),
    Private(bool),
}

/// An object that a message is read into.
pub(crate) trait Target {
    fn empty() -> Self;
    fn put(&mut self, name: &'static str, held: Held<'_>);
    fn put_object(&mut self, name: &'static str, object: Self);
    /// Adds to a list, which is there from the beginning.
    fn push(&mut self, name: &'static str, item: Option<Self>)
    where
        Self: Sized;
}

/// Writes a message out of an object's properties. Strings that are empty are left out, as by every encoder, and so are
/// numbers that are not positive: the server has its own words for those, and refuses them.
pub(crate) fn encode(shape: &Shape, property: impl Fn(&str) -> Leaf) -> Vec<u8> {
    let mut writer = Writer::default();
    for (field, name, kind) in shape {
        match (property(name), kind) {
            (Leaf::Text(text), Privacy) => writer.number(*field, (text == "private").then_some(1)),
            (Leaf::Text(text), _) => writer.text(*field, &text),
            (Leaf::Number(number), _) => writer.number(*field, (number > 0.0).then_some(number as i32)),
            (Leaf::Flag(flag), _) => writer.number(*field, Some(flag.into())),
            _ => {}
        }
    }
    writer.done()
}

/// Reads a message. Fields that are not there have the values that they have then; messages that are not there have none.
pub(crate) fn decode<T: Target>(shape: &Shape, message: &[u8]) -> Result<T, Flaw> {
    let mut object = T::empty();
    for (_, name, kind) in shape {
        match kind {
            List(_) => object.push(name, None),
            kind => put(&mut object, name, *kind, None),
        }
    }
    read(message, |field, value| {
        let known = shape.iter().find(|(known, ..)| u64::from(*known) == field);
        let Some((_, name, kind)) = known else { return Ok(()) };
        match (kind, value) {
            (Message(shape), Value::Bytes(bytes)) => object.put_object(name, decode(shape, bytes)?),
            (List(shape), Value::Bytes(bytes)) => object.push(name, Some(decode(shape, bytes)?)),
            _ => put(&mut object, name, *kind, Some(value)),
        }
        Ok(())
    })?;
    Ok(object)
}

/// Puts a field where its value is of its type; without one, the value that it has then.
fn put(object: &mut impl Target, name: &'static str, kind: Type, value: Option<Value<'_>>) {
    let (bytes, number) = match value {
        None => (Some(&[][..]), Some(0)),
        Some(Value::Bytes(bytes)) => (Some(bytes), None),
        Some(Value::Number(number)) => (None, Some(number as i32)),
        Some(Value::Other) => (None, None),
    };
    let held = match (kind, bytes, number) {
        (Text, Some(bytes), _) => Held::Text(bytes),
        (Number, _, Some(number)) => Held::Number(number),
        (Flag, _, Some(number)) => Held::Flag(number != 0),
        (Privacy, _, Some(number)) => Held::Private(number == 1),
        _ => return,
    };
    object.put(name, held);
}

// On the host only: proptest does not build for wasm.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    fn text(text: &str) -> Leaf {
        Leaf::Text(text.into())
    }

    /// What a test reads a message into.
    #[derive(Clone, Debug, PartialEq)]
    enum Tree {
        Text(String),
        Number(i32),
        Flag(bool),
        Private(bool),
        Object(Vec<(&'static str, Tree)>),
        List(Vec<Tree>),
    }

    impl Tree {
        fn properties(&mut self) -> &mut Vec<(&'static str, Tree)> {
            let Tree::Object(properties) = self else { panic!("no object") };
            properties
        }

        fn set(&mut self, name: &'static str, value: Tree) {
            self.properties().retain(|(known, _)| *known != name);
            self.properties().push((name, value));
        }
    }

    impl Target for Tree {
        fn empty() -> Tree {
            Tree::Object(Vec::new())
        }

        fn put(&mut self, name: &'static str, held: Held<'_>) {
            let value = match held {
                Held::Text(bytes) => words(&String::from_utf8_lossy(bytes)),
                Held::Number(number) => Tree::Number(number),
                Held::Flag(flag) => Tree::Flag(flag),
                Held::Private(private) => Tree::Private(private),
            };
            self.set(name, value);
        }

        fn put_object(&mut self, name: &'static str, object: Tree) {
            self.set(name, object);
        }

        fn push(&mut self, name: &'static str, item: Option<Tree>) {
            let list = self.properties().iter_mut().find(|(known, _)| *known == name);
            match (list, item) {
                (Some((_, Tree::List(items))), Some(item)) => items.push(item),
                (None, None) => self.set(name, Tree::List(Vec::new())),
                other => panic!("{other:?}"),
            }
        }
    }

    fn words(text: &str) -> Tree {
        Tree::Text(text.into())
    }

    fn object(mut properties: Vec<(&'static str, Tree)>) -> Tree {
        properties.sort_by_key(|(name, _)| *name);
        Tree::Object(properties)
    }

    /// A message, with properties in the order of their names.
    fn tree(shape: &Shape, message: &[u8]) -> Result<Tree, Flaw> {
        fn sorted(tree: Tree) -> Tree {
            match tree {
                Tree::Object(properties) => {
                    object(properties.into_iter().map(|(name, value)| (name, sorted(value))).collect())
                }
                Tree::List(items) => Tree::List(items.into_iter().map(sorted).collect()),
                other => other,
            }
        }
        decode(shape, message).map(sorted)
    }

    fn written(shape: &Shape, properties: &[(&str, Leaf)]) -> Vec<u8> {
        encode(shape, |name| {
            properties.iter().find(|(key, _)| *key == name).map_or(Leaf::Nothing, |(_, leaf)| leaf.clone())
        })
    }

    const PLAIN: &str = "0a2462353532383364372d633734352d343233332d623030382d39316163303637633937396112084a6f686e20446f651a046a6f686e200028013080c3bbc2063880c3bbc20640ffffffffffffffffff014800";
    const FULL: &str = "0a2435343833346666322d353061642d346237372d393230652d31313838613038393932303812014a1a056a6f686e32200128013081c3bbc2063881c3bbc2064003483c523c0a2431313131313131312d313131312d343131312d383131312d31313131313131313131313112054c6f63616c1a0d7369702e6c6f63616c2e6465765a320a2432323232323232322d323232322d343232322d383232322d3232323232323232323232321204437265641a0431303031";

    #[test]
    fn requests_have_the_bytes_that_the_server_knows() {
        assert_eq!(written(LIST, &[("pageSize", Leaf::Number(20.0)), ("pageToken", text(""))]), bytes("0814"));
        assert_eq!(written(REF, &[("ref", text("nope"))]), bytes("0a046e6f7065"));
        let key = [("accessKeyId", text("AP00")), ("accessKeySecret", text("good"))];
        assert_eq!(written(API_KEY, &key), bytes("0a04415030301204676f6f64"));
        let agent = [
            ("name", text("John Doe")),
            ("username", text("john")),
            ("privacy", text("private")),
            ("enabled", Leaf::Flag(true)),
            ("domainRef", text("11111111-1111-4111-8111-111111111111")),
            ("maxContacts", Leaf::Number(3.0)),
            ("expires", Leaf::Number(60.0)),
        ];
        let expected = "0a084a6f686e20446f6512046a6f686e180120012a2431313131313131312d313131312d343131312d383131312d3131313131313131313131313803403c";
        assert_eq!(written(CREATE, &agent), bytes(expected));
    }

    #[test]
    fn an_agent_can_be_disabled() {
        let agent =
            [("name", text("A")), ("username", text("a")), ("enabled", Leaf::Flag(false)), ("privacy", text("none"))];
        assert_eq!(written(CREATE, &agent), bytes("0a01411201612000"));
        assert_eq!(written(UPDATE, &[("ref", text("r")), ("name", text("A"))]), bytes("0a0172120141"));
    }

    #[test]
    fn numbers_that_stand_for_nothing_are_left_out() {
        let agent = [
            ("ref", text("r")),
            ("maxContacts", Leaf::Number(-1.0)),
            ("expires", Leaf::Number(0.0)),
            ("domainRef", Leaf::Nothing),
        ];
        assert_eq!(written(UPDATE, &agent), bytes("0a0172"));
    }

    #[test]
    fn agents_are_read() {
        let agent = object(vec![
            ("ref", words("b55283d7-c745-4233-b008-91ac067c979a")),
            ("name", words("John Doe")),
            ("username", words("john")),
            ("privacy", Tree::Private(false)),
            ("enabled", Tree::Flag(true)),
            ("maxContacts", Tree::Number(-1)),
            ("expires", Tree::Number(0)),
            ("createdAt", Tree::Number(1_750_000_000)),
            ("updatedAt", Tree::Number(1_750_000_000)),
        ]);
        assert_eq!(tree(AGENT, &bytes(PLAIN)), Ok(agent.clone()));
        let length = u8::try_from(PLAIN.len() / 2).unwrap();
        let list = [vec![0x0a, length], bytes(PLAIN), bytes("1200")].concat();
        let expected = object(vec![("items", Tree::List(vec![agent])), ("nextPageToken", words(""))]);
        assert_eq!(tree(AGENTS, &list), Ok(expected));
    }

    #[test]
    fn agents_with_domain_and_credentials_are_read() {
        let part = |reference: &str, name: &str, key: &'static str, third: &str| {
            object(vec![("ref", words(reference)), ("name", words(name)), (key, words(third))])
        };
        let agent = object(vec![
            ("ref", words("54834ff2-50ad-4b77-920e-1188a0899208")),
            ("name", words("J")),
            ("username", words("john2")),
            ("privacy", Tree::Private(true)),
            ("enabled", Tree::Flag(true)),
            ("maxContacts", Tree::Number(3)),
            ("expires", Tree::Number(60)),
            ("domain", part("11111111-1111-4111-8111-111111111111", "Local", "domainUri", "sip.local.dev")),
            ("credentials", part("22222222-2222-4222-8222-222222222222", "Cred", "username", "1001")),
            ("createdAt", Tree::Number(1_750_000_001)),
            ("updatedAt", Tree::Number(1_750_000_001)),
        ]);
        assert_eq!(tree(AGENT, &bytes(FULL)), Ok(agent));
    }

    #[test]
    fn an_empty_list_has_an_empty_token() {
        let empty = object(vec![("items", Tree::List(Vec::new())), ("nextPageToken", words(""))]);
        assert_eq!(tree(AGENTS, &bytes("1200")), Ok(empty.clone()));
        assert_eq!(tree(AGENTS, &[]), Ok(empty));
    }

    #[test]
    fn fields_that_are_unknown_or_of_another_type_are_passed_over() {
        // Field 40 first, the ref as a number, then as it should be.
        assert_eq!(tree(REF, &bytes("c202016808050a0172")), Ok(object(vec![("ref", words("r"))])));
        assert_eq!(tree(AGENTS, &bytes("0805")), tree(AGENTS, &[]));
        assert_eq!(tree(REF, &bytes("0a01ff")), Ok(object(vec![("ref", words("\u{FFFD}"))])));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for shape in [AGENT, AGENTS, DOMAINS, TOKENS, REF] {
                let _ = tree(shape, &bytes);
            }
        }

        /// A valid message with one byte changed, or cut off.
        #[test]
        fn no_damage_panics(at in 0_usize..300, byte in any::<u8>(), end in 0_usize..300) {
            for hex in [PLAIN, FULL] {
                let mut message = bytes(hex);
                let at = at % message.len();
                message[at] = byte;
                let _ = tree(AGENT, &message);
                let _ = tree(AGENT, &message[..end.min(message.len())]);
            }
        }

        #[test]
        fn what_is_written_is_read(name in any::<String>(), number in 1..i32::MAX, flag in any::<bool>()) {
            let shape: &Shape = &[(1, "name", Text), (2, "number", Number), (3, "flag", Flag)];
            let leaves = [("name", text(&name)), ("number", Leaf::Number(number.into())), ("flag", Leaf::Flag(flag))];
            let expected = object(vec![("name", words(&name)), ("number", Tree::Number(number)), ("flag", Tree::Flag(flag))]);
            prop_assert_eq!(tree(shape, &written(shape, &leaves)), Ok(expected));
        }
    }
}
