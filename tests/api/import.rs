//! What lies in files: taken in whole, recognised when it comes again, and told of.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use crate::support::{EVER, Keyed, gzip, line, samples};

fn spoor(arguments: &[&str], folder: &Path, files: &[&Path]) -> Output {
    let mut command = Command::new(tests::spoor());
    command.args(arguments).arg("--data").arg(folder).args(files);
    command.stdin(Stdio::null()).output().unwrap()
}

fn import(folder: &Path, files: &[&Path]) -> Output {
    spoor(&["import", "--location", "us-south"], folder, files)
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Writes the samples packed in three ways, with broken lines among them.
fn files(folder: &Path) -> [std::path::PathBuf; 3] {
    let samples = samples();
    let paths = ["a.ndjson", "b.ndjson.gz", "c.ndjson.zst"].map(|name| folder.join(name));
    let part = |from: usize, to: usize| samples[from..to].join("\n").into_bytes();
    std::fs::write(&paths[0], [part(0, 10), b"\n\xff\xfe\n".to_vec()].concat()).unwrap();
    std::fs::write(&paths[1], gzip(&[part(10, 25), b"\nplain\nplain\n".to_vec()].concat())).unwrap();
    let long = [part(25, 40), b"\n".to_vec(), vec![b'x'; 1 << 21], b"\n".to_vec()].concat();
    std::fs::write(&paths[2], zstd::bulk::compress(&long, 3).unwrap()).unwrap();
    paths
}

#[tokio::test]
async fn files_are_taken_in_once_however_often_and_however_packed() {
    let mut keyed = Keyed::start().await;
    let beside = tempfile::tempdir().unwrap();
    let paths = files(beside.path());
    let paths: Vec<&Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let folder = keyed.desk.folder.path().to_owned();

    let refused = import(&folder, &paths);
    assert_eq!(refused.status.code(), Some(1));
    assert!(told(&refused).contains("stop the server first"), "{}", told(&refused));

    assert!(keyed.desk.stop());
    let first = import(&folder, &paths);
    let text = told(&first);
    assert!(first.status.success(), "{text}");
    assert!(text.contains("a.ndjson:11: the line is not UTF-8"), "{text}");
    assert!(text.contains("c.ndjson.zst:16: the line is longer than"), "{text}");
    assert!(text.contains("3 files, 44 lines: 42 stored, 0 were there already, 2 broken"), "{text}");
    let again = import(&folder, &paths);
    let text = told(&again);
    assert!(text.contains("2 stored, 40 were there already, 2 broken"), "plain lines have no time: {text}");

    let verified = spoor(&["verify"], &folder, &[]);
    assert!(verified.status.success(), "{verified:?}");

    keyed.desk.restart().await;
    let mut found = keyed.lines("-initiator.id:==spoor").await;
    let mut sent: Vec<String> = samples().into_iter().map(str::to_owned).collect();
    sent.extend(vec!["plain".to_owned(); 4]);
    found.sort();
    sent.sort();
    assert_eq!(found, sent, "byte for byte");
    let order = [("order", "oldest"), ("query", "action:logdnaat.events.import")];
    let events = keyed.desk.find(&keyed.service, &[&EVER[..], &order[..]].concat()).await;
    assert_eq!(events.len(), 2);
    let event: Value = serde_json::from_str(&line(&events[0])).unwrap();
    assert_eq!(event["requestData"]["files"], serde_json::json!(["a.ndjson", "b.ndjson.gz", "c.ndjson.zst"]));
    assert_eq!((&event["requestData"]["stored"], &event["requestData"]["rejected"]), (&42.into(), &2.into()));
    assert!(!line(&events[0]).contains(beside.path().to_str().unwrap()));
}

#[test]
fn a_file_that_ends_too_early_is_named_and_the_next_is_read() {
    let folder = tempfile::tempdir().unwrap();
    tests::init(folder.path(), "us-south");
    let beside = tempfile::tempdir().unwrap();
    let (torn, whole) = (beside.path().join("torn.gz"), beside.path().join("whole"));
    let packed = gzip(samples().join("\n").as_bytes());
    std::fs::write(&torn, &packed[..packed.len() / 2]).unwrap();
    std::fs::File::create(&whole).unwrap().write_all(b"the last\n").unwrap();
    let missing = beside.path().join("missing");
    let output = import(folder.path(), &[&torn, &missing, &whole]);
    assert_eq!(output.status.code(), Some(1));
    let text = told(&output);
    assert!(text.contains("the rest of the file can not be read"), "{text}");
    assert!(text.contains("missing: can not be read"), "{text}");
    assert!(text.contains("2 files could not be read to their end"), "{text}");
}

#[test]
fn an_instance_is_listed_with_its_days_and_they_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    tests::init(folder.path(), "us-south");
    let list = || String::from_utf8(spoor(&["instance", "list"], folder.path(), &[]).stdout).unwrap();
    assert!(list().contains("us-south\tDallas\t") && list().contains("365 days"), "{}", list());
    let retain = |flags: &[&str]| {
        spoor(&[&["instance", "retain", "--location", "us-south"], flags].concat(), folder.path(), &[])
    };
    assert!(retain(&["--days", "30"]).status.success());
    assert!(list().contains("30 days, imported lines forever"), "{}", list());
    assert!(retain(&["--forever"]).status.success());
    assert!(list().ends_with("\tforever\n"), "{}", list());
    assert!(!retain(&[]).status.success() && !retain(&["--days", "1", "--forever"]).status.success());
    assert!(!retain(&["--days", "70000"]).status.success());
}
