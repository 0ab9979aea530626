//! What messages say, however their XML is written.

use secrecy::ExposeSecret as _;

use super::super::event::{Event, Happened, event};

/// An event in few words.
fn told(text: &str) -> String {
    let Event { happened, created } = event(text);
    match happened {
        Happened::Ticket(ticket) => format!("ticket {} {created}", ticket.expose_secret()),
        Happened::Authorised { appid, code } => {
            format!("authorised {appid} {} {created}", code.expose_secret())
        }
        Happened::Withdrawn { appid } => format!("withdrawn {appid} {created}"),
        Happened::Other => "other".to_owned(),
    }
}

#[test]
fn each_kind_is_read_as_wechat_writes_it() {
    let ticket = "<xml><AppId><![CDATA[wx1]]></AppId><CreateTime>1790000000</CreateTime>\
        <InfoType><![CDATA[component_verify_ticket]]></InfoType>\
        <ComponentVerifyTicket><![CDATA[ticket@@@a]]></ComponentVerifyTicket></xml>";
    assert_eq!(told(ticket), "ticket ticket@@@a 1790000000");
    for kind in ["authorized", "updateauthorized"] {
        let given = format!(
            "<xml><AppId>wx1</AppId><CreateTime>5</CreateTime><InfoType>{kind}</InfoType>\
             <AuthorizerAppid>wx2</AuthorizerAppid><AuthorizationCode>code</AuthorizationCode>\
             <AuthorizationCodeExpiredTime>9</AuthorizationCodeExpiredTime>\
             <PreAuthCode>pre</PreAuthCode></xml>"
        );
        assert_eq!(told(&given), "authorised wx2 code 5");
    }
    let gone = "<xml><AppId>wx1</AppId><CreateTime>6</CreateTime>\
        <InfoType>unauthorized</InfoType><AuthorizerAppid>wx2</AuthorizerAppid></xml>";
    assert_eq!(told(gone), "withdrawn wx2 6");
}

#[test]
fn order_blanks_cdata_and_unknown_elements_do_not_matter() {
    for text in [
        "<xml><ComponentVerifyTicket>t</ComponentVerifyTicket><CreateTime>7</CreateTime>\
         <InfoType>component_verify_ticket</InfoType></xml>",
        "<xml>\n <InfoType>component_verify_ticket</InfoType>\n <CreateTime> 7 </CreateTime>\n \
         <ComponentVerifyTicket>\n t \n</ComponentVerifyTicket>\n</xml>\n",
        "<xml><CreateTime><![CDATA[7]]></CreateTime>\
         <InfoType><![CDATA[component_verify_ticket]]></InfoType>\
         <ComponentVerifyTicket><![CDATA[t]]></ComponentVerifyTicket></xml>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><xml a=\"b\">\
         <New><Deep>1</Deep><Deep/></New><InfoType x=\"y\">component_verify_ticket</InfoType>\
         <CreateTime>7</CreateTime><ComponentVerifyTicket>t</ComponentVerifyTicket><More/></xml>",
        "<xml><InfoType>component_verify_ticket</InfoType><CreateTime>7</CreateTime>\
         <ComponentVerifyTicket>&#116;</ComponentVerifyTicket></xml>",
    ] {
        assert_eq!(told(text), "ticket t 7", "{text}");
    }
}

#[test]
fn entities_and_cdata_are_the_letters_that_they_stand_for() {
    let ticket = |inside: &str| {
        told(&format!(
            "<xml><InfoType>component_verify_ticket</InfoType><CreateTime>1</CreateTime>\
             <ComponentVerifyTicket>{inside}</ComponentVerifyTicket></xml>"
        ))
    };
    assert_eq!(ticket("a&amp;b&lt;c&gt;&quot;"), "ticket a&b<c>\" 1");
    assert_eq!(ticket("<![CDATA[a&amp;b<c>]]>"), "ticket a&amp;b<c> 1");
}

#[test]
fn a_time_that_is_lacking_or_strange_makes_an_event_the_oldest() {
    for time in [
        "",
        "<CreateTime></CreateTime>",
        "<CreateTime>soon</CreateTime>",
    ] {
        let text = format!(
            "<xml>{time}<InfoType>unauthorized</InfoType>\
             <AuthorizerAppid>wx2</AuthorizerAppid></xml>"
        );
        assert_eq!(told(&text), "withdrawn wx2 0", "{text}");
    }
}

#[test]
fn what_is_not_understood_is_of_no_use_and_no_error() {
    for text in [
        "",
        "{}",
        "<xml>",
        "<xml></xml>",
        "<xml><InfoType>notify_third_fasteregister</InfoType></xml>",
        "<xml><InfoType>AUTHORIZED</InfoType><AuthorizerAppid>a</AuthorizerAppid></xml>",
        "<xml><InfoType>component_verify_ticket</InfoType></xml>",
        "<xml><InfoType>component_verify_ticket</InfoType>\
         <ComponentVerifyTicket></ComponentVerifyTicket></xml>",
        "<xml><InfoType>authorized</InfoType><AuthorizerAppid>a</AuthorizerAppid></xml>",
        "<xml><InfoType>authorized</InfoType><AuthorizationCode>a</AuthorizationCode></xml>",
        "<xml><InfoType>unauthorized</InfoType><AuthorizerAppid/></xml>",
        "<xml><ComponentVerifyTicket>t</ComponentVerifyTicket></xml>",
        "<!DOCTYPE xml [<!ENTITY e \"unauthorized\">]><xml><InfoType>&e;</InfoType>\
         <AuthorizerAppid>a</AuthorizerAppid></xml>",
    ] {
        assert_eq!(told(text), "other", "{text}");
    }
}
