//! Too much at once, too much today, and a system that is busy.

use shared::problem::ProblemKind::{UpstreamQuotaDay, UpstreamQuotaMinute, UpstreamUnavailable};

use super::Action::{Fail, Retry, Stop, Wait};
use super::Span::{Midnight, NextMinute};
use super::{Call, Row, Text, text};

const TOMORROW: Text = text(
    "今天的调用次数已用完，北京时间零点恢复；已取到的日期照常显示。",
    "Today's calls are used up and come back at midnight in Beijing; known days are still shown.",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        code: -1,
        calls: &[],
        kind: UpstreamUnavailable,
        action: Retry,
        meaning: text("微信系统繁忙", "WeChat's system is busy"),
        remedy: text(
            "会自行恢复；若持续出现，请附上 rid 询问微信客服。",
            "It passes by itself; where it lasts, ask WeChat's support with the rid.",
        ),
        reader: text(
            "微信系统繁忙，请稍候重试。",
            "WeChat is busy; try again in a moment.",
        ),
    },
    Row {
        code: 45009,
        calls: &[],
        kind: UpstreamQuotaDay,
        action: Stop(Midnight),
        meaning: text(
            "当天的调用次数已用完",
            "the day's calls of this interface are used up",
        ),
        remedy: text(
            "北京时间零点恢复；若已在小程序后台清零，请运行「bootlens quota 别名 --clear」继续。",
            "They come back at midnight in Beijing. Where they were cleared in WeChat's console, \
             go on with «bootlens quota ALIAS --clear».",
        ),
        reader: TOMORROW,
    },
    Row {
        code: 45009,
        calls: &[Call::Token, Call::Component, Call::Authorizer],
        kind: UpstreamQuotaDay,
        action: Stop(Midnight),
        meaning: text(
            "当天获取 token 的次数已用完",
            "the day's calls for a token are used up",
        ),
        remedy: text(
            "请查明是什么在反复获取 token；北京时间零点恢复，清零后请运行「bootlens quota 别名 --clear」。",
            "Find out what fetches tokens again and again. They come back at midnight in Beijing; \
             where they were cleared, go on with «bootlens quota ALIAS --clear».",
        ),
        reader: TOMORROW,
    },
    Row {
        code: 45011,
        calls: &[],
        kind: UpstreamQuotaMinute,
        action: Wait(NextMinute),
        meaning: text("这一分钟的调用次数已用完", "the minute's calls are used up"),
        remedy: text(
            "下一分钟恢复；若经常出现，请减小 upstream.concurrency。",
            "They come back with the next minute; where it recurs, lower upstream.concurrency.",
        ),
        reader: text(
            "调用过于频繁，请一分钟后重试。",
            "Too many calls this minute; try again in a minute.",
        ),
    },
    Row {
        code: 48006,
        calls: &[],
        kind: UpstreamQuotaDay,
        action: Fail,
        meaning: text(
            "本月清零调用次数的机会已用完",
            "the month's chances to clear the counted calls are used up",
        ),
        remedy: text(
            "请等到北京时间零点；Bootlens 从不清零。",
            "Wait for midnight in Beijing; Bootlens itself never clears them.",
        ),
        reader: TOMORROW,
    },
];
