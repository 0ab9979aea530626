//! Files that can't be charted, and what each refusal must say of them.

use shared::evidence::{Evidence, in_svg, read};

/// A reply of the API: what the broken ones among exports were once.
const REPLY: &str = r#"{"version":"0.1.0","view":"app=shop&module=memory&start=2026-10-01&end=2026-10-03","fetched_at":"2026-10-04T01:00:00Z","stale_since":null,"data_through":{"shop":"2026-10-03"},"series":[{"app":"shop","slice":{"network":"all","level":"all","platform":"all"},"period":"current","metric":{"id":"memory","zh":"内存均值","en":"Memory, mean","line":0,"unit":"MB","better":"down","role":null,"confidence":"low"},"start":"2026-10-01","values":[314,null,302.3218],"status":{"2026-10-02":"missing"}}],"failures":[],"revisions":[],"notices":[],"calls":{"planned":1,"shared":0,"upstream":1,"from_history":0}}"#;

/// A reply of WeChat's, written over several lines.
const WECHAT: &str = "{\n  \"errcode\": 0,\n  \"data\": {\"body\": {\"tables\": [\n    {\"id\": \"memory\", \"lines\": [{\"fields\": [\n      {\"refdate\": \"20261001\", \"value\": \"314\"}\n    ]}]}\n  ]}}\n}\n";

/// A file that is refused.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What the refusal says in English: what is wrong, and at which place.
    pub says: [&'static str; 2],
}

fn broken(
    name: &str,
    bytes: impl Into<Vec<u8>>,
    place: &'static str,
    what: &'static str,
) -> Broken {
    Broken {
        name: name.to_owned(),
        bytes: bytes.into(),
        says: [place, what],
    }
}

/// A reply with a part in place of another.
fn export(name: &str, [from, to]: [&str; 2], place: &'static str, what: &'static str) -> Broken {
    assert!(REPLY.contains(from), "{from}");
    broken(name, REPLY.replacen(from, to, 1), place, what)
}

/// WeChat's reply with a part in place of another.
fn wechat(name: &str, [from, to]: [&str; 2], place: &'static str, what: &'static str) -> Broken {
    assert!(WECHAT.contains(from), "{from}");
    broken(name, WECHAT.replacen(from, to, 1), place, what)
}

/// An export whose parts are whole.
///
/// # Panics
/// Where the sample is broken itself.
#[must_use]
pub fn whole() -> Evidence {
    read(REPLY).expect("a reply of the API")
}

/// Every one of them.
#[must_use]
pub fn broken_files() -> Vec<Broken> {
    let svg = in_svg(
        "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<rect/></svg>\n",
        REPLY,
    );
    let open = svg.replace("</metadata>", "");
    let entity = svg.replace("内存均值", "&nbsp;");
    let inner = svg.replace("302.3218", "\"302.3218\"");
    let plan = r#"{"type":"plan","view":"app=shop&module=memory&start=2026-10-01&end=2026-10-03","calls":{"planned":0}}"#;
    let busy = r#"{"type":"urn:bootlens:busy","title":"Busy","status":503,"detail":"too much at once","errcode":null,"rid":null,"request_id":null,"retryable":true,"advice":"a"}"#;
    let future = REPLY
        .replace("\"0.1.0\"", "\"99.0.0\"")
        .replace("[314", "[{\"of\":314}");
    let cut: String = REPLY.chars().take(300).collect();
    let mut all = files_that_are_no_text();
    all.extend([
        broken("cut.json", cut, "Line 1, column 3", "breaks off"),
        export(
            "trailing.json",
            ["[314,null,302", "[314,null,,302"],
            "Line 1, column",
            "no JSON",
        ),
        broken(
            "list.json",
            "[]",
            "list.json: this is JSON",
            "neither an export",
        ),
        broken(
            "other.json",
            "{\"hello\":\"world\"}",
            "other.json: this is JSON",
            "neither an export",
        ),
        broken(
            "prose.txt",
            "Dear all,\nplease find attached",
            "prose.txt: there is no JSON",
            "reply of WeChat's",
        ),
        broken(
            "sheet.csv",
            "day,app,module,period\r\n",
            "sheet.csv: this is a CSV",
            "export a JSON",
        ),
        broken(
            "login.json",
            "<!DOCTYPE html><html><body>登录</body></html>",
            "login.json: this is a web page",
            "sign in",
        ),
        export(
            "text.json",
            ["[314", "[\"314\""],
            "At series[0].values[0]",
            "a number or null",
        ),
        export(
            "short.json",
            ["[314,", "["],
            "At series[0].values",
            "3 values, one a day, and there are 2",
        ),
        export(
            "unversioned.json",
            ["\"version\":\"0.1.0\",", ""],
            "At version",
            "there is nothing",
        ),
        export(
            "undated.json",
            ["&start=2026-10-01&end=2026-10-03", ""],
            "At view",
            "app, module and dates",
        ),
        export(
            "module.json",
            ["module=memory", "module=boot"],
            "At view",
            "module",
        ),
        export(
            "status.json",
            ["\"missing\"", "\"guessed\""],
            "At series[0].status.2026-10-02",
            "\"guessed\"",
        ),
        export(
            "date.json",
            ["\"start\":\"2026-10-01\"", "\"start\":\"2026-02-30\""],
            "At series[0].start",
            "a date such as",
        ),
        broken(
            "future.json",
            future,
            "At series[0].values[0]",
            "The newer version 99.0.0",
        ),
        broken(
            "plain.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
            "plain.svg: the picture",
            "carries no data",
        ),
        broken("open.svg", open, "Line 1, column 65", "no end"),
        broken("entity.svg", entity, "Line 1, column", "&nbsp;"),
        broken(
            "inner.svg",
            inner,
            "At series[0].values[2]",
            "a number or null",
        ),
        broken(
            "stream.ndjson",
            format!("{plan}\n"),
            "Line 1",
            "breaks off before its last line",
        ),
        broken(
            "half.ndjson",
            format!("{plan}\n{{\"type\":\"ser"),
            "Line 1",
            "breaks off",
        ),
        broken(
            "busy.json",
            busy,
            "busy.json: this is the relay's refusal",
            "too much at once",
        ),
        wechat(
            "token.json",
            [
                "\"errcode\": 0",
                "\"errcode\": 40001, \"errmsg\": \"invalid credential\"",
            ],
            "40001",
            "invalid credential",
        ),
        wechat(
            "empty-tables.json",
            ["\"id\": \"memory\"", "\"id\": \"\""],
            "empty-tables.json: WeChat's reply",
            "no day",
        ),
        wechat(
            "tables.json",
            ["\"tables\": [\n", "\"tables\": 3, \"list\": [\n"],
            "At data.body.tables",
            "a list",
        ),
        wechat(
            "lines.json",
            ["\"lines\": [", "\"lines\": {}, \"l\": ["],
            "At data.body.tables[0].lines",
            "a list",
        ),
        wechat(
            "value.json",
            ["\"314\"", "[314]"],
            "At data.body.tables[0].lines[0].fields[0].value",
            "a text or a number",
        ),
        wechat(
            "comma.json",
            ["\"20261001\",", "\"20261001\""],
            "Line 5, column",
            "no JSON",
        ),
        wechat(
            "half.json",
            ["    ]}]}\n  ]}}\n}\n", ""],
            "Line 6, column",
            "breaks off",
        ),
        broken(
            "request.json",
            r#"{"module":"10022","time":{"begin_timestamp":1609603200},"params":[]}"#,
            "request.json: this is what WeChat was asked",
            "save the reply",
        ),
    ]);
    all
}

fn files_that_are_no_text() -> Vec<Broken> {
    vec![
        broken(
            "empty.json",
            "",
            "empty.json: there is nothing",
            "save it again",
        ),
        broken(
            "blank.json",
            " \r\n\t",
            "blank.json: there is nothing",
            "save it again",
        ),
        broken(
            "chart.png",
            b"\x89PNG\r\n\x1a\n\0".as_slice(),
            "chart.png: this is a picture",
            "SVG or JSON",
        ),
        broken(
            "chart.json",
            b"\xff\xd8\xff\xe0".as_slice(),
            "chart.json: this is a picture",
            "SVG or JSON",
        ),
        broken(
            "book.xlsx",
            b"PK\x03\x04\x14\0".as_slice(),
            "book.xlsx: this is an archive",
            "unpack it",
        ),
        broken(
            "reply.json.gz",
            b"\x1f\x8b\x08\0".as_slice(),
            "reply.json.gz: this is compressed",
            "--compressed",
        ),
        broken(
            "print.pdf",
            b"%PDF-1.7".as_slice(),
            "print.pdf: this is a PDF",
            "SVG or JSON",
        ),
        broken(
            "bootlens.db",
            b"SQLite format 3\0".as_slice(),
            "bootlens.db: this is a database",
            "bootlens get",
        ),
        broken(
            "core",
            b"\x7fELF\x02\0".as_slice(),
            "core: this is a binary",
            "JSON or an SVG",
        ),
        broken(
            "gbk.json",
            b"{\"zh\":\"\xc4\xda\xb4\xe6\"}".as_slice(),
            "Byte 8",
            "UTF-8",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use shared::opened::Files;
    use shared::text::Lang;

    use super::*;

    #[test]
    fn each_broken_file_is_refused_with_its_name_the_place_and_what_to_do() {
        let all = broken_files();
        assert!(all.len() >= 30, "{}", all.len());
        let mut unsaid = Vec::new();
        for file in all {
            let files = Files::read(vec![(file.name.clone(), Ok(file.bytes.clone()))]);
            assert_eq!(files.shown, 0, "{}", file.name);
            let [(name, refused)] = &files.refused[..] else {
                panic!("{}: {:?}", file.name, files.refused);
            };
            let words = Lang::En.not_opened_because(name, refused);
            let lacking = file.says.into_iter().filter(|says| !words.contains(says));
            unsaid.extend(lacking.map(|says| format!("«{says}» is not in «{words}»")));
            let zh = Lang::Zh.not_opened_because(name, refused);
            assert!(zh.contains(&file.name) && zh.ends_with('。'), "{zh}");
        }
        assert_eq!(unsaid, [""; 0]);
    }

    #[test]
    fn what_is_broken_was_whole_once() {
        assert_eq!(read(&whole().write()), Ok(whole()));
        let files = Files::read(vec![("reply.json".to_owned(), Ok(WECHAT.into()))]);
        assert_eq!((files.shown, files.refused.len()), (1, 0));
    }
}
