//! Where a relay listens: at an address of the network, or at a socket that is a file.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::tree::Value;
use super::values;

/// What stands before the path of a socket.
const UNIX: &str = "unix:";

/// The longest path of a socket, in bytes; the system's structure holds no more.
const MAX_PATH: usize = 107;

/// Where pages and data are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and port.
    Tcp(SocketAddr),
    /// A socket of this machine, by its file; whoever may write to the file may connect.
    Unix(PathBuf),
}

impl Listen {
    /// Whether this machine alone can connect.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self {
            Self::Tcp(address) => address.ip().to_canonical().is_loopback(),
            Self::Unix(_) => true,
        }
    }

    /// The address, where it is one of the network.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(address) => Some(*address),
            Self::Unix(_) => None,
        }
    }
}

impl From<SocketAddr> for Listen {
    fn from(address: SocketAddr) -> Self {
        Self::Tcp(address)
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "{UNIX}{}", path.display()),
        }
    }
}

/// An address and port, or `unix:` and an absolute path.
pub(super) fn read(value: &Value) -> Result<Listen, String> {
    let text = values::text(value)?;
    let Some(path) = text.strip_prefix(UNIX) else {
        return values::address(value).map(Listen::Tcp);
    };
    if !cfg!(unix) {
        return Err("this system has no sockets that are files; write an address and port".into());
    }
    let path = PathBuf::from(path);
    // A relative one would lie where the program happens to be started.
    if !path.is_absolute() {
        return Err(format!(
            "«{text}» is no absolute path like unix:/run/bootlens/bootlens.sock"
        ));
    }
    if path.as_os_str().len() > MAX_PATH {
        return Err(format!(
            "«{text}» is too long: the path of a socket has at most {MAX_PATH} bytes"
        ));
    }
    Ok(Listen::Unix(path))
}
