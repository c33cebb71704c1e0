//! Pictures of every page for people to look at, in `target/screens`, and the two things
//! about them that a machine can tell.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    browser::{Browser, DESK, Screen},
    scenes,
};

const TELEPHONE: Screen = Screen { width: 360, height: 800, dark: false };

#[tokio::test]
async fn every_page_in_light_at_its_design_width() {
    take(DESK).await;
}

#[tokio::test]
async fn every_page_in_dark_at_its_design_width() {
    take(Screen { dark: true, ..DESK }).await;
}

#[tokio::test]
async fn every_page_in_light_on_a_telephone() {
    take(TELEPHONE).await;
}

#[tokio::test]
async fn every_page_in_dark_on_a_telephone() {
    take(Screen { dark: true, ..TELEPHONE }).await;
}

async fn take(screen: Screen) {
    let folder = folder(screen);
    fs::create_dir_all(&folder).unwrap();
    let faults = std::sync::Mutex::new(Vec::new());
    scenes::each(screen, async |browser: &Browser, scene: &str| {
        browser.driver().screenshot(&folder.join(format!("{scene}.png"))).await.unwrap();
        let width = "return document.documentElement.scrollWidth";
        let width: u32 = browser.driver().execute(width, vec![]).await.unwrap().convert().unwrap();
        let complaints = browser.complaints().await;
        let mut faults = faults.lock().unwrap();
        if width > screen.width {
            faults.push(format!("{scene} is {width} pixels wide on a screen of {}", screen.width));
        }
        let complaints = complaints.iter().filter(|told| !expected(scene, told));
        faults.extend(complaints.map(|told| format!("{scene} complains: {told}")));
    })
    .await;
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Browsers log each answer with a status that says no, also where it is the right answer.
fn expected(scene: &str, complaint: &str) -> bool {
    let refused = scene.ends_with("-refused") || scene == "not-found";
    refused && complaint.contains("Failed to load resource")
}

fn folder(screen: Screen) -> PathBuf {
    let theme = if screen.dark { "dark" } else { "light" };
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../target/screens/{theme}-{}", screen.width))
}
