//! The address that the relay calls from, and the one that it calls.

use shared::problem::ProblemKind::{UpstreamIp, UpstreamUnavailable};

use super::Action::Stop;
use super::Span::{Day, Hour, Minute, TenMinutes};
use super::{Row, Text, text};

const LIST: Text = text(
    "请管理员把服务器的 IP 加入小程序后台的 IP 白名单。",
    "Ask the operator to add the relay's address to the IP list in WeChat's console.",
);

const CONFIRM: Text = text(
    "请小程序管理员在微信中确认服务器的 IP，确认后稍候重试。",
    "Ask the app's administrator to confirm the relay's address in WeChat, then try again.",
);

const PENDING: Text = text(
    "这个 IP 尚待小程序管理员确认",
    "the administrator has not confirmed this IP address yet",
);

const LOOK: Text = text(
    "请管理员在微信中处理确认通知，然后重试。",
    "Have the administrator answer the notice in WeChat, then try again.",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 40164,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Minute),
        meaning: text(
            "调用方的 IP 不在白名单中",
            "the caller's IP address is not on the list",
        ),
        remedy: text(
            "请把微信所指的 IP 加入小程序后台「开发设置」的 IP 白名单。",
            "Add the address that WeChat names to the IP list under 开发设置 in WeChat's console.",
        ),
        reader: LIST,
    },
    Row {
        code: 45035,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Minute),
        meaning: text(
            "调用方的 IP 不在微信小店的白名单中",
            "the caller's IP address is not on the list of 微信小店",
        ),
        remedy: text(
            "请在微信小店后台把这个 IP 加入白名单。",
            "Add the address to the IP list in the console of 微信小店.",
        ),
        reader: LIST,
    },
    Row {
        code: 61004,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Minute),
        meaning: text(
            "调用方的 IP 没有登记",
            "the caller's IP address is not registered",
        ),
        remedy: text(
            "请在第三方平台（或账号）的后台登记这个 IP。",
            "Register the address in the console of the platform, or of the account.",
        ),
        reader: LIST,
    },
    Row {
        code: 89501,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Minute),
        meaning: PENDING,
        remedy: LOOK,
        reader: CONFIRM,
    },
    Row {
        code: 89502,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Minute),
        meaning: PENDING,
        remedy: LOOK,
        reader: CONFIRM,
    },
    Row {
        code: 89503,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(TenMinutes),
        meaning: text(
            "这个 IP 需要小程序管理员确认，微信已发模板消息给管理员",
            "the administrator must confirm this IP address, and WeChat has sent a notice",
        ),
        remedy: text(
            "请管理员在微信中处理确认通知；每次尝试都会再发一条通知，因此 10 分钟后才会重试。",
            "Have the administrator answer the notice in WeChat. Each try sends another one, so that \
             it is tried again after ten minutes only.",
        ),
        reader: text(
            "请小程序管理员在微信中确认服务器的 IP，确认后最多 10 分钟会自动重试。",
            "Ask the app's administrator to confirm the relay's address in WeChat; it is tried again \
             within ten minutes.",
        ),
    },
    Row {
        code: 89504,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Minute),
        meaning: PENDING,
        remedy: LOOK,
        reader: CONFIRM,
    },
    Row {
        code: 89505,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Minute),
        meaning: PENDING,
        remedy: LOOK,
        reader: CONFIRM,
    },
    Row {
        code: 89506,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Day),
        meaning: text(
            "管理员拒绝了这个 IP，24 小时内不能再申请",
            "the administrator has refused this IP address, which can't be asked for again for \
             24 hours",
        ),
        remedy: text(
            "请与管理员商定，24 小时后重试，或换一个 IP。",
            "Agree with the administrator and try again after 24 hours, or use another address.",
        ),
        reader: text(
            "小程序管理员拒绝了服务器的 IP，24 小时后才能重试；请告诉管理员。",
            "The app's administrator has refused the relay's address; it can be tried again after \
             24 hours. Tell the operator.",
        ),
    },
    Row {
        code: 89507,
        calls: &[],
        kind: UpstreamIp,
        action: Stop(Hour),
        meaning: text(
            "管理员拒绝了这个 IP，1 小时内不能再申请",
            "the administrator has refused this IP address, which can't be asked for again for an \
             hour",
        ),
        remedy: text(
            "请与管理员商定，1 小时后重试，或换一个 IP。",
            "Agree with the administrator and try again after an hour, or use another address.",
        ),
        reader: text(
            "小程序管理员拒绝了服务器的 IP，1 小时后才能重试；请告诉管理员。",
            "The app's administrator has refused the relay's address; it can be tried again after \
             an hour. Tell the operator.",
        ),
    },
    Row {
        code: 48017,
        calls: &[],
        kind: UpstreamUnavailable,
        action: Stop(Minute),
        meaning: text(
            "调用了已停用的微信服务器 IP",
            "a retired address of WeChat's API was called",
        ),
        remedy: text(
            "upstream.hosts 请使用域名，并去掉 hosts 文件或代理中写死的 IP。",
            "Use host names in upstream.hosts, and take pinned addresses out of the hosts file or \
             the proxy.",
        ),
        reader: text(
            "服务器连到了微信已停用的地址，请告诉管理员。",
            "The relay reached an address that WeChat has retired; tell the operator.",
        ),
    },
];
