//! Boards: made by mouse, made by keyboard alone, shared, printed, and read without scripts.

use std::{fs, path::Path};

use model::person::Role;
use tests::{Desk, PASSWORD};
use thirtyfour::{Key, common::print::PrintParameters, prelude::By};

use crate::{
    browser::{Browser, Element, button, element, field, heading, link, words},
    keys::signed_in,
    people, plain,
    reader::READER,
    samples::many,
    visitor::Visitor,
};

#[tokio::test]
async fn a_board_is_made_from_nothing_by_mouse_and_stays() {
    let (desk, browser) = desk_of_many().await;
    browser.open(&format!("{}/boards", desk.url)).await;
    browser.sees(&heading("No boards yet")).await;
    browser.fill("Title", "Refusals").await;
    browser.click(&button("Make board")).await;
    browser.sees(&heading("No graphs yet")).await;
    put_graph(&browser, "By outcome", "Columns", "outcome").await;
    put_graph(&browser, "Who", "Top bars", "initiator.name").await;
    browser.reload().await;
    for graph in ["By outcome", "Who"] {
        assert!(shapes(&browser, graph).await > 3, "{graph}");
    }
    assert_eq!(titles(&browser).await, ["By outcome", "Who"]);

    browser.click(&button("More about Who")).await;
    browser.click(&element("its way to the form", "//figure[.//h2='Who']//a[.='Edit']")).await;
    browser.sees(&field("Group by")).await;
    browser.is_hydrated().await;
    browser.fill("Groups shown", "3").await;
    browser.click(&button("Preview")).await;
    browser.sees(&words("This is a preview")).await;
    browser.click(&button("Save")).await;
    browser.sees(&handle("Who")).await;
    browser.is_hydrated().await;
    browser.sees(&words("Others")).await;

    // Dropped on the first, the second takes its place.
    let (from, to) = (browser.sees(&handle("Who")).await, browser.sees(&heading("By outcome")).await);
    browser.driver().action_chain().drag_and_drop_element(&from, &to).perform().await.unwrap();
    stands(&browser, ["Who", "By outcome"]).await;
    browser.click(&button("More about Who")).await;
    browser.click(&button("Wider Who")).await;
    browser.sees(&element("a wider graph", "//figure[.//h2='Who'][contains(@class,'graph--w7')]")).await;
}

#[tokio::test]
async fn a_board_is_made_and_arranged_by_keyboard_alone() {
    let (desk, browser) = desk_of_many().await;
    browser.open(&format!("{}/events", desk.url)).await;
    browser.press("gb").await;
    browser.arrives_at("/boards").await;
    tab_to(&browser, "Title").await;
    browser.press("By keyboard" + Key::Enter).await;
    browser.sees(&heading("No graphs yet")).await;
    for title in ["First", "Second"] {
        tab_to(&browser, "Add graph").await;
        browser.press(Key::Enter).await;
        browser.sees(&field("Group by")).await;
        browser.is_hydrated().await;
        tab_to(&browser, "Title").await;
        browser.press(title).await;
        tab_to(&browser, "Drawn as").await;
        browser.press("Columns").await;
        tab_to(&browser, "Group by").await;
        browser.press("outcome" + Key::Enter).await;
        browser.sees(&handle(title)).await;
        browser.is_hydrated().await;
    }
    tab_to(&browser, &label("Second")).await;
    browser.press(Key::Left).await;
    stands(&browser, ["Second", "First"]).await;
    browser
        .eventually("the cursor stays with the graph", async || {
            (browser.focus().await == label("Second")).then_some(())
        })
        .await;
    browser.press(Key::Shift + Key::Right).await;
    browser.sees(&element("a wider graph", "//figure[.//h2='Second'][contains(@class,'graph--w7')]")).await;
    browser.press(Key::Shift + Key::Down).await;
    browser.sees(&element("a taller graph", "//figure[.//h2='Second'][contains(@class,'graph--h3')]")).await;
}

#[tokio::test]
async fn what_is_pointed_at_is_told_in_every_graph_and_dragging_zooms_all() {
    let (desk, browser) = desk_of_many().await;
    make_by_api(&desk).await;
    open_board(&desk, &browser, "Refusals").await;
    let spots = |graph: &str| {
        format!(
            "//figure[.//h2='{graph}']//*[local-name()='svg']//*[local-name()='a']/*[local-name()='path']"
        )
    };
    let at = async |graph: &str, place: usize| {
        browser.driver().find_all(By::XPath(spots(graph))).await.unwrap().swap_remove(place)
    };
    let spot = at("By outcome", 5).await;
    browser.driver().action_chain().move_to_element_center(&spot).perform().await.unwrap();
    for graph in ["By outcome", "All of them"] {
        let told =
            format!("//figure[.//h2='{graph}']//p[contains(@class,'graph__told')][normalize-space()!='']");
        browser.sees(&element("what is told", &told)).await;
    }
    let (from, to) = (at("By outcome", 70).await, at("By outcome", 82).await);
    browser.driver().action_chain().drag_and_drop_element(&from, &to).perform().await.unwrap();
    browser
        .eventually("the address says the range", async || {
            let address = browser.address().await;
            (!address.get("from").is_empty() && !address.get("to").is_empty()).then_some(())
        })
        .await;
    browser
        .eventually("the graphs begin later", async || {
            let first = browser
                .driver()
                .execute("return document.querySelector('.chart__spot').dataset.from", vec![]);
            let first: String = first.await.ok()?.convert().ok()?;
            (first == browser.address().await.get("from")).then_some(())
        })
        .await;

    let drawn = "//figure[.//h2='By outcome']//*[local-name()='path'][@class='chart__fill chart__critical']";
    let series = element("the failures", &format!("{drawn}[not(ancestor::li)]"));
    browser.sees(&series).await;
    browser.click(&element("their sign", "//a[@title='Hide failure']")).await;
    browser.misses(&series).await;
    browser.click(&element("their sign", "//a[@title='Show failure']")).await;
    browser.sees(&series).await;
}

#[tokio::test]
async fn a_window_that_is_made_narrow_gets_graphs_drawn_for_it() {
    let (desk, browser) = desk_of_many().await;
    make_by_api(&desk).await;
    open_board(&desk, &browser, "Refusals").await;
    let width = async || -> f64 {
        let script = "return document.querySelector('.chart__drawing').viewBox.baseVal.width";
        browser.driver().execute(script, vec![]).await.unwrap().convert().unwrap()
    };
    let wide = width().await;
    browser.resize(380, 900).await;
    browser
        .eventually("it is drawn narrower", async || (width().await - wide).abs().gt(&40.0).then_some(()))
        .await;
}

#[tokio::test]
async fn without_scripts_a_series_is_hidden_and_the_others_close_up() {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), many().join("\n")).await.status().is_success());
    make_by_api(&desk).await;
    let mut visitor = plain::signed_in(&desk).await;
    visitor.open(&format!("{}/boards", desk.url)).await;
    visitor.follow("Refusals").await;
    let of = |level: &str| format!("figure:nth-of-type(1) .chart__drawing > path.chart__{level}");
    let both = (visitor.page.count(&of("good")), visitor.page.count(&of("critical")));
    assert_eq!(both, (1, 1), "{}", visitor.page.text());
    let outline = |visitor: &Visitor| visitor.page.attribute(&of("critical"), "d").unwrap();
    let before = outline(&visitor);
    let hide = visitor.page.attribute("a[title='Hide success']", "href").unwrap();
    visitor.open(visitor.page.url.join(&hide).unwrap().as_str()).await;
    assert_eq!((visitor.page.count(&of("good")), visitor.page.count(&of("critical"))), (0, 1));
    assert_ne!(outline(&visitor), before, "the failures stand on the ground, on a scale of their own");
    let told = visitor.page.attribute("figure:nth-of-type(1) a[data-from]", "aria-label").unwrap();
    assert!(!told.contains("success"), "{told}");
    visitor.follow("SVG").await;
    assert!(visitor.page.text().contains("Left out of the drawing: success"), "{}", visitor.page.text());

    visitor.open(visitor.page.url.join(&hide).unwrap().as_str()).await;
    let show = visitor.page.attribute("a[title='Show success']", "href").unwrap();
    visitor.open(visitor.page.url.join(&show).unwrap().as_str()).await;
    assert_eq!(visitor.page.count(&of("good")), 1);
    assert!(!visitor.page.url.as_str().contains("hide="), "{}", visitor.page.url);
}

#[tokio::test]
async fn a_shared_link_shows_a_reader_the_same_range_and_nothing_to_change() {
    let (desk, browser) = desk_of_many().await;
    make_by_api(&desk).await;
    open_board(&desk, &browser, "Refusals").await;
    browser.fill("From", "last 3 days").await;
    browser.fill("Filter", "outcome:failure").await;
    browser.click(&button("Show")).await;
    browser.address_says("from", "last 3 days").await;
    let address = browser.driver().current_url().await.unwrap();

    people::add(desk.folder.path(), READER, "us-south", Role::Reader).await;
    let other = Browser::start().await;
    other.driver().goto(address.as_str()).await.unwrap();
    other.fill("E-mail address", READER).await;
    other.fill("Password", PASSWORD).await;
    other.click(&button("Sign in")).await;
    other.sees(&heading("By outcome")).await;
    other.address_says("from", "last 3 days").await;
    other.address_says("q", "outcome:failure").await;
    other.sees(&words("Readers look at boards")).await;
    assert!(
        other.seen(&handle("By outcome")).await.is_none() && other.seen(&link("Edit board")).await.is_none()
    );
    let told =
        "return [...document.querySelectorAll('.chart__spot')].map(it => it.getAttribute('aria-label'))";
    let told = async |browser: &Browser| -> Vec<String> {
        browser.driver().execute(told, vec![]).await.unwrap().convert().unwrap()
    };
    // The range moves on meanwhile, at both of its ends.
    let (own, theirs) = (told(&browser).await, told(&other).await);
    assert!(own.len() > 20 && own[1..own.len() / 3] == theirs[1..own.len() / 3], "{own:?} {theirs:?}");
}

#[tokio::test]
async fn a_board_is_printed_as_a_report() {
    let (desk, browser) = desk_of_many().await;
    make_by_api(&desk).await;
    open_board(&desk, &browser, "Refusals").await;
    let print = PrintParameters::default();
    let pdf = browser.driver().print_page(print).await.unwrap();
    assert!(pdf.starts_with(b"%PDF") && pdf.len() > 10_000);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screens");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("board.pdf"), pdf).unwrap();
    let media = serde_json::json!({"media": "print"});
    browser.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    browser.sees(&words("Count, of the events that match outcome:failure")).await;
    browser.sees(&words("events counted, for each plot by itself")).await;
    for gone in [button("Show"), link("Add graph"), handle("By outcome")] {
        browser.misses(&gone).await;
    }
}

#[tokio::test]
async fn without_scripts_a_column_leads_to_the_events_it_counts_and_files_are_there() {
    let (desk, _browser) = desk_of_many().await;
    make_by_api(&desk).await;
    let mut visitor = plain::signed_in(&desk).await;
    visitor.open(&format!("{}/boards", desk.url)).await;
    visitor.follow("Refusals").await;
    let spots = visitor.page.count("figure:nth-of-type(2) a[data-from]");
    assert!(spots >= 20, "{}", visitor.page.text());
    let counted = (1..=spots).find_map(|place| {
        let spot = format!("figure:nth-of-type(2) g:nth-of-type({place}) > a[data-from]");
        let told = visitor.page.attribute(&spot, "aria-label")?;
        let count: usize = told.lines().last()?.rsplit(' ').next()?.parse().ok()?;
        (1..100).contains(&count).then(|| (count, visitor.page.attribute(&spot, "href").unwrap()))
    });
    let (count, href) = counted.expect("a column that counts something");
    let board = visitor.page.url.clone();
    visitor.open(board.join(&href).unwrap().as_str()).await;
    assert_eq!(visitor.page.count("tbody time"), count, "{}", visitor.page.text());
    for (name, start) in [("SVG", "<svg"), ("CSV", "from"), ("JSON", "{")] {
        visitor.open(board.as_str()).await;
        visitor.follow(name).await;
        let text = visitor.page.text();
        assert!(
            visitor.page.url.path().contains("/graphs/") && visitor.page.status.is_success(),
            "{name}: {text}"
        );
        assert!(name == "SVG" || text.trim_start().starts_with(start), "{name}: {text}");
    }
}

#[tokio::test]
async fn a_histogram_and_a_facet_are_put_on_a_board_with_a_preview() {
    let (desk, browser) = desk_of_many().await;
    browser.open(&format!("{}/events?q=outcome:failure", desk.url)).await;
    browser
        .click(&element(
            "the histogram's way to a board",
            "//section[@aria-label='Events over time']//a[.='Add to board']",
        ))
        .await;
    browser.arrives_at("/boards/add").await;
    browser.sees(&words("This is a preview")).await;
    assert!(shapes(&browser, "outcome:failure by level").await > 3);
    browser.fill("New board", "Failures").await;
    browser.click(&button("Put on the board")).await;
    browser.sees(&handle("outcome:failure by level")).await;
    browser.open(&format!("{}/events", desk.url)).await;
    browser.click(&link("Add to board of Action")).await;
    browser.arrives_at("/boards/add").await;
    browser.click(&button("Put on the board")).await;
    browser.sees(&handle("Events by action")).await;
    assert_eq!(titles(&browser).await, ["outcome:failure by level", "Events by action"]);
}

async fn desk_of_many() -> (Desk, Browser) {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), many().join("\n")).await.status().is_success());
    let browser = signed_in(&desk).await;
    (desk, browser)
}

/// A board with a graph of two series and one of a single one, over the last week.
pub async fn make_by_api(desk: &Desk) {
    let board = serde_json::json!({"title": "Refusals", "range": "last 7 days", "graphs": [
        {"title": "By outcome", "kind": "column", "stacking": "stacked", "groupBy": ["outcome"], "plots": [{}]},
        {"title": "All of them", "kind": "line", "plots": [{"query": "outcome:failure"}]},
    ]});
    let request = reqwest::Client::new().post(format!("{}/v1/config/boards", desk.url));
    let answer = request.header("servicekey", desk.key("service")).json(&board).send().await.unwrap();
    assert!(answer.status().is_success());
}

async fn open_board(desk: &Desk, browser: &Browser, title: &str) {
    browser.open(&format!("{}/boards", desk.url)).await;
    browser.click(&link(title)).await;
    browser.sees(&button("Show")).await;
    browser.is_hydrated().await;
}

async fn put_graph(browser: &Browser, title: &str, kind: &str, group: &str) {
    browser.click(&link("Add graph")).await;
    browser.sees(&field("Group by")).await;
    browser.fill("Title", title).await;
    browser.sees(&field("Drawn as")).await.send_keys(kind).await.unwrap();
    browser.fill("Group by", group).await;
    browser.click(&button("Preview")).await;
    browser.sees(&words("This is a preview")).await;
    assert!(shapes(browser, title).await > 3);
    browser.click(&button("Put on the board")).await;
    browser.sees(&handle(title)).await;
    browser.is_hydrated().await;
}

fn label(title: &str) -> String {
    format!("Move {title}: arrow keys move it, with Shift they size it")
}

fn handle(title: &str) -> Element {
    button_labelled(&label(title))
}

fn button_labelled(label: &str) -> Element {
    element(label, &format!("//button[@aria-label=\"{label}\"]"))
}

/// How many outlines the drawing of a graph has.
async fn shapes(browser: &Browser, graph: &str) -> usize {
    let path = format!("//figure[.//h2=\"{graph}\"]//*[local-name()='path']");
    browser.sees(&heading(graph)).await;
    browser.driver().find_all(By::XPath(path)).await.unwrap().len()
}

async fn titles(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('figure h2')].map(it => it.textContent)";
    browser.driver().execute(script, vec![]).await.unwrap().convert().unwrap()
}

async fn stands<const N: usize>(browser: &Browser, order: [&str; N]) {
    let what = format!("the graphs stand as {order:?}");
    browser.eventually(&what, async || (titles(browser).await == order).then_some(())).await;
}

/// Presses Tab until the cursor is there.
async fn tab_to(browser: &Browser, name: &str) {
    for _ in 0..200 {
        if browser.focus().await == name {
            return;
        }
        browser.press(Key::Tab).await;
    }
    panic!("Tab never leads to {name}");
}
