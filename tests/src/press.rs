//! Printing for stories. Setting a letter takes a while without optimisation, so that only stories about letters do; for
//! the others the plain words stand for the paper: a thief who found one could read it without a viewer.

use std::sync::{Arc, OnceLock};

use documents::{DEBIAN_FONTS, Manuscript, OpenFault};
use zerotrip::press::{Press, Printed, Printing, Typesetter};

/// Writes the words of a letter down, as they are.
pub struct PlainPress;

impl Press for PlainPress {
    fn print(&self, manuscript: Manuscript) -> Printing<'_> {
        let pdf = format!("%PDF-1.7 {}", manuscript.to_text()).into_bytes();
        Box::pin(std::future::ready(Ok(Printed { pdf, template: "plain".into() })))
    }

    fn check(&self) -> Result<(), Arc<OpenFault>> {
        Ok(())
    }
}

/// The real thing, its fonts read once for all stories of this process.
pub fn typesetter() -> Arc<dyn Press> {
    static TYPESETTER: OnceLock<Arc<Typesetter>> = OnceLock::new();
    let opened = TYPESETTER.get_or_init(|| Arc::new(Typesetter::new(DEBIAN_FONTS.into(), None)));
    Arc::<Typesetter>::clone(opened)
}
