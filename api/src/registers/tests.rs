use std::sync::Arc;

use domain::{
    catalogue::Library,
    lookup::{Denial, Finding, Question},
};

use super::{Looking, Register, Registers, fixture::question};

/// Always finds this.
struct Finds(Finding);

impl Register for Finds {
    fn look_up<'asked>(&'asked self, _question: &'asked Question) -> Looking<'asked> {
        Box::pin(std::future::ready(self.0.clone()))
    }
}

#[tokio::test]
async fn each_library_has_its_own_register_and_one_without_is_denied() {
    let denied = |code| Finding::Denied { code };
    let nothing: Arc<dyn Register> = Arc::new(Finds(Finding::NotFound));
    let refusing: Arc<dyn Register> = Arc::new(Finds(denied(Denial::NoInterface)));

    let none = Registers::default();
    for library in Library::ALL {
        assert_eq!(none.look_up(&question(library, "hukou")).await, denied(Denial::NoRegister));
    }
    let mixed = Registers::all(&nothing).with(Library::Social, refusing);
    assert_eq!(mixed.look_up(&question(Library::Population, "hukou")).await, Finding::NotFound);
    assert_eq!(mixed.look_up(&question(Library::Social, "contrib")).await, denied(Denial::NoInterface));
}
