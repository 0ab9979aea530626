//! What the reader should know beside the data, where the page has no words of its own.

use super::Lang;

impl Lang {
    /// The view names a metric that came with no reply.
    #[must_use]
    pub fn metric_unknown(self, id: &str) -> String {
        self.pick(
            format!("微信的回复中没有指标“{id}”；请检查拼写。"),
            format!("WeChat's reply holds no metric “{id}”; check its spelling."),
        )
    }

    /// What was kept could not be read.
    #[must_use]
    pub fn history_unavailable(self) -> &'static str {
        self.pick(
            "历史数据暂时无法读取，所有日期都重新向微信查询。",
            "History cannot be read for now; every day is asked of WeChat again.",
        )
    }

    /// Values are shown that could not be asked again.
    #[must_use]
    pub fn stale(self) -> &'static str {
        self.pick(
            "微信暂时无法访问，显示的是此前取到的数据。",
            "WeChat can't be reached for now; what is shown was fetched earlier.",
        )
    }

    /// WeChat signs by a certificate that it is about to drop.
    #[must_use]
    pub fn certificate_deprecated(self) -> &'static str {
        self.pick(
            "微信正在更换平台证书，请管理员尽快添加新的证书。",
            "WeChat is changing its platform certificate; ask the operator to add the new one.",
        )
    }
}
