//! Figures for Prometheus: counted where things happen, gathered here.

use std::time::Instant;

use actions::Desk;
use axum::{extract::Request, http::Method, middleware::Next, response::Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Renders the figures counted so far.
#[derive(Clone)]
pub(crate) struct Recorder(PrometheusHandle);

impl Recorder {
    /// Installs the recorder of this process. A second call in one process (tests start
    /// several servers) counts on its own and sees nothing.
    pub fn install() -> anyhow::Result<Self> {
        let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &seconds)?
            .build_recorder();
        let handle = recorder.handle();
        let _ = metrics::set_global_recorder(recorder);
        describe();
        Ok(Self(handle))
    }

    /// The figures as text, after asking every instance for its own.
    pub async fn render(&self, desk: &Desk) -> String {
        for events in desk.store().all_events() {
            let figures = events.figures();
            let instance = events.instance().to_string();
            metrics::gauge!("spoor_ready", "instance" => instance.clone())
                .set(f64::from(u8::from(figures.ready)));
            metrics::gauge!("spoor_lines", "instance" => instance.clone()).set(figures.lines as f64);
            metrics::gauge!("spoor_sealed_lines", "instance" => instance.clone())
                .set(figures.sealed_lines as f64);
            metrics::gauge!("spoor_hot_lines", "instance" => instance.clone()).set(figures.hot_lines as f64);
            metrics::gauge!("spoor_segments", "instance" => instance.clone()).set(figures.segments as f64);
            metrics::gauge!("spoor_queue_bytes", "instance" => instance.clone())
                .set(figures.queued_bytes as f64);
            metrics::gauge!("spoor_disk_bytes", "instance" => instance).set(figures.disk_bytes as f64);
        }
        let held: u64 = desk.store().all_held().iter().map(|events| events.figures().lines).sum();
        metrics::gauge!("spoor_held_lines").set(held as f64);
        metrics::gauge!("spoor_piece_cache_bytes").set(desk.store().piece_cache_bytes() as f64);
        metrics::gauge!("spoor_remembered_bytes").set(desk.store().remembered_bytes() as f64);
        if let Ok(waiting) = desk.store().outbox_len().await {
            metrics::gauge!("spoor_outbox_events").set(waiting as f64);
        }
        self.0.run_upkeep();
        self.0.render()
    }
}

/// Counts a request at an ingest door and how long it took.
pub(crate) async fn measure(request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let started = Instant::now();
    let response = next.run(request).await;
    metrics::histogram!("spoor_ingest_seconds").record(started.elapsed().as_secs_f64());
    let status = response.status().as_str().to_owned();
    metrics::counter!("spoor_ingest_requests_total", "status" => status).increment(1);
    response
}

fn describe() {
    metrics::describe_counter!("spoor_lines_stored_total", "Lines written to disk");
    metrics::describe_counter!("spoor_lines_rejected_total", "Lines refused and kept in quarantine");
    metrics::describe_counter!("spoor_commit_failures_total", "Commits the disk refused");
    metrics::describe_histogram!("spoor_commit_seconds", "From a group of requests to its lines on disk");
    metrics::describe_histogram!("spoor_search_seconds", "One page of a search");
    metrics::describe_counter!("spoor_search_lines_read_total", "Lines that searches looked at");
    metrics::describe_histogram!("spoor_ingest_seconds", "From a request's head to its answer");
    metrics::describe_counter!("spoor_ingest_requests_total", "Requests at the ingest doors, by status");
    metrics::describe_gauge!("spoor_ready", "1 when the instance takes and finds lines");
    metrics::describe_gauge!("spoor_lines", "Lines the instance holds");
    metrics::describe_gauge!("spoor_sealed_lines", "Lines of the instance that are sealed");
    metrics::describe_gauge!("spoor_hot_lines", "Lines of the instance that are in memory, not sealed yet");
    metrics::describe_gauge!(
        "spoor_held_lines",
        "Lines that are held because their location has no instance"
    );
    metrics::describe_gauge!("spoor_segments", "Sealed segments of the instance");
    metrics::describe_gauge!(
        "spoor_piece_cache_bytes",
        "Bytes of sealed segments held in memory, of all instances"
    );
    metrics::describe_gauge!(
        "spoor_remembered_bytes",
        "Bytes of what sealed segments contributed to graphs, of all instances"
    );
    metrics::describe_gauge!("spoor_queue_bytes", "Bytes of lines that wait to be written");
    metrics::describe_gauge!("spoor_disk_bytes", "Bytes of the instance's files");
    metrics::describe_gauge!(
        "spoor_outbox_events",
        "Audit events of the desk that have not reached their instance"
    );
}
