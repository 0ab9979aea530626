//! Puts the built page into the binary, compressed beforehand, so that serving it costs no work.
//!
//! `BOOTLENS_PAGE` names Trunk's output folder; without it the relay is built without a page.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, io};

use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=BOOTLENS_PAGE");
    // Read into the binary by a macro that does not see new files.
    println!("cargo::rerun-if-changed=migrations");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut table = String::from("&[\n");
    if let Some(page) = env::var_os("BOOTLENS_PAGE").filter(|page| !page.is_empty()) {
        let page = fs::canonicalize(page)?;
        println!("cargo::rerun-if-changed={}", page.display());
        let mut files = Vec::new();
        walk(&page, &mut files)?;
        files.sort();
        for (index, file) in files.iter().enumerate() {
            embed(&page, file, &out.join(format!("file-{index}")), &mut table)?;
        }
    }
    table.push(']');
    fs::write(out.join("assets.rs"), table)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Writes a file's compressed forms beside `stem` and its row into the table.
fn embed(page: &Path, file: &Path, stem: &Path, table: &mut String) -> io::Result<()> {
    let identity = fs::read(file)?;
    let name = file
        .strip_prefix(page)
        .unwrap_or(file)
        .to_string_lossy()
        .replace('\\', "/");
    let mut br = Vec::new();
    brotli::CompressorWriter::new(&mut br, 4096, 11, 22).write_all(&identity)?;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(&identity)?;
    let gz = gz.finish()?;
    let etag: String = Sha256::digest(&identity)[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let br = smaller(&identity, &br, stem.with_extension("br"))?;
    let gz = smaller(&identity, &gz, stem.with_extension("gz"))?;
    let written = writeln!(
        table,
        "File {{ name: {name:?}, content_type: {:?}, etag: \"\\\"{etag}\\\"\", identity: include_bytes!({file:?}), br: {br}, gz: {gz} }},",
        content_type(&name),
    );
    written.map_err(io::Error::other)
}

/// The expression of a compressed form; none where it saves nothing, as for pictures.
fn smaller(identity: &[u8], packed: &[u8], path: PathBuf) -> io::Result<String> {
    if packed.len() >= identity.len() {
        return Ok("None".to_owned());
    }
    fs::write(&path, packed)?;
    Ok(format!("Some(include_bytes!({path:?}))"))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
