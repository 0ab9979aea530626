//! What the reader chose for themselves: language, theme and keys, kept in the browser and in no link.
//! Language and theme are told to the relay by cookies, since it paints the page before the program is
//! there.

use leptos::prelude::*;
use shared::paths::{LANG_COOKIE as LANG, THEME_COOKIE as THEME};
use shared::text::Lang;
use shared::view::{Theme, View};

use crate::browser::{cookie, media, page, storage};

const KEYS: &str = "bootlens.keys";

/// The reader's own choices.
#[derive(Clone, Copy)]
pub struct Prefs {
    /// The language.
    pub lang: RwSignal<Lang>,
    /// The theme.
    pub theme: RwSignal<Theme>,
    /// Whether single keys do anything.
    pub keys: RwSignal<bool>,
    /// What the address of a page inside another decides.
    followed: StoredValue<(Option<Lang>, Option<Theme>)>,
}

impl Prefs {
    /// Reads the choices; without one the browser's language and theme.
    pub fn provide() -> Self {
        let (lang, theme) = kept();
        let prefs = Self {
            lang: RwSignal::new(lang),
            theme: RwSignal::new(theme),
            keys: RwSignal::new(keys_work()),
            followed: StoredValue::default(),
        };
        // What is chosen in one tab holds in the others, but where the address decides.
        page::on_storage(move || {
            let (lang, theme) = kept();
            let followed = prefs.followed.get_value();
            let (lang, theme) = (followed.0.unwrap_or(lang), followed.1.unwrap_or(theme));
            if prefs.lang.get_untracked() != lang {
                prefs.lang.set(lang);
            }
            if prefs.theme.get_untracked() != theme {
                prefs.theme.set(theme);
            }
            prefs.keys.set(keys_work());
        });
        Effect::new(move || {
            page::set_root("lang", prefs.lang.get().pick("zh-CN", "en"));
            page::set_root("data-theme", prefs.theme.get().word());
        });
        tell();
        provide_context(prefs);
        prefs
    }

    /// Inside another page the address decides, where it says so.
    pub fn follow(self, view: &View) {
        if view.embed {
            self.followed.set_value((view.lang, view.theme));
            self.lang.update(|lang| *lang = view.lang.unwrap_or(*lang));
            self.theme
                .update(|theme| *theme = view.theme.unwrap_or(*theme));
        }
    }

    /// The choices that an ancestor provided.
    ///
    /// # Panics
    /// Where none did, which is a mistake in the page's own tree.
    #[must_use]
    #[expect(clippy::expect_used, reason = "App provides it above every component")]
    pub fn expect() -> Self {
        use_context().expect("preferences above")
    }

    /// Chooses a language.
    pub fn choose_lang(self, lang: Lang) {
        storage::write(LANG, lang.word());
        tell();
        self.lang.set(lang);
    }

    /// Chooses a theme.
    pub fn choose_theme(self, theme: Theme) {
        storage::write(THEME, theme.word());
        tell();
        self.theme.set(theme);
    }

    /// Switches single keys on or off.
    pub fn choose_keys(self, work: bool) {
        storage::write(KEYS, if work { "on" } else { "off" });
        self.keys.set(work);
    }
}

/// Whether single keys do anything: they do until that is switched off.
fn keys_work() -> bool {
    storage::read(KEYS).as_deref() != Some("off")
}

/// Tells the relay what is kept; without a choice it goes by what the browser says.
fn tell() {
    for name in [LANG, THEME] {
        if let Some(word) = storage::read(name) {
            cookie::write(name, &word, &page::base_path());
        }
    }
}

/// The choices as they are kept; the browser's own where nothing is.
fn kept() -> (Lang, Theme) {
    let lang = match storage::read(LANG).as_deref() {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        _ => Lang::from_accept(&page::languages()).unwrap_or_default(),
    };
    // Where the system forces its colours, it alone says whether they are dark.
    let theme = storage::read(THEME).filter(|_| !media::matches("(forced-colors: active)"));
    let theme = match theme.as_deref() {
        Some("dark") => Theme::Dark,
        Some("light") => Theme::Light,
        _ if media::matches("(prefers-color-scheme: dark)") => Theme::Dark,
        _ => Theme::Light,
    };
    (lang, theme)
}
