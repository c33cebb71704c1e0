//! Every page in the states worth looking at.

use serde_json::{Value, json};
use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, Screen, button, element, field, heading, link, role, row, words},
    samples::{many, samples},
};

/// Shows a visitor every scene, one after the other, on a screen.
pub async fn each(screen: Screen, look: impl AsyncFn(&Browser, &str)) {
    let (desk, setup_link) = Desk::start_empty().await;
    let browser = Browser::start_on(screen).await;
    outside(&desk, &browser, &setup_link, &look).await;
    empty(&desk, &browser, &look).await;
    assert!(desk.send(&desk.key("ingestion"), many().join("\n")).await.status().is_success());
    assert!(desk.send(&desk.key("ingestion"), samples().join("\n")).await.status().is_success());
    events(&desk, &browser, &look).await;
    views(&desk, &browser, &look).await;
    alerts(&desk, &browser, &look).await;
    boards(&desk, &browser, &look).await;
    sources(&desk, &browser, &look).await;
    settings(&desk, &browser, &look).await;
    rules(&desk, &browser, &look).await;
    overlays(&desk, &browser, &look).await;
}

async fn outside(desk: &Desk, browser: &Browser, setup_link: &str, look: &impl AsyncFn(&Browser, &str)) {
    browser.open(&format!("{}/setup", desk.url)).await;
    browser.sees(&words("The setup link carries a token")).await;
    look(browser, "setup-without-token").await;
    browser.open(&format!("{}/sign-in", desk.url)).await;
    browser.sees(&words("This desk has no owner yet")).await;
    look(browser, "sign-in-too-early").await;
    browser.open(setup_link).await;
    browser.sees(&button("Set up and sign in")).await;
    look(browser, "setup").await;
    set_up(browser, PASSWORD, "correct horse batterie").await;
    browser.sees(&words("The two passwords differ.")).await;
    browser.is_hydrated().await;
    look(browser, "setup-refused").await;
    set_up(browser, PASSWORD, PASSWORD).await;
    browser.arrives_at("/events").await;
    browser
        .eventually("the desk's own records have come", async || {
            browser.reload().await;
            browser.seen(&row("logdnaat.session.create")).await
        })
        .await;
    look(browser, "events-of-a-new-desk").await;
    let cookie = "spoor-session";
    let session = browser.driver().get_named_cookie(cookie).await.unwrap();
    browser.driver().delete_cookie(cookie).await.unwrap();
    browser.open(&format!("{}/events?q=kms", desk.url)).await;
    browser.arrives_at("/sign-in").await;
    look(browser, "sign-in").await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", "wrong horse battery").await;
    browser.click(&button("Sign in")).await;
    browser.sees(&role("alert")).await;
    browser.is_hydrated().await;
    look(browser, "sign-in-refused").await;
    browser.driver().add_cookie(session).await.unwrap();
}

async fn set_up(browser: &Browser, password: &str, repeated: &str) {
    browser.fill("Your e-mail address", EMAIL).await;
    browser.fill("Password", password).await;
    browser.fill("The password again", repeated).await;
    browser
        .sees(&field("Location of the first instance"))
        .await
        .send_keys("Dallas (us-south)")
        .await
        .unwrap();
    browser.click(&button("Set up and sign in")).await;
}

async fn boards(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    browser.open(&format!("{}/boards", desk.url)).await;
    browser.sees(&heading("No boards yet")).await;
    look(browser, "boards-empty").await;
    browser.click(&button("Add Activity Tracker: all sources")).await;
    browser.sees(&heading("Ingest by source")).await;
    browser.is_hydrated().await;
    look(browser, "board").await;
    let board = browser.driver().current_url().await.unwrap();
    browser.click(&link("Add graph")).await;
    browser.sees(&field("Group by")).await;
    browser.fill("Title", "Who").await;
    browser.fill("Group by", "initiator.name").await;
    browser.click(&button("Preview")).await;
    browser.sees(&words("This is a preview")).await;
    browser.is_hydrated().await;
    look(browser, "board-graph").await;
    browser.driver().goto(board.as_str()).await.unwrap();
    browser.is_hydrated().await;
    browser.click(&link("Wall")).await;
    browser.sees(&link("Leave the wall")).await;
    look(browser, "board-wall").await;
    browser.click(&link("Leave the wall")).await;
    browser.click(&link("Edit board")).await;
    browser.sees(&field("Range")).await;
    look(browser, "board-edit").await;
    browser.open(&format!("{}/boards", desk.url)).await;
    browser.sees(&link("Activity Tracker: all sources")).await;
    look(browser, "boards").await;
}

async fn empty(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    browser.open(&format!("{}/events?q=mauve", desk.url)).await;
    browser.sees(&heading("Nothing fits in this range")).await;
    look(browser, "events-nothing-fits").await;
    // Whatever the desk recorded about itself is older in a moment.
    let lesson = heading("No events");
    browser
        .eventually("the list is empty", async || {
            browser.open(&format!("{}/events?from=1%20second%20ago", desk.url)).await;
            browser.seen(&lesson).await
        })
        .await;
    look(browser, "events-empty").await;
    browser.open(&format!("{}/views", desk.url)).await;
    browser.sees(&heading("No views yet")).await;
    look(browser, "views-empty").await;
}

async fn events(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    browser.open(&format!("{}/events", desk.url)).await;
    browser.sees(&row("cloudantnosqldb.database.delete")).await;
    look(browser, "events").await;
    browser.click(&row("cloudantnosqldb.database.delete")).await;
    browser.sees(&role("article")).await;
    browser.sees(&words("resourceGroupId")).await;
    look(browser, "event-fields").await;
    browser.click(&link("JSON")).await;
    browser.sees(&heading("As it came, byte for byte")).await;
    look(browser, "event-json").await;
    browser.click(&link("Context")).await;
    browser.sees(&link("same initiator")).await;
    browser.sees(&element("a neighbour", "//*[@aria-label='Context']//li[@aria-current]")).await;
    look(browser, "event-context").await;
    browser.click(&link("Close")).await;
    around_the_list(desk, browser, look).await;
    browser.open(&format!("{}/events?q=outcome:failure%20delete%20-initiator.name:nobody&hosts=cloudantnosqldb&levels=critical", desk.url)).await;
    browser.sees(&row("cloudantnosqldb.database.delete")).await;
    look(browser, "events-filtered").await;
    browser.fill("Query", "action:delete (outcome:failure OR").await;
    browser.sees(&element("an invalid query", "//input[@aria-invalid='true']")).await;
    look(browser, "query-wrong").await;
    browser.open(&format!("{}/events?q=action:delete%20(outcome:failure%20OR", desk.url)).await;
    browser.sees(&words("The query can not be read.")).await;
    look(browser, "query-refused").await;
}

/// The bars over the list, the values beside it, what comes while one looks.
async fn around_the_list(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    browser
        .open(&format!("{}/events?split=outcome&pin=target.name&facet=action&from=7%20days%20ago", desk.url))
        .await;
    let bar = element(
        "a bar with events",
        "//section[@aria-label='Events over time']//li[.//*[local-name()='path']]/a",
    );
    browser
        .driver()
        .action_chain()
        .move_to_element_center(&browser.sees(&bar).await)
        .perform()
        .await
        .unwrap();
    look(browser, "events-by-outcome").await;
    browser.press("f").await;
    look(browser, "facets-the-other-way").await;
    browser.open(&format!("{}/events?zone=Europe/Berlin&from=2%20hours%20ago", desk.url)).await;
    browser.fill("Query", "outcome:failure ac").await;
    let option = element("a suggestion", "//*[@role='option']");
    browser.sees(&option).await;
    browser.press(thirtyfour::Key::Down).await;
    look(browser, "query-suggestions").await;
    browser.open(&format!("{}/events", desk.url)).await;
    let event = r#"{"action":"kms.secrets.rotate","severity":"warning","outcome":"success"}"#;
    assert!(desk.send(&desk.key("ingestion"), event).await.status().is_success());
    // Whether the record of the key comes with it is a matter of moments.
    browser.sees(&element("the news", "//button[contains(.,'new event')]")).await;
    look(browser, "events-news").await;
    browser.click(&button("Live")).await;
    browser.sees(&element("the rate", "//*[@role='status'][contains(.,'/ s')]")).await;
    look(browser, "events-live").await;
}

/// Presets, their channels, and headings, in the states worth looking at.
async fn alerts(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    let scene = async |path: &str, seen: &str, name: &str| {
        browser.open(&format!("{}{path}", desk.url)).await;
        browser.sees(&heading(seen)).await;
        look(browser, name).await;
    };
    scene("/alerts", "No presets yet", "alerts-empty").await;
    scene("/alerts?new=webhook", "Add a preset: Webhook", "alert-new").await;
    let (preset, view) = crate::alerts::fill(desk).await;
    scene("/alerts", "Alerts", "alerts").await;
    scene(&format!("/alerts?preset={preset}"), "Preset On call", "alert").await;
    scene(&format!("/alerts?preset={preset}&new=email"), "Add a channel: Email", "alert-channel").await;
    scene(&format!("/alerts?delete={preset}"), "Delete On call", "alert-delete").await;
    scene(&format!("/views/{view}/alert"), "Alert of", "view-alert").await;
    scene("/settings/categories", "Boards", "categories").await;
    scene("/settings/deleted", "Deleted", "deleted").await;
}

async fn views(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    let key = desk.key("service");
    create(desk, &key, json!({"name": "Refused deletions", "query": "action:delete outcome:failure", "category": ["Databases", "Access"], "description": "Somebody tried to delete something and was not allowed to."})).await;
    create(desk, &key, json!({"name": "Everything critical of the services that hold our customers' orders", "levels": ["critical"], "hosts": ["cloudantnosqldb", "databases-for-postgresql"], "category": ["Databases"]})).await;
    create(desk, &key, json!({"name": "Key management", "query": "kms.secrets.delete OR kms.secrets.rotate OR initiator.host.address:198.51.100.23"})).await;
    browser.open(&format!("{}/views", desk.url)).await;
    browser.sees(&heading("Uncategorized")).await;
    browser.click(&button("Star Key management")).await;
    browser.sees(&button("Unstar Key management")).await;
    look(browser, "views").await;
    browser.open(&format!("{}/views?q=mauve", desk.url)).await;
    browser.sees(&heading("No view fits")).await;
    look(browser, "views-none-fits").await;
    browser.open(&format!("{}/views", desk.url)).await;
    browser.click(&button("Edit Refused deletions")).await;
    browser.sees(&heading("Edit Refused deletions")).await;
    browser.sees(&heading("Preview")).await;
    look(browser, "view-edit").await;
    browser.open(&format!("{}/views", desk.url)).await;
    browser.click(&button("Delete Refused deletions")).await;
    browser.sees(&heading("Delete Refused deletions")).await;
    look(browser, "view-delete").await;
    browser.fill("Type its name to confirm", "deletions").await;
    browser.click(&button("Delete view")).await;
    browser.sees(&words("Type the name exactly")).await;
    look(browser, "view-delete-refused").await;
    browser.open(&format!("{}/views", desk.url)).await;
    browser.click(&link("Refused deletions").within(&element("the page", "//main"))).await;
    browser.arrives_at("/events").await;
    browser.sees(&row("cloudantnosqldb.database.delete")).await;
    browser.fill("Query", "action:delete").await;
    // On a narrow screen suggestions lie over the button.
    browser.press(thirtyfour::Key::Enter).await;
    browser.sees(&words("unsaved changes")).await;
    look(browser, "view-changed").await;
}

async fn rules(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    crate::exclusion_rules::fill(desk).await;
    let template = crate::parsing_templates::fill(desk).await;
    let edit = format!("/settings/parsing-templates?edit={template}");
    let adding = format!("{edit}&at=1.1&operator=capture");
    for (path, seen, scene) in [
        ("/settings/exclusion-rules", "What is not streamed", "exclusion-rules"),
        (
            "/settings/exclusion-rules?kind=ingestion&title=Keys&query=action:kms&active=true",
            "In the last 24 hours",
            "exclusion-rule-preview",
        ),
        ("/settings/parsing-templates", "Move down", "parsing-templates"),
        (
            "/settings/parsing-templates?new=template&name=Keys&query=kms",
            "Use this line",
            "parsing-template-line",
        ),
        (edit.as_str(), "3. Validate", "parsing-template"),
        (adding.as_str(), "Add: Capture in field", "parsing-template-operator"),
    ] {
        browser.open(&format!("{}{path}", desk.url)).await;
        browser.sees(&words(seen)).await;
        browser.is_hydrated().await;
        look(browser, scene).await;
    }
}

async fn sources(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    crate::sources::fill(desk).await;
    crate::routing::fill(desk).await;
    for (path, seen, scene) in [
        ("/sources", "Cloud Databases", "sources"),
        ("/sources/catalog", "Entitlements", "catalog"),
        ("/sources/catalog?service=cloud-databases", "retired", "catalog-service"),
        ("/sources/catalog?search=mauve", "No action fits", "catalog-nothing-fits"),
        ("/sources/catalog?service=unknown", "kms.secrets.rotate", "catalog-unknown"),
        ("/sources/catalog?service=added", "Nothing was added yet", "catalog-added-empty"),
        (
            "/sources/catalog?explain=kms.secrets.rotate",
            "What does kms.secrets.rotate mean?",
            "catalog-explain",
        ),
        ("/sources/conformance", "none is broken", "conformance"),
        ("/sources/conformance?source=dr-automation", "logSourceCRN.crn", "conformance-source"),
        ("/sources/routing?edit=new&line=plain", "It would be held for", "routing"),
        ("/sources/data-events", "data events off", "data-events"),
        ("/sources/quarantine", "1048576", "quarantine"),
        ("/sources/starter?show=power-iaas", "Power: SSH keys", "starter"),
        ("/sources/starter?system=dr-automation&saved=8", "8 views", "starter-installed"),
    ] {
        browser.open(&format!("{}{path}", desk.url)).await;
        browser.sees(&words(seen)).await;
        look(browser, scene).await;
    }
    browser.open(&format!("{}/events?q=action:pcloud.tenant.read", desk.url)).await;
    browser.sees(&words("is also known as")).await;
    look(browser, "events-other-names").await;
    browser.click(&row("pcloud.tenant.read")).await;
    browser.click(&link("Current form")).await;
    browser.sees(&words("form.flat")).await;
    look(browser, "event-form").await;
    let key = desk.key("service");
    create(desk, &key, json!({"name": "Volumes deleted", "query": "action:pcloud.volume.delete"})).await;
    browser.open(&format!("{}/views", desk.url)).await;
    browser.sees(&words("older names")).await;
    look(browser, "views-older-names").await;
}

async fn settings(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    let folder = desk.folder.path();
    tests::run(folder, &["instance", "create", "--location", "eu-gb", "--name", "Tests"]);
    for (path, seen, scene) in [
        ("/settings/general", "Save the settings", "settings"),
        ("/settings/keys", "Make the key", "keys"),
        ("/settings/archiving?provider=swift", "Address of the sign-in", "archiving"),
        ("/settings/streaming", "Brokers", "streaming"),
        ("/settings/instances", "London · Tests", "instances"),
        ("/activity", "Every act of administration", "activity"),
    ] {
        browser.open(&format!("{}{path}", desk.url)).await;
        browser.sees(&words(seen)).await;
        look(browser, scene).await;
    }
    browser.open(&format!("{}/settings/instances", desk.url)).await;
    browser.click(&element("the way to delete it", "//a[contains(@href,'delete=')]")).await;
    browser.sees(&words("With it goes:")).await;
    look(browser, "instance-delete").await;
}

async fn overlays(desk: &Desk, browser: &Browser, look: &impl AsyncFn(&Browser, &str)) {
    browser.open(&format!("{}/events?q=action:delete", desk.url)).await;
    browser.sees(&row("cloudantnosqldb.database.delete")).await;
    browser.click(&button("Save view")).await;
    browser.sees(&field("Name")).await;
    look(browser, "save-view").await;
    browser.fill("Name", "Refused deletions").await;
    browser.click(&button("Save")).await;
    browser.sees(&words("There is already")).await;
    look(browser, "save-view-refused").await;
    browser.open(&format!("{}/events?q=action:delete", desk.url)).await;
    browser.click(&element("the time range", "//summary[contains(.,'Last 24 hours')]")).await;
    browser.sees(&field("From")).await;
    look(browser, "time-range").await;
    browser.open(&format!("{}/events", desk.url)).await;
    browser.click(&button(EMAIL)).await;
    browser.sees(&button("Sign out")).await;
    look(browser, "account").await;
    browser.click(&element("the button Keyboard", "//button[contains(.,'Keyboard')]")).await;
    browser.sees(&heading("Keyboard")).await;
    look(browser, "key-sheet").await;
    browser.open(&format!("{}/events", desk.url)).await;
    browser.press(thirtyfour::Key::Control + "k").await;
    browser.sees(&field("Find")).await;
    look(browser, "finder").await;
    browser.open(&format!("{}/mauve", desk.url)).await;
    look(browser, "not-found").await;
}

async fn create(desk: &Desk, key: &str, view: Value) {
    for name in view["category"].as_array().into_iter().flatten() {
        let request = reqwest::Client::new().post(format!("{}/v1/config/categories/views", desk.url));
        request.header("servicekey", key).json(&json!({"name": name})).send().await.unwrap();
    }
    let request = reqwest::Client::new().post(format!("{}/v1/config/view", desk.url));
    let answer = request.header("servicekey", key).json(&view).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}
