//! Keys in every form that is taken, and every mistake with its own words.

use serde_json::Value;

use super::super::certificates::check_certificate;
use super::super::keys::{check_private, check_sn, check_symmetric};
use super::super::{AsymmetricAlgorithm, Field, SymmetricAlgorithm};
use super::{NOW, demo};
use crate::config::SecretSource;
use AsymmetricAlgorithm::{RsaWithSha256, Sm2WithSm3};
use SymmetricAlgorithm::{Aes256Gcm, Sm4Gcm};

/// A text of what was made for these tests.
fn wrong(name: &str) -> String {
    let texts: Value = serde_json::from_str(include_str!("wrong.json")).unwrap();
    let block = |block: &Value| {
        let text = |key: &str| block[key].as_str();
        let whole = pem(text("label").unwrap(), text("base64").unwrap());
        let headers = text("headers").unwrap_or_default();
        whole.replacen("-----\n", &format!("-----\n{headers}"), 1)
    };
    texts[name].as_array().unwrap().iter().map(block).collect()
}

/// PEM in lines of 64, as OpenSSL writes it.
fn pem(label: &str, base64: &str) -> String {
    let lines: Vec<_> = base64
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

fn private(algorithm: AsymmetricAlgorithm, text: &str) -> Result<(), String> {
    let source = SecretSource::inline(text.to_owned());
    check_private(algorithm, "sn", &source).map_err(|error| error.to_string())
}

fn symmetric(algorithm: SymmetricAlgorithm, text: &str) -> Result<(), String> {
    let source = SecretSource::inline(text.to_owned());
    check_symmetric(algorithm, &source).map_err(|error| error.to_string())
}

fn certificate_at(sn: &str, text: &[u8], now: i64) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.pem");
    std::fs::write(&file, text).unwrap();
    check_certificate(sn, &file, now).map_err(|error| error.to_string())
}

fn certificate(text: &str) -> Result<(), String> {
    certificate_at("sn", text.as_bytes(), NOW)
}

/// Fails unless the error says each of these, and nothing of the key itself.
fn says(outcome: Result<(), String>, words: &[&str], text: &str) {
    let error = outcome.unwrap_err();
    for word in words {
        assert!(error.contains(word), "«{word}» is lacking: {error}");
    }
    let longest = text.split_whitespace().max_by_key(|word| word.len());
    let longest = longest.unwrap_or_default();
    assert!(longest.len() < 12 || !error.contains(longest), "{error}");
    assert!(!error.contains("hush"), "{error}");
}

#[test]
fn keys_are_taken_as_pem_and_as_base64_in_one_or_many_lines() {
    let pkcs1 = demo("/app/rsa/private_pkcs1");
    let pkcs8 = demo("/app/rsa/private_pkcs8");
    let sec1 = demo("/app/sm2/private_pkcs8");
    let lines = pem("RSA PRIVATE KEY", &pkcs1).replace('\n', "\r\n");
    let bare: Vec<_> = lines
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let one_line = pem("RSA PRIVATE KEY", &pkcs1).replace('\n', " ");
    for (algorithm, text) in [
        (RsaWithSha256, pkcs1.clone()),
        (RsaWithSha256, bare.join("\r\n")),
        (RsaWithSha256, pem("RSA PRIVATE KEY", &pkcs1)),
        (RsaWithSha256, one_line),
        (RsaWithSha256, format!("\u{feff}{lines}")),
        (RsaWithSha256, pkcs8.clone()),
        (RsaWithSha256, pem("PRIVATE KEY", &pkcs8)),
        (Sm2WithSm3, sec1.clone()),
        (Sm2WithSm3, pem("EC PRIVATE KEY", &sec1)),
        (Sm2WithSm3, wrong("sm2_with_parameters")),
    ] {
        assert_eq!(private(algorithm, &text), Ok(()), "{}", &text[..27]);
    }
    for name in ["rsa", "rsa_next", "sm2"] {
        let base64 = demo(&format!("/platform/{name}/certificate"));
        assert_eq!(certificate(&base64), Ok(()), "{name}");
        assert_eq!(certificate(&pem("CERTIFICATE", &base64)), Ok(()), "{name}");
    }
    for (algorithm, name) in [(Aes256Gcm, "aes256_gcm"), (Sm4Gcm, "sm4_gcm")] {
        let key = demo(&format!("/symmetric/{name}/key"));
        assert_eq!(symmetric(algorithm, &format!("{key}\n")), Ok(()));
    }
}

#[test]
fn each_mistake_with_the_symmetric_key_has_its_own_words() {
    let (aes, sm4) = (
        demo("/symmetric/aes256_gcm/key"),
        demo("/symmetric/sm4_gcm/key"),
    );
    let hex = "00112233445566778899aabbccddeeff".repeat(2);
    let shorter = "c2hvcnQ=".to_owned();
    for (algorithm, text, words) in [
        (
            Aes256Gcm,
            "hush!".to_owned(),
            ["is not base64", "开发设置 → API安全"],
        ),
        (
            Aes256Gcm,
            sm4,
            [
                "takes a key of 32 bytes, and this one has 16",
                "the length of SM4_GCM",
            ],
        ),
        (
            Sm4Gcm,
            aes,
            [
                "takes a key of 16 bytes, and this one has 32",
                "the length of AES256_GCM",
            ],
        ),
        (
            Aes256Gcm,
            hex,
            [
                "takes a key of 32 bytes, and this one has 48",
                "copy it anew",
            ],
        ),
        (
            Sm4Gcm,
            shorter,
            [
                "takes a key of 16 bytes, and this one has 5",
                "copy it anew",
            ],
        ),
    ] {
        let outcome = symmetric(algorithm, &text);
        says(outcome, &["API 对称密钥", words[0], words[1]], &text);
    }
}

#[test]
fn each_mistake_with_the_private_key_has_its_own_words() {
    let rsa = demo("/app/rsa/private_pkcs8");
    let sm2 = demo("/app/sm2/private_pkcs8");
    let p256 = demo("/wrong/p256_private_pkcs8");
    let short = demo("/wrong/rsa_1024_private_pkcs8");
    let public = demo("/app/rsa/public_spki");
    let certificate = demo("/platform/rsa/certificate");
    let garbage = demo("/symmetric/aes256_gcm/key");
    let mut cut = pem("PRIVATE KEY", &rsa);
    cut.replace_range(200..204, "");
    let damaged = demo("/app/rsa/private_pkcs1").replacen("5seG", "5sdG", 1);
    for (algorithm, text, words) in [
        (
            RsaWithSha256,
            "hush!".to_owned(),
            ["neither PEM nor base64", "copy it anew"],
        ),
        (
            RsaWithSha256,
            pem("PUBLIC KEY", &public),
            ["this is a public key", "make a new pair"],
        ),
        (
            Sm2WithSm3,
            demo("/app/sm2/public_spki"),
            ["this is a public key", "make a new pair"],
        ),
        (
            RsaWithSha256,
            pem("CERTIFICATE", &certificate),
            ["this is a certificate", "platform_certificate"],
        ),
        (
            RsaWithSha256,
            wrong("request"),
            ["this is a request for a certificate", "应用私钥"],
        ),
        (
            RsaWithSha256,
            wrong("encrypted_pkcs8"),
            ["an encrypted private key", "openssl pkey"],
        ),
        (
            Sm2WithSm3,
            wrong("encrypted_old"),
            ["an encrypted private key", "openssl pkey"],
        ),
        (
            Sm2WithSm3,
            rsa,
            [
                "SM2withSM3 takes an SM2 private key",
                "this is an RSA private key",
            ],
        ),
        (
            Sm2WithSm3,
            p256.clone(),
            ["SM2withSM3 takes an SM2 private key", "of another curve"],
        ),
        (
            RsaWithSha256,
            sm2,
            [
                "RSAwithSHA256 takes an RSA private key",
                "this is an SM2 private key",
            ],
        ),
        (
            RsaWithSha256,
            p256,
            ["RSAwithSHA256 takes an RSA private key", "of another curve"],
        ),
        (
            RsaWithSha256,
            wrong("ed25519"),
            ["takes an RSA private key", "of another algorithm"],
        ),
        (
            RsaWithSha256,
            short,
            ["an RSA key of 1024 bits is too short", "2048"],
        ),
        (
            RsaWithSha256,
            garbage,
            ["neither key nor certificate", "make a new pair"],
        ),
        (
            RsaWithSha256,
            cut,
            ["neither key nor certificate", "make a new pair"],
        ),
        (
            RsaWithSha256,
            damaged,
            ["the private key is damaged", "make a new pair"],
        ),
    ] {
        let outcome = private(algorithm, &text);
        says(outcome, &["API 非对称密钥", words[0], words[1]], &text);
    }
}

#[test]
fn each_mistake_with_the_certificate_has_its_own_words() {
    let key = demo("/platform/rsa/private_pkcs8");
    let public = demo("/app/rsa/public_spki");
    let expired = demo("/wrong/expired_certificate");
    for (text, words) in [
        (
            "hush!".to_owned(),
            ["neither PEM nor base64", "copy it anew"],
        ),
        (
            expired,
            ["expired on 2021-01-01", "download the one that follows"],
        ),
        (
            pem("PRIVATE KEY", &key),
            ["this is an RSA private key", "nobody else reads it"],
        ),
        (
            demo("/app/sm2/private_pkcs8"),
            ["this is an SM2 private key", "nobody else reads it"],
        ),
        (
            wrong("encrypted_old"),
            ["an encrypted private key", "download 平台证书"],
        ),
        (
            wrong("request"),
            ["request for a certificate (CSR)", "download 平台证书"],
        ),
        (
            pem("PUBLIC KEY", &public),
            ["this is a public key", "download 平台证书"],
        ),
        (
            wrong("p256_certificate"),
            ["neither RSA nor SM2", "download it anew"],
        ),
        (
            wrong("rsa_1024_certificate"),
            ["an RSA key of 1024 bits", "download the certificate"],
        ),
        (
            demo("/symmetric/sm4_gcm/key"),
            ["neither key nor certificate", "download 平台证书"],
        ),
        (" \n".to_owned(), ["the file is empty", "平台证书"]),
    ] {
        says(certificate(&text), &["平台证书", words[0], words[1]], &text);
    }
    let binary = super::bytes(&demo("/platform/rsa/certificate"));
    let outcome = certificate_at("sn", &binary, NOW);
    says(
        outcome,
        &["平台证书", "the file is binary", "PEM or base64"],
        "",
    );
}

#[test]
fn a_certificate_serves_to_its_last_second() {
    let expired = demo("/wrong/expired_certificate");
    // 2021-01-01T00:00:00Z
    let last = 1_609_459_200;
    assert_eq!(certificate_at("sn", expired.as_bytes(), last), Ok(()));
    assert!(certificate_at("sn", expired.as_bytes(), last + 1).is_err());
}

#[test]
fn the_serial_number_inside_a_certificate_is_told_from_the_consoles() {
    let text = demo("/platform/rsa/certificate");
    for sn in [
        "6fea9b71c9520baf415112508f7bbf5055f8c720",
        "6FEA9B71C9520BAF415112508F7BBF5055F8C720",
        "006FEA9B71C9520BAF415112508F7BBF5055F8C720",
        "6F:EA:9B:71:C9:52:0B:AF:41:51:12:50:8F:7B:BF:50:55:F8:C7:20",
    ] {
        let outcome = certificate_at(sn, text.as_bytes(), NOW);
        says(
            outcome,
            &[
                "own serial number (X.509)",
                "the console's number is another",
            ],
            "",
        );
    }
}

#[test]
fn a_number_is_one_short_word() {
    for field in [Field::Symmetric, Field::Asymmetric, Field::Certificate] {
        assert!(check_sn(field, "79ba700ea147819f640941bceb38b1d1").is_ok());
        for (sn, told) in [
            ("", "is empty"),
            (" ", "is empty"),
            ("79 ba", "one short word"),
        ] {
            let error = check_sn(field, sn).unwrap_err().to_string();
            assert!(
                error.contains(told) && error.contains(&field.to_string()),
                "{error}"
            );
        }
        assert!(check_sn(field, &"7".repeat(65)).is_err());
    }
}
