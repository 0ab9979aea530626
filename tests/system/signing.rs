//! Second encryption and signing between relay and WeChat: what is not WeChat's own is no data.

use relay::config::{Config, PlainReplies, PlatformCertificate, Signing};
use shared::module::Module;
use shared::reply::{NoticeCode, Reply};
use shared::stream::Line;
use simulator::{
    BOOT, Effect, Fault, Pair, STABLE_TOKEN, Security, Serials, Signature, demonstration,
};
use tests::house::{last_days, view};
use tests::{Answer, Behind, House, Nobody, Way};

use crate::ways::one_day;

async fn signed(pair: Pair, change: impl FnOnce(&mut Signing)) -> (House, Behind) {
    House::by(Way::Secret, Some(pair), |config: &mut Config, _| {
        change(config.apps[0].signing.as_mut().unwrap());
    })
    .await
}

fn right(house: &House, reply: &Reply) {
    let range = last_days(40);
    assert_eq!(reply.failures, []);
    assert!(!reply.series.is_empty());
    for series in &reply.series {
        assert_eq!(series.values, house.truth(Module::Launch, series, range));
    }
}

fn forty_days() -> String {
    view("shop", Module::Launch, last_days(40))
}

/// What a fault of every call for data leads to; asked many times, and called a few times at most.
async fn refused(house: &House, effect: Effect) -> Answer {
    house.simulator().script(Fault::new(effect).path(BOOT));
    let told = house.performance(&one_day(0)).await;
    for number in 1..=20 {
        let again = house.performance(&one_day(number)).await;
        assert_eq!(again.slug(), told.slug());
    }
    let calls = house.data_calls().len();
    assert!(calls <= 3, "{calls} calls: {}", told.text());
    told
}

#[tokio::test]
async fn a_reply_that_is_not_wechats_own_is_refused_and_not_asked_for_again() {
    let faults = [
        (
            Effect::TamperReply,
            "signature of WeChat's reply does not fit",
        ),
        (Effect::OtherSerial, "which is not configured"),
        (Effect::StaleReply(301), "301 s behind this machine's clock"),
        (
            Effect::StaleReply(-301),
            "301 s ahead of this machine's clock",
        ),
        (Effect::UnsignedEnvelope, "encrypted and not signed"),
        (Effect::MismatchedInside, "_appid"),
    ];
    for pair in Pair::ALL {
        for (effect, words) in &faults {
            let (house, _behind) = signed(pair, |_| {}).await;
            let told = refused(&house, effect.clone()).await;
            let problem = told.problem();
            assert_eq!(told.slug(), "upstream-signing", "{pair:?} {effect:?}");
            assert_eq!(problem.errcode, None, "{pair:?} {effect:?}");
            assert!(
                problem.detail.contains(words),
                "{pair:?}: {}",
                problem.detail
            );
        }
    }
}

#[tokio::test]
async fn a_reply_that_is_late_or_early_by_less_than_five_minutes_is_taken() {
    for pair in Pair::ALL {
        for seconds in [299, -299] {
            let (house, _behind) = signed(pair, |_| {}).await;
            let fault = Fault::new(Effect::StaleReply(seconds)).path(BOOT);
            house.simulator().script(fault);
            right(&house, &house.reply(&forty_days()).await);
        }
    }
}

#[tokio::test]
async fn an_error_inside_the_ciphertext_is_acted_upon_as_any_other() {
    for pair in Pair::ALL {
        let (house, _behind) = signed(pair, |_| {}).await;
        let told = refused(&house, Effect::SealedErrcode(45009)).await;
        assert_eq!(told.slug(), "upstream-quota-day", "{pair:?}");
        assert_eq!(told.problem().errcode, Some(45009));
        assert_eq!(told.header("retry-after"), "52200");

        for code in [40001, 42001] {
            let (house, _behind) = signed(pair, |_| {}).await;
            let fault = Fault::new(Effect::SealedErrcode(code)).path(BOOT).first(1);
            house.simulator().script(fault);
            let reply = house.reply(&one_day(0)).await;
            assert_eq!(reply.failures, [], "{pair:?} {code}");
            assert_eq!(house.simulator().count(STABLE_TOKEN), 2, "{pair:?} {code}");
            assert_eq!(house.data_calls().len(), 2, "{pair:?} {code}");
        }
    }
}

#[tokio::test]
async fn what_the_gateway_refuses_plainly_is_told_with_its_code_and_not_asked_again() {
    let every = 40230..=40240;
    for (pair, code) in every
        .zip(Pair::ALL.into_iter().cycle())
        .map(|(code, pair)| (pair, code))
    {
        let (house, _behind) = signed(pair, |_| {}).await;
        let told = refused(&house, Effect::Errcode(code)).await;
        let problem = told.problem();
        assert_eq!(told.slug(), "upstream-signing", "{code}");
        assert_eq!(problem.errcode, Some(code));
        assert!(problem.rid.is_some(), "{code}: {}", problem.detail);
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_by_wechat_itself() {
    for pair in Pair::ALL {
        // The number is part of what the encryption is bound to.
        let wrong_sn = |signing: &mut Signing| {
            let keys = signing.keys.as_mut().unwrap();
            keys.symmetric.sn = "00000000000000000000000000000001".to_owned();
        };
        let (house, _behind) = signed(pair, wrong_sn).await;
        let told = house.performance(&one_day(0)).await;
        assert_eq!(told.slug(), "upstream-signing", "{pair:?}");
        assert_eq!(told.problem().errcode, Some(40235), "{pair:?}");
        assert_eq!(house.data_calls().len(), 1);
    }
}

#[tokio::test]
async fn clocks_that_differ_by_more_than_five_minutes_are_told_as_that() {
    for pair in Pair::ALL {
        for seconds in [400, -400] {
            let (house, _behind) = signed(pair, |_| {}).await;
            house.simulator().set_clock_skew(seconds);
            for number in 0..20 {
                let told = house.performance(&one_day(number)).await;
                let problem = told.problem();
                assert_eq!(told.slug(), "upstream-signing", "{pair:?} {seconds}");
                assert_eq!(problem.errcode, Some(40240));
                assert!(problem.detail.contains("clock"), "{}", problem.detail);
                assert!(problem.advice.contains("时钟"), "{}", problem.advice);
            }
            assert_eq!(house.data_calls().len(), 1, "{pair:?} {seconds}");
        }
        for seconds in [200, -200] {
            let (house, _behind) = signed(pair, |_| {}).await;
            house.simulator().set_clock_skew(seconds);
            right(&house, &house.reply(&forty_days()).await);
        }
    }
}

/// The platform's certificates of RSA: the one that goes, and the one that comes.
fn certificates(behind: &Behind) -> [PlatformCertificate; 2] {
    let rsa = Pair::ALL
        .into_iter()
        .find(|pair| pair.asymmetric == Signature::RsaWithSha256);
    let keys = demonstration::keys(rsa.unwrap());
    let next = (keys.next_certificate_sn, keys.next_certificate);
    [
        (keys.certificate_sn, keys.certificate, "old.pem"),
        (next.0.unwrap(), next.1.unwrap(), "next.pem"),
    ]
    .map(|(sn, text, name)| {
        behind.write(name, &demonstration::pem("CERTIFICATE", &text));
        let file = behind.file(name);
        PlatformCertificate { sn, file }
    })
}

fn deprecated(reply: &Reply) -> Vec<Option<&str>> {
    let notices = reply.notices.iter();
    notices
        .filter(|notice| notice.code == NoticeCode::CertificateDeprecated)
        .map(|notice| {
            assert!(notice.text.contains("平台证书"), "{}", notice.text);
            notice.app.as_deref()
        })
        .collect()
}

#[tokio::test]
async fn while_the_certificate_changes_either_is_enough_and_the_old_one_alone_is_told() {
    for pair in Pair::ALL {
        for (which, told) in [(0..1, vec![Some("shop")]), (0..2, vec![]), (1..2, vec![])] {
            let (mut house, behind) = signed(pair, |_| {}).await;
            let chosen = certificates(&behind)[which.clone()].to_vec();
            house.change(|config| {
                let signing = config.apps[0].signing.as_mut().unwrap();
                signing.keys.as_mut().unwrap().certificates = chosen;
            });
            house.stop().await;
            house.start_again().await;
            let serials = Serials::Next;
            let security = Security {
                serials,
                ..Security::new(pair)
            };
            house.simulator().secure(&behind.app.appid, security);

            let query = view("shop,news", Module::Launch, last_days(40));
            let reply = house.reply(&query).await;
            right(&house, &reply);
            assert_eq!(deprecated(&reply), told, "{pair:?} {which:?}");
            let others = reply.notices.len() - told.len();
            assert_eq!(others, 0, "{:?}", reply.notices);
            let lines = house.stream(&query).await.lines();
            let Some(Line::Done(done)) = lines.last() else {
                panic!("{lines:?}");
            };
            assert_eq!(done.notices, reply.notices, "{pair:?} {which:?}");
        }
    }
}

#[tokio::test]
async fn a_change_that_is_over_is_told_no_more() {
    let pair = Pair::ALL[0];
    let (house, behind) = signed(pair, |_| {}).await;
    let appid = &behind.app.appid;
    let with = |serials| Security {
        serials,
        ..Security::new(pair)
    };
    assert_eq!(deprecated(&house.reply(&one_day(0)).await), []);
    house.simulator().secure(appid, with(Serials::Next));
    assert_eq!(deprecated(&house.reply(&one_day(1)).await), [Some("shop")]);
    house.simulator().secure(appid, with(Serials::Pair));
    assert_eq!(deprecated(&house.reply(&one_day(2)).await), []);
}

#[tokio::test]
async fn plain_replies_are_data_only_where_the_operator_takes_them() {
    for pair in Pair::ALL {
        for policy in [PlainReplies::Refuse, PlainReplies::Warn] {
            let (house, behind) = signed(pair, |signing| signing.plain_replies = policy).await;
            let plain_replies = true;
            let security = Security {
                plain_replies,
                ..Security::new(pair)
            };
            house.simulator().secure(&behind.app.appid, security);
            if policy == PlainReplies::Warn {
                right(&house, &house.reply(&forty_days()).await);
                continue;
            }
            for number in 0..20 {
                let told = house.performance(&one_day(number)).await;
                assert_eq!(told.slug(), "upstream-signing", "{pair:?}");
                let detail = told.problem().detail;
                assert!(detail.contains("neither encrypted nor signed"), "{detail}");
                assert!(detail.contains("plain_replies"), "{detail}");
            }
            let calls = house.data_calls().len();
            assert!(calls <= 3, "{pair:?}: {calls} calls");
        }
    }
}

#[tokio::test]
async fn a_single_reply_that_cannot_be_verified_fails_alone() {
    let (house, _behind) = signed(Pair::ALL[0], |_| {}).await;
    let fault = Fault::new(Effect::TamperReply).path(BOOT).first(1);
    house.simulator().script(fault);
    let told = house.performance(&one_day(0)).await;
    assert_eq!(told.slug(), "upstream-signing");
    right(&house, &house.reply(&forty_days()).await);
}

#[tokio::test]
async fn what_is_signed_names_wechats_host_whichever_host_is_asked() {
    for pair in Pair::ALL {
        let nobody = Nobody::new();
        let (house, _behind) = House::by(Way::Secret, Some(pair), |config, _| {
            config.upstream.hosts.insert(0, nobody.url());
        })
        .await;
        assert!(house.upstream.url().starts_with("http://127.0.0.1:"));
        // The simulator verifies with https://api.weixin.qq.com and the path, and nothing else.
        right(&house, &house.reply(&forty_days()).await);
        let calls = house.data_calls();
        assert_eq!(calls.len(), 2, "{pair:?}");
        assert!(calls.iter().all(|call| call.signed), "{pair:?}");
    }
}

#[tokio::test]
async fn a_new_certificate_is_taken_over_while_the_relay_serves() {
    let pair = Pair::ALL[0];
    let (mut house, behind) = signed(pair, |_| {}).await;
    let [_, next] = certificates(&behind);
    let security = Security {
        serials: Serials::Next,
        ..Security::new(pair)
    };
    house.simulator().secure(&behind.app.appid, security);
    let told = house.reply(&one_day(0)).await;
    assert_eq!(deprecated(&told), [Some("shop")]);
    house
        .reload(|config| {
            let signing = config.apps[0].signing.as_mut().unwrap();
            signing.keys.as_mut().unwrap().certificates.push(next);
        })
        .await;
    let told = house.reply(&one_day(1)).await;
    assert_eq!(deprecated(&told), []);
    assert_eq!(told.failures, []);
}
