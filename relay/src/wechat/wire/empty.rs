//! What is empty in a reply, however that is spelt.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A part of a reply. `null`, `""`, `[]`, `{}` and absent read alike, since servers write an empty list or
/// object in each of these ways.
#[derive(Debug)]
pub(super) struct Maybe<T>(pub(super) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        if is_empty(raw) {
            return Ok(Self(None));
        }
        let read = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
        Ok(Self(Some(read)))
    }
}

/// Whether a value holds nothing at all.
pub(super) fn is_empty(raw: &RawValue) -> bool {
    let text = raw.get();
    let inside = |open: char, close: char| text.strip_prefix(open)?.strip_suffix(close);
    matches!(text, "null" | "\"\"")
        || [('[', ']'), ('{', '}')]
            .into_iter()
            .filter_map(|(open, close)| inside(open, close))
            .any(|inside| inside.trim().is_empty())
}
