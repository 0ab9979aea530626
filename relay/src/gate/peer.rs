//! Who is at the other end of a connection.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::ConnectInfo;
use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use http::Extensions;
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::UnixListener;

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    /// The peer of a request; none where no listener stands before.
    pub(crate) fn of(extensions: &Extensions) -> Option<Self> {
        let ConnectInfo(peer) = extensions.get::<ConnectInfo<Self>>()?;
        Some(*peer)
    }
}

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        // A listener of both families tells IPv4 addresses as IPv6 ones.
        Self(stream.remote_addr().ip().to_canonical())
    }
}

/// Whoever may open the socket's file is on this machine.
#[cfg(unix)]
impl Connected<IncomingStream<'_, UnixListener>> for Peer {
    fn connect_info(_: IncomingStream<'_, UnixListener>) -> Self {
        Self(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}
