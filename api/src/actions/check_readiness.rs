//! Whether what the server needs is there: the database answers, its schema is this program's, the object store takes
//! and gives back. What is wrong goes to the log; who asks hears names only.

use std::{error::Error as StdError, future::Future, time::Duration};

use crate::{actions::Error, app::App, compose::DEMO_MARK};

/// How long a check may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(5);

/// One thing the server needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Its short name.
    pub name: &'static str,
    /// Whether it works.
    pub works: bool,
    /// Whether the server is of no use without it.
    pub vital: bool,
}

/// Looks at everything at once.
pub async fn run(app: &App) -> Vec<Check> {
    let (database, schema, objects) = tokio::join!(
        check("database", database(app)),
        check("schema", schema(app)),
        check("objects", objects(app))
    );
    vec![database, schema, objects, letters(app)]
}

/// Without fonts nothing is printed, and everything else goes on.
fn letters(app: &App) -> Check {
    Check { name: "letters", works: app.press.check().is_ok(), vital: false }
}

async fn check(name: &'static str, work: impl Future<Output = Result<(), Error>>) -> Check {
    let works = match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            let cause: &(dyn StdError + 'static) = &error;
            tracing::warn!(check = name, error = cause, "not ready");
            false
        }
        Err(_elapsed) => {
            tracing::warn!(check = name, "not ready: no answer in time");
            false
        }
    };
    Check { name, works, vital: true }
}

async fn database(app: &App) -> Result<(), Error> {
    app.store.read(|tx| Ok::<_, Error>(tx.mark(DEMO_MARK)?)).await.map(drop)
}

async fn schema(app: &App) -> Result<(), Error> {
    let store = app.store.clone();
    Ok(tokio::task::spawn_blocking(move || store.require_current_schema()).await??)
}

async fn objects(app: &App) -> Result<(), Error> {
    Ok(app.files.probe(app.fresh()).await?)
}
