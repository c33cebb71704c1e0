//! Work that keeps a thread busy: apart from those that answer, and so much of it at a time.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::api::error::ApiError;

/// Turns at some work. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Turns(Arc<Semaphore>);

impl Turns {
    /// So many at a time; whoever comes later waits.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// Does the work when it is its turn. Who goes away before is not worked for; what was begun keeps its
    /// turn to the end.
    pub async fn take<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let turn = self.0.clone().acquire_owned().await.map_err(|_| ApiError::cut_short())?;
        let waiting = Arc::new(());
        let waits = Arc::downgrade(&waiting);
        let done = tokio::task::spawn_blocking(move || {
            let done = (waits.strong_count() > 0).then(work);
            drop(turn);
            done
        });
        let done = done.await.ok().flatten().ok_or_else(ApiError::cut_short);
        drop(waiting);
        done
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    };

    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn no_more_work_is_done_at_a_time_than_there_are_turns() {
        let turns = Turns::new(2);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (begun, begins) = mpsc::channel();
        let (end, ends) = mpsc::channel::<()>();
        let ends = Arc::new(Mutex::new(ends));
        let work = (0..6).map(|_| {
            let (turns, now, most) = (turns.clone(), now.clone(), most.clone());
            let (begun, ends) = (begun.clone(), ends.clone());
            tokio::spawn(async move {
                let work = move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    begun.send(()).unwrap();
                    ends.lock().unwrap().recv().unwrap();
                    now.fetch_sub(1, Ordering::SeqCst);
                };
                turns.take(work).await.is_ok()
            })
        });
        let work: Vec<_> = work.collect();
        let conduct = tokio::task::spawn_blocking(move || {
            begins.recv().unwrap();
            begins.recv().unwrap();
            let third = begins.try_recv().is_ok();
            (0..6).for_each(|_| end.send(()).unwrap());
            (third, end, begins)
        });
        let (third, _end, _begins) = conduct.await.unwrap();
        assert!(!third);
        for one in work {
            assert!(one.await.unwrap());
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn who_goes_away_while_waiting_is_not_worked_for() {
        let turns = Turns::new(1);
        let (end, ends) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take(move || ends.recv().is_ok()).await.is_ok_and(|done| done) }
        });
        while turns.0.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let worked = Arc::new(AtomicUsize::new(0));
        let mut second = Box::pin({
            let worked = worked.clone();
            turns.take(move || worked.fetch_add(1, Ordering::SeqCst))
        });
        assert!(second.as_mut().now_or_never().is_none(), "it waits");
        drop(second);
        end.send(()).unwrap();
        assert!(first.await.unwrap());
        assert!(turns.take(|| ()).await.is_ok(), "the next has its turn");
        assert_eq!(worked.load(Ordering::SeqCst), 0);
    }
}
