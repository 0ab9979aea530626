//! What an account may do, and what it has allowed a third-party platform.

use shared::problem::ProblemKind::UpstreamNotAuthorised;

use super::Action::Stop;
use super::Span::Minute;
use super::{Row, Text, text};

const GRANTED: Text = text(
    "请检查 appid，并在小程序后台确认账号有数据分析接口的权限；第三方平台需要权限集 18。",
    "Check appid, and in WeChat's console the account's right to the data interfaces; a \
     third-party platform needs permission set 18.",
);

const NO_RIGHT: Text = text(
    "这个小程序没有性能数据接口的权限，请管理员在小程序后台确认。",
    "This app may not use the interface for performance data; ask the operator to check \
     its rights in WeChat's console.",
);

const LIMITED: Text = text(
    "请查看小程序后台的通知并按其处理。",
    "See the notices in WeChat's console, and do what they ask for.",
);

const LIMITED_READER: Text = text(
    "这个小程序的账号受到微信限制，请管理员查看小程序后台的通知。",
    "WeChat has limited this app's account; ask the operator to see the notices in its console.",
);

pub(super) const ANEW: Text = text(
    "这个小程序需要重新授权，请告诉管理员。",
    "This app must be authorised anew; tell the operator.",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 48001,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "账号没有这个接口的权限，或 token 属于另一个账号",
            "the account has no right to this interface, or the token is another account's",
        ),
        remedy: GRANTED,
        reader: NO_RIGHT,
    },
    Row {
        code: 48004,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "接口因违规被封禁",
            "the interface is banned for a violation",
        ),
        remedy: LIMITED,
        reader: LIMITED_READER,
    },
    Row {
        code: 50001,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "账号没有获得这个接口的授权",
            "the account was not granted this interface",
        ),
        remedy: GRANTED,
        reader: NO_RIGHT,
    },
    Row {
        code: 50002,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "账号受限：被冻结或已注销",
            "the account is limited: frozen or cancelled",
        ),
        remedy: LIMITED,
        reader: LIMITED_READER,
    },
    Row {
        code: 50004,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "账号因处罚不能使用 access_token",
            "the account may not use tokens, as a punishment",
        ),
        remedy: LIMITED,
        reader: LIMITED_READER,
    },
    Row {
        code: 50007,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text("账号被冻结", "the account is frozen"),
        remedy: LIMITED,
        reader: LIMITED_READER,
    },
    Row {
        code: 61003,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "账号没有授权给这个第三方平台",
            "the account is not authorised to this platform",
        ),
        remedy: text(
            "请小程序管理员重新授权。",
            "Have the app's administrator authorise it anew.",
        ),
        reader: ANEW,
    },
    Row {
        code: 61007,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "账号没有把这个接口授权给第三方平台",
            "the account has not authorised this interface to the platform",
        ),
        remedy: text(
            "请小程序管理员重新授权，并勾选权限集 18「小程序开发与数据分析」。",
            "Have the app's administrator authorise it anew, with permission set 18, \
             小程序开发与数据分析.",
        ),
        reader: ANEW,
    },
    Row {
        code: 61016,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "功能类目尚未确认",
            "the function's category is not confirmed",
        ),
        remedy: text(
            "请在第三方平台后台确认权限集，再由小程序管理员重新授权。",
            "Confirm the permission sets in the platform's console, then have the app authorised \
             anew.",
        ),
        reader: ANEW,
    },
    Row {
        code: 61017,
        calls: &[],
        kind: UpstreamNotAuthorised,
        action: Stop(Minute),
        meaning: text(
            "功能类目没有授权",
            "the function's category is not authorised",
        ),
        remedy: text(
            "请小程序管理员重新授权，并勾选权限集 18「小程序开发与数据分析」。",
            "Have the app's administrator authorise it anew, with permission set 18, \
             小程序开发与数据分析.",
        ),
        reader: ANEW,
    },
];
