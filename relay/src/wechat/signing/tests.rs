//! What signing guarantees, against WeChat's published sample and a counterpart that answers as
//! WeChat does.

mod changes;
mod keys;
mod random;
mod replies;
mod vectors;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use sm2::elliptic_curve::pkcs8::DecodePublicKey as _;
use tempfile::TempDir;

use super::certificates::PublicKey;
use super::cipher::Cipher;
use super::envelope::{Binding, Envelope};
use super::keys::PrivateKey;
use super::{AsymmetricAlgorithm, Signer, SymmetricAlgorithm};
use crate::config::{
    AsymmetricConfig, PlainReplies, PlatformCertificate, SecretSource, SigningKeys, SymmetricConfig,
};

/// The demonstration's keys.
const DEMO: &str = include_str!("../../../../simulator/src/signing/keys.json");

const APPID: &str = "wx0123456789abcdef";
const PATH: &str = "/wxa/business/performance/boot";
const NOW: i64 = 1_790_000_000;

/// The four ways to sign and encrypt.
const PAIRS: [(SymmetricAlgorithm, AsymmetricAlgorithm); 4] = [
    (
        SymmetricAlgorithm::Aes256Gcm,
        AsymmetricAlgorithm::RsaWithSha256,
    ),
    (
        SymmetricAlgorithm::Aes256Gcm,
        AsymmetricAlgorithm::Sm2WithSm3,
    ),
    (
        SymmetricAlgorithm::Sm4Gcm,
        AsymmetricAlgorithm::RsaWithSha256,
    ),
    (SymmetricAlgorithm::Sm4Gcm, AsymmetricAlgorithm::Sm2WithSm3),
];

/// A text of the demonstration's keys, by its path.
fn demo(path: &str) -> String {
    let keys: Value = serde_json::from_str(DEMO).unwrap();
    keys.pointer(path)
        .and_then(Value::as_str)
        .unwrap()
        .to_owned()
}

fn bytes(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).unwrap()
}

fn symmetric(algorithm: SymmetricAlgorithm) -> (&'static str, String, String) {
    let name = match algorithm {
        SymmetricAlgorithm::Aes256Gcm => "aes256_gcm",
        SymmetricAlgorithm::Sm4Gcm => "sm4_gcm",
    };
    let part = |key: &str| demo(&format!("/symmetric/{name}/{key}"));
    (name, part("sn"), part("key"))
}

fn kind(algorithm: AsymmetricAlgorithm) -> (&'static str, &'static str) {
    match algorithm {
        AsymmetricAlgorithm::RsaWithSha256 => ("rsa", "private_pkcs1"),
        AsymmetricAlgorithm::Sm2WithSm3 => ("sm2", "private_pkcs8"),
    }
}

/// A signer, and WeChat's side of the same keys.
struct House {
    signer: Signer,
    wechat: Wechat,
    folder: TempDir,
}

impl House {
    /// WeChat signs by the same kind of key as the app.
    fn new((cipher, pair): (SymmetricAlgorithm, AsymmetricAlgorithm)) -> Self {
        let name = kind(pair).0;
        Self::with(cipher, pair, &[name], PlainReplies::Refuse)
    }

    /// With certificates of these names; WeChat signs by the first.
    fn with(
        cipher: SymmetricAlgorithm,
        pair: AsymmetricAlgorithm,
        certificates: &[&str],
        plain_replies: PlainReplies,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(cipher, pair, certificates, &folder);
        Self {
            signer: Signer::new(config, APPID.to_owned(), plain_replies),
            wechat: Wechat::new(cipher, pair, certificates[0]),
            folder,
        }
    }

    fn open(&self, reply: &Reply) -> Result<super::Opened, String> {
        self.open_at(reply, NOW)
    }

    fn open_at(&self, reply: &Reply, now: i64) -> Result<super::Opened, String> {
        let opened = self.signer.open(PATH, &reply.headers, &reply.body, now);
        opened.map_err(|error| error.to_string())
    }
}

fn config(
    algorithm: SymmetricAlgorithm,
    pair: AsymmetricAlgorithm,
    certificates: &[&str],
    folder: &TempDir,
) -> SigningKeys {
    let (_, sn, key) = symmetric(algorithm);
    let (app, private) = kind(pair);
    let certificates = certificates.iter().map(|name| {
        let file = folder.path().join(name);
        std::fs::write(&file, demo(&format!("/platform/{name}/certificate"))).unwrap();
        PlatformCertificate {
            sn: demo(&format!("/platform/{name}/sn")),
            file,
        }
    });
    SigningKeys {
        symmetric: SymmetricConfig {
            algorithm,
            sn,
            key: SecretSource::inline(key),
        },
        asymmetric: AsymmetricConfig {
            algorithm: pair,
            sn: demo(&format!("/app/{app}/sn")),
            private_key: SecretSource::inline(demo(&format!("/app/{app}/{private}"))),
        },
        certificates: certificates.collect(),
    }
}

/// A reply on its way.
#[derive(Clone)]
struct Reply {
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn plain(body: &str) -> Self {
        Self {
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        let name: HeaderName = name.parse().unwrap();
        self.headers
            .insert(name, HeaderValue::from_str(value).unwrap());
    }

    fn get(&self, name: &str) -> String {
        self.headers[name].to_str().unwrap().to_owned()
    }
}

/// The side that reads requests and signs replies.
struct Wechat {
    cipher: Cipher,
    symmetric_sn: String,
    app: PublicKey,
    platform: PrivateKey,
    platform_sn: String,
}

impl Wechat {
    fn new(algorithm: SymmetricAlgorithm, pair: AsymmetricAlgorithm, platform: &str) -> Self {
        let (_, symmetric_sn, key) = symmetric(algorithm);
        let name = kind(pair).0;
        let public = bytes(&demo(&format!("/app/{name}/public_spki")));
        let app = match pair {
            AsymmetricAlgorithm::RsaWithSha256 => rsa(&public),
            AsymmetricAlgorithm::Sm2WithSm3 => {
                let public = sm2::PublicKey::from_public_key_der(&public).unwrap();
                let sn = demo(&format!("/app/{name}/sn"));
                let key = sm2::dsa::VerifyingKey::new(&sn, public).unwrap();
                PublicKey::Sm2(Box::new(key))
            }
        };
        let platform_sn = demo(&format!("/platform/{platform}/sn"));
        Self {
            cipher: Cipher::new(algorithm, &bytes(&key)).unwrap(),
            symmetric_sn,
            app,
            platform: platform_key(platform, &platform_sn),
            platform_sn,
        }
    }

    /// What a call says in clear, where its signature is the app's.
    fn read(&self, path: &str, sealed: &super::Sealed) -> Option<String> {
        let [(_, appid), (_, timestamp), (_, signature)] = &sealed.headers;
        let binding = Binding::new(path, appid, timestamp);
        let payload = binding.payload(sealed.body.as_bytes());
        if !self.app.verifies(&payload, &bytes(signature)) {
            return None;
        }
        let envelope: Envelope = serde_json::from_str(&sealed.body).unwrap();
        let associated = binding.associated(&self.symmetric_sn);
        let clear = envelope.open(&self.cipher, &associated).ok()?;
        Some(String::from_utf8(clear).unwrap())
    }

    /// A signed reply of these fields.
    fn reply(&self, fields: &str) -> Reply {
        self.reply_at(NOW, fields)
    }

    fn reply_at(&self, timestamp: i64, fields: &str) -> Reply {
        let rest = fields.trim_start_matches('{');
        let comma = if rest.trim() == "}" { "" } else { "," };
        let inside = format!(
            "{{\"_n\":\"bm9uY2U\",\"_appid\":\"{APPID}\",\"_timestamp\":{timestamp}{comma}{rest}"
        );
        self.reply_of(timestamp, &inside)
    }

    /// A signed reply of this very text.
    fn reply_of(&self, timestamp: i64, inside: &str) -> Reply {
        let timestamp = timestamp.to_string();
        let binding = Binding::new(PATH, APPID, &timestamp);
        let associated = binding.associated(&self.symmetric_sn);
        let iv = super::random().unwrap();
        let envelope = Envelope::seal(&self.cipher, iv, &associated, inside).unwrap();
        self.sign(&timestamp, &serde_json::to_string(&envelope).unwrap())
    }

    fn sign(&self, timestamp: &str, body: &str) -> Reply {
        let mut reply = Reply::plain(body);
        reply.set("Wechatmp-Appid", APPID);
        reply.set("Wechatmp-TimeStamp", timestamp);
        reply.set("Wechatmp-Serial", &self.platform_sn);
        let payload = Binding::new(PATH, APPID, timestamp).payload(body.as_bytes());
        let signature = self.platform.sign(&payload).unwrap();
        reply.set("Wechatmp-Signature", &STANDARD.encode(signature));
        reply
    }
}

fn platform_key(name: &str, sn: &str) -> PrivateKey {
    let algorithm = if name == "sm2" {
        AsymmetricAlgorithm::Sm2WithSm3
    } else {
        AsymmetricAlgorithm::RsaWithSha256
    };
    let source = SecretSource::inline(demo(&format!("/platform/{name}/private_pkcs8")));
    PrivateKey::read(algorithm, sn, &source).unwrap()
}

fn rsa(public: &[u8]) -> PublicKey {
    use aws_lc_rs::signature::{ParsedPublicKey, RSA_PSS_2048_8192_SHA256};
    let key = ParsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, public).unwrap();
    PublicKey::Rsa(Box::new(key))
}
