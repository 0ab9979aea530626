//! A port that is held: it refuses every connection unless whoever holds it listens there.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// A port of the loopback that is taken and not listened on: the system gives it to nobody else
/// meanwhile. Who knows it may listen there, and again after having stopped.
#[derive(Debug)]
pub struct Nobody(TcpSocket);

impl Nobody {
    /// Takes a free port.
    ///
    /// # Panics
    /// Where no port is free.
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        // Else no listener could join it.
        socket.set_reuseaddr(true).expect("a port that is shared");
        socket
            .bind((Ipv4Addr::LOCALHOST, 0).into())
            .expect("a free port");
        Self(socket)
    }

    /// Where it is.
    ///
    /// # Panics
    /// Where the system does not tell the port.
    pub fn address(&self) -> SocketAddr {
        self.0.local_addr().expect("an address")
    }

    /// The URL of a host that is not there.
    ///
    /// # Panics
    /// Where the system does not tell the port.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }
}

impl Default for Nobody {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[tokio::test]
    async fn a_held_port_may_be_listened_on_again_and_again_and_refuses_between() {
        let held = Nobody::new();
        for _ in 0..3 {
            let refused = TcpStream::connect(held.address()).expect_err("nobody listens");
            assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
            let listener = TcpListener::bind(held.address()).expect("the held port");
            TcpStream::connect(held.address()).expect("somebody listens");
            drop(listener);
        }
    }
}
