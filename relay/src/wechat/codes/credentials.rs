//! `AppID`, `AppSecret` and access token.

use shared::problem::ProblemKind::UpstreamCredential;

use super::Action::{RefreshOnce, Stop};
use super::Span::Minute;
use super::{Call, Row, Text, text};

const ASK: Text = text(
    "微信不认可这个小程序的凭证，请管理员检查 AppID 与 AppSecret。",
    "WeChat refuses this app's credentials; ask the operator to check AppID and AppSecret.",
);

const TOKEN: Text = text(
    "微信不认可访问凭证，请稍候重试；若一直如此，请告诉管理员。",
    "WeChat refuses the access token; try again in a minute, and tell the operator if it stays so.",
);

/// A token call sends no token: what it refuses is the secret.
pub(super) const SECRET_WRONG: Text = text(
    "AppSecret 与 AppID 不匹配",
    "the AppSecret does not belong to the AppID",
);

pub(super) const SECRET_ANEW: Text = text(
    "请在小程序后台重新复制 AppSecret，已遗失的只能重置。",
    "Copy the AppSecret anew from WeChat's console; one that is lost can only be reset there.",
);

const MISSING: Text = text(
    "这是 Bootlens 的错误：请检查配置中的凭证，并附上 rid 反馈。",
    "This is a fault of Bootlens: check the credential in the configuration, and report it with \
     the rid.",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 40001,
        calls: &[],
        kind: UpstreamCredential,
        action: RefreshOnce,
        meaning: text(
            "access_token 无效，或不是最新的一个",
            "the access token is invalid, or not the latest",
        ),
        remedy: text(
            "请确认没有其他系统用 /cgi-bin/token 或 force_refresh 另取 token。",
            "See that no other system fetches tokens by /cgi-bin/token or by force_refresh.",
        ),
        reader: TOKEN,
    },
    Row {
        code: 40001,
        calls: &[Call::Token],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: SECRET_WRONG,
        remedy: SECRET_ANEW,
        reader: ASK,
    },
    Row {
        code: 40014,
        calls: &[],
        kind: UpstreamCredential,
        action: RefreshOnce,
        meaning: text(
            "access_token 格式有误或无效",
            "the access token is malformed or invalid",
        ),
        remedy: text(
            "请确认 token 属于这个小程序。",
            "See that the token is this app's.",
        ),
        reader: TOKEN,
    },
    Row {
        code: 40014,
        calls: &[Call::Token],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: SECRET_WRONG,
        remedy: SECRET_ANEW,
        reader: ASK,
    },
    Row {
        code: 42001,
        calls: &[],
        kind: UpstreamCredential,
        action: RefreshOnce,
        meaning: text("access_token 已过期", "the access token has expired"),
        remedy: text(
            "会自动换新；若反复出现，请确认没有其他系统另取 token。",
            "A new one is fetched; where it recurs, see that no other system fetches tokens.",
        ),
        reader: TOKEN,
    },
    Row {
        code: 42001,
        calls: &[Call::Token],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: SECRET_WRONG,
        remedy: SECRET_ANEW,
        reader: ASK,
    },
    Row {
        code: 40002,
        calls: &[],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: text("grant_type 有误", "the grant_type is wrong"),
        remedy: MISSING,
        reader: ASK,
    },
    Row {
        code: 40013,
        calls: &[],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: text("AppID 无效", "the AppID is invalid"),
        remedy: text(
            "请改正配置中的 appid。",
            "Correct appid in the configuration.",
        ),
        reader: ASK,
    },
    Row {
        code: 40125,
        calls: &[],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: text("AppSecret 无效", "the AppSecret is invalid"),
        remedy: SECRET_ANEW,
        reader: ASK,
    },
    Row {
        code: 40243,
        calls: &[],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: text("AppSecret 已被冻结", "the AppSecret is frozen"),
        remedy: text(
            "请在小程序后台解冻 AppSecret，约 10 分钟后生效。",
            "Have it thawed in WeChat's console; that takes effect after 10 minutes.",
        ),
        reader: text(
            "这个小程序的 AppSecret 已被冻结，请管理员在小程序后台解冻。",
            "This app's AppSecret is frozen; ask the operator to thaw it in WeChat's console.",
        ),
    },
    Row {
        code: 41001,
        calls: &[],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: text("缺少 access_token", "the access token is missing"),
        remedy: MISSING,
        reader: ASK,
    },
    Row {
        code: 41002,
        calls: &[],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: text("缺少 appid", "the appid is missing"),
        remedy: MISSING,
        reader: ASK,
    },
    Row {
        code: 41004,
        calls: &[],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning: text("缺少 secret", "the secret is missing"),
        remedy: MISSING,
        reader: ASK,
    },
];
