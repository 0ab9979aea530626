//! Where an answer may send a request on to.

/// Nowhere: what redirects the page's requests is a sign-in, which answers no question.
pub const NOWHERE: web_sys::RequestRedirect = web_sys::RequestRedirect::Manual;
