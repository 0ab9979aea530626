//! Who is at the other end of a connection.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use http::Extensions;

/// The other end of a connection; each request carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    /// The peer of a request; none where no listener stands before.
    pub(crate) fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get::<Self>().copied()
    }
}

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Self {
        // A listener of both families tells IPv4 addresses as IPv6 ones.
        Self(address.ip().to_canonical())
    }
}

/// Whoever may open the socket's file is on this machine.
#[cfg(unix)]
impl From<tokio::net::unix::SocketAddr> for Peer {
    fn from(_: tokio::net::unix::SocketAddr) -> Self {
        Self(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}
