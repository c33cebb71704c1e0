//! What is promised of lines once they are sealed: whether they are whole, and how long they stay.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::path::PathBuf;

use model::{
    id::{AccountId, InstanceId},
    instance::Instance,
    line::{Flags, Line},
    retention::{Period, Retention},
};
use query::{Filters, Query};
use rusqlite::Connection;
use store::{
    Append, EventStore, Limits, Order, Reader, Search, Store,
    verify::{Fault, Told, verify},
};

struct Desk {
    folder: tempfile::TempDir,
    store: Store,
    events: EventStore,
}

impl Desk {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits { chunk_lines: 100, segment_lines: 400, ..Limits::default() };
        let store = Store::open(folder.path(), limits).await.unwrap();
        let events = store.open_events(&instance()).await.unwrap();
        Self { folder, store, events }
    }

    /// Stores lines a hundred at a time.
    async fn append(&self, lines: Vec<Line>, received_ms: i64) {
        for lines in lines.chunks(100) {
            let append = Append { lines: lines.to_vec(), received_ms, ..Append::default() };
            self.events.append(append).await.unwrap();
        }
    }

    /// Waits until the keeper has done what there is to do.
    async fn until(&self, what: &str, is_so: impl Fn(&store::Figures) -> bool) {
        self.events.settled().await.unwrap();
        assert!(is_so(&self.events.figures()), "{what}: {:?}", self.events.figures());
    }

    async fn count(&self) -> usize {
        let reader = Reader { instance: instance().id, scope: Query::everything() };
        let search = Search {
            query: Query::everything(),
            filters: Filters::default(),
            from_ms: i64::MIN,
            to_ms: i64::MAX,
            order: Order::Oldest,
            limit: 100_000,
            after: None,
        };
        self.events.search(&reader, search).await.unwrap().lines.len()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("instances").join(instance().id.as_str()).join("events.db")
    }

    /// Changes the file as nobody should; the number of rows that were touched.
    fn tamper(&self, sql: &str) {
        let touched = Connection::open(self.file()).unwrap().execute(sql, []).unwrap();
        assert_eq!(touched, 1, "{sql}");
    }

    /// What verifying finds: how many lines and segments, and every fault.
    fn verify(&self) -> (u64, usize, Vec<Fault>) {
        let (mut lines, mut segments, mut faults) = (0, 0, vec![]);
        let tell = |told| match told {
            Told::Pages { .. } | Told::Progress { .. } => {}
            Told::File { faults: more, .. } => faults.extend(more),
            Told::Unsealed { checked, .. } => {
                lines += checked.lines;
                faults.extend(checked.faults);
            }
            Told::Segment { checked, .. } => {
                segments += 1;
                lines += checked.lines;
                faults.extend(checked.faults);
            }
        };
        verify(self.folder.path(), None, tell).unwrap();
        (lines, segments, faults)
    }
}

fn instance() -> Instance {
    Instance {
        id: InstanceId::from_bytes([7; 5]),
        guid: "0".to_owned(),
        account: AccountId::from_bytes([1; 16]),
        location: "us-south".to_owned(),
        city: "Dallas".to_owned(),
        retention: Retention::default(),
        name: model::instance::InstanceName::default(),
        deletion_ms: None,
    }
}

/// Events with ids and numbers in them, in a different order than their times.
fn lines(count: i64) -> Vec<Line> {
    let line = |number: i64| Line {
        time_ms: 1_700_000_000_000 + number * 7919 % 1000,
        own_time: number % 3 != 0,
        host: format!("host-{}", number % 5),
        app: "crn:v1:bluemix:public:kms:us-south:a/0::".to_owned(),
        tags: vec!["audit".to_owned()],
        text: format!(
            "{{\"id\":\"{number:08x}-5717-4562-b3fc-2c963f66afa6\",\"action\":\"kms.secrets.read\",\
             \"n\":{number},\"who\":\"person {}\"}}",
            number % 17
        ),
        ..Line::default()
    };
    (0..count).map(line).collect()
}

/// A desk with two sealed segments and a hundred lines that are not sealed.
async fn sealed() -> Desk {
    let desk = Desk::open().await;
    let control = Connection::open(desk.folder.path().join("control.db")).unwrap();
    let insert = "insert into instances (instance_id, guid, location, city, created_ms)
                  values (?, '0', 'us-south', 'Dallas', 0)";
    control.execute(insert, [instance().id.as_str()]).unwrap();
    desk.append(lines(900), 5).await;
    desk.until("two segments are sealed", |figures| figures.segments == 2).await;
    desk
}

#[tokio::test]
async fn a_store_as_it_was_written_verifies_also_while_it_is_open() {
    let desk = sealed().await;
    assert_eq!(desk.verify(), (900, 2, vec![]));
    desk.store.close().await;
    assert_eq!(desk.verify(), (900, 2, vec![]));
}

#[tokio::test]
async fn a_piece_that_is_missing_is_named_with_the_first_event_it_concerns() {
    let desk = sealed().await;
    desk.store.close().await;
    // The last piece of the first segment is a block of lines.
    desk.tamper(
        "delete from pieces
         where piece_id = (select max(piece_id) from pieces where piece_id < 1048576 + 524288)",
    );
    let (lines, segments, faults) = desk.verify();
    assert!(segments == 2 && lines > 800 && lines < 900, "{lines}");
    assert!(faults[0].what.starts_with("piece ") && faults[0].what.ends_with(" is missing"), "{faults:?}");
    assert!(faults[1].what.contains("can not be read"), "{faults:?}");
    let event = faults[1].event.as_ref().unwrap();
    assert!(event.instance == instance().id && (1..=400).contains(&event.seq), "{faults:?}");
    assert_eq!(faults.len(), 2, "{faults:?}");
}

#[tokio::test]
async fn a_byte_that_is_flipped_in_any_piece_is_found() {
    let desk = sealed().await;
    desk.store.close().await;
    let connection = Connection::open(desk.file()).unwrap();
    let mut statement = connection.prepare("select piece_id, bytes from pieces").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let pieces: Vec<(i64, Vec<u8>)> = rows.map(Result::unwrap).collect();
    drop(statement);
    let put = |id: i64, bytes: &[u8]| {
        connection
            .execute("update pieces set bytes = ? where piece_id = ?", rusqlite::params![bytes, id])
            .unwrap()
    };
    let directory = |segment: i64| {
        let sql = "select directory from segments where segment_id = ?";
        let bytes: Vec<u8> = connection.query_row(sql, [segment], |row| row.get(0)).unwrap();
        segment::Directory::decode(&bytes).unwrap()
    };
    let directory = directory(1);
    let of_lines: Vec<_> = pieces.iter().filter(|(id, _)| id / 1_048_576 == 1).collect();
    for (id, bytes) in of_lines.iter().step_by(3) {
        let mut flipped = bytes.clone();
        let at = flipped.len() * 2 / 3;
        flipped[at] ^= 0x10;
        put(*id, &flipped);
        let number = (id % 1_048_576) as u32;
        let (_, _, faults) = desk.verify();
        // Behind the pieces of the segment are those by which duplicates are recognised: the
        // fingerprints of lines without a time of their own can not be made again.
        assert!(!faults.is_empty() || number >= directory.piece_count(), "piece {number}");
        put(*id, bytes);
    }
    assert_eq!(desk.verify().2, []);
}

#[tokio::test]
async fn a_root_that_was_changed_is_found() {
    let desk = sealed().await;
    desk.store.close().await;
    desk.tamper("update segments set root = zeroblob(32) where segment_id = 2");
    let (lines, _, faults) = desk.verify();
    assert_eq!(lines, 900, "the rest is read all the same");
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].what, "its root is not the one in its directory");
    assert_eq!(faults[0].event.as_ref().unwrap().seq, 401);
}

#[tokio::test]
async fn lines_that_were_put_in_the_place_of_others_are_found() {
    let desk = sealed().await;
    let other = Desk::open().await;
    let mut changed = lines(900);
    changed[10].text = changed[10].text.replace("secrets.read", "secrets.list");
    other.append(changed, 5).await;
    other.until("two segments are sealed", |figures| figures.segments == 2).await;
    desk.store.close().await;
    other.store.close().await;
    // Every piece reads well and agrees with every other: only the hashes differ.
    let connection = Connection::open(desk.file()).unwrap();
    connection.execute("attach ? as other", [other.file().to_str().unwrap()]).unwrap();
    connection
        .execute_batch(
            "delete from pieces where piece_id < 2 * 1048576;
             insert into pieces select * from other.pieces where piece_id < 2 * 1048576;",
        )
        .unwrap();
    drop(connection);
    let faults = desk.verify().2;
    assert!(faults.iter().any(|fault| fault.what.contains("has been changed")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.what.contains("root")), "{faults:?}");
}

#[tokio::test]
async fn a_row_of_lines_that_is_missing_or_broken_before_sealing_is_found() {
    let desk = Desk::open().await;
    let control = Connection::open(desk.folder.path().join("control.db")).unwrap();
    let insert = "insert into instances (instance_id, guid, location, city, created_ms)
                  values (?, '0', 'us-south', 'Dallas', 0)";
    control.execute(insert, [instance().id.as_str()]).unwrap();
    desk.append(lines(300), 5).await;
    desk.store.close().await;
    desk.tamper("update batches set lines = substr(lines, 1, 200) where first_seq = 101");
    let faults = desk.verify().2;
    assert!(faults.len() == 1 && faults[0].event.as_ref().unwrap().seq == 101, "{faults:?}");
    desk.tamper("delete from batches where first_seq = 101");
    let faults = desk.verify().2;
    assert_eq!(faults[0].what, "the row of line 201 does not follow line 100");
    std::fs::remove_file(desk.file()).unwrap();
    assert_eq!(desk.verify().2[0].what, "its file of events is missing");
}

#[tokio::test]
async fn lines_for_live_tail_alone_are_not_sealed() {
    let desk = Desk::open().await;
    desk.events.retain(Retention { lines: Period::Days(0), ..Retention::default() }, 5);
    desk.append(lines(300), 5).await;
    desk.events.retain(Retention::default(), 5);
    desk.append(lines(500).split_off(300), 5).await;
    assert_eq!(desk.count().await, 200);
    desk.until("a segment is sealed", |figures| figures.segments == 1).await;
    let figures = desk.events.figures();
    assert_eq!((figures.sealed_lines, figures.hot_lines, figures.lines), (100, 100, 200));
    assert_eq!(desk.count().await, 200);
}

#[tokio::test]
async fn few_but_large_lines_are_sealed_by_their_bytes_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits { chunk_bytes: 100_000, segment_bytes: 400_000, ..Limits::default() };
    let store = Store::open(folder.path(), limits).await.unwrap();
    let events = store.open_events(&instance()).await.unwrap();
    let desk = Desk { folder, store, events };
    let large = |number: i64| {
        let text = format!("{{\"n\":{number},\"long\":\"{}\"}}", number.to_string().repeat(20_000));
        Line { time_ms: number, own_time: true, text, ..Line::default() }
    };
    for number in 10..40 {
        desk.append(vec![large(number)], 7).await;
    }
    desk.until("they are sealed", |figures| figures.segments >= 2 && figures.hot_lines < 20).await;
    assert_eq!(desk.count().await, 30);
}

#[tokio::test]
async fn a_segment_goes_when_all_its_lines_are_past_their_time_but_not_with_imports() {
    let desk = Desk::open().await;
    desk.append(lines(400), 5).await;
    let imported = lines(800).split_off(400).into_iter().map(|mut line| {
        line.flags = Flags { imported: true, ..Flags::default() };
        line
    });
    desk.append(imported.collect(), 6).await;
    desk.append(lines(1300).split_off(800), 99).await;
    desk.until("three segments are sealed", |figures| figures.segments == 3).await;
    let day = 24 * 60 * 60 * 1000;
    let week = |keeps_imports| Retention { lines: Period::Days(7), keeps_imports };
    desk.events.retain(week(true), 7 * day + 5);
    desk.events.retain(week(true), 7 * day + 50);
    desk.until("one is gone", |figures| figures.segments == 2).await;
    assert_eq!(desk.count().await, 900);
    let Desk { folder, store, events } = desk;
    store.close().await;
    drop((store, events));
    let store = Store::open(folder.path(), Limits::default()).await.unwrap();
    let events = store.open_events(&instance()).await.unwrap();
    events.ready().await.unwrap();
    let desk = Desk { folder, store, events };
    desk.events.retain(week(false), 7 * day + 50);
    desk.until("the imported are gone too", |figures| figures.segments == 1).await;
    assert_eq!(desk.count().await, 500);
}

#[tokio::test]
async fn a_page_of_the_file_that_is_broken_is_found_and_the_rest_is_read() {
    let desk = sealed().await;
    desk.store.close().await;
    let whole = std::fs::read(desk.file()).unwrap();
    let pages = whole.len() / 16_384;
    let mut found = 0;
    // The first page is the table of contents: without it there is nothing to read.
    for page in 2..pages {
        let mut broken = whole.clone();
        broken[page * 16_384..][..64].fill(0xa5);
        std::fs::write(desk.file(), &broken).unwrap();
        found += usize::from(!desk.verify().2.is_empty());
    }
    assert!(found * 10 > pages * 7, "{found} of {pages} pages");
    std::fs::write(desk.file(), b"nothing like a database").unwrap();
    assert!(desk.verify().2.iter().any(|fault| fault.what.starts_with("its file of events can not be read")));
}
