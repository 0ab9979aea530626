//! Reads the keys' tables. The keys themselves are parsed here too, so that a wrong one stops the
//! start in place of the first call.

use super::super::error::Place;
use super::super::report::Report;
use super::super::section::Section;
use super::super::tree::Value;
use super::super::values;
use super::{AsymmetricConfig, PlatformCertificate, SecretSource, SigningKeys, SymmetricConfig};
use crate::wechat::signing::{
    AsymmetricAlgorithm, Field, KeyError, SymmetricAlgorithm, check_certificate, check_private,
    check_sn, check_symmetric,
};

/// Certificates of one app: WeChat uses one, and two while it replaces it.
const MOST_CERTIFICATES: usize = 4;

/// Where the keys are found.
const CONSOLE: &str = "WeChat's console (开发设置 → API安全)";

/// Reads the three parts, of which each needs the others.
pub(super) fn keys(section: &mut Section, now: i64, report: &mut Report) -> Option<SigningKeys> {
    let mut part = |key, what: &str, report: &mut Report| {
        let is_written = section.has(key);
        if !is_written {
            section.lacks(key, report, &format!("{what} of {CONSOLE}"));
        }
        // Taken in either case, so that a misspelt one is told the right name.
        let part = section.section(key, report);
        is_written.then_some(part)
    };
    let symmetric = part("symmetric", "algorithm, sn and key of API 对称密钥", report);
    let asymmetric = part(
        "asymmetric",
        "algorithm, sn and private key of API 非对称密钥",
        report,
    );
    let mut numbers = Numbers(Vec::new());
    let symmetric = symmetric.and_then(|part| read_symmetric(part, &mut numbers, report));
    let asymmetric = asymmetric.and_then(|part| read_asymmetric(part, &mut numbers, report));
    let certificates = certificates(section, now, &mut numbers, report);
    Some(SigningKeys {
        symmetric: symmetric?,
        asymmetric: asymmetric?,
        certificates: certificates?,
    })
}

fn read_symmetric(
    mut section: Section,
    numbers: &mut Numbers,
    report: &mut Report,
) -> Option<SymmetricConfig> {
    let algorithm = algorithm(&mut section, &SymmetricAlgorithm::ALL, report);
    let sn = numbers.read(Field::Symmetric, &mut section, report);
    let key = secret(&mut section, "key", "key_file", Field::Symmetric, report);
    section.finish(report);
    let (algorithm, (key, written)) = (algorithm?, key?);
    written.tell(check_symmetric(algorithm, &key), report)?;
    Some(SymmetricConfig {
        algorithm,
        sn: sn?,
        key,
    })
}

fn read_asymmetric(
    mut section: Section,
    numbers: &mut Numbers,
    report: &mut Report,
) -> Option<AsymmetricConfig> {
    let algorithm = algorithm(&mut section, &AsymmetricAlgorithm::ALL, report);
    let sn = numbers.read(Field::Asymmetric, &mut section, report);
    let key = secret(
        &mut section,
        "private_key",
        "private_key_file",
        Field::Asymmetric,
        report,
    );
    section.finish(report);
    let (algorithm, (private_key, written)) = (algorithm?, key?);
    let number = sn.as_deref().unwrap_or_default();
    written.tell(check_private(algorithm, number, &private_key), report)?;
    Some(AsymmetricConfig {
        algorithm,
        sn: sn?,
        private_key,
    })
}

fn certificates(
    section: &mut Section,
    now: i64,
    numbers: &mut Numbers,
    report: &mut Report,
) -> Option<Vec<PlatformCertificate>> {
    let key = "platform_certificate";
    let written = section.has(key);
    let place = section.place_of(key);
    let name = section.name(key);
    let tables = section.sections(key, report);
    let count = tables.len();
    let read: Vec<_> = tables
        .into_iter()
        .filter_map(|table| certificate(table, now, numbers, report))
        .collect();
    if !written {
        let what = format!("the number (sn) and file of 平台证书, from {CONSOLE}");
        section.lacks(key, report, &what);
    } else if count > MOST_CERTIFICATES {
        let text = format!("holds {count} certificates; {MOST_CERTIFICATES} are the most");
        report.add(place, &name, text);
    } else if count == 0 {
        report.add(
            place,
            &name,
            format!("is empty; write sn and file of 平台证书, from {CONSOLE}"),
        );
    } else if read.len() == count {
        return Some(read);
    }
    None
}

fn certificate(
    mut section: Section,
    now: i64,
    numbers: &mut Numbers,
    report: &mut Report,
) -> Option<PlatformCertificate> {
    let number = Written::of(&section, "sn");
    let sn = numbers.read(Field::Certificate, &mut section, report);
    if !section.has("file") {
        section.lacks("file", report, &format!("平台证书 of {CONSOLE}, as a file"));
    }
    let written = Written::of(&section, "file");
    let file = section.file("file", report);
    section.finish(report);
    let file = file?;
    let checked = check_certificate(sn.as_deref().unwrap_or_default(), &file, now);
    match checked {
        Err(KeyError::OwnSerial) => number.tell(checked, report)?,
        _ => written.tell(checked, report)?,
    }
    Some(PlatformCertificate { sn: sn?, file })
}

fn algorithm<T: Copy>(
    section: &mut Section,
    words: &[(&str, T)],
    report: &mut Report,
) -> Option<T> {
    if !section.has("algorithm") {
        let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        section.lacks("algorithm", report, &words.join(" or "));
    }
    section.read("algorithm", report, |value| values::word(value, words))
}

/// Takes a key that may stand in the configuration or in a file, and may have many lines.
fn secret(
    section: &mut Section,
    key: &'static str,
    file_key: &'static str,
    field: Field,
    report: &mut Report,
) -> Option<(SecretSource, Written)> {
    let both = section.has(key) && section.has(file_key);
    if both {
        let text = format!("stands beside {file_key}; one of the two is expected");
        section.fail(key, report, text);
    } else if !section.has(key) && !section.has(file_key) {
        section.lacks(file_key, report, &format!("the file that holds {field}"));
    }
    let (in_place, in_file) = (Written::of(section, key), Written::of(section, file_key));
    let inline = section.read(key, report, values::secret_text);
    let file = section.file(file_key, report);
    match (inline, file) {
        _ if both => None,
        (Some(text), _) => Some((SecretSource::inline(text), in_place)),
        (None, Some(path)) => Some((SecretSource::file(path), in_file)),
        (None, None) => None,
    }
}

/// Where a key was written.
struct Written {
    place: Place,
    name: String,
}

impl Written {
    fn of(section: &Section, key: &str) -> Self {
        Self {
            place: section.place_of(key),
            name: section.name(key),
        }
    }

    /// Reports what is wrong with it.
    fn tell<T>(self, checked: Result<T, KeyError>, report: &mut Report) -> Option<T> {
        checked
            .map_err(|error| report.add(self.place, &self.name, error.to_string()))
            .ok()
    }
}

/// The numbers so far: each key has one of its own, and a copied one is easily overlooked.
struct Numbers(Vec<(String, Field)>);

impl Numbers {
    fn read(&mut self, field: Field, section: &mut Section, report: &mut Report) -> Option<String> {
        if !section.has("sn") {
            section.lacks("sn", report, &format!("the number of {field} in {CONSOLE}"));
        }
        section.read("sn", report, |value| {
            let Value::String(sn) = value else {
                return Err(format!("a text is expected, not {}", value.kind()));
            };
            check_sn(field, sn).map_err(|error| error.to_string())?;
            if let Some((_, other)) = self.0.iter().find(|(known, _)| known == sn) {
                return Err(KeyError::SameSn(field, *other).to_string());
            }
            self.0.push((sn.clone(), field));
            Ok(sn.clone())
        })
    }
}
