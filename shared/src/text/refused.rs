//! Why a saved file is not read: what is wrong, at which place, and what to do.

use super::Lang;
use crate::problem::Problem;
use crate::refused::{Foreign, Place, Refused, Wanted, Why};

impl Lang {
    /// Why a file is not read: what is wrong at which place, and what to do.
    #[must_use]
    pub fn refused(self, refused: &Refused) -> String {
        let mut text = self.place(&refused.place);
        text.push_str(&self.why(&refused.why));
        if let Some(version) = &refused.newer {
            text.push_str(&self.pick(
                format!("文件由更新的版本 {version} 写成；请用新版页面打开。"),
                format!(" The newer version {version} wrote it; open it with that one."),
            ));
        }
        text
    }

    /// The place that a refusal begins with; nothing where the file is meant as a whole.
    fn place(self, place: &Place) -> String {
        match place {
            Place::Whole => String::new(),
            Place::At(line, column) => self.pick(
                format!("第 {line} 行第 {column} 列："),
                format!("Line {line}, column {column}: "),
            ),
            Place::Line(line) => self.pick(format!("第 {line} 行："), format!("Line {line}: ")),
            Place::KeyInLine(line, key) => self.pick(
                format!("第 {line} 行的 {key} 处："),
                format!("Line {line}, {key}: "),
            ),
            Place::Byte(byte) => self.pick(format!("第 {byte} 个字节："), format!("Byte {byte}: ")),
            Place::Key(key) => self.pick(format!("{key} 处："), format!("At {key}: ")),
        }
    }

    /// What is wrong, and what to do.
    fn why(self, why: &Why) -> String {
        match why {
            Why::CutOff => self
                .pick(
                    "JSON 到这里就断了；请重新保存完整的文件。",
                    "the JSON breaks off; save the whole file again.",
                )
                .to_owned(),
            Why::NoJson => self
                .pick(
                    "从这里起不是 JSON；请保存原始回复，不要改动。",
                    "from here on it is no JSON; save the reply as it came.",
                )
                .to_owned(),
            Why::Wants { wanted, found } => self.wants(*wanted, found.as_deref()),
            Why::NoReply => self
                .pick(
                    "是 JSON，但既不是本页导出的数据，也不是微信的回复。",
                    "this is JSON, yet neither an export of this page nor a reply of WeChat's.",
                )
                .to_owned(),
            Why::View(error) => self.view_error(error),
            Why::Undated => self
                .pick(
                    "没有写明小程序、模块和起止日期。",
                    "it does not say app, module and dates.",
                )
                .to_owned(),
            Why::TooManyDays { has, most } => self.pick(
                format!("共 {has} 天，最多能画 {most} 天。"),
                format!("it holds {has} days; at most {most} can be drawn."),
            ),
            Why::Length { has, days } => self.pick(
                format!("应有 {days} 个值（每天一个），却有 {has} 个。"),
                format!("there should be {days} values, one a day, and there are {has}."),
            ),
            Why::NoMetadata => self
                .pick(
                    "图片里没有随附的数据；请选从本页导出的 SVG，或导出 JSON。",
                    "the picture carries no data; choose an SVG that this page exported, or a JSON.",
                )
                .to_owned(),
            Why::OpenMetadata => self
                .pick(
                    "图片里随附的数据没有结束；请重新导出。",
                    "the data in the picture have no end; export it again.",
                )
                .to_owned(),
            Why::Entity(text) => self.pick(
                format!("图片里随附的数据含有无法识别的“{text}”；请重新导出。"),
                format!("the data in the picture hold “{text}”, which stands for nothing; export it again."),
            ),
            Why::TooLarge { has, most } => self.pick(
                format!("文件有 {}，最多 {}；没有读取。请分成几个文件。", mib(*has), mib(*most)),
                format!(
                    "the file has {}, at most {} are read; it was not. Take it apart.",
                    mib(*has),
                    mib(*most)
                ),
            ),
            Why::TooMuch { most } => self.pick(
                format!("与前面的文件合计超过 {}；没有读取。请分几次打开。", mib(*most)),
                format!(
                    "with the files before it it is more than {}; it was not read. Open it by itself.",
                    mib(*most)
                ),
            ),
            Why::Problem(problem) => self.saved_problem(problem),
            Why::WechatError { code, message } => self.pick(
                format!("微信返回了错误 {code}：{message}；里面没有数据，请处理后重新获取。"),
                format!("WeChat refused with {code}: {message}; there are no data in it. Mend that and ask again."),
            ),
            Why::Foreign(kind) => self.foreign(*kind).to_owned(),
            _ => self.plain(why).to_owned(),
        }
    }

    /// What is wrong, where nothing more is to be said of it.
    fn plain(self, why: &Why) -> &'static str {
        match why {
            Why::Unreadable => self.pick(
                "浏览器读不到它（可能是文件夹，或文件已被移走）；请重新选择文件。",
                "the browser could not read it; it may be a folder, or gone. Choose the file again.",
            ),
            Why::Empty => self.pick(
                "文件是空的；请重新保存。",
                "there is nothing in the file; save it again.",
            ),
            Why::NotUtf8 => self.pick(
                "从这里起不是 UTF-8 文字；请另存为 UTF-8。",
                "from here on it is no text in UTF-8; save it as UTF-8.",
            ),
            Why::Html => self.pick(
                "这是一个网页，不是数据（登录过期时常会存成这样）；请登录后重新保存。",
                "this is a web page and no data, as is saved when a sign-in has expired; sign in and save it again.",
            ),
            Why::Csv => self.pick(
                "这是 CSV 表格，缺少图表所需的内容；请导出 JSON 或 SVG。",
                "this is a CSV table, which lacks what a chart needs; export a JSON or an SVG.",
            ),
            Why::Nothing => self.pick(
                "里面没有找到 JSON；请选本页导出的文件或微信的原始回复。",
                "there is no JSON in it; choose an export of this page or a reply of WeChat's as it came.",
            ),
            Why::StreamCut => self.pick(
                "数据流在最后一行（done）之前就断了；请重新保存。",
                "the stream breaks off before its last line, done; save it again.",
            ),
            Why::Request => self.pick(
                "这是发给微信的请求，不是回复；请保存回复。",
                "this is what WeChat was asked, not its reply; save the reply.",
            ),
            Why::NoDays => self.pick(
                "微信的回复里没有任何一天的数据；请换一段日期重新获取。",
                "WeChat's reply has no day in it; ask for other days.",
            ),
            _ => "",
        }
    }

    /// A refusal of the relay's that was saved in place of data.
    fn saved_problem(self, problem: &Problem) -> String {
        let title = problem
            .known_kind()
            .map_or(problem.title.as_str(), |kind| self.problem_title(kind));
        let detail = &problem.detail;
        self.pick(
            format!("这是服务返回的错误“{title}”（{detail}），里面没有数据；请处理后重新保存。"),
            format!("this is the relay's refusal “{title}” ({detail}), without data; mend that and save it again."),
        )
    }

    /// A file that is no text.
    fn foreign(self, kind: Foreign) -> &'static str {
        match kind {
            Foreign::Image => self.pick(
                "这是位图，图里没有数据；请选本页导出的 SVG 或 JSON。",
                "this is a picture of pixels, without data; choose an SVG or JSON that this page exported.",
            ),
            Foreign::Pdf => self.pick(
                "这是 PDF，里面没有数据；请选本页导出的 SVG 或 JSON。",
                "this is a PDF, without data; choose an SVG or JSON that this page exported.",
            ),
            Foreign::Archive => self.pick(
                "这是压缩包或 Office 文件；请先解压，或导出 JSON。",
                "this is an archive or an office document; unpack it first, or export a JSON.",
            ),
            Foreign::Gzip => self.pick(
                "这是 gzip 压缩过的文件；请先解压（curl 请加 --compressed）。",
                "this is compressed by gzip; unpack it first, or give curl --compressed.",
            ),
            Foreign::Database => self.pick(
                "这是数据库文件；请用 bootlens get 导出 JSON。",
                "this is a database; export a JSON with bootlens get.",
            ),
            Foreign::Binary => self.pick(
                "这是二进制文件，不是文字；请选 JSON 或 SVG。",
                "this is a binary file and no text; choose a JSON or an SVG.",
            ),
        }
    }

    /// What belongs at a place, and what stands there.
    fn wants(self, wanted: Wanted, found: Option<&str>) -> String {
        let wanted = self.wanted(wanted);
        match found {
            Some(found) => self.pick(
                format!("应为{wanted}，却是 {found}。"),
                format!("there should be {wanted}, and there is {found}."),
            ),
            None => self.pick(
                format!("应为{wanted}，却没有这一项。"),
                format!("there should be {wanted}, and there is nothing."),
            ),
        }
    }

    /// What belongs at a place.
    fn wanted(self, wanted: Wanted) -> String {
        let text = match wanted {
            Wanted::Text => self.pick("文字", "a text"),
            Wanted::Number => self.pick("数字", "a number"),
            Wanted::Value => self.pick("数字或 null", "a number or null"),
            Wanted::TextOrNumber => self.pick("文字或数字", "a text or a number"),
            Wanted::Count => self.pick("不小于 0 的整数", "a whole number from 0"),
            Wanted::Flag => self.pick(" true 或 false", "true or false"),
            Wanted::Day => self.pick("日期（如 2026-10-01）", "a date such as 2026-10-01"),
            Wanted::Moment => self.pick(
                " UTC 时间（如 2026-10-01T01:00:00Z）",
                "a time in UTC such as 2026-10-01T01:00:00Z",
            ),
            Wanted::List => self.pick("列表", "a list"),
            Wanted::Object => self.pick("对象", "an object"),
            Wanted::OneOf(words) => {
                return match self {
                    Self::Zh => format!(" {} 之一", words.join("、")),
                    Self::En => format!("one of {}", words.join(", ")),
                };
            }
        };
        text.to_owned()
    }
}

/// Bytes as MiB with one decimal.
fn mib(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1 << 20);
    match tenths % 10 {
        0 => format!("{} MiB", tenths / 10),
        tenth => format!("{}.{tenth} MiB", tenths / 10),
    }
}
