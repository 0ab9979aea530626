//! Bodies, read as they arrive: whole, or line by line.
//!
//! What has arrived is read at once, where `Response.text()` would wait for the browser's next task: the
//! answers that the document has asked for are there before the program.

use futures::StreamExt as _;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast as _;
use wasm_streams::ReadableStream;
use wasm_streams::readable::sys;

use super::Failed;

/// The whole of a body, as a text.
pub(super) async fn whole(body: Option<sys::ReadableStream>) -> Result<String, Failed> {
    let mut whole = Vec::new();
    if let Some(body) = body {
        chunks(body, |bytes| {
            whole.extend(bytes);
            Ok(())
        })
        .await
        .map_err(|_| Failed::Broken)?;
    }
    String::from_utf8(whole).map_err(|_| Failed::Broken)
}

/// Calls `take` with each line of a body, the last one too where no line feed ends it.
pub(super) async fn each(
    body: sys::ReadableStream,
    mut take: impl FnMut(&str) -> Result<(), Failed>,
) -> Result<(), Failed> {
    let mut pending: Vec<u8> = Vec::new();
    chunks(body, |bytes| {
        let searched = pending.len();
        pending.extend(bytes);
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
        Ok(())
    })
    .await?;
    line(&pending, &mut take)
}

/// Calls `take` with the bytes of a body, as they come.
async fn chunks(
    body: sys::ReadableStream,
    mut take: impl FnMut(Vec<u8>) -> Result<(), Failed>,
) -> Result<(), Failed> {
    let mut chunks = ReadableStream::from_raw(body).into_stream();
    while let Some(chunk) = chunks.next().await {
        let bytes: Uint8Array = chunk
            .map_err(|_| Failed::Unreachable)?
            .dyn_into()
            .map_err(|_| Failed::Broken)?;
        take(bytes.to_vec())?;
    }
    Ok(())
}

fn line(bytes: &[u8], take: &mut impl FnMut(&str) -> Result<(), Failed>) -> Result<(), Failed> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Failed::Broken)?
        .trim();
    if text.is_empty() { Ok(()) } else { take(text) }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use wasm_bindgen::JsValue;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn body(pieces: &[&[u8]]) -> sys::ReadableStream {
        let pieces: Vec<_> = pieces
            .iter()
            .map(|piece| Ok::<_, JsValue>(Uint8Array::from(*piece).into()))
            .collect();
        ReadableStream::from_stream(stream::iter(pieces)).into_raw()
    }

    #[wasm_bindgen_test]
    async fn a_body_is_the_same_wherever_it_is_cut() {
        let text = "商城\n\n{}\n小游戏";
        for cut in 0..=text.len() {
            let (one, other) = text.as_bytes().split_at(cut);
            assert_eq!(whole(Some(body(&[one, other]))).await.unwrap(), text);
            let mut lines = Vec::new();
            let take = |line: &str| {
                lines.push(line.to_owned());
                Ok(())
            };
            each(body(&[one, other]), take).await.unwrap();
            assert_eq!(lines, ["商城", "{}", "小游戏"]);
        }
        assert_eq!(whole(None).await.unwrap(), "");
    }

    #[wasm_bindgen_test]
    async fn bytes_that_are_no_text_are_told() {
        let broken = b"{\xff}";
        assert_eq!(whole(Some(body(&[broken]))).await, Err(Failed::Broken));
        let line = each(body(&[broken]), |_| Ok(()));
        assert_eq!(line.await, Err(Failed::Broken));
    }
}
