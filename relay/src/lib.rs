//! The server: credentials, the API, history and the page.
