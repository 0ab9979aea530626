//! What the relay is told beside an address: choices that it paints the page by before the program is
//! there. Nothing secret.

use super::by_name::{get, set, window};

/// Keeps a value for this site's pages below a path, for a year; a browser that refuses keeps nothing.
pub fn write(name: &str, value: &str, path: &str) {
    if let Some(document) = get(&window(), "document") {
        let cookie = [
            name,
            "=",
            value,
            ";path=",
            path,
            ";max-age=31536000;samesite=lax",
        ];
        set(&document, "cookie", &cookie.concat().into());
    }
}
