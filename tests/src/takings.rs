//! What a reader takes away from the page: the clipboard and the folder of downloads, as the browser
//! fills them.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::visitor::Visitor;

/// How long a file may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

impl Visitor {
    /// Lets pages read and write the clipboard, as a reader does who is asked.
    pub async fn allow_clipboard(&self) {
        let kinds = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        let parameters = json!({"permissions": kinds, "origin": self.house.url()});
        self.browser
            .devtools("Browser.grantPermissions", parameters)
            .await;
        let focused = json!({"enabled": true});
        self.browser
            .devtools("Emulation.setFocusEmulationEnabled", focused)
            .await;
    }

    /// Runs a script in every page before its own, from now on.
    pub async fn before_each_page(&self, script: &str) {
        let source = json!({"source": script});
        self.browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await;
    }

    /// Opens the share dialog.
    pub async fn share(&self) {
        self.browser.press("[data-testid=share]").await;
        self.browser
            .until(
                "the dialog",
                "document.querySelector('dialog.share[open] [data-share]')",
            )
            .await;
    }

    /// Takes a row of the open dialog.
    pub async fn take(&self, kind: &str) {
        let said = "document.querySelector('dialog.share [role=status]').textContent";
        self.browser
            .press(&format!("dialog.share [data-share={kind}]"))
            .await;
        self.browser.until("a word about it", said).await;
    }

    /// What the dialog says of what was taken.
    pub async fn said(&self) -> String {
        self.browser.text("dialog.share [role=status]").await
    }

    /// What the clipboard holds of a kind.
    pub async fn pasted(&self, kind: &str) -> String {
        let script = "window.pasted = null;
            navigator.clipboard.read()
                .then(items => items[0].getType(arguments[0]))
                .then(blob => blob.text())
                .then(text => { window.pasted = text; }, error => { window.pasted = 'refused: ' + error; })";
        self.browser.run::<Option<()>>(script, &[json!(kind)]).await;
        self.browser
            .until("the clipboard", "window.pasted !== null")
            .await;
        self.browser.run("return window.pasted", &[]).await
    }

    /// Width, height and the first pixel of the picture that the clipboard holds.
    pub async fn pasted_picture(&self) -> Vec<u32> {
        let script = "window.pasted = null;
            navigator.clipboard.read()
                .then(items => items[0].getType('image/png'))
                .then(createImageBitmap)
                .then(image => {
                    const canvas = new OffscreenCanvas(image.width, image.height);
                    const context = canvas.getContext('2d');
                    context.drawImage(image, 0, 0);
                    const first = context.getImageData(0, 0, 1, 1).data;
                    window.pasted = [image.width, image.height, ...first];
                }, error => { window.pasted = [0]; })";
        self.browser.run::<Option<()>>(script, &[]).await;
        self.browser
            .until("the clipboard", "window.pasted !== null")
            .await;
        self.browser.run("return window.pasted", &[]).await
    }

    /// Lets the browser save files into a folder.
    pub async fn save_into(&self, folder: &Path) {
        let parameters = json!({"behavior": "allow", "downloadPath": folder.display().to_string()});
        self.browser
            .devtools("Browser.setDownloadBehavior", parameters)
            .await;
    }

    /// Saves a file of the open dialog: its name and its bytes. The folder is empty afterwards.
    ///
    /// # Panics
    /// Where none comes in good time.
    pub async fn saved(&self, kind: &str, folder: &Path) -> (String, Vec<u8>) {
        let button = format!("dialog.share [data-file={kind}]");
        self.browser.press(&button).await;
        let begun = Instant::now();
        loop {
            let files = std::fs::read_dir(folder).expect("the folder");
            let names = files.map(|file| file.expect("a file").file_name());
            let names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
            let is_coming = names.iter().any(|name| name.ends_with(".crdownload"));
            let whole = names.into_iter().find(|name| name.starts_with("bootlens"));
            // The name may be there before what stands in the file.
            let bytes = whole.filter(|_| !is_coming).and_then(|name| {
                let bytes = std::fs::read(folder.join(&name)).ok()?;
                (!bytes.is_empty()).then_some((name, bytes))
            });
            if let Some((name, bytes)) = bytes {
                let path = folder.join(&name);
                std::fs::remove_file(&path).expect("the file");
                return (name, bytes);
            }
            assert!(begun.elapsed() < PATIENCE, "no file of {kind}");
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }
}
