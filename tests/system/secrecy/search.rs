//! Looks for secrets in what left the relay: whole or in pieces, in every spelling that a program
//! might write them in.

use std::collections::{BTreeSet, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// So many letters of a secret are a leak.
const PIECE: usize = 16;

/// One bit for each three bytes, so that hardly any place needs a closer look.
const BITS: usize = 1 << 24;

/// What is searched for.
pub(super) struct Search {
    names: Vec<String>,
    /// Each piece, with whose it is.
    pieces: HashMap<u128, usize>,
    begins: Vec<u64>,
}

impl Search {
    /// A search for secrets, each with its name.
    pub(super) fn new(secrets: &[(String, String)]) -> Self {
        let mut search = Self {
            names: Vec::new(),
            pieces: HashMap::new(),
            begins: vec![0; BITS / 64],
        };
        for (name, secret) in secrets {
            assert!(
                secret.len() >= PIECE,
                "{name} is too short to be searched for"
            );
            let owner = search.names.len();
            for spelling in plain(secret) {
                for piece in spelling.as_bytes().windows(PIECE) {
                    search.look_for(piece, owner);
                }
            }
            // Encoded it is longer, so that any piece of a secret holds one of these.
            for spelling in encoded(secret) {
                for piece in spelling.as_bytes().chunks_exact(PIECE) {
                    search.look_for(piece, owner);
                }
            }
            search.names.push(name.clone());
        }
        search
    }

    fn look_for(&mut self, piece: &[u8], owner: usize) {
        let (word, bit) = place(piece);
        self.begins[word] |= bit;
        self.pieces.entry(number(piece)).or_insert(owner);
    }

    /// Whose secret stands in a text, with what stands around it.
    pub(super) fn find(&self, text: &[u8]) -> Option<(&str, String)> {
        text.windows(PIECE).enumerate().find_map(|(at, piece)| {
            let (word, bit) = place(piece);
            if self.begins[word] & bit == 0 {
                return None;
            }
            let owner = *self.pieces.get(&number(piece))?;
            let around = &text[at.saturating_sub(200)..(at + 200).min(text.len())];
            let around = String::from_utf8_lossy(around).into_owned();
            Some((self.names[owner].as_str(), around))
        })
    }
}

fn place(piece: &[u8]) -> (usize, u64) {
    let bit = usize::from(piece[0]) << 16 | usize::from(piece[1]) << 8 | usize::from(piece[2]);
    (bit / 64, 1 << (bit % 64))
}

fn number(piece: &[u8]) -> u128 {
    u128::from_le_bytes(piece.try_into().unwrap())
}

/// A secret as it is, and as addresses and JSON write it.
fn plain(secret: &str) -> BTreeSet<String> {
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let json = serde_json::to_string(secret).unwrap();
    let json = json.trim_matches('"').to_owned();
    BTreeSet::from([secret.to_owned(), percent.to_lowercase(), percent, json])
}

/// A secret as dumps write it: in hexadecimal, as `Debug` writes bytes, and in base64.
fn encoded(secret: &str) -> Vec<String> {
    let hex = secret.bytes().map(|byte| format!("{byte:02x}"));
    let hex: String = hex.collect();
    let bytes: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
    let mut encoded = vec![hex.to_uppercase(), hex, bytes.join(", ")];
    // What stands before shifts it by up to two bytes, and the letters at both ends are mixed.
    for before in ["", "a", "ab"] {
        let text = format!("{before}{secret}");
        for base64 in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
            encoded.push(base64[4..base64.len() - 4].to_owned());
        }
    }
    encoded
}

#[test]
fn the_search_finds_a_secret_in_every_spelling_and_any_piece_of_it() {
    let secret = "tick@et+/0123456789_abcdefghijkl";
    let search = Search::new(&[("the ticket".to_owned(), secret.to_owned())]);
    let base64 = STANDARD_NO_PAD.encode(format!("id:{secret}&more"));
    for text in [
        secret.to_owned(),
        format!("told «{}»", &secret[9..25]),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        "7469636b4065742b2f303132".to_owned(),
        "7469636B4065742B2F303132".to_owned(),
        format!("{:?}", secret.as_bytes()),
        base64[8..32].to_owned(),
        serde_json::json!({ "said": secret }).to_string(),
    ] {
        let found = search.find(text.as_bytes());
        assert_eq!(found.map(|(name, _)| name), Some("the ticket"), "{text}");
    }
    let cut = &secret[..15];
    for text in [cut, "tick@et+/012345-6789_abcdef-ghijkl", ""] {
        assert!(search.find(text.as_bytes()).is_none(), "{text}");
    }
}
