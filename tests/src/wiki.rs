//! Another site, whose one page holds what a test puts there.

use std::net::Ipv4Addr;

use axum::Router;
use axum::response::Html;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Where the site will be, before it is: its address may have to be named first.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    origin: String,
}

impl Door {
    /// A free port.
    ///
    /// # Panics
    /// Where none is.
    pub async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        Self { listener, origin }
    }

    /// The site's origin.
    #[must_use]
    pub fn origin(&self) -> String {
        self.origin.clone()
    }
}

/// The site; it ends with this handle.
#[derive(Debug)]
pub struct Wiki {
    url: String,
    task: JoinHandle<()>,
}

impl Wiki {
    /// Shows a page of which `code` is all.
    #[must_use]
    pub fn show(door: Door, code: &str) -> Self {
        let page = format!("<!doctype html><meta charset=utf-8><title>Wiki</title>{code}");
        let router = Router::new().fallback(move || async move { Html(page) });
        let Door { listener, origin } = door;
        let task = tokio::spawn(async move {
            // It ends when its task is ended.
            let _ = axum::serve(listener, router).await;
        });
        Self { url: origin, task }
    }

    /// The page's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Wiki {
    fn drop(&mut self) {
        self.task.abort();
    }
}
