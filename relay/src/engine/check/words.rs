//! What a check says of its steps, in the operator's language.

use shared::apps::Quota;
use shared::text::Lang;

use super::StepResult;
use crate::wechat::signing::Standing;
use crate::wechat::{Error, WechatQuota};

/// The sentences, in a language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Lang);

impl Words {
    fn pick(self, zh: &str, en: &str) -> String {
        self.0.pick(zh, en).to_owned()
    }

    pub(super) fn token(self) -> String {
        self.pick("已取得令牌", "one is had")
    }

    pub(super) fn no_token(self) -> String {
        self.pick("没有令牌，未检查", "not tried: there is no token")
    }

    pub(super) fn interface(self) -> String {
        self.pick("微信已返回数据", "WeChat answers")
    }

    pub(super) fn no_answer(self) -> String {
        self.pick(
            "微信没有返回结果，未检查",
            "not known: WeChat gave no answer",
        )
    }

    pub(super) fn no_history(self) -> String {
        self.pick("历史库无法读取", "not known: the history can't be read")
    }

    pub(super) fn ip_taken(self) -> String {
        self.pick("微信接受本机地址", "WeChat takes calls from this machine")
    }

    pub(super) fn ip_refused(self, ip: Option<String>) -> String {
        let ip = ip.unwrap_or_else(|| self.pick("（未说明）", "(not told)"));
        match self.0 {
            Lang::Zh => format!(
                "微信看到的地址是 {ip}，不在白名单中；请在微信后台 开发设置 → IP白名单 中加入它"
            ),
            Lang::En => format!(
                "WeChat sees this machine as {ip}, which is not on the list; add it to 开发设置 → \
                 IP白名单 in WeChat's console"
            ),
        }
    }

    pub(super) fn unsigned(self) -> String {
        self.pick(
            "未启用（配置中没有 [apps.ALIAS.signing]）",
            "off: there is no [apps.ALIAS.signing]",
        )
    }

    pub(super) fn standing(self, standing: Standing) -> (StepResult, String) {
        match standing {
            Standing::Signed => {
                let text = self.pick(
                    "请求已签名加密，回包验签通过",
                    "calls are signed and encrypted, and replies are verified",
                );
                (StepResult::Ok, text)
            }
            Standing::SignedByDeprecated => {
                let text = self.pick(
                    "微信正在更换平台证书，目前只有旧证书能验签；请把后台的新平台证书加为第二个 \
                     platform_certificate",
                    "WeChat is changing its platform certificate and only the old one fits; add the \
                     new one of the console's 平台证书 as a second platform_certificate",
                );
                (StepResult::Failed, text)
            }
            Standing::Plain => {
                let text = self.pick(
                    "请求已签名加密，但回包是明文，按 plain_replies = \"warn\" 接受",
                    "calls are signed and encrypted, but replies come plain and are taken as \
                     plain_replies = \"warn\" says",
                );
                (StepResult::Ok, text)
            }
        }
    }

    pub(super) fn clock(self, skew: i64) -> String {
        match self.0 {
            Lang::Zh => format!("与微信相差 {} 秒", skew.abs()),
            Lang::En => format!("{} s from WeChat's", skew.abs()),
        }
    }

    pub(super) fn clock_wrong(self, skew: i64) -> String {
        let seconds = skew.abs();
        match (self.0, skew > 0) {
            (Lang::Zh, behind) => {
                let word = if behind { "慢" } else { "快" };
                format!(
                    "本机时间比微信{word} {seconds} 秒；请用 NTP 校时，相差 300 秒以上微信会拒绝签名请求"
                )
            }
            (Lang::En, behind) => {
                let word = if behind { "behind" } else { "ahead of" };
                format!(
                    "this machine's is {seconds} s {word} WeChat's; set it by NTP: WeChat refuses \
                     signed calls from 300 s on"
                )
            }
        }
    }

    /// What is left today; `ceiling` is our own.
    pub(super) fn quota(
        self,
        told: Result<&WechatQuota, &Error>,
        quota: Quota,
        ceiling: u64,
    ) -> String {
        let left = quota.left;
        let wechat = match (self.0, told) {
            (Lang::Zh, Ok(told)) => format!(
                "微信每天允许 {} 次，今天已用 {} 次",
                told.daily_limit, told.used
            ),
            (Lang::En, Ok(told)) => format!(
                "WeChat grants {} calls a day, {} of them used today",
                told.daily_limit, told.used
            ),
            (Lang::Zh, Err(error)) => {
                format!("微信未告知用量（{}）", error.for_operator(self.0))
            }
            (Lang::En, Err(error)) => {
                format!("WeChat does not tell ({})", error.for_operator(self.0))
            }
        };
        let ours = match self.0 {
            Lang::Zh => format!("本服务上限 {ceiling} 次（upstream.daily_calls），剩余 {left} 次"),
            Lang::En => format!("our ceiling is {ceiling} (upstream.daily_calls), {left} are left"),
        };
        let remedy = match (self.0, left) {
            (_, 1..) => "",
            (Lang::Zh, 0) => "；北京时间零点恢复，bootlens quota 可查看和解除",
            (Lang::En, 0) => "; they come back at midnight in Beijing, see bootlens quota",
        };
        match self.0 {
            Lang::Zh => format!("{wechat}；{ours}{remedy}"),
            Lang::En => format!("{wechat}; {ours}{remedy}"),
        }
    }

    pub(super) fn no_newest_day(self) -> String {
        self.pick(
            "最近一周没有数据；请在微信后台确认小程序有人使用",
            "none in the last week; see in WeChat's console whether the app was used",
        )
    }
}
