//! Files that are not opened: each told with its place, and what is too large not even read.

use tests::broken::broken_files;
use tests::chromium::Screen;

use super::{HTTPS, SAID, at_open, drop_files};

#[tokio::test]
async fn every_broken_file_is_told_with_its_place_and_the_good_one_is_shown() {
    let visitor = at_open(Screen::LAPTOP.lang("en")).await;
    let broken = broken_files();
    let mut files: Vec<(&str, &[u8])> = Vec::new();
    files.extend(
        broken
            .iter()
            .map(|file| (file.name.as_str(), &file.bytes[..])),
    );
    files.insert(7, ("good.json", HTTPS.as_bytes()));
    drop_files(&visitor, &files).await;
    let told = visitor.browser.texts("[data-testid=refused] li").await;
    assert_eq!(told.len(), broken.len());
    for (words, file) in told.iter().zip(&broken) {
        assert!(words.starts_with(&format!("{}: ", file.name)), "{words}");
        for says in file.says {
            assert!(words.contains(says), "«{says}» is not in «{words}»");
        }
    }
    let said = visitor.browser.text(SAID).await;
    assert_eq!(
        said,
        format!("Opened 1 file, 2 lines; {} not opened", broken.len())
    );
    assert_eq!(visitor.table().await.len(), 2);
    visitor.leave().await;
}

#[tokio::test]
async fn what_is_larger_than_eight_mib_is_not_even_read() {
    let visitor = at_open(Screen::LAPTOP).await;
    let watch = "window.reads = [];
        const read = Blob.prototype.arrayBuffer;
        Blob.prototype.arrayBuffer = function () { window.reads.push(this.name); return read.call(this); };
        const carried = new DataTransfer();
        const mib = new Uint8Array(1 << 20).fill(32);
        carried.items.add(new File(Array(8).fill(mib).concat('x'), 'large.json'));
        carried.items.add(new File(Array(5).fill(mib).concat('{}'), 'first.json'));
        carried.items.add(new File(Array(5).fill(mib).concat('{}'), 'second.json'));
        document.querySelector('main').dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: carried}))";
    visitor.browser.run::<Option<()>>(watch, &[]).await;
    visitor
        .browser
        .until(
            "the refusals",
            "document.querySelector('[data-testid=refused]')",
        )
        .await;
    let told = visitor.browser.texts("[data-testid=refused] li").await;
    assert_eq!(
        told[0],
        "large.json：文件有 8.1 MiB，最多 8 MiB；没有读取。请分成几个文件。"
    );
    assert_eq!(
        told[2],
        "second.json：与前面的文件合计超过 8 MiB；没有读取。请分几次打开。"
    );
    let reads: Vec<String> = visitor.browser.run("return window.reads", &[]).await;
    assert_eq!(reads, ["first.json"]);
    visitor.leave().await;
}
