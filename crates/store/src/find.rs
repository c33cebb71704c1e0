//! One line by its number.

use model::{id::EventId, line::StoredLine};
use query::{Document, Matcher};
use segment::{Records, Source};

use crate::{
    Reader, StoreError,
    page::is_gone,
    tier::Tier,
    tiers::{Snapshot, shelf::Shelf},
};

/// The line with a sequence number, if the reader may see it. Only on a thread that may wait.
pub(crate) fn find(
    snapshot: &Snapshot,
    shelf: &Shelf,
    reader: &Reader,
    seq: u64,
) -> Result<Option<StoredLine>, StoreError> {
    let holds = |tier: &Tier| (tier.seqs().0..=tier.seqs().1).contains(&seq);
    let Some(tier) = Tier::all(snapshot).into_iter().find(holds) else { return Ok(None) };
    let found = match &tier {
        Tier::Tail(group) => Some(group.stored((seq - group.first_seq) as usize, &reader.instance)),
        Tier::Chunk(chunk) => read(Source::Chunk(chunk), reader, seq)?,
        Tier::Sealed(sealed) => {
            let shelf_reader = shelf.reader()?;
            let opened = shelf_reader.open(sealed);
            match read(Source::Sealed(&sealed.directory, &opened), reader, seq) {
                Err(error) if is_gone(&error) => None,
                found => found?,
            }
        }
    };
    let scope = Matcher::new(&reader.scope);
    Ok(found.filter(|stored| {
        !stored.line.flags.transient
            && (scope.matches_everything() || scope.matches(&Document::new(&stored.line)))
    }))
}

fn read(source: Source<'_>, reader: &Reader, seq: u64) -> Result<Option<StoredLine>, StoreError> {
    let mut records = Records::new(source)?;
    let Some(line) = records.find(seq) else { return Ok(None) };
    let record = records.read(line)?;
    let id = EventId { instance: reader.instance.clone(), seq };
    Ok(Some(StoredLine { id, received_ms: record.received_ms, line: record.line }))
}
