//! An answer of the relay, read whole, with what tests ask of it.

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use shared::problem::Problem;
use shared::reply::{Reply, Series};
use shared::stream::Line;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked, for messages.
    pub asked: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came, still encoded where `content-encoding` says so.
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads a response to its end.
    ///
    /// # Panics
    /// Where it breaks off.
    pub async fn read(response: reqwest::Response) -> Self {
        let asked = response.url().to_string();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.bytes().await.expect(&asked).to_vec();
        Self {
            asked,
            status,
            headers,
            body,
        }
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body in UTF-8")
    }

    /// A header's value; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// The body as JSON.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", self.asked, self.text()))
    }

    /// The reply to a view.
    #[must_use]
    pub fn reply(&self) -> Reply {
        assert_eq!(self.status, 200, "{}\n{}", self.asked, self.text());
        self.json()
    }

    /// The problem, which must be one as RFC 9457 has it.
    #[must_use]
    pub fn problem(&self) -> Problem {
        assert_eq!(
            self.header("content-type"),
            shared::paths::PROBLEM_JSON,
            "{}: {}",
            self.asked,
            self.status
        );
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status, "{}", self.asked);
        problem
    }

    /// The last part of the problem's type.
    #[must_use]
    pub fn slug(&self) -> String {
        let problem = self.problem();
        problem.kind.trim_start_matches("urn:bootlens:").to_owned()
    }

    /// The lines of a stream.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        assert_eq!(self.header("content-type"), shared::paths::NDJSON);
        let read = |line| {
            let derived: Line =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            let page = shared::read::line(line);
            assert_eq!(
                page.as_ref(),
                Some(&derived),
                "as the page reads it: {line}"
            );
            derived
        };
        self.text().lines().map(read).collect()
    }
}

/// The one series of a metric.
#[must_use]
pub fn series<'a>(reply: &'a Reply, metric: &str) -> &'a Series {
    let mut found = reply.series.iter().filter(|one| one.metric.id == metric);
    let one = found
        .next()
        .unwrap_or_else(|| panic!("no series of {metric}"));
    assert!(found.next().is_none(), "several series of {metric}");
    one
}

/// A series' values as numbers.
#[must_use]
pub fn numbers(series: &Series) -> Vec<Option<f64>> {
    let number = |value: &Option<shared::value::Value>| value.map(shared::value::Value::get);
    series.values.iter().map(number).collect()
}
