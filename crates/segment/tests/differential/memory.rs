//! A sealed segment in memory, read back from its bytes for every question.

use std::sync::Arc;

use segment::{Chunk, Directory, Error, Piece, Pieces, seal};

pub struct Memory {
    pub directory: Directory,
    pieces: Vec<Vec<u8>>,
}

impl Memory {
    /// Seals chunks; none when all their lines are only for live tail.
    pub fn seal(chunks: &[Arc<Chunk>]) -> Option<Self> {
        let sealed = seal(chunks).unwrap()?;
        let directory = Directory::decode(&sealed.directory.encode()).unwrap();
        assert_eq!(directory, sealed.directory);
        assert_eq!(directory.piece_count() as usize, sealed.pieces.len());
        Some(Self { directory, pieces: sealed.pieces })
    }
}

impl Pieces for Memory {
    fn piece(&self, number: u32) -> Result<Arc<Piece>, Error> {
        Ok(Arc::new(self.directory.read(number, &self.pieces[number as usize])?))
    }
}
