//! What stands below the panels: how far the data go, how lines are drawn, and the link.

use super::head::wrap;
use super::{LINE, Picture};
use crate::compose::PAD;
use crate::labels::{SMALL, cut, small};
use crate::panel::Size;
use crate::scene::{Anchor, Ink, Mark, Scene};
use crate::width::text_width;

/// The sizes of a link that takes several rows, each with the distance of its baselines and that of the
/// first from the words above: the first size in which all of it has room.
const FINE: [(f32, f32, f32); 2] = [(11.0, 14.0, 17.0), (9.0, 11.5, 12.5)];
/// Such a link takes at most this share of the picture's height.
const LINK_SHARE: f32 = 0.25;

/// The foot.
pub(super) struct Foot {
    /// Its height.
    pub(super) height: f32,
    /// How many rows words may take.
    rows: usize,
    link: Link,
}

/// How the link is written.
enum Link {
    /// There is none.
    None,
    /// At the right of the words.
    Beside,
    /// In rows of its own, of one size and distance, the first so far below the words.
    Apart {
        rows: Vec<String>,
        size: f32,
        line: f32,
        first: f32,
    },
}

impl Link {
    fn height(&self) -> f32 {
        match self {
            Self::None | Self::Beside => 0.0,
            Self::Apart {
                rows, line, first, ..
            } => first + rows.len().saturating_sub(1) as f32 * line,
        }
    }
}

impl Foot {
    /// A foot beneath panels that can spare so much `height`.
    pub(super) fn new(picture: &Picture<'_>, size: Size, spared: f32) -> Self {
        // What is said of the lines is known only once they are drawn, and as long in most pictures.
        const SAID: f32 = 260.0;
        let (width, height) = (size.width as f32, size.height as f32);
        let room = width - 2.0 * PAD;
        let words = text_width(picture.footer, SMALL) + SAID;
        let wide = text_width(picture.link, SMALL);
        let rows = if words > room && height >= 300.0 {
            2
        } else {
            1
        };
        let link = if picture.link.is_empty() {
            Link::None
        } else if words + wide + 24.0 <= room {
            Link::Beside
        } else if wide <= room {
            Link::Apart {
                rows: vec![picture.link.to_owned()],
                size: SMALL,
                line: LINE,
                first: LINE,
            }
        } else {
            let spared = spared - rows as f32 * LINE - 6.0;
            in_rows(picture.link, room, spared.min(height * LINK_SHARE))
        };
        Self {
            height: rows as f32 * LINE + link.height() + 6.0,
            rows,
            link,
        }
    }

    pub(super) fn draw(&self, scene: &mut Scene, picture: &Picture<'_>, said: &[String]) {
        let (width, height) = (scene.size.width as f32, scene.size.height as f32);
        let mut words = picture.footer.to_owned();
        for note in said {
            if !words.is_empty() {
                words.push_str(" · ");
            }
            words.push_str(note);
        }
        let mut room = width - 2.0 * PAD;
        let y = height - 8.0;
        match &self.link {
            Link::None => {}
            Link::Beside => {
                let link = picture.link.to_owned();
                room -= text_width(&link, SMALL) + 24.0;
                let link = small(link, width - PAD, y, Anchor::End, Ink::Quiet);
                scene.marks.push(Mark::Text(link));
            }
            Link::Apart {
                rows, size, line, ..
            } => {
                for (place, row) in rows.iter().rev().enumerate() {
                    let y = y - place as f32 * line;
                    let mut row = small(row.clone(), PAD, y, Anchor::Start, Ink::Quiet);
                    row.size = *size;
                    scene.marks.push(Mark::Text(row));
                }
            }
        }
        let rows = wrap(&words, SMALL, room, self.rows);
        let up = self.link.height() + rows.len().saturating_sub(1) as f32 * LINE;
        let mut y = y - up;
        for row in rows {
            let row = small(row, PAD, y, Anchor::Start, Ink::Quiet);
            scene.marks.push(Mark::Text(row));
            y += LINE;
        }
    }
}

/// A link in rows that take so much height, as large as it may be.
fn in_rows(link: &str, room: f32, height: f32) -> Link {
    let mut best = Link::None;
    for (size, line, first) in FINE {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few, never below 0"
        )]
        let most = 1 + ((height - first) / line).floor().max(0.0) as usize;
        let rows = broken(link, size, room, most);
        let whole = rows.last().is_none_or(|last| link.ends_with(last.as_str()));
        best = Link::Apart {
            rows,
            size,
            line,
            first,
        };
        if whole {
            break;
        }
    }
    best
}

/// A link in rows, broken before its parts where one begins late enough in a row; what `most` rows
/// don't hold is cut.
fn broken(link: &str, size: f32, room: f32, most: usize) -> Vec<String> {
    let mut rows = Vec::new();
    let mut rest = link;
    while rows.len() + 1 < most && text_width(rest, size) > room {
        let fits = |at: &usize| text_width(&rest[..*at], size) <= room;
        let ends = rest.char_indices().map(|(at, _)| at);
        let full = ends.take_while(fits).last().unwrap_or(0);
        let late = |at: &usize| *at > full / 2;
        let part = |marks: &[char]| rest[..full].rfind(marks).filter(late);
        let at = part(&['?', '&']).or_else(|| part(&[','])).unwrap_or(full);
        // A letter wider than the room would never end.
        if at == 0 {
            break;
        }
        rows.push(rest[..at].to_owned());
        rest = &rest[at..];
    }
    rows.push(cut(rest, size, room));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://intra.example/perf/chart?app=shop&module=launch&metric=total\
                        &start=2026-10-01&end=2026-10-30&platform=ios,android";

    #[test]
    fn a_long_link_breaks_before_its_parts_and_loses_nothing() {
        let rows = broken(LINK, 11.0, 288.0, 9);
        assert!(rows.len() > 2, "{rows:?}");
        assert_eq!(rows.concat(), LINK);
        assert!(rows[1..].iter().all(|row| row.starts_with('&')), "{rows:?}");
        assert!(rows.iter().all(|row| text_width(row, 11.0) <= 288.0));
    }

    #[test]
    fn one_that_is_longer_than_its_rows_is_cut_in_the_last() {
        let rows = broken(LINK, 11.0, 288.0, 2);
        assert_eq!(rows.len(), 2);
        assert!(rows[1].ends_with('…'), "{rows:?}");
        assert!(broken("启动", 11.0, 5.0, 9).len() == 1);
    }

    #[test]
    fn one_that_has_no_room_is_written_smaller_before_it_is_cut() {
        let Link::Apart { rows, size, .. } = in_rows(LINK, 296.0, 36.0) else {
            panic!("rows");
        };
        assert_eq!((rows.concat().as_str(), size), (LINK, 9.0));
    }
}
