//! Texts of the page that opens saved files.

use super::Lang;
use crate::day::{Minute, Utc};
use crate::refused::Refused;

macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        impl Lang {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(self) -> &'static str {
                self.pick($zh, $en)
            })*
        }
    };
}

sentences! {
    /// The page's name.
    open_files: "打开文件", "Open files";
    /// What can be done with the place where files are dropped.
    drop_files: "把文件拖到这里，或者粘贴内容", "Drop files here, or paste their text";
    /// The same while files hang over it.
    let_go: "松开即打开", "Let go to open them";
    /// The button that chooses files.
    choose_files: "选择文件…", "Choose files…";
    /// The same once something is open.
    other_files: "打开其他文件…", "Open other files…";
    /// What can be opened: our own files.
    opens_exports: "从图表页下载的 JSON 或 SVG，显示与导出时相同的画面", "JSON or SVG that a chart was saved as: the same view as then";
    /// What can be opened: replies of the API.
    opens_replies: "从接口保存的 JSON 或数据流", "JSON or a stream saved from the API";
    /// What can be opened: WeChat's own.
    opens_wechat: "微信 getPerformanceData 的回复：HTTPS 或云函数，夹在日志里也可以", "Replies of WeChat's getPerformanceData, by HTTPS or a cloud function, also inside a log";
    /// How much can be opened.
    opens_several: "可以一次打开几个，合计不超过 8 MiB。", "Several at once, 8 MiB together.";
    /// Where the files go.
    stays_here: "文件只在这台电脑上读取，不会发送到任何地方。", "Files are read on this computer and sent nowhere.";
    /// What could not be opened.
    not_opened: "没有打开的文件", "Not opened";
    /// What a pasted text is called.
    pasted: "粘贴的内容", "Pasted text";
    /// The button that shows every day of the file again.
    all_days: "显示全部日期", "Show all days";
    /// The choices of how the file is drawn.
    drawn_as: "显示方式", "Display";
    /// The choice of metrics.
    metrics: "指标", "Metrics";
    /// The button that joins files that tell a day twice.
    join_files: "合并，后面的文件为准", "Join them, the last file counts";
    /// The button that shows them apart again.
    part_files: "分开显示", "Show them apart";
}

impl Lang {
    /// What was opened, and what not.
    #[must_use]
    pub fn opened(self, files: usize, lines: usize, refused: usize) -> String {
        let mut text = match self {
            Self::Zh => format!("已打开 {files} 个文件，{lines} 条线"),
            Self::En => format!(
                "Opened {}, {}",
                counted(files, "file", "files"),
                counted(lines, "line", "lines")
            ),
        };
        if refused > 0 {
            text.push_str(&self.pick(
                format!("；{refused} 处未能打开"),
                format!("; {refused} not opened"),
            ));
        }
        text
    }

    /// Why a file is not opened, with its name.
    #[must_use]
    pub fn not_opened_because(self, name: &str, refused: &Refused) -> String {
        let why = self.refused(refused);
        self.pick(format!("{name}：{why}"), format!("{name}: {why}"))
    }

    /// Where a picture is from: its files, and what an export says of itself.
    #[must_use]
    pub fn from_files(self, names: &[String], export: Option<(Utc, &str)>) -> String {
        let names = names.join(self.pick("、", ", "));
        let mut text = self.pick(format!("来自文件 {names}"), format!("From {names}"));
        if let Some((fetched, version)) = export {
            let when = self.minute(Minute::at_unix(fetched.0), true);
            text.push_str(&self.pick(
                format!(" · {when} 取得 · 版本 {version}"),
                format!(" · fetched {when} · version {version}"),
            ));
        }
        text
    }

    /// Days that several files tell with several values.
    #[must_use]
    pub fn told_twice(self, days: usize, joined: bool) -> String {
        let days_en = counted(days, "day has", "days have");
        if joined {
            return self.pick(
                format!("有 {days} 天在几个回复里数值不同，以后面的为准。"),
                format!("{days_en} several values in these replies; the last one counts."),
            );
        }
        self.pick(
            format!("有 {days} 天在几个回复里数值不同，可能来自不同的筛选，所以分开显示。"),
            format!("{days_en} several values in these replies, perhaps by different filters, so that they are shown apart."),
        )
    }

    /// Windows that were lacking when an export was made.
    #[must_use]
    pub fn lacked(self, failures: usize) -> String {
        match self {
            Self::Zh => format!("导出时有 {failures} 段没有取到。"),
            Self::En if failures == 1 => "1 piece was lacking when this was saved.".to_owned(),
            Self::En => format!("{failures} pieces were lacking when this was saved."),
        }
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    let word = if count == 1 { one } else { several };
    format!("{count} {word}")
}
