//! The caller's side: sealing and signing calls, checking and opening replies. Where it can, it
//! uses other libraries than the simulator.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{AesGcm, Nonce};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, UnboundKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sm2::SecretKey;
use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{self, SigningKey, VerifyingKey};
use sm2::pkcs8::{DecodePrivateKey, DecodePublicKey};
use sm4::Sm4;
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};

use super::super::client::Reply;
use crate::demonstration::{Keys, keys};
use crate::{Cipher, Pair, Signature};

const HOST: &str = "https://api.weixin.qq.com";
const IV: [u8; 12] = *b"made-up iv 1";

fn decoded(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

/// A call ready to be sent.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

impl Request {
    pub(super) fn set(&mut self, name: &'static str, value: &str) {
        self.remove(name);
        self.headers.push((name, value.to_owned()));
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.headers.retain(|(each, _)| *each != name);
    }
}

/// An account with the keys of its pair.
pub(super) struct Client {
    pub(super) pair: Pair,
    pub(super) keys: Keys,
    pub(super) appid: String,
}

impl Client {
    pub(super) fn new(pair: Pair, appid: &str) -> Self {
        Self {
            pair,
            keys: keys(pair),
            appid: appid.to_owned(),
        }
    }

    pub(super) fn request(&self, path: &str, time: i64, body: &Value) -> Request {
        let mut inside = body.clone();
        inside["_n"] = json!("o89QaPVsRu1yppIZzvSZc4");
        inside["_appid"] = json!(self.appid);
        inside["_timestamp"] = json!(time);
        self.request_of(path, time, &inside)
    }

    /// A call with exactly this inside.
    pub(super) fn request_of(&self, path: &str, time: i64, inside: &Value) -> Request {
        let sealed = self.seal(&self.aad(path, time), inside.to_string().as_bytes());
        let (data, tag) = sealed.split_at(sealed.len() - 16);
        let body = json!({
            "iv": STANDARD.encode(IV),
            "data": STANDARD.encode(data),
            "authtag": STANDARD.encode(tag),
        })
        .to_string();
        self.signed(path, time, body)
    }

    /// A call with exactly this body.
    pub(super) fn signed(&self, path: &str, time: i64, body: String) -> Request {
        let payload = format!("{HOST}{path}\n{}\n{time}\n{body}", self.appid);
        let headers = vec![
            ("Wechatmp-Appid", self.appid.clone()),
            ("Wechatmp-TimeStamp", time.to_string()),
            (
                "Wechatmp-Signature",
                STANDARD.encode(self.sign(payload.as_bytes())),
            ),
        ];
        Request { headers, body }
    }

    fn aad(&self, path: &str, time: i64) -> String {
        let sn = &self.keys.symmetric_sn;
        format!("{HOST}{path}|{}|{time}|{sn}", self.appid)
    }

    fn seal(&self, aad: &str, text: &[u8]) -> Vec<u8> {
        let key = decoded(&self.keys.symmetric_key);
        match self.pair.symmetric {
            Cipher::Aes256Gcm => {
                let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
                let nonce = aws_lc_rs::aead::Nonce::assume_unique_for_key(IV);
                let mut text = text.to_vec();
                key.seal_in_place_append_tag(nonce, Aad::from(aad), &mut text)
                    .unwrap();
                text
            }
            Cipher::Sm4Gcm => {
                let cipher = AesGcm::<Sm4, U12>::new_from_slice(&key).unwrap();
                let payload = Payload {
                    msg: text,
                    aad: aad.as_bytes(),
                };
                cipher.encrypt(&Nonce::<U12>::from(IV), payload).unwrap()
            }
        }
    }

    fn unseal(&self, aad: &str, iv: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let key = decoded(&self.keys.symmetric_key);
        let iv = <[u8; 12]>::try_from(iv).unwrap();
        match self.pair.symmetric {
            Cipher::Aes256Gcm => {
                let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
                let nonce = aws_lc_rs::aead::Nonce::assume_unique_for_key(iv);
                let mut text = sealed.to_vec();
                let opened = key.open_in_place(nonce, Aad::from(aad), &mut text);
                opened.ok().map(|text| text.to_vec())
            }
            Cipher::Sm4Gcm => {
                let cipher = AesGcm::<Sm4, U12>::new_from_slice(&key).unwrap();
                let payload = Payload {
                    msg: sealed,
                    aad: aad.as_bytes(),
                };
                cipher.decrypt(&Nonce::<U12>::from(iv), payload).ok()
            }
        }
    }

    pub(super) fn sign(&self, payload: &[u8]) -> Vec<u8> {
        let key = decoded(&self.keys.private_key);
        match self.pair.asymmetric {
            Signature::RsaWithSha256 => {
                let pair = RsaKeyPair::from_pkcs8(&key).unwrap();
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(
                    &RSA_PSS_SHA256,
                    &SystemRandom::new(),
                    payload,
                    &mut signature,
                )
                .unwrap();
                signature
            }
            Signature::Sm2WithSm3 => {
                let secret = SecretKey::from_pkcs8_der(&key).unwrap();
                let key = SigningKey::new(&self.keys.asymmetric_sn, &secret).unwrap();
                let signature: dsa::Signature = key.sign(payload);
                signature.to_der().as_ref().to_vec()
            }
        }
    }

    /// What a reply says inside, its signature checked with the certificate of the pair.
    pub(super) fn open(&self, path: &str, reply: &Reply) -> Option<Value> {
        let certificate = (&*self.keys.certificate_sn, &*self.keys.certificate);
        let of = ("wechatmp-serial", "wechatmp-signature");
        self.verifies(path, reply, certificate, of).then_some(())?;
        let inside = self.inside(path, reply)?;
        let time = reply.header("wechatmp-timestamp")?;
        assert_eq!(inside["_timestamp"].to_string(), time);
        assert!(inside["_n"].is_string());
        Some(inside)
    }

    /// Whether a certificate signed a reply, as the headers of these two names say.
    pub(super) fn verifies(
        &self,
        path: &str,
        reply: &Reply,
        (sn, certificate): (&str, &str),
        (serial, signature): (&str, &str),
    ) -> bool {
        let header = |name| reply.header(name).unwrap_or_default();
        let time = header("wechatmp-timestamp");
        let payload = format!("{HOST}{path}\n{}\n{time}\n{}", self.appid, reply.body);
        let certificate = Certificate::from_der(&decoded(certificate)).unwrap();
        let public = certificate.tbs_certificate().subject_public_key_info();
        let public = public.to_der().unwrap();
        let signature = decoded(header(signature));
        let holds = match dsa::Signature::from_der(&signature) {
            Ok(signature) => {
                let public = sm2::PublicKey::from_public_key_der(&public).unwrap();
                let key = VerifyingKey::new(sn, public).unwrap();
                key.verify(payload.as_bytes(), &signature).is_ok()
            }
            Err(_) => UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, public)
                .verify(payload.as_bytes(), &signature)
                .is_ok(),
        };
        header(serial) == sn && header("wechatmp-appid") == self.appid && holds
    }

    /// What a reply says inside, whoever signed it.
    pub(super) fn inside(&self, path: &str, reply: &Reply) -> Option<Value> {
        let time = reply.header("wechatmp-timestamp")?.parse().unwrap();
        let envelope = reply.json();
        let part = |name: &str| decoded(envelope[name].as_str().unwrap());
        let sealed = [part("data"), part("authtag")].concat();
        let inside = self.unseal(&self.aad(path, time), &part("iv"), &sealed)?;
        serde_json::from_slice(&inside).ok()
    }
}
