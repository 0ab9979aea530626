//! What holds for every encrypted body and for every reply that is said to be one.

use super::SymmetricAlgorithm;
use super::cipher::{Cipher, IV_BYTES};
use super::envelope::{Binding, Envelope, Fields, Look};
use super::reply::{fresh, stripped};

const APPID: &str = "wx0000000000000001";
const NOW: i64 = 1_609_603_200;

/// A reply: what somebody made up opens under no key, what was sealed opens as it was and not with a bit
/// changed, and nothing that tied it to the call is left in what is read on.
pub fn envelope(bytes: &[u8]) {
    let ciphers = [
        (SymmetricAlgorithm::Aes256Gcm, &[7; 32][..]),
        (SymmetricAlgorithm::Sm4Gcm, &[7; 16][..]),
    ];
    let ciphers = ciphers.map(|(algorithm, key)| Cipher::new(algorithm, key));
    let associated = Binding::new("/wxa/business?x=1", APPID, "1609603200").associated("sn");
    let made_up = serde_json::from_slice::<Envelope>(bytes).ok();
    if let Some(made_up) = &made_up {
        let is_list = bytes.trim_ascii_start().starts_with(b"[");
        assert!(is_list || matches!(Look::of(bytes), Look::Envelope));
        for cipher in ciphers.iter().flatten() {
            assert!(made_up.open(cipher, &associated).is_err());
        }
    }
    if let Ok(read_on) = stripped(bytes, APPID, NOW) {
        let fields: Fields = serde_json::from_slice(&read_on).unwrap_or_default();
        let ties = ["_n", "_appid", "_timestamp"];
        assert!(ties.iter().all(|tie| !fields.contains_key(*tie)));
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(seconds) = fresh(text, NOW) {
        assert!(seconds.abs_diff(NOW) <= 300);
    }
    for cipher in ciphers.iter().flatten() {
        let Ok(sealed) = Envelope::seal(cipher, [3; IV_BYTES], &associated, text) else {
            continue;
        };
        let json = serde_json::to_vec(&sealed).unwrap_or_default();
        assert!(matches!(Look::of(&json), Look::Envelope));
        assert_eq!(sealed.open(cipher, &associated).as_deref(), Ok(bytes));
        assert!(sealed.open(cipher, "another call").is_err());
    }
}
