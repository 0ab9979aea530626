//! The page's program, taken apart: what a first chart needs, and files that are fetched later.
//!
//! Trunk knows no splitting, and it has to happen before wasm-bindgen. So what Trunk built is the
//! document with its styles; program and bindings take the place of those it made.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{self, Outcome};
use crate::thin;
use crate::tools::{Tools, WASM};

/// The program's name, as cargo and Trunk call it.
const NAME: &str = "frontend";

/// Takes the program of a built page apart.
pub(crate) fn run(tools: &Tools, page: &Path) -> Outcome {
    let work = shell::root().join("target/split");
    if work.is_dir() {
        fs::remove_dir_all(&work).map_err(|error| told(&work, &error))?;
    }
    let program = shell::root().join(format!("target/{WASM}/wasm-release/{NAME}.wasm"));
    let mut split = shell::command(&tools.split);
    split
        .args(["--target", "web", "--out-name", NAME])
        .args([&program, &work]);
    fs::create_dir_all(&work).map_err(|error| told(&work, &error))?;
    shell::run(&mut split)?;
    let bound = work.join("bound");
    let mut bindgen = shell::command("wasm-bindgen");
    bindgen
        .env("PATH", &tools.path)
        .args(["--target", "web", "--out-name", NAME, "--no-typescript"])
        .args(["--remove-name-section", "--remove-producers-section"])
        // What is fetched later calls the program through its table, which nothing else needs.
        .arg("--keep-lld-exports")
        .arg("--out-dir")
        .args([&bound, &work.join(format!("{NAME}.wasm"))]);
    shell::run(&mut bindgen)?;

    let mut files = Vec::new();
    for (folder, keep) in [(&work, false), (&bound, true)] {
        for path in listed(folder)? {
            let name = file_name(&path);
            if path.is_file() && (keep || name != format!("{NAME}.wasm")) {
                let bytes = fs::read(&path).map_err(|error| told(&path, &error))?;
                files.push(File { name, bytes });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let mut names = thin::Names::default();
    files
        .iter_mut()
        .for_each(|file| names.shorten(&mut file.bytes));
    let parts = Parts::new(files);
    for path in listed(page)? {
        if file_name(&path).starts_with(&format!("{NAME}-")) {
            fs::remove_file(&path).map_err(|error| told(&path, &error))?;
        }
    }
    let document = page.join("index.html");
    let html = fs::read_to_string(&document).map_err(|error| told(&document, &error))?;
    let html = compiled_early(&parts.document(&html)?);
    let html = html.ok_or("index.html starts no program; did Trunk change?")?;
    let html = thin::script(&thin::sheets(page, &html)?);
    fs::write(&document, html).map_err(|error| told(&document, &error))?;
    for File { name, bytes } in parts.files {
        let path = page.join(name);
        fs::write(&path, bytes).map_err(|error| told(&path, &error))?;
    }
    Ok(())
}

fn listed(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| told(folder, &error))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    paths
        .collect::<Result<_, _>>()
        .map_err(|error| told(folder, &error))
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().map(OsStr::to_string_lossy);
    name.unwrap_or_default().into_owned()
}

fn told(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

struct File {
    name: String,
    bytes: Vec<u8>,
}

/// The files under their final names. They name each other, so that one hash of all their bytes
/// stands in every name: files of two builds never meet.
struct Parts {
    hash: String,
    files: Vec<File>,
}

impl Parts {
    fn new(files: Vec<File>) -> Self {
        let all = files.iter().flat_map(|file| &file.bytes);
        let hash = format!("{:016x}", fnv(all));
        let renamed = |file: &File| match file.name.split_once('.') {
            Some(("frontend_bg", end)) => format!("{NAME}-{hash}_bg.{end}"),
            Some(("__wasm_split", end)) => format!("split-{hash}.{end}"),
            Some((name, end)) => format!("{name}-{hash}.{end}"),
            None => file.name.clone(),
        };
        let names: Vec<(String, String)> = files
            .iter()
            .map(|file| (file.name.clone(), renamed(file)))
            .collect();
        let files = files
            .into_iter()
            .zip(&names)
            .map(|(file, (_, name))| File {
                name: name.clone(),
                bytes: if is_script(&file.name) {
                    let text = String::from_utf8_lossy(&file.bytes).into_owned();
                    thin::script(&names.iter().fold(text, put)).into_bytes()
                } else {
                    file.bytes
                },
            })
            .collect();
        Self { hash, files }
    }

    /// The document with these files in place of Trunk's.
    fn document(&self, html: &str) -> Outcome<String> {
        let start = html.find(&format!("{NAME}-"));
        let old = start.and_then(|start| html[start..].split(['.', '_']).next());
        let old = old.ok_or("index.html names no program; did Trunk change?")?;
        let html = html.replace(old, &format!("{NAME}-{}", self.hash));
        // The program's script imports the parts', which is then asked for as early.
        let ahead = "<link rel=\"modulepreload\" href=\"./";
        let split = format!(
            "{ahead}split-{}.js\" crossorigin=\"anonymous\">{ahead}",
            self.hash
        );
        Ok(html.replacen(ahead, &split, 1))
    }
}

/// The document with the program fetched and compiled from its head on, before any style: the script that starts
/// it waits for styles, and then for the first frame. Where it can't be compiled on the way, that script gets the
/// file itself.
fn compiled_early(html: &str) -> Option<String> {
    const STYLES: &str = "<link rel=\"stylesheet\"";
    let tag = &html[html.find("<link rel=\"preload\"")?..];
    let tag = &tag[..=tag.find('>')?];
    let path = tag.split("href=\"").nth(1)?.split('"').next()?;
    let given = format!("module_or_path: '{path}'");
    if !html.contains(&given) || !html.contains(STYLES) {
        return None;
    }
    let early = format!(
        "{tag}<script>window.program = WebAssembly.compileStreaming?.(fetch(\"{path}\")).catch(() => \
         fetch(\"{path}\"));</script>\n{STYLES}"
    );
    let html = html.replacen(tag, "", 1);
    let html = html.replacen(STYLES, &early, 1);
    Some(html.replacen(&given, "module_or_path: window.program", 1))
}

/// A script with a file's new name wherever it is fetched from. What the program calls its imports
/// stays: that name stands in its bytes.
fn put(script: String, (old, new): &(String, String)) -> String {
    let fetched = ["from \"./", "new URL(\"./", "new URL('"];
    fetched.iter().fold(script, |script, before| {
        script.replace(&format!("{before}{old}"), &format!("{before}{new}"))
    })
}

fn is_script(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "js")
}

/// FNV-1a: the same on every machine and in every version of the library.
pub(crate) fn fnv<'a>(bytes: impl Iterator<Item = &'a u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_carries_one_hash_wherever_it_stands() {
        let file = |name: &str, text: &str| File {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        let parts = Parts::new(vec![
            file(
                "__wasm_split.js",
                "import {} from \"./frontend.js\"; new URL(\"./split_more.wasm\")",
            ),
            file(
                "frontend.js",
                "import * from \"./__wasm_split.js\"; \"./__wasm_split.js\": a; new URL('frontend_bg.wasm')",
            ),
            file("frontend_bg.wasm", "program"),
            file("split_more.wasm", "more"),
        ]);
        let hash = &parts.hash;
        let text = |place: usize| String::from_utf8_lossy(&parts.files[place].bytes).into_owned();
        assert_eq!(parts.files[0].name, format!("split-{hash}.js"));
        assert_eq!(
            text(0),
            format!(
                "import {{}} from \"./frontend-{hash}.js\"; new URL(\"./split_more-{hash}.wasm\")\n"
            )
        );
        assert_eq!(parts.files[1].name, format!("frontend-{hash}.js"));
        let program = format!("new URL('frontend-{hash}_bg.wasm')");
        assert_eq!(
            text(1),
            format!("import * from \"./split-{hash}.js\"; \"./__wasm_split.js\": a; {program}\n")
        );
        assert_eq!(parts.files[2].name, format!("frontend-{hash}_bg.wasm"));
        let ahead = "<link rel=\"modulepreload\" href=\"./";
        let end = "\" crossorigin=\"anonymous\">";
        let html = format!("{ahead}frontend-0123.js{end}'./frontend-0123_bg.wasm'");
        assert_eq!(
            parts.document(&html).unwrap(),
            format!(
                "{ahead}split-{hash}.js{end}{ahead}frontend-{hash}.js{end}'./frontend-{hash}_bg.wasm'"
            )
        );
        assert!(parts.document("<script></script>").is_err());
    }

    #[test]
    fn the_program_is_compiled_before_any_style_is_there() {
        let preload = "<link rel=\"preload\" href=\"./a.wasm\" as=\"fetch\">";
        let html = format!(
            "<head><link rel=\"stylesheet\" href=\"a.css\">\
             <script>await init({{ module_or_path: './a.wasm' }})</script>{preload}</head>"
        );
        let early = compiled_early(&html).unwrap();
        let places: Vec<_> = [preload, "compileStreaming?.(fetch(\"./a.wasm\"))", "a.css"]
            .map(|part| early.find(part).unwrap())
            .into();
        assert!(places.is_sorted(), "{early}");
        assert_eq!(early.matches(preload).count(), 1, "{early}");
        assert!(
            early.contains("init({ module_or_path: window.program })"),
            "{early}"
        );
        assert!(compiled_early("<head><link rel=\"preload\" href=\"./a.wasm\"></head>").is_none());
    }
}
