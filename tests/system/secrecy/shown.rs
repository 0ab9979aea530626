//! What the relay's own types show of themselves.

use relay::config::Flags;
use simulator::{Pair, demonstration};
use tests::way::STATE_KEY;
use tests::{House, Way, token_server};

use super::*;
use estate::marked;

#[tokio::test]
async fn no_configuration_shows_a_secret_by_debug_or_in_print() {
    let pairs = [None].into_iter().chain(Pair::ALL.map(Some));
    for (pair, way) in pairs.flat_map(|pair| Way::ALL.map(|way| (pair, way))) {
        let password = marked("password", 24);
        let address = format!("postgres://b:{password}@db/days?password={password}");
        let mut told = Told::default();
        let mut appid = String::new();
        let (_house, behind) = House::by(way, pair, |config, _| {
            let mut shown = config.clone();
            shown.history = address.parse().unwrap();
            shown.upstream.proxy = Some(format!("http://a:{password}@b"));
            appid.clone_from(&shown.apps[0].appid);
            let debug = format!("{shown:?}{shown:#?}");
            told.add("Debug", debug);
            told.add("print-config", shown.to_toml());
        })
        .await;
        let flags = Flags {
            history: Some(address),
            ..Flags::default()
        };
        told.add("the flags", format!("{flags:?}"));
        told.add("what a test shows", format!("{behind:?}"));
        assert!(told.count(&appid) >= 3, "{way:?}: {appid}");
        let inline = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let mut secrets = vec![
            inline("the AppSecret", &behind.app.secret),
            inline("the platform's AppSecret", &behind.platform.secret),
            inline("the message token", &behind.platform.message_token),
            inline("the message key", &behind.platform.message_aes_key),
            inline("the ticket", &behind.platform.ticket),
            inline("the state key", STATE_KEY),
            inline("the password", &password),
            inline(
                "the header",
                token_server::PASS.trim_start_matches("Bearer "),
            ),
        ];
        if let Some(pair) = pair {
            let keys = demonstration::keys(pair);
            secrets.push(inline("the symmetric key", &keys.symmetric_key));
            secrets.push(inline("the private key", &keys.private_key[40..]));
        }
        assert_eq!(told.leak(&secrets), None, "{way:?} {pair:?}");
    }
}
