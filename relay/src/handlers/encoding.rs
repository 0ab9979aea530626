//! Which codings a reader takes, and lines that are encoded as they come.

use std::io::{self, Read as _, Write};

use brotli::CompressorWriter;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use http::header::ACCEPT_ENCODING;
use shared::weight::weighed;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Quality, window and buffer: what is quick and takes a megabyte or two while it works. A larger window takes
/// ten for the same bytes, of which the allocator keeps a part; a smaller one has the library choose a search
/// that takes thirty, and a thirtieth of a second.
const QUALITY: u32 = 5;
const WINDOW: u32 = 18;
const BUFFER: usize = 4096;

/// The largest window there is, for bodies that are as large.
const WIDEST: u32 = 22;

/// So many streams are encoded at once; what comes beyond goes out as it is, which takes no memory.
static ENCODERS: Semaphore = Semaphore::const_new(64);

/// Whether `Accept-Encoding` names a coding without refusing it. Browsers name each; `*` is not read.
pub(crate) fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    codings(headers).any(|name| name.eq_ignore_ascii_case(coding))
}

/// The codings that `Accept-Encoding` names without refusing them.
fn codings(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(weighed)
        .filter(|(_, weight)| *weight > 0)
        .map(|(name, _)| name)
}

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// As it is.
    Plain,
    /// By brotli.
    Brotli,
    /// By gzip.
    Gzip,
}

impl Coding {
    /// The smallest that these headers take.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let mut best = Self::Plain;
        for name in codings(headers) {
            if name.eq_ignore_ascii_case("br") {
                return Self::Brotli;
            }
            if name.eq_ignore_ascii_case("gzip") {
                best = Self::Gzip;
            }
        }
        best
    }

    /// The value of `Content-Encoding`, where there is one.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// A whole body, encoded.
    pub(crate) fn encode(self, plain: Vec<u8>) -> Bytes {
        // Without what the buffer has grown beyond its end: it may be kept for long.
        let mut encoded = Vec::with_capacity(plain.len() / 4);
        match self {
            Self::Plain => return plain.into_boxed_slice().into(),
            Self::Brotli => {
                let window = (usize::BITS - plain.len().leading_zeros()).clamp(WINDOW, WIDEST);
                let mut reader = brotli::CompressorReader::new(&plain[..], BUFFER, QUALITY, window);
                // Reading from memory never fails.
                let _ = reader.read_to_end(&mut encoded);
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(encoded, Compression::default());
                // Writing to memory never fails.
                let _ = encoder.write_all(&plain);
                encoded = encoder.finish().unwrap_or_default();
            }
        }
        encoded.into_boxed_slice().into()
    }
}

/// Encodes lines one by one, so that none waits for the next.
pub(crate) struct Lines {
    encoder: Encoder,
    /// Its place among the streams that are encoded.
    _one: Option<SemaphorePermit<'static>>,
}

enum Encoder {
    Plain,
    Brotli(Box<CompressorWriter<Vec<u8>>>),
    Gzip(GzEncoder<Vec<u8>>),
}

impl Lines {
    /// What these headers take, the smallest first.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        match (Coding::accepted(headers), ENCODERS.try_acquire()) {
            (Coding::Plain, _) | (_, Err(_)) => Self {
                encoder: Encoder::Plain,
                _one: None,
            },
            (Coding::Brotli, Ok(one)) => {
                let writer = CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW);
                Self {
                    encoder: Encoder::Brotli(Box::new(writer)),
                    _one: Some(one),
                }
            }
            (Coding::Gzip, Ok(one)) => Self {
                encoder: Encoder::Gzip(GzEncoder::new(Vec::new(), Compression::default())),
                _one: Some(one),
            },
        }
    }

    /// The value of `Content-Encoding`, where there is one.
    pub(crate) fn coding(&self) -> Option<&'static str> {
        match self.encoder {
            Encoder::Plain => None,
            Encoder::Brotli(_) => Some("br"),
            Encoder::Gzip(_) => Some("gzip"),
        }
    }

    /// The bytes that a line becomes; what was held back before comes along.
    ///
    /// # Errors
    /// Where the encoder refuses, which in memory none does.
    pub(crate) fn line(&mut self, line: Vec<u8>) -> io::Result<Bytes> {
        let written = match &mut self.encoder {
            Encoder::Plain => return Ok(line.into()),
            Encoder::Brotli(writer) => {
                writer.write_all(&line)?;
                writer.flush()?;
                writer.get_mut()
            }
            Encoder::Gzip(writer) => {
                writer.write_all(&line)?;
                writer.flush()?;
                writer.get_mut()
            }
        };
        Ok(std::mem::take(written).into())
    }

    /// What the coding ends with.
    ///
    /// # Errors
    /// As [`Self::line`].
    pub(crate) fn end(self) -> io::Result<Bytes> {
        match self.encoder {
            Encoder::Plain => Ok(Bytes::new()),
            Encoder::Brotli(writer) => Ok(writer.into_inner().into()),
            Encoder::Gzip(writer) => writer.finish().map(Bytes::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use http::HeaderValue;

    use super::*;

    fn lines(accepted: &'static str) -> Lines {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        Lines::accepted(&headers)
    }

    /// What can be read of the bytes so far.
    fn read(coding: Option<&str>, bytes: &[u8]) -> String {
        let mut text = Vec::new();
        let mut piece = [0; 64];
        let mut reader: Box<dyn Read> = match coding {
            Some("br") => Box::new(brotli::Decompressor::new(bytes, 4096)),
            Some(_) => Box::new(flate2::read::GzDecoder::new(bytes)),
            None => Box::new(bytes),
        };
        // An encoding that has not ended yet fails once all that came is read.
        while let Ok(count @ 1..) = reader.read(&mut piece) {
            text.extend_from_slice(&piece[..count]);
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_whole_body_takes_little_memory_while_it_is_encoded() {
        for length in [100, 10_000, 200_000] {
            let body: Vec<u8> = (0..length)
                .map(|place| b"0123456789,"[place * place % 11])
                .collect();
            for coding in [Coding::Brotli, Coding::Gzip] {
                let plain = body.clone();
                let counted = allocation_counter::measure(|| drop(coding.encode(plain)));
                let most = counted.bytes_max >> 10;
                assert!(most < 4_096, "{coding:?} of {length} takes {most} KiB");
            }
        }
    }

    #[test]
    fn a_whole_body_reads_back_in_each_coding() {
        let text = "{\"days\":[1,2,3]}".repeat(100);
        for coding in [Coding::Plain, Coding::Brotli, Coding::Gzip] {
            let bytes = coding.encode(text.clone().into_bytes());
            assert_eq!(read(coding.word(), &bytes), text, "{coding:?}");
            assert!(coding == Coding::Plain || bytes.len() < text.len() / 4);
        }
    }

    #[test]
    fn each_line_can_be_read_before_the_next_comes() {
        for (accepted, coding) in [
            ("gzip, br", Some("br")),
            ("gzip, br;q=0", Some("gzip")),
            ("identity", None),
        ] {
            let mut lines = lines(accepted);
            assert_eq!(lines.coding(), coding, "{accepted}");
            let mut bytes = Vec::new();
            for (line, so_far) in [("one\n", "one\n"), ("two\n", "one\ntwo\n")] {
                bytes.extend(lines.line(line.as_bytes().to_vec()).unwrap());
                assert_eq!(read(coding, &bytes), so_far, "{accepted}");
            }
            bytes.extend(lines.end().unwrap());
            assert_eq!(read(coding, &bytes), "one\ntwo\n");
        }
    }
}
