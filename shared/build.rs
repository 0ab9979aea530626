//! Turns `metrics.toml` into constants, so that the page carries the rows without a TOML reader.

use std::fmt::Write as _;

#[derive(serde::Deserialize)]
struct File {
    metric: Vec<Row>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    module: String,
    id: String,
    zh: String,
    en: String,
    unit: Option<String>,
    better: String,
    role: Option<String>,
    confidence: String,
    positive: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=metrics.toml");
    let file: File = toml::from_str(&std::fs::read_to_string("metrics.toml")?)?;
    let mut rust = String::from("[\n");
    for row in file.metric {
        let module = variant(&row.module);
        writeln!(
            rust,
            "    Known {{ module: Module::{module}, id: {:?}, zh: {:?}, en: {:?}, unit: {:?}, \
             better: Better::{}, role: {:?}, confidence: Confidence::{}, positive: {} }},",
            row.id,
            row.zh,
            row.en,
            row.unit,
            variant(&row.better),
            row.role,
            variant(&row.confidence),
            row.positive
        )?;
    }
    rust.push(']');
    let out = std::path::Path::new(&std::env::var("OUT_DIR")?).join("metrics.rs");
    std::fs::write(out, rust)?;
    Ok(())
}

/// `open-rate` as the Rust variant `OpenRate`.
fn variant(slug: &str) -> String {
    slug.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        })
        .collect()
}
