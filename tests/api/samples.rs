//! The 40 samples go through every door and come back as they were sent.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Keyed, action, answer, counted, gzip, line, samples};

/// A desk that stores the data events of the samples' Cloudant instance as well.
async fn wanting_data_events() -> Keyed {
    let keyed = Keyed::start().await;
    keyed.want_data_events("0c6d2f41-8b7e-4a53-9d10-6e2f5a9b3c74").await;
    keyed
}

/// Sends all samples, in one request or several, and gives the receipts in their order.
async fn receipts(requests: Vec<RequestBuilder>) -> Vec<Value> {
    let mut receipts = vec![];
    for request in requests {
        let (status, body) = answer(request.send().await.unwrap()).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(body["rejected"], 0);
        receipts.extend(body["receipts"].as_array().unwrap().iter().cloned());
    }
    assert_eq!(receipts.len(), 40);
    receipts
}

fn ids(receipts: &[Value], status: &str) -> Vec<String> {
    let id = |receipt: &Value| {
        assert_eq!(receipt["status"], status, "{receipt}");
        receipt["id"].as_str().unwrap().to_owned()
    };
    receipts.iter().map(id).collect()
}

/// Whatever form the samples are sent in, they are stored once and found as they were.
async fn check(requests: impl Fn(&Keyed) -> Vec<RequestBuilder>) {
    let mut keyed = wanting_data_events().await;
    let ids = {
        let stored = ids(&receipts(requests(&keyed)).await, "stored");
        assert_eq!(counted(&stored).len(), 40, "each has an id of its own");
        stored
    };
    is_found(&keyed, &ids).await;
    let again = receipts(requests(&keyed)).await;
    assert_eq!(self::ids(&again, "duplicate"), ids, "the same events keep their ids");
    keyed.desk.kill();
    keyed.desk.restart().await;
    is_found(&keyed, &ids).await;
    let again = receipts(requests(&keyed)).await;
    assert_eq!(self::ids(&again, "duplicate"), ids, "and they are known after a restart");
}

async fn is_found(keyed: &Keyed, ids: &[String]) {
    let all = keyed.find("").await;
    for (id, sample) in ids.iter().zip(samples()) {
        let found: Vec<&Value> = all.iter().filter(|event| event["id"] == **id).collect();
        assert_eq!(found.len(), 1, "{id}");
        assert_eq!(found[0]["line"], sample);
        let (status, alone) = keyed.get(&format!("/v1/events/{id}"), &[]).await;
        assert_eq!((status, &alone), (200, found[0]));
    }
}

fn post(keyed: &Keyed, kind: &str) -> RequestBuilder {
    keyed.request(Method::POST, "/v1/events").header("content-type", kind)
}

fn ndjson() -> String {
    samples().join("\n") + "\n"
}

#[tokio::test]
async fn samples_sent_as_ndjson_are_stored_once_and_kept_byte_for_byte() {
    check(|keyed| vec![post(keyed, "application/x-ndjson").body(ndjson())]).await;
}

#[tokio::test]
async fn samples_sent_as_a_json_array_are_stored_once_and_kept_byte_for_byte() {
    let array = format!("[{}]", samples().join(",\n"));
    check(|keyed| vec![post(keyed, "application/json").body(array.clone())]).await;
}

#[tokio::test]
async fn samples_packed_with_gzip_are_stored_once_and_kept_byte_for_byte() {
    let packed = gzip(ndjson().as_bytes());
    check(|keyed| {
        vec![post(keyed, "application/x-ndjson").header("content-encoding", "gzip").body(packed.clone())]
    })
    .await;
}

#[tokio::test]
async fn samples_packed_with_zstd_are_stored_once_and_kept_byte_for_byte() {
    let packed = zstd::bulk::compress(ndjson().as_bytes(), 3).unwrap();
    check(|keyed| {
        vec![post(keyed, "application/x-ndjson").header("content-encoding", "zstd").body(packed.clone())]
    })
    .await;
}

#[tokio::test]
async fn samples_sent_one_object_at_a_time_are_stored_once_and_kept_byte_for_byte() {
    check(|keyed| samples().into_iter().map(|sample| post(keyed, "application/json").body(sample)).collect())
        .await;
}

#[tokio::test]
async fn samples_sent_by_existing_clients_are_stored_once_and_kept_byte_for_byte() {
    let mut keyed = wanting_data_events().await;
    let lines: Vec<Value> = samples().into_iter().map(|sample| json!({"line": sample})).collect();
    for _ in 0..2 {
        assert_eq!(keyed.ingest(&lines).await, (200, json!({"status": "ok"})));
    }
    keyed.desk.kill();
    keyed.desk.restart().await;
    assert_eq!(keyed.ingest(&lines).await, (200, json!({"status": "ok"})));
    // The desk's own events stand beside them.
    let found = keyed.lines("-initiator.id:spoor -initiator.id:key").await;
    assert_eq!(counted(&found), counted(&samples()));
}

#[tokio::test]
async fn every_sample_is_found_by_its_action() {
    let keyed = wanting_data_events().await;
    ids(&receipts(vec![post(&keyed, "application/x-ndjson").body(ndjson())]).await, "stored");
    for sample in samples() {
        let action = action(sample);
        let found = keyed.find(&format!(r#"action:=="{action}""#)).await;
        assert!(found.iter().any(|event| line(event) == sample), "{action}");
        for event in found {
            assert_eq!(event["event"]["action"], *action, "nothing else is found");
        }
    }
}

#[tokio::test]
async fn one_instant_in_four_spellings_is_one_time() {
    let keyed = wanting_data_events().await;
    ids(&receipts(vec![post(&keyed, "application/x-ndjson").body(ndjson())]).await, "stored");
    let all = keyed.find("").await;
    let time = |sample: &str| {
        let event = all.iter().find(|event| event["line"] == *sample);
        event.unwrap()["time"].as_str().unwrap().to_owned()
    };
    let times: Vec<String> = samples()[28..32].iter().map(|sample| time(sample)).collect();
    assert!(times[0].ends_with("T03:12:49.63Z") || times[0].ends_with("T03:12:49.630Z"), "{times:?}");
    assert_eq!(counted(&times).len(), 1, "{times:?}");
}

#[tokio::test]
async fn the_legacy_envelope_is_opened_and_json_in_strings_is_read() {
    let keyed = wanting_data_events().await;
    ids(&receipts(vec![post(&keyed, "application/x-ndjson").body(ndjson())]).await, "stored");
    let opened = keyed.find("action:==pcloud.tenant.read").await;
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0]["event"]["responseData"]["cloudInstances"][0]["region"], "us-east");
    let inside = keyed.find("responseData.cloudInstances.region:us-east").await;
    assert_eq!(inside, opened);
}
