//! The thread on which imports are worked on, and its two queues.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use exchange::ReadOptions;
use tokio::sync::{mpsc, oneshot};

use domain::import::{Import, ImportState};

use crate::intake::Inner;
use crate::undo::undo;
use crate::work::{Stopped, Work};

const TIDY_EVERY: Duration = Duration::from_hours(1);

/// Something to be done with an import, as its state says.
pub(crate) struct Job {
    pub(crate) import: Import,
    pub(crate) options: ReadOptions,
}

/// Unbounded, as an import waits in one place at most, and an employee has one import under way.
pub(crate) struct Queues(Mutex<Option<Senders>>);

struct Senders {
    checks: mpsc::UnboundedSender<Job>,
    runs: mpsc::UnboundedSender<Job>,
}

pub(crate) struct Waiting {
    checks: mpsc::UnboundedReceiver<Job>,
    runs: mpsc::UnboundedReceiver<Job>,
}

impl Queues {
    pub(crate) fn new() -> (Self, Waiting) {
        let (checks, waiting_checks) = mpsc::unbounded_channel();
        let (runs, waiting_runs) = mpsc::unbounded_channel();
        let queues = Self(Mutex::new(Some(Senders { checks, runs })));
        (queues, Waiting { checks: waiting_checks, runs: waiting_runs })
    }

    /// After the end, a job stays where it is: the next start finds it in the store.
    pub(crate) fn push(&self, job: Job) {
        if let Some(senders) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            let queue = if job.import.state == ImportState::Checking { &senders.checks } else { &senders.runs };
            if queue.send(job).is_err() {
                tracing::error!("the thread of the imports is gone");
            }
        }
    }

    pub(crate) fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// Works until the queues are closed, then says so.
pub(crate) fn start_worker(inner: Arc<Inner>, waiting: Waiting, ending: oneshot::Sender<()>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("intake".to_owned()).spawn(move || {
        let Waiting { checks, runs } = waiting;
        runtime.block_on(async {
            let working = async { tokio::join!(lane(&inner, checks), lane(&inner, runs)) };
            tokio::select! {
                _ = working => {}
                () = tidy(&inner) => {}
            }
        });
        // Nobody may be waiting.
        let _: Result<(), ()> = ending.send(());
    })?;
    Ok(())
}

async fn lane(inner: &Inner, mut waiting: mpsc::UnboundedReceiver<Job>) {
    while let Some(job) = waiting.recv().await {
        let Job { mut import, options } = job;
        let began = std::time::Instant::now();
        match import.state {
            ImportState::Undoing => take_back(inner, &mut import).await,
            state => go_through(inner, &mut import, &options, state == ImportState::Checking).await,
        }
        tracing::info!(
            import = %import.id,
            employee = %import.by,
            state = ?import.state,
            rows = import.done,
            created = import.tally.created,
            updated = import.tally.updated,
            errors = import.error_count,
            seconds = began.elapsed().as_secs_f64(),
            "an import was worked on"
        );
        // Not shown before it is stored: whoever saw it would go on, and be overtaken by what is stored here.
        match inner.desk.store().put_import(&import).await {
            Ok(()) => inner.settle(&import),
            Err(error) => {
                // After a restart it counts as interrupted.
                tracing::error!(%error, import = %import.id, "the state of an import was not stored");
                inner.show(&import);
            }
        }
    }
}

async fn go_through(inner: &Inner, import: &mut Import, options: &ReadOptions, is_dry: bool) {
    let work = Work { desk: &inner.desk, stopping: &inner.stopping, is_dry };
    let outcome = match inner.files.get(import.id) {
        Ok(Some(file)) => work.go_through(import, &file, options, |import| inner.show(import)).await,
        Ok(None) => {
            fail(import, "the file is here no more; upload it again");
            return;
        }
        Err(error) => {
            tracing::error!(%error, import = %import.id, "an imported file cannot be read");
            fail(import, "the file cannot be read; upload it again");
            return;
        }
    };
    match outcome {
        Ok(()) if is_dry => import.state = ImportState::Checked,
        Ok(()) => {
            import.state = ImportState::Done;
            import.finished_at = Some(inner.desk.clock().now());
            inner.files.remove(import.id);
        }
        Err(stopped) => {
            if let Stopped::Unavailable(error) = &stopped {
                tracing::error!(?error, import = %import.id, "an import was broken off");
            }
            fail(import, &stopped.to_string());
        }
    }
}

async fn take_back(inner: &Inner, import: &mut Import) {
    let mut shown = import.clone();
    let progress = |done| {
        shown.undo = Some(done);
        inner.show(&shown);
        !inner.stopping.load(std::sync::atomic::Ordering::Acquire)
    };
    match undo(&inner.desk, import, progress).await {
        Ok(done) => {
            import.undo = Some(done);
            import.state = ImportState::Undone;
            inner.files.remove(import.id);
        }
        Err(error) => {
            tracing::error!(?error, import = %import.id, "an undo was broken off");
            fail(import, "not everything could be taken back; undo it again");
        }
    }
}

fn fail(import: &mut Import, message: &str) {
    import.state = ImportState::Failed;
    import.message = Some(message.to_owned());
}

async fn tidy(inner: &Inner) {
    let mut hours = tokio::time::interval(TIDY_EVERY);
    loop {
        hours.tick().await;
        if let Err(error) = inner.tidy().await {
            tracing::warn!(%error, "old imports could not be removed");
        }
    }
}
