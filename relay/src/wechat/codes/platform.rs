//! 第三方平台: its tickets, its own token, and the tokens of the apps that authorised it.

use shared::problem::ProblemKind::UpstreamCredential;

use super::Action::{RefreshOnce, Stop};
use super::Span::Minute;
use super::credentials::{SECRET_ANEW, SECRET_WRONG};
use super::rights::ANEW;
use super::{Call, Row, Text, text};

const ASK: Text = text(
    "微信不认可第三方平台的凭证，请告诉管理员。",
    "WeChat refuses the credentials of the third-party platform; tell the operator.",
);

const TICKET: Text = text(
    "微信每 10 分钟推送一次 ticket：请确认授权事件接收地址可用，或 ticket_file 有人更新；没有新的就等下一次推送。",
    "WeChat pushes a ticket every 10 minutes: see that the address for events is reached, or that \
     ticket_file is kept up to date; where none is newer, wait for the next push.",
);

const TICKET_READER: Text = text(
    "第三方平台的 ticket 失效，约 10 分钟后重试；若一直如此，请告诉管理员。",
    "The third-party platform's ticket is no longer good; try again in 10 minutes, and tell the \
     operator if it stays so.",
);

const COMPONENT_SECRET_WRONG: Text = text(
    "component_secret 与 component_appid 不匹配",
    "component_secret does not belong to component_appid",
);

const COMPONENT_SECRET_ANEW: Text = text(
    "请在第三方平台的后台重新复制 AppSecret。",
    "Copy the platform's AppSecret anew from its console.",
);

const OURS: Text = text(
    "这是 Bootlens 的错误，请附上 rid 反馈。",
    "This is a fault of Bootlens: report it with the rid.",
);

const AUTHORISE: Text = text(
    "请小程序管理员重新授权，以取得新的授权码。",
    "Have the app's administrator authorise it anew, which gives a new code.",
);

/// A refusal that stops the app for a minute, whatever was called.
const fn stop(code: i64, meaning: Text, remedy: Text, reader: Text) -> Row {
    Row {
        code,
        calls: &[],
        kind: UpstreamCredential,
        action: Stop(Minute),
        meaning,
        remedy,
        reader,
    }
}

/// On the call for the platform's own token, which sends no token: its secret is wrong.
const fn secret(code: i64) -> Row {
    Row {
        calls: &[Call::Component],
        ..stop(code, COMPONENT_SECRET_WRONG, COMPONENT_SECRET_ANEW, ASK)
    }
}

/// On a call with the platform's own token: that one is no longer good.
const fn bad_component_token(code: i64) -> Row {
    Row {
        code,
        calls: &[Call::Authorizer],
        kind: UpstreamCredential,
        action: RefreshOnce,
        meaning: text(
            "component_access_token 无效，或不是最新的一个",
            "the platform's component_access_token is invalid, or not the latest",
        ),
        remedy: text(
            "请确认没有其他系统另取平台的 token。",
            "See that no other system fetches the platform's tokens.",
        ),
        reader: ASK,
    }
}

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 42006,
        calls: &[],
        kind: UpstreamCredential,
        action: RefreshOnce,
        meaning: text(
            "component_access_token 已过期",
            "the platform's component_access_token has expired",
        ),
        remedy: text(
            "会自动换新；若反复出现，请确认没有其他系统另取。",
            "A new one is fetched; where it recurs, see that no other system fetches them.",
        ),
        reader: ASK,
    },
    Row {
        calls: &[Call::Token],
        ..stop(42006, SECRET_WRONG, SECRET_ANEW, ASK)
    },
    secret(42006),
    secret(40001),
    secret(40014),
    secret(42001),
    bad_component_token(40001),
    bad_component_token(40014),
    bad_component_token(42001),
    stop(
        61005,
        text(
            "component_verify_ticket 已过期",
            "the component_verify_ticket has expired",
        ),
        TICKET,
        TICKET_READER,
    ),
    stop(
        61006,
        text(
            "component_verify_ticket 无效",
            "the component_verify_ticket is invalid",
        ),
        TICKET,
        TICKET_READER,
    ),
    stop(
        61009,
        text("授权码无效", "the authorisation code is invalid"),
        AUTHORISE,
        ANEW,
    ),
    stop(
        61010,
        text("授权码已过期", "the authorisation code has expired"),
        AUTHORISE,
        ANEW,
    ),
    stop(
        61011,
        text("第三方平台无效", "the platform is invalid"),
        text(
            "请检查 component_appid，以及平台是否已全网发布。",
            "Check component_appid, and that the platform is published.",
        ),
        ASK,
    ),
    stop(
        61014,
        text(
            "这个接口要用 component_access_token",
            "this interface wants the platform's component_access_token",
        ),
        OURS,
        ASK,
    ),
    stop(
        61015,
        text(
            "这个接口不能用 component_access_token",
            "this interface does not take the platform's component_access_token",
        ),
        OURS,
        ASK,
    ),
    stop(
        61023,
        text(
            "authorizer_refresh_token 无效",
            "the authorizer_refresh_token is invalid",
        ),
        text(
            "请用 api_get_authorizer_list 重新取得 refresh_token 写入 refresh_token_file；没有则请小程序管理员重新授权。",
            "Read the refresh token anew by api_get_authorizer_list and write it to \
             refresh_token_file; where there is none, have the app authorised anew.",
        ),
        ANEW,
    ),
    stop(
        61024,
        text(
            "这个接口要用第三方平台自己的 token",
            "this interface wants the platform's own token",
        ),
        OURS,
        ASK,
    ),
];
