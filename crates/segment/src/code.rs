//! Numbers and bytes as they lie in a piece. Every reader checks its bounds.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};

use crate::Damaged;

thread_local! {
    // Making one costs more than most sections do.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Bytes of one section, unpacked, at most: damaged ones must not claim all the memory. Whoever seals
/// keeps the lines of a segment below an eighth of it: as JSON a text takes up to six times its bytes.
const MOST: usize = 1 << 30;
/// Nothing is packed into less than its length by this.
const TIGHTEST: usize = 1 << 16;

/// Appends a number, seven bits a byte, the lowest first.
pub(crate) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Appends a length or another small number.
pub(crate) fn put_usize(bytes: &mut Vec<u8>, number: usize) {
    put(bytes, number as u64);
}

/// Appends a number that may be negative, small ones in few bytes.
pub(crate) fn put_signed(bytes: &mut Vec<u8>, number: i64) {
    put(bytes, (number << 1 ^ number >> 63) as u64);
}

/// Appends bytes with their length.
pub(crate) fn put_bytes(bytes: &mut Vec<u8>, part: &[u8]) {
    put_usize(bytes, part.len());
    bytes.extend_from_slice(part);
}

pub(crate) fn get(bytes: &mut &[u8]) -> Result<u64, Damaged> {
    let mut number = 0;
    for (index, byte) in bytes.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            *bytes = &bytes[index + 1..];
            return Ok(number);
        }
    }
    Err(Damaged("a number"))
}

pub(crate) fn get_usize(bytes: &mut &[u8]) -> Result<usize, Damaged> {
    usize::try_from(get(bytes)?).map_err(|_| Damaged("a length"))
}

pub(crate) fn get_u16(bytes: &mut &[u8]) -> Result<u16, Damaged> {
    u16::try_from(get(bytes)?).map_err(|_| Damaged("a small number"))
}

pub(crate) fn get_u32(bytes: &mut &[u8]) -> Result<u32, Damaged> {
    u32::try_from(get(bytes)?).map_err(|_| Damaged("a number"))
}

pub(crate) fn get_signed(bytes: &mut &[u8]) -> Result<i64, Damaged> {
    let number = get(bytes)?;
    Ok((number >> 1) as i64 ^ -((number & 1) as i64))
}

pub(crate) fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8], Damaged> {
    let (part, rest) = bytes.split_at_checked(count).ok_or(Damaged("the end of the bytes"))?;
    *bytes = rest;
    Ok(part)
}

pub(crate) fn get_bytes<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], Damaged> {
    let count = get_usize(bytes)?;
    take(bytes, count)
}

/// A count of things that take at least a byte each: no more are made room for than can follow.
pub(crate) fn get_some(bytes: &mut &[u8]) -> Result<usize, Damaged> {
    let most = bytes.len();
    get_count(bytes, most)
}

/// A count that is not above what there can be.
pub(crate) fn get_count(bytes: &mut &[u8], most: usize) -> Result<usize, Damaged> {
    let count = get_usize(bytes)?;
    if count > most { Err(Damaged("a count")) } else { Ok(count) }
}

pub(crate) fn done(bytes: &[u8]) -> Result<(), Damaged> {
    if bytes.is_empty() { Ok(()) } else { Err(Damaged("bytes behind the end")) }
}

/// Appends a section: packed with zstd where that makes it smaller.
pub(crate) fn put_packed(bytes: &mut Vec<u8>, section: &[u8], level: i32) {
    let packed = (section.len() > 32).then(|| compress(section, level).ok()).flatten();
    let packed = packed.filter(|packed| packed.len() < section.len());
    put_usize(bytes, section.len() << 1 | usize::from(packed.is_some()));
    put_bytes(bytes, packed.as_deref().unwrap_or(section));
}

pub(crate) fn get_packed(bytes: &mut &[u8]) -> Result<Vec<u8>, Damaged> {
    let head = get_usize(bytes)?;
    let (length, is_packed) = (head >> 1, head & 1 == 1);
    let section = get_bytes(bytes)?;
    if length > MOST || length / TIGHTEST > section.len() {
        return Err(Damaged("the length of a section"));
    }
    let section = if is_packed {
        decompress(section, length).map_err(|_| Damaged("a packed section"))?
    } else {
        section.to_vec()
    };
    if section.len() == length { Ok(section) } else { Err(Damaged("the length of a section")) }
}

fn compress(section: &[u8], level: i32) -> std::io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(Compressor::new(level)?),
        };
        compressor.set_compression_level(level)?;
        compressor.compress(section)
    })
}

fn decompress(section: &[u8], length: usize) -> std::io::Result<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.decompress(section, length)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(number in any::<u64>(), signed in any::<i64>(), part in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut bytes = vec![];
            put(&mut bytes, number);
            put_signed(&mut bytes, signed);
            put_packed(&mut bytes, &part, 1);
            let mut rest = bytes.as_slice();
            prop_assert_eq!(get(&mut rest).unwrap(), number);
            prop_assert_eq!(get_signed(&mut rest).unwrap(), signed);
            prop_assert_eq!(get_packed(&mut rest).unwrap(), part);
            prop_assert!(done(rest).is_ok());
        }
    }
}
