//! nginx on the first core with one worker: as a server of files, and as a plain proxy.

use std::path::Path;

use crate::program::{Process, free_port, until_answered};

/// An nginx; its worker is who answers.
pub(crate) struct Nginx {
    _process: Process,
    pub(crate) worker: u32,
    /// Where it listens.
    pub(crate) url: String,
}

impl Nginx {
    /// Serves `folder`'s files as they are compressed beside, as its documentation recommends for speed.
    pub(crate) async fn of_files(folder: &Path) -> Self {
        let rules = format!(
            "gzip_static on; sendfile on; tcp_nopush on; open_file_cache max=100; root {};\n\
             types {{ application/json json; application/x-ndjson ndjson; }}",
            folder.display()
        );
        Self::start(folder, &rules, "").await
    }

    /// Hands everything on to `upstream` over connections that it keeps.
    pub(crate) async fn before(folder: &Path, upstream: &str) -> Self {
        let upstream = upstream.trim_start_matches("http://");
        let behind = format!("upstream behind {{ server {upstream}; keepalive 64; }}");
        let rules = "location / { proxy_pass http://behind; proxy_http_version 1.1; \
                     proxy_set_header Connection \"\"; }";
        Self::start(folder, rules, &behind).await
    }

    async fn start(folder: &Path, rules: &str, before: &str) -> Self {
        let (at, port) = (folder.display(), free_port());
        let text = format!(
            "worker_processes 1; worker_rlimit_nofile 8192; daemon off; pid {at}/pid;\n\
             error_log {at}/error.log; events {{ worker_connections 4096; }}\n\
             http {{ access_log {at}/access.log; keepalive_requests 1000000000; {before}\n\
             server {{ listen 127.0.0.1:{port} backlog=4096; {rules} }} }}\n"
        );
        std::fs::write(folder.join("nginx.conf"), text).expect("a file");
        let conf = folder.join("nginx.conf").display().to_string();
        // Its worker is not root's, and must reach the folder.
        let process = Process::pinned("nginx", &["-c", &conf, "-g", "user root;"], folder);
        let url = format!("http://127.0.0.1:{port}");
        until_answered(&url).await;
        let children = format!("/proc/{0}/task/{0}/children", process.0.id());
        let text = std::fs::read_to_string(children).expect("nginx's worker");
        let worker = text.split_whitespace().next();
        Self {
            worker: worker
                .and_then(|id| id.parse().ok())
                .expect("nginx's worker"),
            _process: process,
            url,
        }
    }
}
