//! The one writer of an SQLite file.
//!
//! A thread takes closures from a bounded queue and runs each in a savepoint; all that waited while the last COMMIT
//! was being synced share the next one. Nobody hears of success before that COMMIT is durable. No timer fills a
//! batch: at low load it holds one closure and costs what a transaction costs.

use std::{
    fs::{File, TryLockError},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
};

use diesel::{RunQueryDsl as _, connection::SimpleConnection as _};
use tokio::sync::oneshot;

use crate::{
    conn::Db,
    dialect,
    error::{Failure, StoreError},
    kept::Kept,
    tx::WriteTx,
};

/// Most closures that share one COMMIT.
const BATCH: usize = 256;

/// What a closure has come to, told to its caller once the batch is durable or lost.
type Tell = Box<dyn FnOnce(Batch) + Send>;
/// Runs in the open batch, or hears that there is none.
type Task = Box<dyn FnOnce(Option<&mut Db>) -> Ran + Send>;

/// What a batch has come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Batch {
    /// Committed and synced.
    Durable,
    /// There was no room for it; nothing of it was written.
    Full,
    /// Lost, or nobody knows.
    Lost,
}

struct Ran {
    tell: Tell,
    batch_is_lost: bool,
}

#[derive(Clone)]
pub struct Queue(SyncSender<Task>);

/// Takes the file for this server. The lock goes with the process, however it ends.
pub fn lock_file(database: &Path) -> Result<File, StoreError> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let fault = |error: std::io::Error| StoreError::Fault(Box::new(error));
    let file = File::options().create(true).truncate(false).write(true).open(name).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Taken),
        Err(TryLockError::Error(error)) => Err(fault(error)),
    }
}

pub fn start(db: Db, queue: usize) -> Result<Queue, StoreError> {
    let (sender, receiver) = sync_channel(queue);
    std::thread::Builder::new()
        .name("sqlite-writer".into())
        .spawn(move || serve(db, &receiver))
        .map_err(|error| StoreError::Fault(Box::new(error)))?;
    Ok(Queue(sender))
}

impl Queue {
    pub async fn run<T, E>(
        &self,
        work: impl Fn(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let (reply, answer) = oneshot::channel();
        let task: Task = Box::new(move |batch| run_one(batch, &work, reply));
        self.0.try_send(task).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Unavailable(None),
        })?;
        answer.await.unwrap_or_else(|_gone| Err(StoreError::Unavailable(None).into()))
    }
}

fn serve(mut db: Db, tasks: &Receiver<Task>) {
    while let Ok(first) = tasks.recv() {
        let mut told = Vec::with_capacity(16);
        let batch = run_batch(&mut db, first, tasks, &mut told);
        for tell in told {
            tell(batch);
        }
    }
}

/// Runs a batch.
fn run_batch(db: &mut Db, first: Task, tasks: &Receiver<Task>, told: &mut Vec<Tell>) -> Batch {
    if let Err(error) = dialect::begin_write(db) {
        tracing::error!(error = %error, "a batch of writes could not begin");
        told.push(first(None).tell);
        return Batch::Lost;
    }
    let mut next = Some(first);
    while let Some(task) = next.take() {
        let ran = task(Some(db));
        told.push(ran.tell);
        if ran.batch_is_lost {
            let _already_rolled_back = dialect::rollback(db);
            return Batch::Lost;
        }
        if told.len() < BATCH {
            next = tasks.try_recv().ok();
        }
    }
    match dialect::commit(db) {
        Ok(()) => Batch::Durable,
        Err(error) => {
            tracing::error!(error = %error, writes = told.len(), "a batch of writes could not be committed");
            let _already_rolled_back = dialect::rollback(db);
            // SQLite says so before it has written the frame that makes a commit one.
            if matches!(StoreError::from(error), StoreError::Full) { Batch::Full } else { Batch::Lost }
        }
    }
}

fn run_one<T, E>(
    batch: Option<&mut Db>,
    work: &impl Fn(&mut WriteTx<'_>) -> Result<T, E>,
    reply: oneshot::Sender<Result<T, E>>,
) -> Ran
where
    T: Send + 'static,
    E: Failure,
{
    let (outcome, batch_is_lost) = match batch {
        Some(db) => in_savepoint(db, work),
        None => (Err(StoreError::Unavailable(None).into()), true),
    };
    let tell = move |batch: Batch| {
        let answer = match (outcome, batch) {
            (Ok(_), Batch::Full) => Err(StoreError::Full.into()),
            (Ok(_), Batch::Lost) => Err(StoreError::Unavailable(None).into()),
            (outcome, _) => outcome,
        };
        let _caller_left = reply.send(answer);
    };
    Ran { tell: Box::new(tell), batch_is_lost }
}

/// Runs a closure in a savepoint: its outcome, and whether the batch around it is lost. A closure that fails takes
/// nobody with it, unless SQLite has given up the whole transaction (no room, a failing disk): then the savepoint has
/// gone as well, and cannot be ended.
fn in_savepoint<T, E: Failure>(
    db: &mut Db,
    work: &impl Fn(&mut WriteTx<'_>) -> Result<T, E>,
) -> (Result<T, E>, bool) {
    if let Err(error) = Kept(diesel::sql_query("SAVEPOINT one")).execute(db) {
        return (Err(StoreError::from(error).into()), true);
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut WriteTx::over(db)))).unwrap_or_else(|_panic| {
        tracing::error!("a write panicked and was rolled back");
        Err(StoreError::Fault("a write panicked".into()).into())
    });
    let end = match &outcome {
        Ok(_) => Ok(()),
        Err(_) => db.batch_execute("ROLLBACK TO one"),
    };
    let end = end.and_then(|()| Kept(diesel::sql_query("RELEASE one")).execute(db));
    match end.map_err(StoreError::from) {
        Ok(_none) => (outcome, false),
        Err(error) => (outcome.and(Err(error.into())), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conn::Target;

    /// Writes a mark of so many bytes.
    async fn mark(queue: &Queue, bytes: usize) -> Result<(), StoreError> {
        let value = "x".repeat(bytes);
        queue.run(move |tx| tx.set_mark("filler", &value)).await
    }

    #[tokio::test]
    async fn a_full_disk_fails_a_batch_and_not_the_writer() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = Target::Sqlite(dir.path().join("full.db")).connect().unwrap();
        db.batch_execute("CREATE TABLE site (key TEXT PRIMARY KEY, value TEXT NOT NULL)").unwrap();
        let queue = start(db, 8).unwrap();
        mark(&queue, 10).await.unwrap();

        // No page more than there are: SQLite gives up the whole transaction by itself.
        let full = queue.run::<(), StoreError>(|tx| {
            tx.db.batch_execute("PRAGMA max_page_count = 1")?;
            Ok(tx.db.batch_execute("INSERT INTO site VALUES ('large', printf('%.*c', 100000, 'x'))")?)
        });
        let (open, is_open) = std::sync::mpsc::channel();
        let before = queue.run::<(), StoreError>(move |tx| {
            is_open.recv().unwrap();
            tx.set_mark("filler", "before")
        });
        let (before, full, after, ()) =
            tokio::join!(biased; before, full, mark(&queue, 12), async { open.send(()).unwrap() });
        assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
        assert!(matches!(before, Err(StoreError::Unavailable(_))), "its batch is lost: {before:?}");
        after.unwrap();

        let room = "PRAGMA max_page_count = 1000000";
        queue.run::<(), StoreError>(|tx| Ok(tx.db.batch_execute(room)?)).await.unwrap();
        mark(&queue, 100_000).await.unwrap();
    }
}
