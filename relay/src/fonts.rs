//! The typeface of pictures in pixels: the file that the operator names, else the best of the system's
//! that has Chinese characters.
//!
//! Faces stay in their files, which are mapped while a text is laid out: of some megabytes a picture
//! needs a few dozen glyphs.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Source, Style};
use skrifa::{FontRef, MetadataProvider as _};

use crate::config::FontPlace;

/// What a face must be able to write: a picture's words, and figures.
const SAMPLE: &str = "启动耗时数据至暂定0aA%";

/// Families that look right beside figures, the best first. Names of a region other than the mainland
/// come after all: their characters are drawn otherwise.
const FAMILIES: [&str; 12] = [
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "HarmonyOS Sans SC",
    "Sarasa Gothic SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimHei",
];

/// Weights of running text and of what stands out.
const REGULAR: u16 = 400;
const STRONG: u16 = 600;

/// One family's face for running text and the one for what stands out.
#[derive(Debug)]
pub(crate) struct Faces {
    database: Arc<Database>,
    regular: ID,
    strong: ID,
    name: String,
}

impl Faces {
    /// Of the faces of a database.
    fn among(all: &Database) -> Option<Self> {
        let mut faces: Vec<&FaceInfo> = all
            .faces()
            .filter(|face| face.style == Style::Normal && !face.monospaced)
            .collect();
        faces.sort_by_cached_key(|face| {
            let weight = face.weight.0.abs_diff(REGULAR);
            (
                rank(face),
                weight,
                face.post_script_name.clone(),
                face.index,
            )
        });
        let regular = faces.iter().copied().find(|face| writes(all, face))?;
        let kin = faces.iter().copied().filter(|face| {
            face.families == regular.families && face.weight.0 >= STRONG && writes(all, face)
        });
        let strong = kin.min_by_key(|face| face.weight.0.abs_diff(STRONG));
        let mut database = Database::new();
        let of_regular = database.push_face_info(regular.clone());
        let of_strong = strong.map_or(of_regular, |face| database.push_face_info(face.clone()));
        let names = [Some(regular), strong].into_iter().flatten();
        let names: Vec<_> = names.map(|face| face.post_script_name.as_str()).collect();
        Some(Self {
            name: names.join("+"),
            database: Arc::new(database),
            regular: of_regular,
            strong: of_strong,
        })
    }

    /// The faces themselves.
    pub(crate) fn database(&self) -> &Arc<Database> {
        &self.database
    }

    /// The face for running text.
    pub(crate) fn regular(&self) -> ID {
        self.regular
    }

    /// The face for a weight.
    pub(crate) fn of_weight(&self, weight: u16) -> ID {
        if weight >= STRONG {
            self.strong
        } else {
            self.regular
        }
    }

    /// Whether what stands out has a face of its own.
    pub(crate) fn has_strong(&self) -> bool {
        self.strong != self.regular
    }

    /// Their names, by which pictures of two families are told apart.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// How well a face's family suits, the best first.
fn rank(face: &FaceInfo) -> usize {
    let named = |one: &str| face.families.iter().any(|(name, _)| name == one);
    let known = FAMILIES.iter().position(|one| named(one));
    known.unwrap_or_else(|| {
        let name = face.families.first().map_or("", |(name, _)| name.as_str());
        let region = [" SC", " CN", " GB"];
        let is_here = region.iter().any(|end| name.contains(end));
        FAMILIES.len() + usize::from(!is_here) + 2 * usize::from(name.contains("Serif"))
    })
}

/// Whether a face has outlines for all that a picture writes.
fn writes(all: &Database, face: &FaceInfo) -> bool {
    let known = all.with_face_data(face.id, |bytes, index| {
        let font = FontRef::from_index(bytes, index).ok()?;
        let (letters, outlines) = (font.charmap(), font.outline_glyphs());
        let known = |letter| {
            letters
                .map(letter)
                .is_some_and(|glyph| outlines.get(glyph).is_some())
        };
        Some(SAMPLE.chars().all(known))
    });
    known.flatten().unwrap_or(false)
}

/// The faces of a file.
///
/// # Errors
/// Says what the file lacks.
fn of_file(path: &Path) -> Result<Faces, String> {
    let shown = path.display();
    let mut all = Database::new();
    let loaded = all.load_font_source(Source::File(path.to_owned()));
    if loaded.is_empty() {
        return Err(format!("{shown} is no font"));
    }
    Faces::among(&all).ok_or_else(|| {
        format!("{shown} has no Chinese characters; name one such as NotoSansCJK-Regular.ttc")
    })
}

/// Whether a file is of use.
///
/// # Errors
/// Says what it lacks.
pub(crate) fn check(path: &Path) -> Result<(), String> {
    of_file(path).map(drop)
}

/// The faces, looked for when a picture first needs them.
#[derive(Debug)]
pub(crate) struct Shelf {
    place: FontPlace,
    found: Mutex<Option<Arc<Faces>>>,
}

impl Shelf {
    /// Nothing is looked for yet.
    pub(crate) fn new(place: FontPlace) -> Self {
        Self {
            place,
            found: Mutex::default(),
        }
    }

    /// The faces; looks again as long as there are none, since they may have been installed meanwhile.
    /// It reads files.
    pub(crate) fn faces(&self) -> Option<Arc<Faces>> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.is_none() {
            *found = self.look().map(Arc::new);
        }
        found.clone()
    }

    fn look(&self) -> Option<Faces> {
        let mut all = Database::new();
        match &self.place {
            FontPlace::File(path) => return of_file(path).ok(),
            FontPlace::Folder(folder) => all.load_fonts_dir(folder),
            FontPlace::System => all.load_system_fonts(),
        }
        let faces = Faces::among(&all);
        if let Some(faces) = &faces {
            tracing::debug!(face = faces.name(), "the typeface of pictures");
        }
        faces
    }
}

#[cfg(test)]
pub(crate) mod tests;
