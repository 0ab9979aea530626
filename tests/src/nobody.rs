//! An address that refuses every connection for as long as it is held.

use std::net::Ipv4Addr;

use tokio::net::TcpSocket;

/// A port of the loopback that is taken and not listened on, so that nobody else can open it
/// meanwhile.
pub struct Nobody(TcpSocket);

impl Nobody {
    /// Takes a free port.
    ///
    /// # Panics
    /// Where no port is free.
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket
            .bind((Ipv4Addr::LOCALHOST, 0).into())
            .expect("a free port");
        Self(socket)
    }

    /// The URL of a host that is not there.
    ///
    /// # Panics
    /// Where the system does not tell the port.
    pub fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().expect("an address"))
    }
}

impl Default for Nobody {
    fn default() -> Self {
        Self::new()
    }
}
