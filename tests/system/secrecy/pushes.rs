//! What is pushed, by WeChat and by others.

use simulator::Push;

use super::*;
use estate::marked;

fn path(push: &Push) -> String {
    format!("/wechat/agency/events?{}", push.query)
}

#[tokio::test]
async fn good_and_forged_pushes_are_answered_and_logged_without_what_they_hold() {
    let estate = Estate::new().await;
    let relay = estate.site.start(&[]).await;
    let mut told = Told::default();
    let mut secrets = Vec::new();
    let appid = estate.third();
    for event in [
        Event::Ticket,
        Event::Authorized {
            appid: appid.clone(),
        },
        Event::UpdateAuthorized {
            appid: appid.clone(),
        },
        Event::Authorized {
            appid: "wx7000000000000099".to_owned(),
        },
        Event::Ticket,
        Event::Unauthorized { appid },
    ] {
        let (answer, pushed) = estate.push(event).await;
        assert_eq!((answer.status, answer.text()), (200, "success"));
        told.answer(&answer);
        secrets.extend(pushed);
        ask_briefly(&relay, 0, &mut told).await;
    }

    let component = &estate.platform.component_appid;
    let push = estate.site.simulator().push(component, Event::Ticket);
    let ticket = push.ticket.clone().unwrap();
    secrets.push(("the forged ticket".to_owned(), ticket.clone()));
    let other = marked("forged", 40);
    secrets.push(("the forged word".to_owned(), other.clone()));
    let plain = format!(
        "<xml><InfoType>component_verify_ticket</InfoType>\
         <ComponentVerifyTicket>{ticket}</ComponentVerifyTicket></xml>"
    );
    let token = &estate.platform.message_token;
    let key = &estate.platform.message_aes_key;
    let good = path(&push);
    for (path, body) in [
        (
            good.clone(),
            push.body
                .replace("<Encrypt><![CDATA[", "<Encrypt><![CDATA[AAAA"),
        ),
        (good.clone(), plain.clone()),
        (good.clone(), format!("{ticket}{key}")),
        (
            good.clone(),
            format!("<xml><Encrypt>{other}</Encrypt></xml>"),
        ),
        (good.clone(), other.repeat(4_000)),
        (good.replace("agency", "nobody"), push.body.clone()),
        (
            good.replace("msg_signature=", &format!("msg_signature={token}")),
            push.body.clone(),
        ),
        (
            format!("/wechat/agency/events?msg_signature={other}"),
            push.body.clone(),
        ),
        (format!("/wechat/{other}/events?ticket={ticket}"), plain),
        (format!("/{key}"), String::new()),
    ] {
        let answer = estate.post(&path, body).await;
        assert_eq!((answer.status, answer.text()), (403, ""), "{path}");
        assert!(
            answer.header("content-type").is_empty(),
            "{:?}",
            answer.headers
        );
        told.answer(&answer);
    }
    tokio::time::sleep(LAST_LINE).await;
    let log = relay.last_words();
    let refused = log.matches("something that is not WeChat's").count();
    assert_eq!(refused, 10);
    told.add("the log", log);
    secrets.extend(estate.secrets());
    assert_eq!(told.leak(&secrets), None);
}
