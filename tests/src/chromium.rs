//! A real browser with nothing in store, steered by WebDriver, and what a person sees in it.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{
    By, ChromiumLikeCapabilities as _, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver,
};

/// How long a condition may take to come true: a slow machine is no failure.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// What keeps a browser quiet, quick and alike on every machine.
const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--hide-scrollbars",
    "--font-render-hinting=none",
];

/// A screen and its reader.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Device pixels a CSS pixel.
    pub ratio: f64,
    /// Whether it is a phone.
    pub touch: bool,
    /// `zh-CN` or `en`.
    pub lang: &'static str,
}

impl Screen {
    /// A laptop whose reader reads Chinese.
    pub const LAPTOP: Self = Self {
        width: 1440,
        height: 900,
        ratio: 1.0,
        touch: false,
        lang: "zh-CN",
    };

    /// A phone.
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
        ratio: 2.0,
        touch: true,
        ..Self::LAPTOP
    };

    /// The same screen for a reader of another language.
    #[must_use]
    pub fn lang(self, lang: &'static str) -> Self {
        Self { lang, ..self }
    }
}

/// A browser of its own; it ends with this handle.
#[derive(Debug)]
pub struct Chromium {
    // Dropped in this order: what talks to the browser, both it and what steers it, what it kept.
    driver: WebDriver,
    _steering: Steering,
    _profile: TempDir,
}

#[derive(Debug)]
struct Steering(Child);

impl Drop for Steering {
    fn drop(&mut self) {
        // The browser that it started would go on without it: the whole group ends.
        let group = format!("-{}", self.0.id());
        // An error means that it has ended by itself.
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.0.wait();
    }
}

impl Chromium {
    /// Starts a browser with an empty profile.
    ///
    /// # Panics
    /// Where chromedriver or Chromium does not start.
    pub async fn start(screen: Screen) -> Self {
        let (steering, port) = steer();
        let profile = TempDir::new().expect("a folder for the profile");
        let mut wanted = DesiredCapabilities::chrome();
        let add = |wanted: &mut thirtyfour::ChromeCapabilities, flag: &str| {
            wanted.add_arg(flag).expect("a flag");
        };
        for flag in FLAGS {
            add(&mut wanted, flag);
        }
        add(
            &mut wanted,
            &format!("--user-data-dir={}", profile.path().display()),
        );
        add(&mut wanted, &format!("--lang={}", screen.lang));
        add(&mut wanted, &format!("--accept-lang={}", screen.lang));
        let metrics = json!({"deviceMetrics": {
            "width": screen.width, "height": screen.height, "pixelRatio": screen.ratio,
            "mobile": screen.touch, "touch": screen.touch,
        }});
        wanted
            .add_experimental_option("mobileEmulation", metrics)
            .expect("a screen");
        let prefs = json!({"intl.accept_languages": screen.lang});
        wanted
            .add_experimental_option("prefs", prefs)
            .expect("a language");
        wanted
            .set_browser_log_level(LoggingPrefsLogLevel::All)
            .expect("a log");
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await;
        Self {
            driver: driver.expect("Chromium"),
            _steering: steering,
            _profile: profile,
        }
    }

    /// Opens an address.
    ///
    /// # Panics
    /// Where it can't be opened.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.expect(url);
    }

    /// The address bar's text.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn address(&self) -> String {
        self.driver
            .current_url()
            .await
            .expect("an address")
            .to_string()
    }

    /// One step back in the history.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn back(&self) {
        self.driver.back().await.expect("a page before");
    }

    /// One step forward in the history.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn forward(&self) {
        self.driver.forward().await.expect("a page after");
    }

    /// What a script's `return` gives; `arguments` are what is passed.
    ///
    /// # Panics
    /// Where the script throws, or gives something else.
    pub async fn run<T: DeserializeOwned>(&self, script: &str, arguments: &[Value]) -> T {
        let given = self.driver.execute(script, arguments.to_vec()).await;
        let given = given.unwrap_or_else(|error| panic!("{error}\n{script}"));
        given
            .convert()
            .unwrap_or_else(|error| panic!("{error}\n{script}"))
    }

    /// Waits until a script gives `true`.
    ///
    /// # Panics
    /// Where it does not in good time; `what` says what was waited for.
    pub async fn until(&self, what: &str, script: &str) {
        let begun = Instant::now();
        while !self
            .run::<bool>(&format!("return Boolean({script})"), &[])
            .await
        {
            if begun.elapsed() > PATIENCE {
                let seen: String = self.run("return document.body.innerText", &[]).await;
                let log = self.log().await.join("\n");
                panic!(
                    "waited in vain for {what} at {}\n{log}\n{seen}",
                    self.address().await
                );
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits until the browser has drawn what the page last asked for.
    pub async fn until_painted(&self) {
        let frames = "window.painted = false;
            requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = true; }))";
        self.run::<Option<()>>(frames, &[]).await;
        self.until("the next frame", "window.painted").await;
    }

    /// Waits until the address holds, or lacks, a text.
    ///
    /// # Panics
    /// Where it does not in good time.
    pub async fn until_address(&self, word: &str, there: bool) {
        let not = if there { "" } else { "!" };
        let script = format!("{not}location.href.includes({})", json!(word));
        self.until(&format!("«{word}» in the address: {there}"), &script)
            .await;
    }

    /// Presses the first element that a selector finds, once it is there.
    pub async fn press(&self, selector: &str) {
        let found = format!("document.querySelector({})", json!(selector));
        self.until(selector, &found).await;
        self.run::<Option<()>>(&format!("{found}.click()"), &[])
            .await;
    }

    /// Gives files to a field, as the system's window would.
    ///
    /// # Panics
    /// Where there is no such field.
    pub async fn choose_files(&self, selector: &str, files: &[&Path]) {
        let field = self.driver.find(thirtyfour::By::Css(selector)).await;
        let files: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        let field = field.expect(selector);
        field.send_keys(files.join("\n")).await.expect(selector);
    }

    /// What DevTools call `method`, such as an input that a hand would make: it goes the way of a
    /// real one, not that of a script's event. What they answer.
    ///
    /// # Panics
    /// Where the browser refuses.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Value {
        let given = self.driver.cdp().send_raw(method, parameters).await;
        given.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Goes into the page that a frame shows.
    ///
    /// # Panics
    /// Where there is no such frame.
    pub async fn enter_frame(&self, selector: &'static str) {
        let frame = self.driver.find(By::Css(selector)).await.expect(selector);
        frame.enter_frame().await.expect(selector);
    }

    /// The text that a person reads in the first element that a selector finds; empty without one.
    pub async fn text(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        self.run(script, &[json!(selector)]).await
    }

    /// The texts of every element that a selector finds, shown or not.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map(one => one.textContent)";
        self.run(script, &[json!(selector)]).await
    }

    /// What the console says, and what the browser refused; each is told once.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn log(&self) -> Vec<String> {
        let entries = self.driver.browser_log().await.expect("a log");
        let text =
            |entry: thirtyfour::BrowserLogEntry| format!("{} {}", entry.level, entry.message);
        entries.into_iter().map(text).collect()
    }

    /// Writes what is on the screen as PNG.
    ///
    /// # Panics
    /// Where the file can't be written.
    pub async fn picture(&self, path: &Path) {
        let folder = path.parent().expect("a folder");
        std::fs::create_dir_all(folder).expect("a folder");
        self.driver.screenshot(path).await.expect("a picture");
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Else the driver's own handle would wait for an answer on the thread that must give it.
        let _ = self.driver.clone().leak();
    }
}

/// How often chromedriver is started: it takes one port for both kinds of addresses, and ends where
/// the one that it found for the first is another's for the second.
const STARTS: usize = 5;

/// Starts chromedriver on a port of its own choice.
fn steer() -> (Steering, u16) {
    let program = std::env::var_os("CHROMEDRIVER")
        .map_or_else(|| PathBuf::from("chromedriver"), PathBuf::from);
    let mut started = (0..STARTS).filter_map(|_| try_to_steer(&program));
    let first = started.next();
    first.unwrap_or_else(|| panic!("{} ended at once, {STARTS} times", program.display()))
}

fn try_to_steer(program: &Path) -> Option<(Steering, u16)> {
    let mut child = Command::new(program)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let mut said = BufReader::new(child.stdout.take().expect("its messages"));
    let steering = Steering(child);
    let mut line = String::new();
    let port = loop {
        line.clear();
        if said.read_line(&mut line).expect("a message in UTF-8") == 0 {
            return None;
        }
        let word = line
            .trim()
            .trim_end_matches('.')
            .rsplit(' ')
            .next()
            .unwrap_or_default();
        // The first line repeats the wish, 0; a later one tells the port that was found.
        if let (true, Ok(port @ 1..)) = (line.contains("on port"), word.parse()) {
            break port;
        }
    };
    // What it says later must not fill the pipe and stop it.
    std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
    Some((steering, port))
}
