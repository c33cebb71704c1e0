//! What the server does by itself while it runs.

use std::time::Duration;

use actions::Desk;

/// How often it looks which lines and deletions are past their time, which instances are to go, and what other
/// processes have changed; and notes when keys were used.
const ROUND: Duration = Duration::from_secs(60);

/// How often what boards show is computed before anybody looks.
const WARM: Duration = Duration::from_secs(600);

/// How often what sources have sent, and rules kept away, is noted, and what was not stored is told.
const NOTE: Duration = Duration::from_secs(5);

/// Has every instance keep its lines as long as it says and go when it is to, and notes when keys were
/// used, for as long as the server runs.
pub(crate) async fn keep_house(desk: Desk) {
    let mut round = tokio::time::interval(ROUND);
    loop {
        round.tick().await;
        if let Err(error) = actions::instance::remove_due(&desk).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "an instance that is to go could not be removed yet; nothing is lost"
            );
        }
        if let Err(error) = actions::deletion::forget(&desk).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "what was deleted a week ago could not be forgotten yet"
            );
        }
        if let Err(error) = actions::key::flush(&desk).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "when keys were last used could not be noted yet"
            );
        }
        if let Err(error) = actions::instance::expire(&desk).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "which lines are past their time could not be found out"
            );
        }
    }
}

/// Computes what boards show, so that nobody waits for it after a start, and later what has come since.
pub(crate) async fn warm_boards(desk: Desk) {
    let mut round = tokio::time::interval(WARM);
    loop {
        round.tick().await;
        if let Err(error) = actions::board_figures::warm(&desk).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what boards show could not be computed before anybody looks"
            );
        }
    }
}

/// Moves held lines to where somebody has decided, for as long as the server runs.
pub(crate) async fn release(desk: Desk) {
    actions::holding::run(&desk).await;
}

/// Notes what sources have sent and rules kept away, and tells what was not stored, for as long as the
/// server runs.
pub(crate) async fn note_sources(desk: Desk) {
    let mut round = tokio::time::interval(NOTE);
    loop {
        round.tick().await;
        if let Err(error) = actions::source::flush(&desk).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "what sources have sent could not be noted yet; it is counted on"
            );
        }
        if let Err(error) = actions::exclusion_rule::flush(&desk).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "what exclusion rules have kept away could not be noted or told yet; it is counted on"
            );
        }
        if let Err(error) = actions::events::reject(&desk).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "which lines were refused could not be told yet; they are counted"
            );
        }
    }
}
