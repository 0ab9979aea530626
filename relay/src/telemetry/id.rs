//! What a request is called: by a trusted proxy that has named it already, else by the relay.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries the request's id, both ways.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// W3C Trace Context: which trace a request belongs to.
pub(super) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Letters that a name given by a proxy may have.
const SHORTEST: usize = 8;
const LONGEST: usize = 64;

/// What one request is called in log, header, audit and problem. It is kept in place: a reply that is kept
/// ready is answered without asking for memory.
#[derive(Clone, Copy)]
pub(crate) struct RequestId {
    letters: [u8; LONGEST],
    length: u8,
}

impl RequestId {
    /// A name that no other request has.
    pub(crate) fn new() -> Self {
        let number: u128 = rand::random();
        let mut letters = [0; LONGEST];
        write_hex(&mut letters[..32], number);
        Self {
            letters,
            length: 32,
        }
    }

    /// The name in a header, where it is well-formed: anything else might be made to forge log lines.
    fn given(value: &HeaderValue) -> Option<Self> {
        let text = value.as_bytes();
        let is_plain =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let fits = (SHORTEST..=LONGEST).contains(&text.len());
        if !fits || !text.iter().all(is_plain) {
            return None;
        }
        let mut letters = [0; LONGEST];
        letters[..text.len()].copy_from_slice(text);
        let length = u8::try_from(text.len()).ok()?;
        Some(Self { letters, length })
    }

    /// The name as text.
    pub(crate) fn as_str(&self) -> &str {
        let letters = self.letters.get(..usize::from(self.length));
        letters
            .and_then(|letters| std::str::from_utf8(letters).ok())
            .unwrap_or_default()
    }

    /// The name as a header.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(self.as_str()).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The trace that a request belongs to, in 32 hexadecimal digits.
#[derive(Clone, Copy)]
pub(crate) struct TraceId([u8; 32]);

impl TraceId {
    /// The trace that a `traceparent` names, where the whole of it is valid.
    fn given(value: &HeaderValue) -> Option<Self> {
        let text = value.as_bytes();
        let is_hex = |part: &[u8]| {
            let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            part.iter().all(is_digit)
        };
        let is_zero = |part: &[u8]| part.iter().all(|byte| *byte == b'0');
        let (version, rest) = text.split_at_checked(2)?;
        // Later versions may only add, after another dash.
        let ends = match rest.len() {
            53 => true,
            54.. => version != b"00" && rest[53] == b'-',
            _ => false,
        };
        if !ends || !is_hex(version) || version == b"ff" {
            return None;
        }
        let (trace, parent, flags) = (&rest[1..33], &rest[34..50], &rest[51..53]);
        let dashes = [rest[0], rest[33], rest[50]] == [b'-'; 3];
        let is_valid = dashes
            && is_hex(trace)
            && is_hex(parent)
            && is_hex(flags)
            && !is_zero(trace)
            && !is_zero(parent);
        is_valid.then(|| trace.try_into().ok().map(Self))?
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

/// What a request is called, and its trace; `trusted` says whether whoever sent it may name it, and is asked
/// only where they did.
pub(super) fn named(
    headers: &HeaderMap,
    trusted: impl FnOnce() -> bool,
) -> (RequestId, Option<TraceId>) {
    let mut ids = headers.get_all(REQUEST_ID).iter();
    let mut parents = headers.get_all(TRACEPARENT).iter();
    // Of two it is not known which the proxy wrote.
    let id = ids.next().filter(|_| ids.next().is_none());
    let parent = parents.next().filter(|_| parents.next().is_none());
    if (id.is_none() && parent.is_none()) || !trusted() {
        return (RequestId::new(), None);
    }
    let id = id.and_then(RequestId::given);
    (
        id.unwrap_or_else(RequestId::new),
        parent.and_then(TraceId::given),
    )
}

fn write_hex(letters: &mut [u8], number: u128) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (letter, byte) in letters.chunks_exact_mut(2).zip(number.to_be_bytes()) {
        letter[0] = DIGITS[usize::from(byte >> 4)];
        letter[1] = DIGITS[usize::from(byte & 15)];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn header(text: &str) -> HeaderValue {
        HeaderValue::from_str(text).unwrap()
    }

    #[test]
    fn a_name_is_taken_where_it_can_forge_nothing() {
        for (text, taken) in [
            ("abcdefgh", true),
            ("a-B_9.cdefgh", true),
            (&*"a".repeat(64), true),
            (&*"a".repeat(65), false),
            ("abcdefg", false),
            ("", false),
            ("abcdefgh ijk", false),
            ("abcdefgh\"status\"", false),
            ("abcdefgh/ij", false),
        ] {
            let id = RequestId::given(&header(text));
            assert_eq!(id.is_some(), taken, "{text}");
            if let Some(id) = id {
                assert_eq!(id.to_string(), text);
            }
        }
        let bytes = HeaderValue::from_bytes("编号编号编号".as_bytes()).unwrap();
        assert!(RequestId::given(&bytes).is_none());
    }

    #[test]
    fn a_name_of_our_own_is_of_32_digits_and_new_each_time() {
        let (one, other) = (RequestId::new().to_string(), RequestId::new().to_string());
        assert_ne!(one, other);
        assert!(one.len() == 32 && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn a_trace_is_taken_out_of_a_valid_traceparent_alone() {
        for (text, taken) in [
            (format!("00-{TRACE}-00f067aa0ba902b7-01"), true),
            (format!("cc-{TRACE}-00f067aa0ba902b7-01-what-comes"), true),
            (format!("cc-{TRACE}-00f067aa0ba902b7-01.what"), false),
            (format!("00-{TRACE}-00f067aa0ba902b7-01-more"), false),
            (format!("ff-{TRACE}-00f067aa0ba902b7-01"), false),
            (format!("00-{TRACE}-0000000000000000-01"), false),
            (format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)), false),
            (
                format!("00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()),
                false,
            ),
            (format!("00_{TRACE}_00f067aa0ba902b7_01"), false),
            (format!("00-{TRACE}"), false),
            (String::new(), false),
        ] {
            let trace = TraceId::given(&header(&text));
            let told = trace.map(|trace| trace.to_string());
            assert_eq!(told, taken.then(|| TRACE.to_owned()), "{text}");
        }
    }

    #[test]
    fn who_is_not_trusted_names_nothing_and_two_names_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(REQUEST_ID, header("given-by-proxy"));
        headers.append(
            TRACEPARENT,
            header(&format!("00-{TRACE}-00f067aa0ba902b7-01")),
        );
        let (id, trace) = named(&headers, || true);
        assert!(id.as_str() == "given-by-proxy" && trace.is_some());
        let (id, trace) = named(&headers, || false);
        assert!(id.as_str().len() == 32 && trace.is_none());
        headers.append(REQUEST_ID, header("given-by-another"));
        let (id, trace) = named(&headers, || true);
        assert!(id.as_str().len() == 32 && trace.is_some());
        let asked = named(&HeaderMap::new(), || panic!("nothing was named"));
        assert!(asked.1.is_none());
    }
}
