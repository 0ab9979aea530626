//! Titles of problems, and what the reader can do about each.

use super::Lang;
use crate::problem::ProblemKind;

impl Lang {
    /// A problem in a few words.
    #[must_use]
    pub fn problem_title(self, kind: ProblemKind) -> &'static str {
        match kind {
            ProblemKind::ViewInvalid => self.pick("地址有误", "The address is not understood"),
            ProblemKind::ViewTooLong => self.pick("范围过大", "Too many days or slices"),
            ProblemKind::TooManyCalls => self.pick("需要的调用过多", "Too many calls needed"),
            ProblemKind::NotSignedIn => self.pick("尚未登录", "Not signed in"),
            ProblemKind::AccessNotConfigured => {
                self.pick("尚未配置访问权限", "Access is not configured")
            }
            ProblemKind::NoApps => self.pick("没有可看的小程序", "No apps to see"),
            ProblemKind::AppUnknown => self.pick("没有这个小程序", "Unknown app"),
            ProblemKind::NotFound => self.pick("没有这个地址", "Not found"),
            ProblemKind::MethodNotAllowed => self.pick("不支持的方法", "Method not allowed"),
            ProblemKind::UriTooLong => self.pick("地址过长", "The address is too long"),
            ProblemKind::HostUnknown => self.pick("不认识的域名", "Unknown host name"),
            ProblemKind::RateLimited => self.pick("请求过于频繁", "Too many requests"),
            ProblemKind::UpstreamCredential => {
                self.pick("没有微信认可的凭证", "No credential that WeChat accepts")
            }
            ProblemKind::UpstreamIp => {
                self.pick("微信不认可服务器地址", "WeChat refuses the relay's address")
            }
            ProblemKind::UpstreamNotAuthorised => {
                self.pick("账号没有接口权限", "The account may not use the interface")
            }
            ProblemKind::UpstreamSigning => {
                self.pick("签名或加密未通过", "Signing or encryption was refused")
            }
            ProblemKind::UpstreamReply => {
                self.pick("微信的回复无法理解", "WeChat's reply is not understood")
            }
            ProblemKind::UpstreamUnavailable => {
                self.pick("微信暂时不可用", "WeChat is not available")
            }
            ProblemKind::UpstreamTimeout => {
                self.pick("微信没有及时回复", "WeChat did not answer in time")
            }
            ProblemKind::UpstreamQuotaDay => {
                self.pick("今日调用额度已用完", "Today's calls are used up")
            }
            ProblemKind::UpstreamQuotaMinute => {
                self.pick("每分钟调用额度已用完", "This minute's calls are used up")
            }
            ProblemKind::Busy => self.pick("服务繁忙", "The relay is busy"),
            ProblemKind::NoFont => self.pick("缺少中文字体", "No typeface for Chinese"),
            ProblemKind::Internal => self.pick("服务出错", "The relay failed"),
        }
    }

    /// What the reader can do.
    #[must_use]
    pub fn problem_advice(self, kind: ProblemKind) -> &'static str {
        match kind {
            ProblemKind::ViewInvalid => self.pick(
                "请改正地址中所指出的参数。",
                "Correct the parameter that is named.",
            ),
            ProblemKind::ViewTooLong => self.pick(
                "请缩短日期范围或减少筛选项。",
                "Choose fewer days or fewer filters.",
            ),
            ProblemKind::TooManyCalls => self.pick(
                "请缩短日期范围，或减少小程序与筛选项。",
                "Choose fewer days, apps or filters.",
            ),
            ProblemKind::NotSignedIn => {
                self.pick("请重新登录后再打开。", "Sign in and open it again.")
            }
            ProblemKind::AccessNotConfigured => self.pick(
                "请管理员在配置中写明 [access] 的 mode。",
                "Ask the operator to write the mode of [access] into the configuration.",
            ),
            ProblemKind::NoApps => self.pick(
                "请向管理员申请查看权限。",
                "Ask the operator for the right to see an app.",
            ),
            ProblemKind::AppUnknown => self.pick(
                "请检查小程序的别名，或向管理员申请查看权限。",
                "Check the app's alias, or ask the operator for the right to see it.",
            ),
            ProblemKind::NotFound => self.pick("请检查地址。", "Check the address."),
            ProblemKind::MethodNotAllowed => self.pick("请使用 GET。", "Use GET."),
            ProblemKind::UriTooLong => self.pick(
                "请减少标记、指标或筛选项。",
                "Use fewer marks, metrics or filters.",
            ),
            ProblemKind::HostUnknown => self.pick(
                "请管理员把这个域名写入配置 [access] 的 hosts。",
                "Ask the operator to add this name to hosts under [access].",
            ),
            ProblemKind::RateLimited => self.pick("请稍候再试。", "Try again in a moment."),
            ProblemKind::UpstreamCredential => self.pick(
                "请管理员检查这个小程序的凭证，详情中写明了缺什么。",
                "Ask the operator to see to this app's credential; the details say what it lacks.",
            ),
            ProblemKind::UpstreamIp => self.pick(
                "请管理员把服务器地址加入小程序后台的 IP 白名单。",
                "Ask the operator to add the relay's address to the IP list in WeChat's console.",
            ),
            ProblemKind::UpstreamNotAuthorised => self.pick(
                "请管理员确认账号已获得该接口的权限。",
                "Ask the operator to check that the account may use this interface.",
            ),
            ProblemKind::UpstreamSigning => self.pick(
                "请管理员检查 API 安全的密钥与证书。",
                "Ask the operator to check the keys and certificates of API security.",
            ),
            ProblemKind::UpstreamReply => {
                self.pick("请把详情发给管理员。", "Send the details to the operator.")
            }
            ProblemKind::UpstreamUnavailable | ProblemKind::UpstreamTimeout => {
                self.pick("请稍候重试。", "Try again in a moment.")
            }
            ProblemKind::UpstreamQuotaDay => self.pick(
                "额度明日恢复；已取到的日期照常显示。",
                "It is restored tomorrow; known days are still shown.",
            ),
            ProblemKind::UpstreamQuotaMinute => {
                self.pick("请一分钟后重试。", "Try again in a minute.")
            }
            ProblemKind::Busy => self.pick("请稍候重试。", "Try again in a moment."),
            ProblemKind::NoFont => self.pick(
                "请管理员安装中文字体或配置 font_file。",
                "Ask the operator to install a Chinese typeface or set font_file.",
            ),
            ProblemKind::Internal => self.pick(
                "请把请求号发给管理员。",
                "Send the request id to the operator.",
            ),
        }
    }
}
