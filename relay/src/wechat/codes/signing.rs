//! 服务通信二次加密和签名: all eleven codes of its guide.

use shared::problem::ProblemKind::UpstreamSigning;

use super::Action::Stop;
use super::Span::Minute;
use super::{Row, Text, text};

const ASK: Text = text(
    "与微信的加密通信未通过，请管理员检查 API 安全的密钥与证书。",
    "The encrypted exchange with WeChat failed; ask the operator to check the keys and \
     certificates of API security.",
);

const CLOCK: Text = text(
    "服务器时间与微信不一致，请管理员校准时钟。",
    "The relay's clock differs from WeChat's; ask the operator to set it.",
);

const HEADER: Text = text(
    "请检查中间的代理是否去掉了 Wechatmp- 开头的请求头；没有代理则请附上 rid 反馈。",
    "See that no proxy takes away headers that begin with Wechatmp-; without one, report it with \
     the rid.",
);

const fn row(code: i64, meaning: Text, remedy: Text, reader: Text) -> Row {
    Row {
        code,
        calls: &[],
        kind: UpstreamSigning,
        action: Stop(Minute),
        meaning,
        remedy,
        reader,
    }
}

pub(super) const ROWS: &[Row] = &[
    row(
        40230,
        text("缺少证书编号", "the serial number is missing"),
        HEADER,
        ASK,
    ),
    row(
        40231,
        text("缺少时间戳", "the timestamp is missing"),
        HEADER,
        ASK,
    ),
    row(
        40232,
        text("缺少签名", "the signature is missing"),
        HEADER,
        ASK,
    ),
    row(
        40233,
        text("缺少 AppID 请求头", "the header with the AppID is missing"),
        HEADER,
        ASK,
    ),
    row(
        40234,
        text("签名有误", "the signature is wrong"),
        text(
            "请检查 signing.asymmetric：私钥应与小程序后台的应用公钥成对，算法与编号也要一致。",
            "Check signing.asymmetric: the private key must be the partner of the public key in \
             WeChat's console, with the same algorithm and number.",
        ),
        ASK,
    ),
    row(
        40235,
        text("加密有误", "the encryption is wrong"),
        text(
            "请检查 signing.symmetric 的密钥、编号与算法，并校准时钟。",
            "Check key, number and algorithm of signing.symmetric, and the clock.",
        ),
        ASK,
    ),
    row(
        40236,
        text("请求头中的 AppID 有误", "the AppID in the header is wrong"),
        text(
            "请检查 appid；第三方平台请检查 signing.identity。",
            "Check appid; for a third-party platform check signing.identity.",
        ),
        ASK,
    ),
    row(
        40237,
        text(
            "请求头中的 AppID 与 token 不符",
            "the AppID in the header does not fit the token",
        ),
        text(
            "请检查 appid 与凭证是否属于同一个小程序；第三方平台请检查 signing.identity。",
            "See that appid and credential are the same app's; for a third-party platform check \
             signing.identity.",
        ),
        ASK,
    ),
    row(
        40238,
        text("没有配置对称密钥", "no symmetric key is configured"),
        text(
            "请在小程序后台的「API 安全」中配置对称密钥。",
            "Set up the symmetric key under API安全 in WeChat's console.",
        ),
        ASK,
    ),
    row(
        40239,
        text("没有配置应用公钥", "no public key is configured"),
        text(
            "请在小程序后台的「API 安全」中配置非对称密钥。",
            "Set up the asymmetric key under API安全 in WeChat's console.",
        ),
        ASK,
    ),
    row(
        40240,
        text("请求的时间戳已过期", "the request's timestamp is too old"),
        text(
            "请校准服务器时钟，例如启用 NTP。",
            "Set the relay's clock, by NTP for instance.",
        ),
        CLOCK,
    ),
];
