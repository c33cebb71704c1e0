//! The browser's half: WebAssembly, its loader, the style sheet and the public files.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    glue,
    repository::{self, cargo, program},
    style, trim,
};

const WASM: &str = "wasm32-unknown-unknown";

/// How the browser's half is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quickly, as cargo's `dev`.
    Dev,
    /// As small as it gets, with packed copies beside each file.
    Release,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "wasm-release",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "wasm-release",
        }
    }
}

/// Builds everything the server embeds, into `target/site`.
pub fn build(profile: Profile) -> Result<()> {
    add_target()?;
    wipe_after_a_change_of(profile)?;
    repository::run(&mut cargo(&[
        "rustc",
        "--package",
        "app",
        "--lib",
        "--features",
        "hydrate",
        "--target",
        WASM,
        "--crate-type",
        "cdylib",
        "--profile",
        profile.name(),
        "--",
        "-C",
        "link-arg=--emit-relocs", // `trim` follows them.
    ]))?;
    bind(profile)?;
    files()?;
    if profile == Profile::Release {
        for file in files_below(&repository::site())? {
            pack(&file)?;
        }
    }
    Ok(())
}

/// Writes the style sheet and the public files: all that needs no compiler.
pub fn files() -> Result<()> {
    let site = repository::site();
    write(&site.join("pkg/spoor.css"), style::sheet(&repository::root().join("style"))?.as_bytes())?;
    let public = repository::root().join("style/public");
    if public.is_dir() {
        for file in files_below(&public)? {
            let name = file.strip_prefix(&public).context("a public file lies outside its folder")?;
            write(&site.join(name), &fs::read(&file)?)?;
        }
    }
    Ok(())
}

/// The files the server embeds, with their sizes.
pub fn sizes() -> Result<Vec<(String, u64)>> {
    let site = repository::site();
    let mut sizes = Vec::new();
    for file in files_below(&site)? {
        let name = file.strip_prefix(&site).unwrap_or(&file).display().to_string();
        if !name.starts_with('.') {
            sizes.push((name, fs::metadata(&file)?.len()));
        }
    }
    sizes.sort();
    Ok(sizes)
}

fn add_target() -> Result<()> {
    let Some(installed) = repository::output(program("rustup").args(["target", "list", "--installed"]))
    else {
        return Ok(()); // No rustup here: the compiler itself will say what is missing.
    };
    if !installed.lines().any(|line| line == WASM) {
        repository::run(program("rustup").args(["target", "add", WASM]))?;
    }
    Ok(())
}

/// Packed copies of a release build would be served in place of newer plain files. Otherwise
/// files are written in place: a page must not miss its style while it is built again.
fn wipe_after_a_change_of(profile: Profile) -> Result<()> {
    let site = repository::site();
    let mark = site.join(".profile");
    if fs::read_to_string(&mark).ok().as_deref() != Some(profile.name()) && site.exists() {
        fs::remove_dir_all(&site)?;
    }
    write(&mark, profile.name().as_bytes())
}

fn bind(profile: Profile) -> Result<()> {
    let module = repository::target().join(WASM).join(profile.folder()).join("app.wasm");
    let mut bindgen = Bindgen::new();
    let trimmed = trim::trim(&fs::read(&module)?)?;
    bindgen.web(true)?.input_bytes("spoor", trimmed).out_name("spoor").typescript(false);
    if profile == Profile::Release {
        bindgen.remove_name_section(true).remove_producers_section(true);
    }
    let unprepared = || format!("{} could not be prepared for the browser", module.display());
    let mut bound = bindgen.generate_output().with_context(unprepared)?;
    let loader = bound.js().to_owned();
    let loader = glue::shorten(bound.wasm_mut(), &loader).with_context(unprepared)?;
    let folder = repository::site().join("pkg");
    write(&folder.join("spoor_bg.wasm"), &bound.wasm_mut().emit_wasm())?;
    write(&folder.join("spoor.js"), loader.as_bytes())
}

fn pack(file: &Path) -> Result<()> {
    if !matches!(file.extension().and_then(|end| end.to_str()), Some("js" | "wasm" | "css" | "svg")) {
        return Ok(());
    }
    let plain = fs::read(file)?;
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut plain.as_slice(), &mut packed, &parameters)?;
    write(&with_end(file, "br"), &packed)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&plain)?;
    write(&with_end(file, "gz"), &gzip.finish()?)
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    // An unchanged file keeps its time, so that nothing is built again for it.
    if fs::read(file).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(file, bytes).with_context(|| format!("{} could not be written", file.display()))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for item in fs::read_dir(folder).with_context(|| format!("{} can not be read", folder.display()))? {
        let path = item?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}
