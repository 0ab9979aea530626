//! Who reads, and what they may see.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use shared::view::Alias;

/// Bits of an IPv6 address that one household or server is given: the rest is theirs to choose.
const V6_NET: u32 = 64;

/// Somebody who may read something.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    /// Who they are.
    pub(super) who: Who,
    /// What they see.
    pub(super) sees: Sees,
}

/// Who somebody is, as far as it is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Nobody was asked to say: somebody at this address, where it is known.
    At(Option<IpAddr>),
    /// A person, by the name that a trusted proxy has for them.
    User(Arc<str>),
    /// A machine, by its token's name.
    Token(Arc<str>),
}

impl Who {
    /// A person's name.
    pub(crate) fn user(&self) -> Option<&str> {
        match self {
            Self::User(name) => Some(name),
            Self::At(_) | Self::Token(_) => None,
        }
    }

    /// The name of a machine's token.
    pub(crate) fn token(&self) -> Option<&str> {
        match self {
            Self::Token(name) => Some(name),
            Self::At(_) | Self::User(_) => None,
        }
    }
}

/// The apps that a reader may see.
#[derive(Clone, Debug)]
pub(super) enum Sees {
    Everything,
    These(BTreeSet<Alias>),
}

impl Reader {
    /// Whether an app exists for this reader.
    pub(crate) fn sees(&self, alias: &Alias) -> bool {
        match &self.sees {
            Sees::Everything => true,
            Sees::These(aliases) => aliases.contains(alias),
        }
    }

    /// A person's name.
    pub(crate) fn user(&self) -> Option<&str> {
        self.who.user()
    }

    /// Whose calls are counted together.
    pub(crate) fn account(&self) -> String {
        match &self.who {
            Who::User(name) => format!("user:{name}"),
            Who::Token(name) => format!("token:{name}"),
            Who::At(None) => "local".to_owned(),
            Who::At(Some(IpAddr::V6(address))) => {
                let net = u128::from(*address) >> (128 - V6_NET);
                format!("net:{net:x}")
            }
            Who::At(Some(address)) => format!("address:{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> String {
        let address = Some(text.parse().unwrap());
        let (who, sees) = (Who::At(address), Sees::Everything);
        Reader { who, sees }.account()
    }

    #[test]
    fn addresses_of_one_network_of_ipv6_count_together_and_those_of_ipv4_do_not() {
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_ne!(at("10.0.0.1"), at("10.0.0.2"));
    }

    #[test]
    fn nobody_counts_as_another_by_their_name() {
        let account = |who| {
            let sees = Sees::Everything;
            Reader { who, sees }.account()
        };
        assert_ne!(
            account(Who::User("weekly".into())),
            account(Who::Token("weekly".into()))
        );
        assert_ne!(account(Who::User("10.0.0.1".into())), at("10.0.0.1"));
    }
}
