//! What the page says where something leaves it: links, pictures, words, tables and files.

use super::Lang;
use crate::day::Day;
use crate::view::Last;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        impl Lang {
            $($(#[$doc])* #[must_use] pub fn $name(self) -> &'static str { self.pick($zh, $en) })*
        }
    };
}

words! {
    /// Closes a dialog.
    close: "关闭", "Close";
    /// The button of a link to these days.
    copy_link: "复制链接", "Copy link";
    /// What such a link gives.
    copy_link_gives: "日期固定：明年打开还是这几天。", "Fixed days: next year it still shows these.";
    /// What such a link gives where it tells when it was made.
    copy_link_tells: "日期固定：明年打开还是这几天，并说明此后哪些天有变化。", "Fixed days: next year it still shows these, and tells which have changed since.";
    /// The button of a link to the newest days.
    copy_rolling: "复制滚动链接", "Copy rolling link";
    /// The button of the picture.
    copy_picture: "复制图片", "Copy picture";
    /// The button of the sentence with the figures.
    copy_words: "复制文字", "Copy words";
    /// The button of the table.
    copy_table: "复制表格", "Copy table";
    /// The files.
    download: "下载", "Download";
    /// The table with a row a day.
    wide_table: "CSV 宽表", "CSV, wide";
    /// What the files are.
    files_are: "宽表一天一行、中文表头；JSON 与 SVG 带着数据、视图和取数时间，拖回 Bootlens 不联网也能看。", "The wide one has a row a day and Chinese heads; JSON and SVG hold data, view and the time of fetching, and show the same in Bootlens without any network.";
    /// What is no use to a person's own eyes.
    for_machines: "给程序和网页", "For programs and pages";
    /// The button of the picture's address.
    copy_picture_link: "复制图片链接", "Copy picture link";
    /// What it gives.
    picture_link_gives: "图由服务端画，可放进文档与机器人消息。", "Drawn by the relay, for documents and messages.";
    /// The button of the table's address.
    copy_csv_link: "复制 CSV 链接", "Copy CSV link";
    /// What it gives.
    csv_link_gives: "表格软件按这个地址取数。", "A spreadsheet fetches the data from it.";
    /// The button of a command line.
    copy_curl: "复制 curl 命令", "Copy curl command";
    /// What it gives.
    curl_gives: "在终端里取 JSON。", "Fetches the JSON in a terminal.";
    /// The button of what embeds the chart.
    copy_embed: "复制嵌入代码", "Copy embed code";
    /// What links for programs need where readers are signed in.
    token_needed: "程序读取这些地址需要令牌：请管理员签发，放在 Authorization: Bearer 里。", "Programs need a token for these addresses, as Authorization: Bearer; the operator hands it out.";
    /// Said once a link is copied.
    link_copied: "已复制链接", "Link copied";
    /// Said once the picture is copied.
    picture_copied: "已复制图片", "Picture copied";
    /// Said once the sentence is copied.
    words_copied: "已复制文字", "Words copied";
    /// Said once the table is copied.
    table_copied: "已复制表格", "Table copied";
    /// Said once anything else is copied.
    copied: "已复制", "Copied";
    /// The browser lets no page copy; the text is selected.
    copy_by_key: "浏览器不让网页复制。文字已选中，请按 Ctrl/⌘ C 复制。", "The browser lets no page copy. The text is selected: press Ctrl/⌘ C.";
    /// The same for a finger.
    copy_by_finger: "浏览器不让网页复制。请长按选中的文字复制。", "The browser lets no page copy. Press and hold the selected text to copy it.";
    /// The text to copy by hand.
    text_to_copy: "要复制的文字", "Text to copy";
    /// The picture stands there to be taken.
    take_by_mouse: "浏览器不让网页复制图片。请在图上按右键，复制或另存。", "The browser lets no page copy pictures. Right-click the picture to copy or save it.";
    /// The same for a finger.
    take_by_finger: "长按图片保存或转发。", "Press and hold the picture to save or send it.";
    /// The picture could not be made.
    picture_failed: "图片没有画成，请下载 SVG。", "The picture could not be made; download the SVG.";
    /// A file could not be made.
    file_failed: "文件没有做成，请刷新页面再试。", "The file could not be made; reload the page and try again.";
    /// No change to tell of.
    nothing_changed: "没有发现变化", "no change found";
    /// A line without any settled value.
    no_figure: "没有已定的数值", "no settled value";
    /// Where an embedded chart leads to.
    open_in_bootlens: "在 Bootlens 中打开", "Open in Bootlens";
}

impl Lang {
    /// What a rolling link gives.
    #[must_use]
    pub fn rolling_gives(self, last: Last) -> String {
        let days = self.last(last);
        self.pick(
            format!("每次打开都是{days}。"),
            format!("Whenever it is opened: {}.", days.to_lowercase()),
        )
    }

    /// What the code that embeds the chart gives.
    #[must_use]
    pub fn embed_gives(self, last: Option<Last>) -> String {
        match last {
            Some(last) => self.pick(
                format!("放进内部网页，总是{}。", self.last(last)),
                format!(
                    "For a page of the house: {}.",
                    self.last(last).to_lowercase()
                ),
            ),
            None => self
                .pick(
                    "放进内部网页，日期固定。",
                    "For a page of the house, fixed days.",
                )
                .to_owned(),
        }
    }

    /// What the picture is, in pixels.
    #[must_use]
    pub fn picture_gives(self, width: u32, height: u32) -> String {
        self.pick(
            format!("PNG，{width} × {height}，含标题、日期、数据截止日与链接。"),
            format!("PNG, {width} × {height}, with title, days, how far the data go, and link."),
        )
    }

    /// What the table holds.
    #[must_use]
    pub fn table_gives(self, days: usize, lines: usize) -> String {
        match self {
            Self::Zh => format!("{days} 天 × {lines} 条线，可贴进表格与文档。"),
            Self::En => format!(
                "{} × {}, for spreadsheets and documents.",
                counted(days, "day"),
                counted(lines, "line")
            ),
        }
    }

    /// A file was made.
    #[must_use]
    pub fn downloaded(self, name: &str) -> String {
        self.pick(format!("已下载 {name}"), format!("Downloaded {name}"))
    }

    /// One sentence of what is about these days, and what there is to say of it.
    #[must_use]
    pub fn shared_sentence(self, subject: &str, days: &str, parts: &[String]) -> String {
        match self {
            Self::Zh => format!("{subject}，{days}：{}。", parts.join("；")),
            Self::En => format!("{subject}, {days}: {}.", parts.join("; ")),
        }
    }

    /// A line's figures; `change` is against the week before.
    #[must_use]
    pub fn shared_line(self, name: &str, mean: &str, latest: &str, change: &str) -> String {
        self.pick(
            format!("{name} 均值 {mean}，最新 {latest}，{change}"),
            format!("{name} mean {mean}, latest {latest}, {change}"),
        )
    }

    /// How the last week stands to the one before.
    #[must_use]
    pub fn week_on_week(self, change: &str) -> String {
        self.pick(
            format!("近 7 天比前 7 天 {change}"),
            format!("last 7 days {change} against the 7 before"),
        )
    }

    /// Lines that the sentence leaves out.
    #[must_use]
    pub fn further_lines(self, count: usize) -> String {
        match self {
            Self::Zh => format!("另有 {count} 条线"),
            Self::En => counted(count, "further line"),
        }
    }

    /// Up to when a link shows days, and up to when there are some by now.
    #[must_use]
    pub fn aged(self, end: Day, newest: Day) -> String {
        let year = end.parts().0 != newest.parts().0;
        let (end, newest) = (self.date(end, year), self.date(newest, year));
        self.pick(
            format!("这是{end}为止的数据，现在已有到{newest}的。"),
            format!("These are the data to {end}; by now there are some to {newest}."),
        )
    }

    /// The way to as many of the newest days.
    #[must_use]
    pub fn newest_days(self, count: usize) -> String {
        match self {
            Self::Zh => format!("看最新 {count} 天"),
            Self::En if count == 1 => "See the newest day".to_owned(),
            Self::En => format!("See the newest {count} days"),
        }
    }
}

/// A number of things, in English.
fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_ages_names_years_only_where_they_differ() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(
            Lang::Zh.aged(day("2026-10-30"), day("2026-11-23")),
            "这是10月30日为止的数据，现在已有到11月23日的。"
        );
        assert_eq!(
            Lang::En.aged(day("2026-10-30"), day("2027-01-02")),
            "These are the data to 30 Oct 2026; by now there are some to 2 Jan 2027."
        );
    }

    #[test]
    fn one_thing_is_no_plural() {
        assert!(Lang::En.table_gives(1, 2).starts_with("1 day × 2 lines,"));
        assert_eq!(Lang::En.newest_days(1), "See the newest day");
        assert_eq!(
            Lang::En.rolling_gives(Last::Days(28)),
            "Whenever it is opened: last 28 days."
        );
    }
}
