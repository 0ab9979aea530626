//! What a key's text holds: PEM or bare base64 around DER, and which kind of thing that DER is.
//!
//! Only the outline is looked at, so that what stands in the wrong place can be called by its name;
//! whether it is sound, those find out who use it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// `rsaEncryption` of RFC 8017.
pub(super) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-ecPublicKey` of RFC 5480; the curve is its parameter.
pub(super) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// The curve SM2, as GM/T 0006 numbers it.
pub(super) const SM2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301");

/// What DER turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An RSA private key, and where in its DER the key proper stands.
    Rsa {
        /// Bits of the modulus.
        bits: usize,
        /// Whether PKCS#8 is around it.
        wrapped: bool,
    },
    /// A private key of the curve SM2, in PKCS#8 or SEC1.
    Sm2,
    /// A private key of another curve.
    OtherCurve,
    /// A private key of another algorithm.
    OtherPrivate,
    /// A private key that a passphrase locks.
    Encrypted,
    /// A public key.
    Public,
    /// A certificate.
    Certificate,
    /// A request for a certificate.
    Request,
    /// Something else.
    Unknown,
}

/// For a sentence: «this is …».
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa { .. } => "an RSA private key",
            Self::Sm2 => "an SM2 private key",
            Self::OtherCurve => "a private key of another curve (EC)",
            Self::OtherPrivate => "a private key of another algorithm",
            Self::Encrypted => "an encrypted private key",
            Self::Public => "a public key",
            Self::Certificate => "a certificate",
            Self::Request => "a request for a certificate (CSR)",
            Self::Unknown => "something that is neither key nor certificate",
        })
    }
}

/// A block of text, taken out of its armour.
pub(super) enum Content {
    /// DER, or what should be.
    Der(Vec<u8>),
    /// A private key that a passphrase locks in the old way, which leaves no DER.
    Locked,
}

/// Takes DER out of its text. Of several blocks the first whose label ends with `label` counts,
/// since tools write parameters before a key and other things around a certificate.
///
/// `None` where the text is neither PEM nor base64.
pub(super) fn open(text: &str, label: &str) -> Option<Content> {
    let text = text.trim_start_matches('\u{feff}');
    let blocks = blocks(text);
    let wanted = blocks.iter().find(|(found, _)| found.ends_with(label));
    let inner = match wanted.or(blocks.first()) {
        // The old way of OpenSSL: headers before the base64.
        Some((_, inner)) if inner.contains("ENCRYPTED") => return Some(Content::Locked),
        Some((_, inner)) => inner,
        None => text,
    };
    base64(inner).map(Content::Der)
}

/// The PEM blocks, each with label and what stands inside; lines may have any length, or be one.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    text.split(BEGIN)
        .skip(1)
        .filter_map(|block| {
            let (label, rest) = block.split_once("-----")?;
            let (inner, _) = rest.split_once(END)?;
            Some((label, inner))
        })
        .collect()
}

/// Base64 in one or many lines.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let joined: String = text.split_whitespace().collect();
    let bytes = STANDARD.decode(joined).ok()?;
    (!bytes.is_empty()).then_some(bytes)
}

/// Which kind of thing this is, by the tags of its outline.
pub(super) fn kind(der: &[u8]) -> Kind {
    const CURVE: u32 = 0;
    let Some(parts) = parts(der) else {
        return Kind::Unknown;
    };
    let tags: Vec<Tag> = parts.iter().map(|part| part.tag()).collect();
    match tags.as_slice() {
        [Tag::Integer, Tag::Integer] | [Tag::Sequence, Tag::BitString] => Kind::Public,
        [Tag::Integer, Tag::Integer, ..] if parts.len() >= 9 => Kind::Rsa {
            bits: bits(parts[1]),
            wrapped: false,
        },
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => wrapped(parts[1], parts[2]),
        [Tag::Integer, Tag::OctetString, ..] => {
            let curve = parts.iter().find(|part| {
                part.tag().is_context_specific() && part.tag().number().value() == CURVE
            });
            curve.map_or(Kind::Sm2, |curve| curve_kind(curve.value()))
        }
        [Tag::Sequence, Tag::OctetString] => Kind::Encrypted,
        // A request is version, subject, key and attributes; a certificate has more.
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => {
            match inner(parts[0].value()).map(|inner| inner.len()) {
                Some(3 | 4) => Kind::Request,
                Some(_) => Kind::Certificate,
                None => Kind::Unknown,
            }
        }
        _ => Kind::Unknown,
    }
}

/// What PKCS#8 holds.
fn wrapped(algorithm: AnyRef<'_>, key: AnyRef<'_>) -> Kind {
    let algorithm = inner(algorithm.value()).unwrap_or_default();
    let number = |part: &AnyRef<'_>| part.decode_as::<ObjectIdentifier>().ok();
    match algorithm.first().and_then(number) {
        Some(RSA) => match kind(key.value()) {
            Kind::Rsa { bits, .. } => Kind::Rsa {
                bits,
                wrapped: true,
            },
            _ => Kind::Unknown,
        },
        Some(EC) => match algorithm.get(1).and_then(number) {
            Some(SM2) => Kind::Sm2,
            _ => Kind::OtherCurve,
        },
        _ => Kind::OtherPrivate,
    }
}

fn curve_kind(number: &[u8]) -> Kind {
    match ObjectIdentifier::from_der(number) {
        Ok(SM2) => Kind::Sm2,
        _ => Kind::OtherCurve,
    }
}

/// Bits of an RSA public key's modulus, 0 for what is none.
pub(super) fn modulus_bits(public: &[u8]) -> usize {
    parts(public)
        .and_then(|parts| parts.first().copied())
        .map_or(0, bits)
}

fn bits(number: AnyRef<'_>) -> usize {
    let Ok(number) = number.decode_as::<UintRef<'_>>() else {
        return 0;
    };
    let bytes = number.as_bytes();
    let unused = bytes.first().map_or(0, |first| first.leading_zeros());
    (bytes.len() * 8).saturating_sub(unused as usize)
}

/// The parts of a sequence.
fn parts(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let whole = AnyRef::from_der(der).ok()?;
    (whole.tag() == Tag::Sequence)
        .then(|| inner(whole.value()))
        .flatten()
}

fn inner(value: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(value).ok()?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(reader.decode().ok()?);
    }
    Some(parts)
}
