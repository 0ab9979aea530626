//! One fault of the configuration, with the place where it can be mended.

use std::fmt;

/// Where a key was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A line of the file, counted from 1.
    Line {
        /// The file as it was named.
        file: String,
        /// The line.
        line: usize,
    },
    /// An environment variable.
    Variable(String),
    /// A flag of the command line.
    Flag(&'static str),
    /// Nowhere: the key is lacking.
    Nowhere,
}

/// One fault of the configuration; holds no value of a secret key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigError {
    /// Ordered first, so that errors stand as the file does.
    pub(super) place: Place,
    pub(super) key: String,
    pub(super) text: String,
}

/// `bootlens.toml:12: upstream.timout: unknown key; did you mean «timeout»?`
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Line { file, line } => write!(f, "{file}:{line}: ")?,
            Place::Variable(name) => write!(f, "{name}: ")?,
            Place::Flag(name) => write!(f, "{name}: ")?,
            Place::Nowhere => {}
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.text)
    }
}

impl std::error::Error for ConfigError {}
