//! Scripted faults: which calls they meet, and what happens to those.

use std::time::Duration;

use serde_json::Value;
use shared::day::DayRange;
use shared::filter::Slice;
use shared::module::Module;

use crate::calls::Call;

/// What happens to a call that a fault meets.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// An error inside HTTP 200, with WeChat's text and a rid; plain, whatever the call.
    Errcode(i64),
    /// The same inside the ciphertext, where the call is secured.
    SealedErrcode(i64),
    /// One letter of the body changes after it was signed. As the next four, this meets secured
    /// calls alone; others are answered properly.
    TamperReply,
    /// The reply names a certificate that nobody has.
    OtherSerial,
    /// The reply was sealed and signed so many seconds ago; less than none is ahead of time.
    StaleReply(i64),
    /// The reply is sealed and carries none of the headers of a signed one.
    UnsignedEnvelope,
    /// The AppID inside the ciphertext is another's.
    MismatchedInside,
    /// This HTTP status with a short text.
    Http(u16),
    /// The socket is closed before any answer. Needs [`crate::Simulator::serve`].
    Cut,
    /// The proper answer breaks off in the middle, its length announced in full.
    HalfBody,
    /// A page of HTML with HTTP 200.
    Html,
    /// The answer comes this much later; other faults still apply.
    Delay(Duration),
    /// Each day stands twice, the second time with another value.
    DoubledDays,
    /// Days newest first.
    UnsortedDays,
    /// Each value is this: `"-"`, `"0"`, `""`, null, an object…
    Values(Value),
    /// The values' keys are left out.
    NoValues,
    /// Numbers stand where texts are documented: values and days.
    NumbersForTexts,
    /// A list is null, missing or empty, wherever it stands.
    Broken(List, Gap),
    /// `data` is null.
    NullData,
    /// Each metric has this many lines.
    Lines(u32),
    /// One or all filters are read and then ignored.
    IgnoreFilter(Ignored),
    /// A body of at least this many bytes, streamed; JSON throughout.
    Large(usize),
    /// Fields that nothing documents, at every depth.
    ExtraFields,
    /// Exactly this.
    Exact {
        /// The HTTP status.
        status: u16,
        /// The content type.
        content_type: String,
        /// The body.
        body: String,
    },
}

/// A list of the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The metrics.
    Tables,
    /// A metric's lines.
    Lines,
    /// A line's days.
    Fields,
}

/// How a list is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Its key holds null.
    Null,
    /// Its key is left out.
    Missing,
    /// It is empty.
    Empty,
}

/// Which filters go unheeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// All of them.
    All,
    /// `networktype`.
    Network,
    /// `device_level`.
    Level,
    /// `device`.
    Platform,
}

/// Names a scripted fault, to remove it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultId(u64);

/// An effect and the calls that it meets: all, until narrowed.
///
/// Faults are asked in the order they were scripted and the first that fits applies, so that
/// several with [`Fault::first`] make a queue.
#[derive(Clone, Debug)]
pub struct Fault {
    effect: Effect,
    path: Option<String>,
    appid: Option<String>,
    module: Option<Module>,
    slice: Option<Slice>,
    window: Option<DayRange>,
    left: Option<u32>,
}

impl Fault {
    /// Meets every call.
    #[must_use]
    pub fn new(effect: Effect) -> Self {
        Self {
            effect,
            path: None,
            appid: None,
            module: None,
            slice: None,
            window: None,
            left: None,
        }
    }

    /// Only calls of this path, such as [`crate::BOOT`].
    #[must_use]
    pub fn path(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// Only calls of this app.
    #[must_use]
    pub fn appid(mut self, appid: &str) -> Self {
        self.appid = Some(appid.to_owned());
        self
    }

    /// Only calls for this module.
    #[must_use]
    pub fn module(mut self, module: Module) -> Self {
        self.module = Some(module);
        self
    }

    /// Only calls for exactly this slice.
    #[must_use]
    pub fn slice(mut self, slice: Slice) -> Self {
        self.slice = Some(slice);
        self
    }

    /// Only calls whose days share one with this range.
    #[must_use]
    pub fn window(mut self, window: DayRange) -> Self {
        self.window = Some(window);
        self
    }

    /// Only the first so many calls that fit.
    #[must_use]
    pub fn first(mut self, calls: u32) -> Self {
        self.left = Some(calls);
        self
    }

    fn fits(&self, call: &Call) -> bool {
        fn is<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
            wanted.is_none() || wanted == found
        }
        let shares = |wanted: DayRange| {
            let found = call.window;
            found
                .is_some_and(|found| wanted.start() <= found.end() && found.start() <= wanted.end())
        };
        self.left != Some(0)
            && is(self.path.as_ref(), Some(&call.path))
            && is(self.appid.as_ref(), call.appid.as_ref())
            && is(self.module.as_ref(), call.module.as_ref())
            && is(self.slice.as_ref(), call.slice.as_ref())
            && self.window.is_none_or(shares)
    }
}

/// The faults in the order they were scripted.
#[derive(Default)]
pub(crate) struct Faults {
    queue: Vec<(FaultId, Fault)>,
    numbered: u64,
}

impl Faults {
    pub(crate) fn script(&mut self, fault: Fault) -> FaultId {
        self.numbered += 1;
        let id = FaultId(self.numbered);
        self.queue.push((id, fault));
        id
    }

    pub(crate) fn remove(&mut self, id: FaultId) {
        self.queue.retain(|(each, _)| *each != id);
    }

    pub(crate) fn clear(&mut self) {
        self.queue.clear();
    }

    /// The delays that a call meets, added up, and the first other effect.
    pub(crate) fn meet(&mut self, call: &Call) -> (Duration, Option<Effect>) {
        let mut delay = Duration::ZERO;
        for (_, fault) in &mut self.queue {
            if !fault.fits(call) {
                continue;
            }
            fault.left = fault.left.map(|left| left - 1);
            match &fault.effect {
                Effect::Delay(more) => delay += *more,
                effect => return (delay, Some(effect.clone())),
            }
        }
        (delay, None)
    }
}
