//! Which functions and data of a linked module can be reached.
//!
//! A linked module does not tell the address of a function from a number, so whatever has an
//! address must be kept. Its relocations do tell: they list each place where one function or
//! piece of data names another.

use std::{collections::HashMap, ops::Range};

use anyhow::{Context, Result};
use wasmparser::{
    ExternalKind, KnownCustom, Linking, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo, TypeRef,
};

/// What of a module is reached by nothing.
pub struct Unreached {
    /// Its own functions, by their index.
    pub functions: Vec<u32>,
    /// Bytes of a data segment, by the segment's index.
    pub data: Vec<(u32, Range<usize>)>,
}

/// Something that can name something else.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Piece {
    Function(u32),
    /// By its place among the symbols.
    Data(u32),
}

#[derive(Default)]
struct Graph<'a> {
    imports: u32,
    /// Where the body of each of the module's own functions lies in the file.
    bodies: Vec<Range<usize>>,
    /// Where the content of each data segment lies in the file.
    segments: Vec<Range<usize>>,
    symbols: Vec<SymbolInfo<'a>>,
    roots: Vec<Piece>,
    /// The place of each section in the file, and what is to be resolved there.
    sections: Vec<usize>,
    relocations: Vec<(u32, RelocationEntry)>,
}

/// Follows what is exported. Functions whose name is `idle` do nothing and so reach nothing.
///
/// # Errors
/// The module can not be read or was linked without `--emit-relocs`.
pub fn unreached(module: &[u8], idle: impl Fn(&str) -> bool) -> Result<Unreached> {
    let graph = Graph::read(module)?;
    let mut idle_functions = vec![false; graph.imports as usize + graph.bodies.len()];
    for symbol in &graph.symbols {
        if let SymbolInfo::Func { index, name: Some(name), .. } = symbol {
            idle_functions[*index as usize] |= idle(name);
        }
    }
    let (names, mut open) = graph.names()?;
    let mut functions = vec![false; idle_functions.len()];
    let mut data = vec![false; graph.symbols.len()];
    open.extend(&graph.roots);
    while let Some(piece) = open.pop() {
        let (reached, idle) = match piece {
            Piece::Function(index) => (&mut functions[index as usize], idle_functions[index as usize]),
            Piece::Data(symbol) => (&mut data[symbol as usize], false),
        };
        if !std::mem::replace(reached, true) && !idle {
            open.extend(names.get(&piece).into_iter().flatten());
        }
    }
    let functions = (graph.imports..).zip(&functions[graph.imports as usize..]);
    Ok(Unreached {
        functions: functions.filter(|(_, reached)| !**reached).map(|(index, _)| index).collect(),
        data: graph.gaps(&data),
    })
}

/// What each piece names.
type Names = HashMap<Piece, Vec<Piece>>;

impl<'a> Graph<'a> {
    fn read(module: &'a [u8]) -> Result<Self> {
        let mut graph = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                graph.sections.push(range.start);
            }
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        graph.imports += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            graph.roots.push(Piece::Function(export.index));
                        }
                    }
                }
                Payload::StartSection { func, .. } => graph.roots.push(Piece::Function(func)),
                Payload::CodeSectionEntry(body) => graph.bodies.push(body.range()),
                Payload::DataSection(segments) => {
                    for segment in segments {
                        let segment = segment?;
                        graph.segments.push(segment.range.end - segment.data.len()..segment.range.end);
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(symbols) = part? {
                                graph.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                            }
                        }
                    }
                    // What debuggers read may name anything.
                    KnownCustom::Reloc(relocations)
                        if matches!(section.name(), "reloc.CODE" | "reloc.DATA") =>
                    {
                        for entry in relocations.entries() {
                            graph.relocations.push((relocations.section_index(), entry?));
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        anyhow::ensure!(!graph.relocations.is_empty(), "the module was linked without its relocations");
        Ok(graph)
    }

    /// What each piece names, and what is named from a place that belongs to none.
    fn names(&self) -> Result<(Names, Vec<Piece>)> {
        let (mut names, mut unowned) = (HashMap::<_, Vec<_>>::new(), Vec::new());
        let places = self.places();
        for (section, entry) in &self.relocations {
            let Some(named) = self.named(entry) else { continue };
            let start = self.sections.get(*section as usize).context("a relocation is of no section")?;
            let at = start + entry.offset as usize;
            let owners = self.owners(&places, at);
            if owners.is_empty() {
                unowned.push(named);
            }
            for owner in owners {
                names.entry(owner).or_default().push(named);
            }
        }
        Ok((names, unowned))
    }

    fn named(&self, entry: &RelocationEntry) -> Option<Piece> {
        use RelocationType::{GlobalIndexI32, GlobalIndexLeb, TypeIndexLeb};
        if matches!(entry.ty, TypeIndexLeb | GlobalIndexLeb | GlobalIndexI32) {
            return None;
        }
        match self.symbols.get(entry.index as usize)? {
            SymbolInfo::Func { index, .. } => Some(Piece::Function(*index)),
            SymbolInfo::Data { symbol: Some(_), .. } => Some(Piece::Data(entry.index)),
            _ => None,
        }
    }

    /// Where each piece of data lies in the file, by its beginning.
    fn places(&self) -> Vec<(Range<usize>, u32)> {
        let mut places: Vec<_> =
            (0..).zip(&self.symbols).filter_map(|(place, _)| Some((self.place(place)?, place))).collect();
        places.sort_by_key(|(range, _)| range.start);
        places
    }

    fn place(&self, symbol: u32) -> Option<Range<usize>> {
        let SymbolInfo::Data { symbol: Some(data), .. } = self.symbols.get(symbol as usize)? else {
            return None;
        };
        let start = self.segments.get(data.index as usize)?.start + data.offset as usize;
        Some(start..start + data.size as usize)
    }

    fn owners(&self, places: &[(Range<usize>, u32)], at: usize) -> Vec<Piece> {
        let body = self.bodies.partition_point(|body| body.end <= at);
        if self.bodies.get(body).is_some_and(|body| body.contains(&at)) {
            return vec![Piece::Function(self.imports + body as u32)];
        }
        let behind = places.partition_point(|(range, _)| range.start <= at);
        // Pieces of data may lie within each other, but do not in any number.
        let near = places[behind.saturating_sub(64)..behind].iter();
        near.filter(|(range, _)| range.contains(&at)).map(|(_, symbol)| Piece::Data(*symbol)).collect()
    }

    /// The bytes that belong to pieces of data of which none is reached.
    fn gaps(&self, reached: &[bool]) -> Vec<(u32, Range<usize>)> {
        let mut gaps = Vec::new();
        for (index, segment) in (0..).zip(&self.segments) {
            let mut kept = vec![true; segment.len()];
            for wanted in [false, true] {
                for (range, symbol) in self.places() {
                    if segment.contains(&range.start) && reached[symbol as usize] == wanted {
                        let end = range.end.min(segment.end);
                        kept[range.start - segment.start..end - segment.start].fill(wanted);
                    }
                }
            }
            let mut from = 0;
            for run in kept.chunk_by(|left, right| left == right) {
                if !run[0] {
                    gaps.push((index, from..from + run.len()));
                }
                from += run.len();
            }
        }
        gaps
    }
}
