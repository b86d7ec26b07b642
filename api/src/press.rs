//! Where letters are printed: the fonts and templates of a site, opened once a process when the first letter wants them,
//! and only so many letters at once. Knows no case and no store; what it prints it keeps nowhere.

use std::{
    future::Future,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, OnceLock},
};

use documents::{Manuscript, OpenFault, PrintFault, Printer, check_fonts};
use tokio::sync::Semaphore;

/// Letters set at once: each takes a core.
const AT_ONCE: usize = 2;

/// A printed letter: a PDF in the clear. Debug shows nothing of it.
pub struct Printed {
    /// The file.
    pub pdf: Vec<u8>,
    /// The edition of the template that it was set with.
    pub template: String,
}

impl std::fmt::Debug for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printed").field("template", &self.template).finish_non_exhaustive()
    }
}

/// Why a letter was not printed.
#[derive(Debug, thiserror::Error)]
pub enum PressFault {
    /// This letter does not print, today or tomorrow: its code.
    #[error("{0}")]
    Letter(PrintFault),
    /// Nothing prints on this machine.
    #[error("nothing is printed here: {0}")]
    Closed(Arc<OpenFault>),
    /// The thread that printed is gone.
    #[error("printing ended early")]
    Gone,
}

/// What printing comes to.
pub type Printing<'press> = Pin<Box<dyn Future<Output = Result<Printed, PressFault>> + Send + 'press>>;

/// A way to print.
pub trait Press: Send + Sync {
    /// Prints; off the threads that serve.
    fn print(&self, manuscript: Manuscript) -> Printing<'_>;

    /// Whether letters will print: looked at when the server starts and when it is asked how it is.
    ///
    /// # Errors
    /// What is not there.
    fn check(&self) -> Result<(), Arc<OpenFault>>;
}

/// Typst over a folder of fonts.
pub struct Typesetter(Arc<Workshop>);

struct Workshop {
    fonts: PathBuf,
    templates: Option<PathBuf>,
    printer: OnceLock<Printer>,
    room: Arc<Semaphore>,
}

impl Typesetter {
    /// With a folder of fonts, and one of the site's own templates.
    #[must_use]
    pub fn new(fonts: PathBuf, templates: Option<PathBuf>) -> Self {
        let room = Arc::new(Semaphore::new(AT_ONCE));
        Self(Arc::new(Workshop { fonts, templates, printer: OnceLock::new(), room }))
    }
}

impl Workshop {
    /// The printer. A fault is not kept: fonts that are installed later are found.
    fn open(&self) -> Result<&Printer, Arc<OpenFault>> {
        if let Some(printer) = self.printer.get() {
            return Ok(printer);
        }
        let printer = Printer::open(&self.fonts, self.templates.as_deref()).map_err(Arc::new)?;
        Ok(self.printer.get_or_init(|| printer))
    }

    fn print(&self, manuscript: &Manuscript) -> Result<Printed, PressFault> {
        let printer = self.open().map_err(PressFault::Closed)?;
        let pdf = printer.print_manuscript(manuscript).map_err(PressFault::Letter)?;
        Ok(Printed { pdf, template: printer.edition(manuscript) })
    }
}

impl Press for Typesetter {
    fn print(&self, manuscript: Manuscript) -> Printing<'_> {
        let workshop = Arc::clone(&self.0);
        Box::pin(async move {
            let permit = Arc::clone(&workshop.room).acquire_owned().await;
            let permit = permit.map_err(|_closed| PressFault::Gone)?;
            let printing = tokio::task::spawn_blocking(move || {
                // Held until the work is done, even if nobody waits for it any longer.
                let _permit = permit;
                workshop.print(&manuscript)
            });
            printing.await.map_err(|_ended| PressFault::Gone)?
        })
    }

    fn check(&self) -> Result<(), Arc<OpenFault>> {
        if self.0.printer.get().is_some() {
            return Ok(());
        }
        // Own templates are tried out, which takes reading everything; fonts alone are only looked for.
        match self.0.templates {
            Some(_) => self.0.open().map(drop),
            None => check_fonts(&self.0.fonts).map_err(Arc::new),
        }
    }
}
