//! Whether what lies on disk is what was stored.
//!
//! Reads everything of an instance, sealed or not, and computes anew the hashes that sealing has
//! left behind. It reads beside a running server and writes nothing; what it finds it tells as it
//! goes on, so that a fault at the beginning does not hide another at the end.

mod batches;
mod file;
mod segment;

use std::path::Path;

use model::id::{EventId, InstanceId};

use crate::StoreError;
use file::File;

/// Something that is not as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What, for people.
    pub what: String,
    /// The first event it concerns; none where no event does, or none is known.
    pub event: Option<EventId>,
}

/// What became of one part of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// How many lines were read.
    pub lines: u64,
    /// Everything that is wrong with it.
    pub faults: Vec<Fault>,
}

/// What is told on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The pages of a file are being looked at, which takes a while for large ones.
    Pages {
        /// The location of its instance; none for `control.db`.
        location: Option<String>,
    },
    /// So many lines of the instance have been read.
    Progress {
        /// The instance's location.
        location: String,
        /// Lines read so far.
        lines: u64,
        /// Lines there are.
        of: u64,
    },
    /// A file's pages have been looked at.
    File {
        /// The location of its instance; none for `control.db`.
        location: Option<String>,
        /// What is wrong with the file.
        faults: Vec<Fault>,
    },
    /// The lines that are not sealed yet have been read.
    Unsealed {
        /// The instance's location.
        location: String,
        /// What was found.
        checked: Checked,
    },
    /// A sealed segment has been read.
    Segment {
        /// The instance's location.
        location: String,
        /// Its number in the file.
        segment_id: i64,
        /// Its first and last sequence number.
        seqs: (u64, u64),
        /// The root over its lines as they were read now; none where some could not be.
        root: Option<[u8; 32]>,
        /// What was found.
        checked: Checked,
    },
}

/// Verifies a data folder, or the one instance of it that is named.
///
/// # Errors
/// When a file can not be read at all. Damage is no error: it is told.
pub fn verify(folder: &Path, location: Option<&str>, mut tell: impl FnMut(Told)) -> Result<(), StoreError> {
    let path = folder.join("control.db");
    if !path.try_exists()? {
        return Err(StoreError::NoDesk);
    }
    let control = File::open(&path)?;
    tell(Told::Pages { location: None });
    tell(Told::File { location: None, faults: control.pages()? });
    let instances = control.instances()?;
    if let Some(wanted) = location
        && !instances.iter().any(|(_, location)| location == wanted)
    {
        return Err(StoreError::NoInstance(wanted.to_owned()));
    }
    for (instance, here) in instances {
        if location.is_none_or(|wanted| wanted == here) {
            let path = folder.join("instances").join(instance.as_str()).join("events.db");
            let is_new = || control.has_waiting(&instance);
            // One file's trouble is not the others'.
            if let Err(error) = verify_instance(&path, &instance, &here, is_new, &mut tell) {
                let faults = vec![Fault::unread("its file of events", &error)];
                tell(Told::File { location: Some(here), faults });
            }
        }
    }
    Ok(())
}

fn verify_instance(
    path: &Path,
    instance: &InstanceId,
    location: &str,
    is_new: impl Fn() -> Result<bool, StoreError>,
    tell: &mut impl FnMut(Told),
) -> Result<(), StoreError> {
    let here = || Some(location.to_owned());
    if !path.try_exists()? {
        // The file is made when the first of its events arrives.
        let faults = if is_new()? { vec![] } else { vec![Fault::new("its file of events is missing", None)] };
        tell(Told::File { location: here(), faults });
        return Ok(());
    }
    let file = File::open(path)?;
    tell(Told::Pages { location: here() });
    tell(Told::File { location: here(), faults: file.pages()? });
    let of = file.line_count()?;
    let progress = |lines| Told::Progress { location: location.to_owned(), lines, of };
    // First those that are not sealed: what is sealed meanwhile is read twice and not missed.
    let checked = batches::check(&file, instance, |lines| tell(progress(lines)));
    let checked = checked.unwrap_or_else(|error| Checked {
        lines: 0,
        faults: vec![Fault::unread("what is not sealed yet", &error)],
    });
    let mut lines = checked.lines;
    tell(Told::Unsealed { location: location.to_owned(), checked });
    let mut last_seq = 0;
    for segment_id in file.segment_ids()? {
        let checked = file.at_rest(|file| match file.segment(segment_id)? {
            Some(row) => segment::check(file, &row, instance, |more| tell(progress(lines + more))).map(Some),
            // It was removed meanwhile.
            None => Ok(None),
        });
        let (seqs, root, mut checked) = match checked {
            Ok(Some(outcome)) => outcome,
            Ok(None) => continue,
            Err(error) => {
                let faults = vec![Fault::unread("the segment", &error)];
                ((last_seq + 1, last_seq + 1), None, Checked { lines: 0, faults })
            }
        };
        if seqs.0 <= last_seq {
            let what = format!("it begins before the segment before it ends, at line {last_seq}");
            checked.faults.push(Fault::new(what, Some(event(instance, seqs.0))));
        }
        last_seq = last_seq.max(seqs.1);
        lines += checked.lines;
        tell(Told::Segment { location: location.to_owned(), segment_id, seqs, root, checked });
    }
    Ok(())
}

impl Fault {
    fn new(what: impl Into<String>, event: Option<EventId>) -> Self {
        Self { what: what.into(), event }
    }

    /// Something could not be read because the file itself is broken.
    fn unread(what: &str, error: &StoreError) -> Self {
        Self::new(format!("{what} can not be read any further: {}", chain(error)), None)
    }
}

/// What went wrong, and why.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

fn event(instance: &InstanceId, seq: u64) -> EventId {
    EventId { instance: instance.clone(), seq }
}
