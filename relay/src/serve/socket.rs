//! What readers connect to: an address of the network, or a socket that is a file.

use std::io;
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::UnixListener;

use crate::config::Listen;

/// Where readers connect, open.
#[derive(Debug)]
pub enum Socket {
    /// At an address of the network.
    Tcp(TcpListener),
    /// At a file, which is removed when the relay stops.
    #[cfg(unix)]
    Unix(UnixListener, SocketFile),
}

impl From<TcpListener> for Socket {
    fn from(listener: TcpListener) -> Self {
        Self::Tcp(listener)
    }
}

impl Socket {
    /// Opens it.
    ///
    /// # Errors
    /// Names the address, or the file, with what stands in the way.
    pub async fn bind(listen: &Listen) -> Result<Self, String> {
        let fail = |error: io::Error| format!("can't listen at {listen}: {error}");
        match listen {
            Listen::Tcp(address) => TcpListener::bind(address)
                .await
                .map(Self::Tcp)
                .map_err(fail),
            #[cfg(unix)]
            Listen::Unix(path) => {
                make_way(path).await.map_err(fail)?;
                let listener = UnixListener::bind(path).map_err(fail)?;
                let file = SocketFile(path.clone());
                open_to_the_group(path).map_err(fail)?;
                Ok(Self::Unix(listener, file))
            }
            #[cfg(not(unix))]
            Listen::Unix(_) => Err(fail(io::ErrorKind::Unsupported.into())),
        }
    }

    /// Where it is, with the port that the system chose.
    ///
    /// # Errors
    /// Where the system has closed it.
    pub fn listens_at(&self) -> io::Result<Listen> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(Listen::Tcp),
            #[cfg(unix)]
            Self::Unix(_, file) => Ok(Listen::Unix(file.0.clone())),
        }
    }
}

/// The file of a socket: nobody can connect to it any more once its listener is gone.
#[derive(Debug)]
pub struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::debug!(path = %self.0.display(), %error, "the socket's file stays");
        }
    }
}

/// Removes the socket that a relay left behind when it was killed; one that is served stays, and so does
/// any other file.
#[cfg(unix)]
async fn make_way(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt as _;
    let Ok(found) = std::fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !found.file_type().is_socket() {
        let text = "a file that is no socket lies there; move it, or name another path";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
    }
    match tokio::net::UnixStream::connect(path).await {
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            "another program serves there; stop it, or name another path",
        )),
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            std::fs::remove_file(path)
        }
        Err(error) => Err(error),
    }
}

/// Owner and group may connect: the proxy's user belongs into the relay's group.
#[cfg(unix)]
fn open_to_the_group(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))
}
