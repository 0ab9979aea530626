//! WeChat's published sample, and one vector of others for SM4 and SM2 each.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use sm2::elliptic_curve::pkcs8::DecodePublicKey as _;

use super::super::certificates::PublicKey;
use super::super::cipher::Cipher;
use super::super::envelope::{Binding, Envelope};
use super::super::keys::PrivateKey;
use super::super::{AsymmetricAlgorithm, Signer, Standing, SymmetricAlgorithm};
use super::{bytes, rsa};
use crate::config::{
    AsymmetricConfig, PlainReplies, PlatformCertificate, SecretSource, SigningKeys, SymmetricConfig,
};

const VECTORS: &str = include_str!("../vectors.json");

/// The address of the sample.
const PATH: &str = "/wxa/getuserriskrank";

struct Sample(Value);

impl Sample {
    fn read() -> Self {
        Self(serde_json::from_str(VECTORS).unwrap())
    }

    fn common(&self, path: &str) -> &str {
        let path = format!("/common_official/{path}");
        self.0.pointer(&path).and_then(Value::as_str).unwrap()
    }

    fn vector(&self, name: &str) -> &Value {
        let vectors = self.0["vectors"].as_array().unwrap();
        vectors.iter().find(|one| one["name"] == name).unwrap()
    }

    fn rsa(&self) -> SecretSource {
        let der = self.common("app_rsa/demo_key_pkcs1_der_base64");
        SecretSource::inline(der.to_owned())
    }
}

fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().unwrap()
}

fn timestamp(vector: &Value) -> String {
    vector["timestamp"].as_i64().unwrap().to_string()
}

/// Encrypts a vector's text and compares every byte.
fn encrypts(vector: &Value, algorithm: SymmetricAlgorithm, key: &str, binding: &Binding<'_>) {
    let cipher = Cipher::new(algorithm, &bytes(key)).unwrap();
    let iv = bytes(text(vector, "iv_base64")).try_into().unwrap();
    let associated = binding.associated("fa05fe1e5bcc79b81ad5ad4b58acf787");
    assert_eq!(associated, text(vector, "aad"));
    let plain = text(vector, "plaintext");
    let envelope = Envelope::seal(&cipher, iv, &associated, plain).unwrap();
    let body = serde_json::to_string(&envelope).unwrap();
    let expected = format!(
        "{{\"iv\":\"{}\",\"data\":\"{}\",\"authtag\":\"{}\"}}",
        text(vector, "iv_base64"),
        text(vector, "data_base64"),
        text(vector, "authtag_base64"),
    );
    assert_eq!(body, expected);
    assert_eq!(
        envelope.open(&cipher, &associated).unwrap(),
        plain.as_bytes()
    );
}

#[test]
fn the_official_request_is_encrypted_byte_for_byte() {
    let sample = Sample::read();
    let vector = sample.vector("official-request-encrypt-aes256gcm");
    let timestamp = timestamp(vector);
    let binding = Binding::new(PATH, sample.common("appid"), &timestamp);
    let key = sample.common("symmetric/key_base64");
    encrypts(vector, SymmetricAlgorithm::Aes256Gcm, key, &binding);
    assert_eq!(text(vector, "post_body").len(), 324);
}

#[test]
fn the_official_signature_verifies_and_so_does_ours_in_its_place() {
    let sample = Sample::read();
    let vector = sample.vector("official-request-sign-rsa-pss");
    let request = sample.vector("official-request-encrypt-aes256gcm");
    let timestamp = timestamp(vector);
    let binding = Binding::new(PATH, sample.common("appid"), &timestamp);
    let payload = binding.payload(text(request, "post_body").as_bytes());
    assert_eq!(payload, text(vector, "payload").as_bytes());

    let source = sample.rsa();
    let private = PrivateKey::read(AsymmetricAlgorithm::RsaWithSha256, "unused", &source).unwrap();
    let PrivateKey::Rsa(pair) = &private else {
        panic!("the sample signs by RSA");
    };
    let public = rsa(aws_lc_rs::signature::KeyPair::public_key(pair).as_ref());
    let official = bytes(text(vector, "signature_base64"));
    assert!(public.verifies(&payload, &official));
    assert!(public.verifies(&payload, &private.sign(&payload).unwrap()));
}

#[test]
fn a_signature_verifies_with_each_salt_that_tools_make_and_no_other_does() {
    use aws_lc_rs::signature::{KeyPair as _, RSA_PSS_SHA256, RsaEncoding, RsaPssSaltLength};
    macro_rules! salted {
        ($length:expr) => {
            &const { RSA_PSS_SHA256.with_pss_salt_length($length) }
        };
    }
    let all: [&'static dyn RsaEncoding; 5] = [
        &RSA_PSS_SHA256,
        salted!(RsaPssSaltLength::Max),
        salted!(RsaPssSaltLength::Custom(0)),
        salted!(RsaPssSaltLength::Custom(20)),
        salted!(RsaPssSaltLength::Custom(64)),
    ];
    let source = Sample::read().rsa();
    let private = PrivateKey::read(AsymmetricAlgorithm::RsaWithSha256, "unused", &source).unwrap();
    let PrivateKey::Rsa(pair) = &private else {
        panic!("the sample signs by RSA");
    };
    let public = rsa(pair.public_key().as_ref());
    let random = aws_lc_rs::rand::SystemRandom::new();
    for encoding in all {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(encoding, &random, b"payload", &mut signature)
            .unwrap();
        assert!(public.verifies(b"payload", &signature), "{encoding:?}");
        assert!(!public.verifies(b"another", &signature), "{encoding:?}");
    }
    let mut other = vec![0; pair.public_modulus_len()];
    let pkcs1 = &aws_lc_rs::signature::RSA_PKCS1_SHA256;
    pair.sign(pkcs1, &random, b"payload", &mut other).unwrap();
    assert!(!public.verifies(b"payload", &other));
}

#[test]
fn the_official_reply_verifies_and_opens() {
    let sample = Sample::read();
    let vector = sample.vector("official-reply-verify-rsa-pss");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.pem");
    let certificate = sample.common("platform_certificate/certificate_pem");
    std::fs::write(&file, certificate).unwrap();
    let config = SigningKeys {
        symmetric: SymmetricConfig {
            algorithm: SymmetricAlgorithm::Aes256Gcm,
            sn: sample.common("symmetric/sn").to_owned(),
            key: SecretSource::inline(sample.common("symmetric/key_base64").to_owned()),
        },
        asymmetric: AsymmetricConfig {
            algorithm: AsymmetricAlgorithm::RsaWithSha256,
            sn: sample.common("app_rsa/sn").to_owned(),
            private_key: sample.rsa(),
        },
        certificates: vec![PlatformCertificate {
            sn: sample
                .common("platform_certificate/sn_in_console")
                .to_owned(),
            file,
        }],
    };
    let appid = sample.common("appid").to_owned();
    let signer = Signer::new(config, appid, PlainReplies::Refuse);
    let headers: HeaderMap = vector["reply_headers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| {
            let name: HeaderName = name.parse().unwrap();
            let value = HeaderValue::from_str(value.as_str().unwrap()).unwrap();
            (name, value)
        })
        .collect();
    let body = text(vector, "body").as_bytes();
    let now = vector["timestamp"].as_i64().unwrap();
    let opened = signer.open(PATH, &headers, body, now).unwrap();
    assert_eq!(opened.standing, Standing::Signed);
    let expected = sample.vector("official-reply-decrypt-aes256gcm");
    let fields: Value = serde_json::from_slice(&opened.body).unwrap();
    assert_eq!(fields, expected["after_removing_security_fields"]);
    // A query is no part of what is signed, whatever stands in it.
    let with_query = format!("{PATH}?access_token=x");
    assert!(signer.open(&with_query, &headers, body, now).is_ok());
    assert!(signer.open("/wxa/other", &headers, body, now).is_err());
}

#[test]
fn the_vector_for_sm4_is_encrypted_byte_for_byte() {
    let sample = Sample::read();
    let vector = sample.vector("sm4gcm-request-encrypt");
    let timestamp = timestamp(vector);
    let binding = Binding::new(PATH, sample.common("appid"), &timestamp);
    let key = text(vector, "key_base64");
    encrypts(vector, SymmetricAlgorithm::Sm4Gcm, key, &binding);
}

#[test]
fn the_vector_for_sm2_verifies_as_der_and_as_bare_numbers() {
    let sample = Sample::read();
    let vector = sample.vector("sm2withsm3-generic-verify");
    let public = sm2::PublicKey::from_public_key_pem(text(vector, "public_key_pem")).unwrap();
    let id = text(vector, "user_id");
    let key = |id: &str| {
        let key = sm2::dsa::VerifyingKey::new(id, public).unwrap();
        PublicKey::Sm2(Box::new(key))
    };
    let message = text(vector, "message").as_bytes();
    let der = bytes(text(vector, "signature_der_base64"));
    let bare = sm2::dsa::Signature::from_der(&der).unwrap().to_bytes();
    assert!(key(id).verifies(message, &der));
    assert!(key(id).verifies(message, &bare));
    assert!(!key("another id").verifies(message, &der));

    let source = SecretSource::inline(text(vector, "demo_key_pkcs8_der_base64").to_owned());
    let private = PrivateKey::read(AsymmetricAlgorithm::Sm2WithSm3, id, &source).unwrap();
    let ours = private.sign(message).unwrap();
    assert!(key(id).verifies(message, &ours));
    assert!(sm2::dsa::Signature::from_der(&ours).is_ok());
}
