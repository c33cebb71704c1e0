//! The lines that are not sealed yet.

use model::id::InstanceId;

use crate::{
    StoreError,
    batch::Batch,
    fingerprint,
    verify::{
        Checked, Fault, event,
        file::{BatchRow, File},
    },
};

/// Reads every row of lines that are not sealed.
pub(super) fn check(
    file: &File,
    instance: &InstanceId,
    mut progress: impl FnMut(u64),
) -> Result<Checked, StoreError> {
    let mut checked = Checked { lines: 0, faults: vec![] };
    let mut last_seq = 0;
    loop {
        let (sealed_seq, rows) = file.at_rest(|file| file.batches(last_seq))?;
        if rows.is_empty() {
            return Ok(checked);
        }
        for row in rows {
            // What was sealed meanwhile is read with its segment.
            let expected = last_seq.max(sealed_seq) + 1;
            let first = Some(event(instance, row.first_seq));
            if row.first_seq != expected {
                let what = format!("the row of line {} does not follow line {}", row.first_seq, expected - 1);
                checked.faults.push(Fault::new(what, first.clone()));
            }
            if let Err(what) = check_row(&row) {
                checked.faults.push(Fault::new(what, first));
            }
            let lines = u64::try_from(row.line_count).unwrap_or_default().max(1);
            last_seq = row.first_seq.saturating_add(lines - 1);
            checked.lines += lines;
        }
        progress(checked.lines);
    }
}

fn check_row(row: &BatchRow) -> Result<(), String> {
    let name = format!("the row of line {}", row.first_seq);
    let count = usize::try_from(row.line_count).map_err(|_| format!("{name} has a negative count"))?;
    let lines =
        Batch::unpack(&row.lines, count).map_err(|error| format!("{name} can not be read: {error}"))?;
    let times = || lines.iter().map(|line| line.time_ms);
    if (times().min(), times().max()) != (Some(row.span.0), Some(row.span.1)) {
        return Err(format!("{name} has other times than it says"));
    }
    let (fingerprints, rest) = row.fingerprints.as_chunks::<16>();
    if fingerprints.len() != count || !rest.is_empty() {
        return Err(format!("{name} has not one fingerprint for each line"));
    }
    let is_own = |(line, kept): (&model::line::Line, &fingerprint::Fingerprint)| {
        let own = fingerprint::of(line, b"").fingerprint;
        let is_transient = line.flags.transient && fingerprint::of_transient(own) == *kept;
        !line.own_time || own == *kept || is_transient
    };
    match lines.iter().zip(fingerprints).position(|pair| !is_own(pair)) {
        None => Ok(()),
        Some(at) => {
            Err(format!("line {} is not the one its fingerprint was made of", row.first_seq + at as u64))
        }
    }
}
