//! Files that a hand brings: chosen, dropped, or pasted.

use js_sys::Uint8Array;
use leptos::ev;
use leptos::prelude::{on_cleanup, window_event_listener};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;

/// A file that was not read yet.
pub struct File(web_sys::File);

impl File {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Its size in bytes.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size is whole and below 2^53"
    )]
    pub fn size(&self) -> u64 {
        self.0.size() as u64
    }

    /// Its bytes; `None` where the browser can't read it: a folder, or a file that is gone.
    pub async fn bytes(&self) -> Option<Vec<u8>> {
        let buffer = JsFuture::from(self.0.array_buffer()).await.ok()?;
        Some(Uint8Array::new(&buffer).to_vec())
    }
}

/// What a hand brought.
pub enum Brought {
    /// Files.
    Files(Vec<File>),
    /// A text.
    Text(String),
}

/// What hangs over the document, and what is let go there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Files hang over it.
    Hangs,
    /// Nothing does any more.
    Gone,
}

/// The files that were chosen in a field; the same may be chosen again after.
#[must_use]
pub fn chosen(event: &web_sys::Event) -> Vec<File> {
    let field = event.target();
    let field = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(field) = field else {
        return Vec::new();
    };
    let files = list(field.files());
    field.set_value("");
    files
}

/// Listens to what is dropped anywhere on the document, or pasted outside of its fields.
pub fn listen(take: impl Fn(Brought) + Clone + 'static, over: impl Fn(Over) + Clone + 'static) {
    // What does not take what enters gets none of it, as a field for files would.
    let entered = window_event_listener(ev::dragenter, |event| event.prevent_default());
    let hangs = over.clone();
    let dragged = window_event_listener(ev::dragover, move |event| {
        // Without this the browser would go to the file itself.
        event.prevent_default();
        hangs(Over::Hangs);
    });
    let gone = over.clone();
    let left = window_event_listener(ev::dragleave, move |event| {
        // Between two elements of the document something comes after.
        if event.related_target().is_none() {
            gone(Over::Gone);
        }
    });
    let drop = take.clone();
    let dropped = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        over(Over::Gone);
        if let Some(brought) = brought(event.data_transfer()) {
            drop(brought);
        }
    });
    let pasted = window_event_listener(ev::paste, move |event| {
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let writes = field.is_some_and(|field| field.type_() != "file");
        if let Some(brought) = brought(event.clipboard_data()).filter(|_| !writes) {
            event.prevent_default();
            take(brought);
        }
    });
    on_cleanup(move || {
        for handle in [entered, dragged, left, dropped, pasted] {
            handle.remove();
        }
    });
}

/// What is carried: files, else a text.
fn brought(data: Option<web_sys::DataTransfer>) -> Option<Brought> {
    let data = data?;
    let files = list(data.files());
    if !files.is_empty() {
        return Some(Brought::Files(files));
    }
    let text = data.get_data("text/plain").ok()?;
    (!text.is_empty()).then_some(Brought::Text(text))
}

fn list(files: Option<web_sys::FileList>) -> Vec<File> {
    let Some(files) = files else {
        return Vec::new();
    };
    let files = (0..files.length()).filter_map(|index| files.item(index));
    files.map(File).collect()
}
