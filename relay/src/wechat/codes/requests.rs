//! Requests that were not understood, and questions about a quota or an earlier request.

use shared::problem::ProblemKind::UpstreamReply;

use super::Action::Fail;
use super::{Call, Row, Text, text};

const REPORT: Text = text(
    "微信没有看懂这次请求，请把错误码与 rid 发给管理员。",
    "WeChat did not understand the request; send the code and the rid to the operator.",
);

const OURS: Text = text(
    "这是 Bootlens 的错误，请附上 rid 反馈；也请检查中间的代理是否改动了请求。",
    "This is a fault of Bootlens: report it with the rid. See as well that no proxy changes \
     requests on the way.",
);

const CONSOLE: Text = text(
    "请核对 rid，或用小程序后台的 API 诊断工具查询。",
    "Check the rid, or look it up in the API diagnosis of WeChat's console.",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 43002,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("需要 POST 请求", "a POST request is needed"),
        remedy: OURS,
        reader: REPORT,
    },
    Row {
        code: 44002,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("请求内容为空", "the request was empty"),
        remedy: OURS,
        reader: REPORT,
    },
    Row {
        code: 47001,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text(
            "请求内容不是微信要的 JSON",
            "the request is not the JSON that WeChat wants",
        ),
        remedy: text(
            "请换用 upstream.module_as 的另一个值；仍不行请附上 rid 反馈。",
            "Try the other value of upstream.module_as; where it stays so, report it with the rid.",
        ),
        reader: REPORT,
    },
    Row {
        code: 40201,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("没有配置回调地址", "no callback address is configured"),
        remedy: text(
            "只有接收推送时才需要：请在第三方平台后台填写授权事件接收地址。",
            "It is needed for pushed events alone: enter the address for them in the platform's \
             console.",
        ),
        reader: REPORT,
    },
    Row {
        code: 76001,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("查不到这个 rid", "the rid is not found"),
        remedy: CONSOLE,
        reader: REPORT,
    },
    Row {
        code: 76002,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("rid 有误", "the rid is malformed"),
        remedy: CONSOLE,
        reader: REPORT,
    },
    Row {
        code: 76003,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("rid 属于另一个账号", "the rid is another account's"),
        remedy: text(
            "请用发出那次请求的小程序来查询。",
            "Look it up with the app that made the request.",
        ),
        reader: REPORT,
    },
    Row {
        code: 76003,
        calls: &[Call::Quota],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("接口路径的开头有误", "the interface's path begins wrongly"),
        remedy: OURS,
        reader: REPORT,
    },
    Row {
        code: 76004,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("rid 已超过 7 天", "the rid is older than 7 days"),
        remedy: text(
            "微信只保留 7 天，请换一个新的 rid。",
            "WeChat keeps 7 days only; take a newer rid.",
        ),
        reader: REPORT,
    },
    Row {
        code: 76021,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text("没有这个接口路径", "the interface's path is unknown"),
        remedy: OURS,
        reader: REPORT,
    },
    Row {
        code: 76022,
        calls: &[],
        kind: UpstreamReply,
        action: Fail,
        meaning: text(
            "token 与所查的接口不符",
            "the token does not fit the interface that is asked about",
        ),
        remedy: text(
            "请确认 token 属于这个小程序；第三方平台要用小程序的 token 查询。",
            "See that the token is this app's; a platform asks with the app's token.",
        ),
        reader: REPORT,
    },
];
