//! The programs: ../../../README.md says what each one measures.
use crate::Stopwatch;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, Mutex, Notify};
use tokio::task::{yield_now, JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

pub const NAMES: &[&str] = &[
    "yield, alone",
    "yield, among 2",
    "yield, among 100",
    "yield, among 10,000",
    "sleep of 1 ns, among 100",
    "create + await, trivial",
    "create + await, one yield",
    "Run of a trivial main",
    "gather of 1000, trivial; a child",
    "gather of 1000, one yield; a child",
    "group of 1000, trivial; a child",
    "as_completed of 1000, trivial; a child",
    "wait_for, trivial",
    "wait_for, one yield",
    "wait_for, timing out",
    "Event ping-pong, a round trip",
    "queue of 1, an item",
    "lock held over a yield, contended by 100",
    "cancel + await of 10,000 sleepers; a sleeper",
    "cancel a tree of groups, depth 6, width 4; a task",
    "1,000,000 timers, set and fired; a timer",
    "1,000,000 timers, set and canceled; a timer",
    "post from 1 thread; a callback",
    "post from 4 threads; a callback",
    "submit from 1 thread; a task",
    "submit from 4 threads; a task",
    "submit and wait, a round trip",
    "to_thread, trivial",
    "resident: 1,000,000 tasks on an event; a task",
    "resident: 1,000,000 tasks in sleep; a task",
];

const HOUR: Duration = Duration::from_secs(3600);

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

/// Runs a program, and reports what it took and whether the tasks that it has made are parked.
/// It runs in a task: to wake the main future means to look at the timers, too.
pub fn run(program: &str, n: usize) -> (Stopwatch, bool) {
    let mut w = Stopwatch::default();
    if program == "Run of a trivial main" {
        w.start();
        for _ in 0..n {
            runtime().block_on(async {});
        }
        w.stop();
        return (w, false);
    }
    let rt = runtime();
    let program = program.to_string();
    let (w, parked) = rt
        .block_on(rt.spawn(async move {
            let parked = run_in(&program, n, &mut w).await;
            (w, parked)
        }))
        .unwrap();
    if parked {
        std::mem::forget(rt);
    }
    (w, parked)
}

async fn whole(w: &mut Stopwatch, body: impl Future<Output = ()>) {
    w.start();
    body.await;
    w.stop();
}

async fn run_in(program: &str, n: usize, w: &mut Stopwatch) -> bool {
    match program {
        "yield, alone" => whole(w, yields(n)).await,
        "yield, among 2" => whole(w, among(2, move || yields(n / 2))).await,
        "yield, among 100" => whole(w, among(100, move || yields(n / 100))).await,
        "yield, among 10,000" => yield_many(n, w).await,
        "sleep of 1 ns, among 100" => {
            // A sleep is at least a millisecond of tokio's clock.
            tokio::time::pause();
            let one = move || async move {
                for _ in 0..n / 100 {
                    sleep(Duration::from_nanos(1)).await;
                }
            };
            whole(w, among(100, one)).await
        }
        "create + await, trivial" => whole(w, create(n, || async { 1 })).await,
        "create + await, one yield" => whole(w, create(n, || async { yield_now().await; 1 })).await,
        "gather of 1000, trivial; a child" => whole(w, gather(n, || async { 1 })).await,
        "gather of 1000, one yield; a child" => whole(w, gather(n, || async { yield_now().await; 1 })).await,
        "group of 1000, trivial; a child" | "as_completed of 1000, trivial; a child" => whole(w, join_set(n)).await,
        "wait_for, trivial" => whole(w, wait_for(n, || async { 1 })).await,
        "wait_for, one yield" => whole(w, wait_for(n, || async { yield_now().await; 1 })).await,
        "wait_for, timing out" => {
            tokio::time::pause(); // as for the sleep
            whole(w, time_out(n)).await
        }
        "Event ping-pong, a round trip" => whole(w, ping_pong(n)).await,
        "queue of 1, an item" => whole(w, queue(n)).await,
        "lock held over a yield, contended by 100" => {
            let lock = Arc::new(Mutex::new(()));
            let one = move || {
                let lock = lock.clone();
                async move {
                    for _ in 0..n / 100 {
                        let _held = lock.lock().await;
                        yield_now().await;
                    }
                }
            };
            whole(w, among(100, one)).await
        }
        "cancel + await of 10,000 sleepers; a sleeper" => cancel_sleepers(n, w).await,
        "cancel a tree of groups, depth 6, width 4; a task" => cancel_tree(n, w).await,
        "1,000,000 timers, set and fired; a timer" => timers(n, w, true).await,
        "1,000,000 timers, set and canceled; a timer" => timers(n, w, false).await,
        "post from 1 thread; a callback" => post(n, w, 1).await,
        "post from 4 threads; a callback" => post(n, w, 4).await,
        "submit from 1 thread; a task" => submit(n, w, 1).await,
        "submit from 4 threads; a task" => submit(n, w, 4).await,
        "submit and wait, a round trip" => submit_wait(n, w).await,
        "to_thread, trivial" => {
            whole(w, async {
                for _ in 0..n {
                    tokio::task::spawn_blocking(|| 1).await.unwrap();
                }
            })
            .await
        }
        "resident: 1,000,000 tasks on an event; a task" => {
            let event = Arc::new(Notify::new());
            for _ in 0..n {
                let event = event.clone();
                tokio::spawn(async move { event.notified().await });
            }
            all_have_begun().await;
            std::mem::forget(event);
            return true;
        }
        "resident: 1,000,000 tasks in sleep; a task" => {
            for _ in 0..n {
                tokio::spawn(sleep(HOUR));
            }
            all_have_begun().await;
            return true;
        }
        _ => panic!("no program {program}"),
    }
    false
}

async fn yields(n: usize) {
    for _ in 0..n {
        yield_now().await;
    }
}

/// The queue is first in, first out: before a task that is made last, all others have had a step.
async fn all_have_begun() {
    tokio::spawn(async {}).await.unwrap();
}

async fn among<F: Future<Output = ()> + Send + 'static>(number: usize, body: impl Fn() -> F) {
    let all: Vec<_> = (0..number).map(|_| tokio::spawn(body())).collect();
    for t in all {
        t.await.unwrap();
    }
}

async fn yield_many(n: usize, w: &mut Stopwatch) {
    let many = 10_000;
    let all: Vec<_> = (0..many).map(|_| tokio::spawn(yields(n / many + 1))).collect();
    all_have_begun().await;
    w.start();
    for t in all {
        t.await.unwrap();
    }
    w.stop();
}

async fn create<F: Future<Output = usize> + Send + 'static>(n: usize, body: impl Fn() -> F) {
    for _ in 0..n {
        tokio::spawn(body()).await.unwrap();
    }
}

async fn gather<F: Future<Output = usize> + Send + 'static>(n: usize, body: impl Fn() -> F) {
    for _ in 0..n / 1000 {
        let all: Vec<_> = (0..1000).map(|_| tokio::spawn(body())).collect();
        let mut results = Vec::with_capacity(1000);
        for t in all {
            results.push(t.await.unwrap());
        }
        std::hint::black_box(results);
    }
}

async fn join_set(n: usize) {
    for _ in 0..n / 1000 {
        let mut all = JoinSet::new();
        for _ in 0..1000 {
            all.spawn(async { 1 });
        }
        while let Some(r) = all.join_next().await {
            r.unwrap();
        }
    }
}

async fn wait_for<F: Future<Output = usize>>(n: usize, body: impl Fn() -> F) {
    for _ in 0..n {
        timeout(HOUR, body()).await.unwrap();
    }
}

async fn time_out(n: usize) {
    for _ in 0..n {
        assert!(timeout(Duration::from_nanos(1), sleep(HOUR)).await.is_err());
    }
}

async fn ping_pong(n: usize) {
    let (ping, pong) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let other = tokio::spawn({
        let (ping, pong) = (ping.clone(), pong.clone());
        async move {
            for _ in 0..n {
                ping.notified().await;
                pong.notify_one();
            }
        }
    });
    let this = tokio::spawn(async move {
        for _ in 0..n {
            ping.notify_one();
            pong.notified().await;
        }
    });
    this.await.unwrap();
    other.await.unwrap();
}

async fn queue(n: usize) {
    let (to, mut from) = mpsc::channel(1);
    let other = tokio::spawn(async move {
        for i in 0..n {
            to.send(i).await.unwrap();
        }
    });
    let this = tokio::spawn(async move {
        for _ in 0..n {
            from.recv().await.unwrap();
        }
    });
    this.await.unwrap();
    other.await.unwrap();
}

async fn cancel_sleepers(n: usize, w: &mut Stopwatch) {
    for _ in 0..n / 10_000 {
        let all: Vec<_> = (0..10_000).map(|_| tokio::spawn(sleep(HOUR))).collect();
        all_have_begun().await;
        w.start();
        for t in &all {
            t.abort();
        }
        for t in all {
            assert!(t.await.unwrap_err().is_cancelled());
        }
        w.stop();
    }
}

/// Aborting a task drops its JoinSet, which aborts the children; nobody waits for
/// them. So each says when it is dropped, and the last one counts as the end.
struct Alive(Arc<AtomicUsize>, Arc<Notify>);

impl Drop for Alive {
    fn drop(&mut self) {
        if self.0.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.1.notify_one();
        }
    }
}

fn branch(depth: usize, count: Arc<AtomicUsize>, end: Arc<Notify>) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
    count.fetch_add(1, Ordering::Relaxed);
    let alive = Alive(count.clone(), end.clone());
    Box::pin(async move {
        let _alive = alive;
        if depth == 0 {
            return sleep(HOUR).await;
        }
        let mut all = JoinSet::new();
        for _ in 0..4 {
            all.spawn(branch(depth - 1, count.clone(), end.clone()));
        }
        while all.join_next().await.is_some() {}
    })
}

async fn cancel_tree(n: usize, w: &mut Stopwatch) {
    for _ in 0..n / 5461 {
        let (count, end) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let root = tokio::spawn(branch(6, count.clone(), end.clone()));
        for _ in 0..7 {
            all_have_begun().await; // a level each time
        }
        assert_eq!(count.load(Ordering::Relaxed), 5461);
        w.start();
        root.abort();
        end.notified().await;
        w.stop();
    }
}

/// A task for each timer, at different milliseconds within an hour of a clock that
/// jumps when nothing can run; tokio has no callbacks.
async fn timers(n: usize, w: &mut Stopwatch, fire: bool) {
    tokio::time::pause();
    let mut seed = 1u64;
    let when: Vec<Duration> = (0..n)
        .map(|_| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            Duration::from_millis((seed >> 33) % 3_600_000 + 1)
        })
        .collect();
    w.start();
    let all: Vec<JoinHandle<()>> = when.into_iter().map(|d| tokio::spawn(sleep(d))).collect();
    if !fire {
        all_have_begun().await;
        all.iter().for_each(|t| t.abort());
    }
    for t in all {
        assert_eq!(t.await.is_ok(), fire);
    }
    w.stop();
}

/// 10,000 messages at a time, from threads to a task that takes them.
async fn post(n: usize, w: &mut Stopwatch, threads: usize) {
    w.start();
    for _ in 0..n / 10_000 {
        let (to, mut from) = mpsc::unbounded_channel::<Box<dyn Fn() + Send>>();
        for _ in 0..threads {
            let to = to.clone();
            std::thread::spawn(move || {
                for _ in 0..10_000 / threads {
                    let _ = to.send(Box::new(|| {}));
                }
            });
        }
        drop(to);
        let mut count = 0;
        while let Some(f) = from.recv().await {
            f();
            count += 1;
        }
        assert_eq!(count, 10_000);
    }
    w.stop();
}

async fn submit(n: usize, w: &mut Stopwatch, threads: usize) {
    let rt = tokio::runtime::Handle::current();
    w.start();
    for _ in 0..n / 10_000 {
        let (left, end) = (Arc::new(AtomicUsize::new(10_000)), Arc::new(Notify::new()));
        for _ in 0..threads {
            let (rt, left, end) = (rt.clone(), left.clone(), end.clone());
            std::thread::spawn(move || {
                for _ in 0..10_000 / threads {
                    let alive = Alive(left.clone(), end.clone());
                    rt.spawn(async move { drop(alive) });
                }
            });
        }
        end.notified().await;
    }
    w.stop();
}

async fn submit_wait(n: usize, w: &mut Stopwatch) {
    let rt = tokio::runtime::Handle::current();
    let (done, wait) = oneshot::channel();
    w.start();
    std::thread::spawn(move || {
        for _ in 0..n {
            let (to, from) = std::sync::mpsc::sync_channel(1);
            rt.spawn(async move { to.send(1).unwrap() });
            from.recv().unwrap();
        }
        done.send(()).unwrap();
    });
    wait.await.unwrap();
    w.stop();
}
