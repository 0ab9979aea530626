//! The lines of a body, as they arrive.

use futures::StreamExt as _;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast as _;
use wasm_streams::ReadableStream;
use wasm_streams::readable::sys;

use super::Failed;

/// Calls `take` with each line of a body, the last one too where no line feed ends it.
pub(super) async fn each(
    body: sys::ReadableStream,
    mut take: impl FnMut(&str) -> Result<(), Failed>,
) -> Result<(), Failed> {
    let mut chunks = ReadableStream::from_raw(body).into_stream();
    let mut pending: Vec<u8> = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let bytes: Uint8Array = chunk
            .map_err(|_| Failed::Unreachable)?
            .dyn_into()
            .map_err(|_| Failed::Broken)?;
        let searched = pending.len();
        pending.extend(bytes.to_vec());
        let mut from = 0;
        while let Some(found) = pending[from.max(searched)..]
            .iter()
            .position(|byte| *byte == b'\n')
        {
            let end = from.max(searched) + found;
            line(&pending[from..end], &mut take)?;
            from = end + 1;
        }
        pending.drain(..from);
    }
    line(&pending, &mut take)
}

fn line(bytes: &[u8], take: &mut impl FnMut(&str) -> Result<(), Failed>) -> Result<(), Failed> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Failed::Broken)?
        .trim();
    if text.is_empty() { Ok(()) } else { take(text) }
}
