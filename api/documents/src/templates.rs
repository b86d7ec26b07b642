//! The templates: those built in, and those a site puts in their place.
//!
//! A folder of own templates holds, each of them as needed: `NAME.typ` in place of the built-in one of that name,
//! `assets/*` that its templates may show as `/assets/...`, and `fonts/*` for characters that Noto CJK lacks. Any other
//! file in it is refused, so that a misspelt name does not print the built-in letter in silence; hidden files (those of
//! editors, of mounts) are passed over.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use typst::{
    foundations::Bytes,
    syntax::{FileId, Source},
    utils::hash128,
};

use crate::{fault::OpenFault, world::file_id};

/// The templates by the documents they are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    Receipt,
    Correction,
    Refusal,
    Acceptance,
    Decision,
    Mandate,
    Result,
    Slip,
    Card,
}

impl Template {
    const ALL: [Self; 9] = [
        Self::Receipt,
        Self::Correction,
        Self::Refusal,
        Self::Acceptance,
        Self::Decision,
        Self::Mandate,
        Self::Result,
        Self::Slip,
        Self::Card,
    ];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        self.file().trim_end_matches(".typ")
    }

    /// The template with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.name() == name)
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Receipt => "receipt.typ",
            Self::Correction => "correction.typ",
            Self::Refusal => "refusal.typ",
            Self::Acceptance => "acceptance.typ",
            Self::Decision => "decision.typ",
            Self::Mandate => "mandate.typ",
            Self::Result => "result.typ",
            Self::Slip => "slip.typ",
            Self::Card => "card.typ",
        }
    }
}

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../templates/documents/", $name)))),+]
    };
}

/// Every built-in template; `lib.typ` is what they share.
const BUILT_IN: [(&str, &str); 10] = built_in![
    "lib.typ",
    "receipt.typ",
    "correction.typ",
    "refusal.typ",
    "acceptance.typ",
    "decision.typ",
    "mandate.typ",
    "result.typ",
    "slip.typ",
    "card.typ",
];

/// Templates and assets, parsed.
pub struct Templates {
    sources: HashMap<FileId, Source>,
    assets: HashMap<FileId, Bytes>,
}

/// What a folder of own templates holds.
#[derive(Default)]
struct Own {
    templates: HashMap<String, String>,
    assets: HashMap<FileId, Bytes>,
    fonts: Vec<PathBuf>,
}

impl Templates {
    /// The built-in templates and those of a folder in their place; and the fonts found in that folder.
    pub fn read(overrides: Option<&Path>) -> Result<(Self, Vec<PathBuf>), OpenFault> {
        let mut own = overrides.map(Own::read).transpose()?.unwrap_or_default();
        let sources = BUILT_IN.iter().filter_map(|(name, text)| {
            let id = file_id(name)?;
            let text = own.templates.remove(*name).unwrap_or_else(|| (*text).to_owned());
            Some((id, Source::new(id, text)))
        });
        let sources = sources.collect();
        Ok((Self { sources, assets: own.assets }, own.fonts))
    }

    /// The file of a template.
    pub fn id(template: Template) -> Option<FileId> {
        file_id(template.file())
    }

    /// The edition of a template: a digest of its words and of those it shares with the others. It tells which words a
    /// letter was printed with, and is no secret's.
    pub fn edition(&self, template: Template) -> String {
        let text = |name| self.sources.get(&file_id(name)?).map(Source::text);
        let texts = [text("lib.typ"), text(template.file())];
        format!("{}-{:016x}", template.name(), hash128(&texts) >> 64)
    }

    /// A template by its file.
    pub fn source(&self, id: FileId) -> Option<Source> {
        self.sources.get(&id).cloned()
    }

    /// An asset by its file.
    pub fn asset(&self, id: FileId) -> Option<&Bytes> {
        self.assets.get(&id)
    }
}

impl Own {
    fn read(folder: &Path) -> Result<Self, OpenFault> {
        let mut own = Self::default();
        for path in entries(folder)? {
            match name(&path) {
                "assets" => {
                    for asset in entries(&path)? {
                        let bytes = Bytes::new(fs::read(&asset).map_err(unreadable(&asset))?);
                        let shown_as = Some(name(&asset)).filter(|name| !name.is_empty());
                        let id = shown_as.and_then(|name| file_id(&format!("assets/{name}")));
                        own.assets.insert(id.ok_or(OpenFault::Stray { path: asset })?, bytes);
                    }
                }
                "fonts" => own.fonts = entries(&path)?,
                template if BUILT_IN.iter().any(|(name, _text)| *name == template) => {
                    let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
                    own.templates.insert(template.to_owned(), text);
                }
                _ => return Err(OpenFault::Stray { path }),
            }
        }
        Ok(own)
    }
}

/// What a folder holds but for hidden files, in the order of the names.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, OpenFault> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = read().map_err(unreadable(folder))?;
    paths.retain(|path| !name(path).starts_with('.'));
    paths.sort();
    Ok(paths)
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> OpenFault {
    let path = path.to_owned();
    move |source| OpenFault::Unreadable { path, source }
}

/// The last part of a path; empty if it is no UTF-8, and so the name of nothing here.
fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}
