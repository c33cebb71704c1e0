//! Runs the server until it is asked to stop.

use std::{future::IntoFuture, net::SocketAddr};

use actions::{Clock, Desk};
use anyhow::Context;
use store::{Limits, Store};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

use crate::{config::ServeConfig, demo, figures::Recorder, router::router, state::AppState, workers};

/// Runs the server until it is asked to stop, then lets running requests end and writes what
/// was taken.
pub(crate) async fn run(config: ServeConfig) -> anyhow::Result<()> {
    let stop_signal = Stop::listen()?;
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!("can not listen on {}; choose another address with --listen", config.listen)
    })?;
    let address = listener.local_addr()?;
    let limits = Limits {
        queue_bytes: config.queue,
        search_time: config.search_time,
        count_time: config.search_time * 8,
        chunk_lines: config.chunk_lines,
        segment_lines: config.segment_lines,
        ..Limits::default()
    };
    let folder = &config.data.folder;
    let store = Store::open(folder, limits)
        .await
        .with_context(|| format!("can not open the data folder {}", folder.display()))?;
    let desk = Desk::new(store.clone(), Clock::of_machine().ahead_by(config.clock_ahead));
    let relay = tokio::spawn({
        let store = store.clone();
        async move { store.run_relay().await }
    });
    let keep_house = tokio::spawn(workers::keep_house(desk.clone()));
    let release = tokio::spawn(workers::release(desk.clone()));
    let warm_boards = tokio::spawn(workers::warm_boards(desk.clone()));
    let note_sources = tokio::spawn(workers::note_sources(desk.clone()));
    let last_desk = desk.clone();
    let url = config
        .public_url
        .as_ref()
        .map_or_else(|| format!("http://{address}"), |url| url.as_str().trim_end_matches('/').to_owned());
    greet(&desk, &config, &url).await?;
    let drain_time = config.drain_time;
    let (stop, stopping) = watch::channel(false);
    let state = AppState::new(desk, config, Recorder::install()?, stopping.clone());
    let app = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let mut wait_for_stop = stopping;
    let server = tokio::spawn(
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                let _ = wait_for_stop.wait_for(|stopping| *stopping).await;
            })
            .into_future(),
    );
    stop_signal.asked().await;
    tracing::info!("stopping: running requests may end");
    stop.send_replace(true);
    match tokio::time::timeout(drain_time, server).await {
        Ok(ended) => ended??,
        Err(_) => tracing::warn!("some requests did not end in time and were cut"),
    }
    keep_house.abort();
    warm_boards.abort();
    release.abort();
    if let Err(error) = actions::key::flush(&last_desk).await {
        tracing::error!(error = &error as &dyn std::error::Error, "when keys were used last was not noted");
    }
    if let Err(error) = actions::source::flush(&last_desk).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "what sources have sent last was not noted"
        );
    }
    if let Err(error) = actions::exclusion_rule::flush(&last_desk).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "what exclusion rules have kept away last was not noted"
        );
    }
    note_sources.abort();
    // What the last requests changed still reaches its instance.
    while store.relay_step().await.unwrap_or(false) {}
    relay.abort();
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn greet(desk: &Desk, config: &ServeConfig, url: &str) -> anyhow::Result<()> {
    tracing::info!(url, data = %config.data.folder.display(), "listening");
    if config.demo {
        return demo::start(desk, url).await;
    }
    if actions::setup::is_needed(desk).await? {
        let token = actions::setup::create_link(desk).await?;
        println!(
            "This desk is empty. Open this link once to make its first owner and instance:\n\n  {url}/setup?token={token}\n"
        );
    } else {
        println!("Spoor is ready: {url}/events");
    }
    Ok(())
}

/// The signals that ask the server to stop.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// From here on the signals no longer end the process by themselves.
    fn listen() -> anyhow::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for one of them. A second one ends the process at once.
    async fn asked(mut self) {
        self.next().await;
        tokio::spawn(async move {
            self.next().await;
            std::process::exit(130);
        });
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
