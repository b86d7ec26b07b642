//! Letters and cards as PDF/A: how they look, and nothing else. This room is the only user of typst. It knows neither
//! database, wire nor HTTP, asks no clock (every date is handed in), and decides nothing: what a letter says was
//! decided by who fills it in.
//!
//! # What a caller does
//!
//! Open one [`Printer`] when the process starts: it takes in fonts (93 MB, kept in memory) and templates. Then fill in
//! one [`Document`] after the other and [`Printer::print`] it, by as many threads as wanted; what comes back is a whole
//! PDF/A-2a file. It is pure computing, for some milliseconds: off an async thread, please.
//!
//! | [`Document`] | filled in by | what it is |
//! | --- | --- | --- |
//! | `Receipt` | [`Receipt`] | 收件回执 |
//! | `Correction` | [`Correction`] | 补正告知书 |
//! | `Refusal` | [`Refusal`] | 不予受理决定书, with the right body |
//! | `Acceptance` | [`Acceptance`] | 受理通知书, of the window or of the law |
//! | `Decision` | [`Decision`] | 准予、不予许可决定书; 准予、不予办理 where it is no licence |
//! | `Mandate` | [`MandateLetter`] | 授权委托书, signed or for ink |
//! | `Result` | [`ResultSheet`] | 办理结果单, with the hands it went through |
//! | `Slip` | [`Slip`] | large-type slip, in Chinese or English |
//! | `SeniorCard` | [`SeniorCard`] | 老年人优待证, for a card printer or for scissors |
//!
//! The first five, the result sheet and the slip begin with a [`Cover`]. Pictures go in as [`Picture`]s. The same
//! document gives the same bytes as long as fonts and templates are the same.
//!
//! ```
//! use std::path::Path;
//!
//! use documents::{DEBIAN_FONTS, Document, PrintFault, Printer, samples};
//! use domain::text::PersonName;
//!
//! let printer = Printer::open(Path::new(DEBIAN_FONTS), None)?;
//! for sample in samples() {
//!     let Document::Slip(mut slip) = sample else { continue };
//!     slip.cover.applicant.name = PersonName::parse("王𠮷")?;
//!     let pdf = printer.print(&Document::Slip(slip))?;
//!     assert!(pdf.starts_with(b"%PDF-1.7"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What can go wrong
//!
//! [`OpenFault`] when the process starts: a font is not there, or a template of the site's own does not print; it says
//! all, for the operator. [`PrintFault`] with a stable code for a document: a character that no font has (never an
//! empty box), a text too long for the card, a broken picture, an address too long for a QR code, or a template that
//! fails with these contents. Whatever typst warns of is a fault. [`PictureRefusal`] for bytes that are no picture.
//!
//! # Templates, fonts and words
//!
//! The words of a letter stand in `api/templates/documents/*.typ`, which a site can replace without a compiler. The
//! legal texts in them (articles cited, remedies, terms) are the draft of programmers, marked `LAWYER` where they
//! stand: the client's lawyer has to read them before the first letter goes out.
//!
//! A folder of own templates holds, each of them as needed: `NAME.typ` in place of the built-in one of that name,
//! `assets/*` that its templates may show as `/assets/...`, and `fonts/*` for characters that Noto CJK lacks: it has
//! 2,300 of the 60,000 rarest (CJK extensions B to F), HanaMinB of Debian's `fonts-hanazono` nearly all of them. The
//! example `samples` of this crate prints every document with such a folder.

mod document;
mod fault;
mod fonts;
mod letters;
mod manuscript;
mod parts;
mod picture;
mod printer;
mod qr;
mod samples;
mod templates;
mod words;
mod world;

pub use document::Document;
pub use fault::{OpenFault, PrintFault};
pub use fonts::{DEBIAN_FONTS, check_fonts};
pub use letters::{
    acceptance::Acceptance,
    card::{AgeBand, CardFormat, SeniorCard},
    correction::{Correction, Flaw},
    decision::{Decision, Outcome},
    mandate::{GuardianLine, MandateLetter, Signing, WitnessLine},
    receipt::{MaterialForm, Receipt, ReceivedMaterial},
    refusal::{Refusal, RefusalGround, RightBody},
    result::{CustodyLine, Handover, ResultSheet},
    slip::{Occasion, Slip},
};
pub use manuscript::{Manuscript, Place};
pub use parts::{Centre, Cover, Deferred, DeferredBy, Law, Person, Remedies};
pub use picture::{Picture, PictureRefusal};
pub use printer::Printer;
pub use samples::samples;
