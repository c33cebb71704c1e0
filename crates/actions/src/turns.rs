//! Work that keeps a thread busy: apart from those that answer, and so much of it at a time.

use std::sync::Arc;

use store::StoreError;
use tokio::sync::Semaphore;

use crate::Error;

/// Turns at some work. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Turns(Arc<Semaphore>);

impl Turns {
    /// So many at a time; whoever comes later waits.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// As many at a time as there are cores.
    pub(crate) fn of_cores() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// Does the work when it is its turn. Who goes away before is not worked for; what was begun keeps its
    /// turn to the end.
    pub async fn take<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.take_while(|_| work()).await
    }

    /// The same for work that asks now and then whether anybody still waits for it.
    pub(crate) async fn take_while<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Fn() -> bool) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let turn = self.0.clone().acquire_owned().await.map_err(|_| StoreError::CutShort)?;
        let waiting = Arc::new(());
        let waits = Arc::downgrade(&waiting);
        let done = tokio::task::spawn_blocking(move || {
            let is_awaited = || waits.strong_count() > 0;
            let done = is_awaited().then(|| work(&is_awaited));
            drop(turn);
            done
        });
        let done = done.await.ok().flatten().ok_or(StoreError::CutShort);
        drop(waiting);
        Ok(done?)
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
    async fn work_is_told_when_nobody_waits_for_it_any_more() {
        let turns = Turns::new(1);
        let ((begin, begun), (end, ends)) = (mpsc::channel(), mpsc::channel::<()>());
        let (tell, told) = mpsc::channel();
        let mut asked = Box::pin(turns.take_while(move |is_awaited| {
            begin.send(is_awaited()).unwrap();
            ends.recv().unwrap();
            tell.send(is_awaited()).unwrap();
        }));
        assert!(asked.as_mut().now_or_never().is_none());
        assert!(begun.recv().unwrap());
        drop(asked);
        end.send(()).unwrap();
        assert!(!told.recv().unwrap());
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
