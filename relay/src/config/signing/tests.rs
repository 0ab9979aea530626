//! What the table of signing keys guarantees: each fault is told at its key.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use super::super::error::Place;
use super::super::report::Report;
use super::super::section::Section;
use super::super::tree;
use super::{Identity, PlainReplies, Signing, print, read_at};
use crate::wechat::signing::{AsymmetricAlgorithm, SymmetricAlgorithm};

const DEMO: &str = include_str!("../../../../simulator/src/signing/keys.json");

const NOW: i64 = 1_790_000_000;

/// All that can be written, in the documentation's order.
const WHOLE: &str = r#"plain_replies = "warn"
identity = "component"
[symmetric]
algorithm = "AES256_GCM"
sn = "02f1"
key_file = "sym"
[asymmetric]
algorithm = "RSAwithSHA256"
sn = "7e01"
private_key_file = "key.pem"
[[platform_certificate]]
sn = "fbe0"
file = "platform.pem"
[[platform_certificate]]
sn = "2999"
file = "next.pem"
"#;

fn demo(path: &str) -> String {
    let keys: Value = serde_json::from_str(DEMO).unwrap();
    keys.pointer(path)
        .and_then(Value::as_str)
        .unwrap()
        .to_owned()
}

/// A folder with every file that [`WHOLE`] names.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, path) in [
            ("sym", "/symmetric/aes256_gcm/key"),
            ("key.pem", "/app/rsa/private_pkcs1"),
            ("platform.pem", "/platform/rsa/certificate"),
            ("next.pem", "/platform/rsa_next/certificate"),
            ("expired.pem", "/wrong/expired_certificate"),
        ] {
            std::fs::write(folder.path().join(name), demo(path)).unwrap();
        }
        Self(folder)
    }

    /// What is read, and the faults without the folder that differs from run to run.
    fn read(&self, text: &str) -> (Option<Signing>, Vec<String>) {
        let folder = self.0.path().to_owned();
        let mut report = Report::new(folder.clone());
        let table = tree::parse(text, "bootlens.toml", &mut report);
        let section = Section::new("apps.shop.signing", Place::Nowhere, table);
        let signing = read_at(section, NOW, &mut report);
        let folder = format!("{}/", folder.display());
        let errors = report.into_errors();
        let told = errors
            .iter()
            .map(|error| error.to_string().replace(&folder, ""));
        (signing, told.collect())
    }

    fn good(&self, text: &str) -> Signing {
        let (signing, told) = self.read(text);
        assert_eq!(told, Vec::<String>::new());
        signing.unwrap()
    }
}

#[test]
fn the_whole_table_is_read() {
    let folder = Folder::new();
    let signing = folder.good(WHOLE);
    assert_eq!(signing.plain_replies, PlainReplies::Warn);
    assert_eq!(signing.identity, Some(Identity::Component));
    let keys = signing.keys.unwrap();
    assert_eq!(keys.symmetric.algorithm, SymmetricAlgorithm::Aes256Gcm);
    assert_eq!(keys.symmetric.sn, "02f1");
    assert_eq!(
        keys.asymmetric.algorithm,
        AsymmetricAlgorithm::RsaWithSha256
    );
    assert_eq!(keys.asymmetric.sn, "7e01");
    let certificates: Vec<_> = keys
        .certificates
        .iter()
        .map(|one| (one.sn.as_str(), one.file.clone()))
        .collect();
    let file = |name: &str| -> PathBuf { folder.0.path().join(name) };
    assert_eq!(
        certificates,
        [("fbe0", file("platform.pem")), ("2999", file("next.pem"))]
    );
}

#[test]
fn a_table_without_keys_says_whose_are_taken() {
    let signing = Folder::new().good("identity = \"app\"");
    assert_eq!(signing.plain_replies, PlainReplies::Refuse);
    assert_eq!(signing.identity, Some(Identity::App));
    assert!(signing.keys.is_none());
}

#[test]
fn keys_may_stand_in_the_table_itself_in_many_lines() {
    let key = demo("/app/sm2/private_pkcs8");
    let text = format!(
        "symmetric = {{ algorithm = \"SM4_GCM\", sn = \"5fa2\", key = \"{}\" }}\n\
         asymmetric.algorithm = \"SM2withSM3\"\nasymmetric.sn = \"af9d\"\n\
         asymmetric.private_key = \"\"\"\n-----BEGIN EC PRIVATE KEY-----\n{}\n{}\n\
         -----END EC PRIVATE KEY-----\n\"\"\"\n\
         [[platform_certificate]]\nsn = \"fbe0\"\nfile = \"platform.pem\"\n",
        demo("/symmetric/sm4_gcm/key"),
        &key[..64],
        &key[64..],
    );
    let signing = Folder::new().good(&text);
    for shown in [print(&signing).to_string(), format!("{signing:?}")] {
        assert!(shown.contains("[redacted]"), "{shown}");
        assert!(!shown.contains(&key[..64]), "{shown}");
        assert!(!shown.contains(&key[64..]), "{shown}");
        assert!(!shown.contains(&demo("/symmetric/sm4_gcm/key")), "{shown}");
    }
}

#[test]
fn what_is_printed_reads_back_as_it_is() {
    let folder = Folder::new();
    for text in [WHOLE, "", "plain_replies = \"warn\"\nidentity = \"app\""] {
        let printed = print(&folder.good(text)).to_string();
        assert_eq!(print(&folder.good(&printed)).to_string(), printed);
    }
}

#[test]
fn one_kind_of_key_asks_for_the_others() {
    let (signing, told) = Folder::new().read("[symmetric]\nsn = \"02f1\"\n");
    assert!(signing.is_none());
    let keys: Vec<_> = told
        .iter()
        .map(|text| text.split(": is lacking: ").next().unwrap())
        .collect();
    assert_eq!(
        keys,
        [
            "bootlens.toml:1: apps.shop.signing.symmetric.algorithm",
            "bootlens.toml:1: apps.shop.signing.symmetric.key_file",
            "apps.shop.signing.asymmetric",
            "apps.shop.signing.platform_certificate",
        ],
        "{told:#?}"
    );
    for field in ["API 非对称密钥", "平台证书"] {
        assert!(told.iter().any(|text| text.contains(field)), "{told:#?}");
    }
}

#[test]
fn each_fault_is_told_at_its_key() {
    for (from, to, told) in [
        (
            "\"warn\"",
            "\"maybe\"",
            "1: K.plain_replies: \"refuse\" or \"warn\" is expected",
        ),
        (
            "\"component\"",
            "1",
            "2: K.identity: \"component\" or \"app\" is expected",
        ),
        (
            "\"AES256_GCM\"",
            "\"AES\"",
            "4: K.symmetric.algorithm: \"AES256_GCM\" or \"SM4_GCM\" is expected",
        ),
        (
            "\"AES256_GCM\"",
            "\"SM4_GCM\"",
            "6: K.symmetric.key_file: API 对称密钥: SM4_GCM takes a key of 16 bytes, and this one \
             has 32; that is the length of AES256_GCM: correct algorithm or key",
        ),
        (
            "\"02f1\"",
            "\"\"",
            "5: K.symmetric.sn: API 对称密钥: the number (sn) is empty",
        ),
        (
            "\"02f1\"",
            "21",
            "5: K.symmetric.sn: a text is expected, not a whole number",
        ),
        (
            "\"7e01\"",
            "\"02f1\"",
            "9: K.asymmetric.sn: API 非对称密钥: this is the number (sn) of API 对称密钥 too",
        ),
        (
            "\"2999\"",
            "\"fbe0\"",
            "15: K.platform_certificate.sn: 平台证书: this is the number (sn) of 平台证书 too",
        ),
        (
            "\"RSAwithSHA256\"",
            "\"SM2withSM3\"",
            "10: K.asymmetric.private_key_file: API 非对称密钥: SM2withSM3 takes an SM2 private key",
        ),
        (
            "\"key.pem\"",
            "\"platform.pem\"",
            "10: K.asymmetric.private_key_file: API 非对称密钥: this is a certificate",
        ),
        (
            "\"next.pem\"",
            "\"sym\"",
            "16: K.platform_certificate.file: 平台证书: this is something",
        ),
        (
            "\"next.pem\"",
            "\"expired.pem\"",
            "16: K.platform_certificate.file: 平台证书: the certificate expired on 2021-01-01",
        ),
        (
            "\"next.pem\"",
            "\"none\"",
            "16: K.platform_certificate.file: can't read none: ",
        ),
        (
            "\"fbe0\"",
            "\"6FEA9B71C9520BAF415112508F7BBF5055F8C720\"",
            "12: K.platform_certificate.sn: 平台证书: this is the certificate's own serial number",
        ),
        ("\"sym\"", "\"\"\nkey = \" \"", "6: K.symmetric.key_file: "),
        (
            "[asymmetric]",
            "[asymetric]",
            "7: K.asymetric: unknown key; did you mean «asymmetric»?",
        ),
        (
            "key_file = \"sym\"",
            "key_fil = \"sym\"",
            "6: K.symmetric.key_fil: unknown key; did you mean «key_file»?",
        ),
    ] {
        let (signing, found) = Folder::new().read(&WHOLE.replacen(from, to, 1));
        let told = format!("bootlens.toml:{}", told.replace("K.", "apps.shop.signing."));
        assert!(
            found.iter().any(|text| text.starts_with(&told)),
            "{told}: {found:#?}"
        );
        // Words that change nothing about the keys leave the rest as it is.
        assert!(signing.is_none() || !told.contains("metric"), "{told}");
    }
}

#[test]
fn a_key_stands_in_one_spelling() {
    let text = WHOLE.replace("key_file = \"sym\"", "key_file = \"sym\"\nkey = \"hush\"");
    let (signing, told) = Folder::new().read(&text);
    assert!(signing.is_none());
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].contains("stands beside key_file; one of the two"),
        "{told:#?}"
    );
    assert!(!told[0].contains("hush"), "{told:#?}");
}

#[test]
fn more_certificates_than_can_be_in_use_are_refused_and_so_are_none() {
    let one = "[[platform_certificate]]\nsn = \"SN\"\nfile = \"next.pem\"\n";
    let more: String = (0..3)
        .map(|n| one.replace("SN", &format!("0{n}")))
        .collect();
    let (signing, told) = Folder::new().read(&format!("{WHOLE}{more}"));
    assert!(signing.is_none());
    assert!(
        told[0].contains("holds 5 certificates; 4 are the most"),
        "{told:#?}"
    );

    let without = &WHOLE[..WHOLE.find("[[").unwrap()];
    let (signing, told) = Folder::new().read(&format!("platform_certificate = []\n{without}"));
    assert!(signing.is_none());
    assert!(
        told[0].contains("platform_certificate: is empty"),
        "{told:#?}"
    );
}
