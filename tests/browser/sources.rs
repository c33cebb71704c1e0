//! The pages about what sends events, with scripts and without.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, button, element, field, heading, link, role, row, words},
    samples::{legacy, samples},
    visitor::Visitor,
};

/// An action nobody has listed.
const UNKNOWN: &str = "kms.secrets.rotate";

/// A desk to which all systems have sent, something unknown and something too long among it.
pub async fn busy_desk() -> Desk {
    let desk = Desk::start().await;
    fill(&desk).await;
    desk
}

/// Sends events of all systems, an older one, an unknown one, and a line that is refused.
pub async fn fill(desk: &Desk) {
    let key = desk.key("ingestion");
    let unknown = json!({"action": UNKNOWN, "severity": "warning", "outcome": "success"}).to_string();
    let lines = [samples(), vec![legacy(), unknown]].concat();
    assert!(desk.send(&key, lines.join("\n")).await.status().is_success());
    let long = format!("{{\"message\":\"{}\"}}", "too long ".repeat(130_000));
    assert_eq!(desk.send(&key, long).await.status(), StatusCode::BAD_REQUEST);
}

async fn signed_in(desk: &Desk, path: &str) -> Browser {
    let browser = Browser::start().await;
    browser.open(&format!("{}{path}", desk.url)).await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.click(&button("Sign in")).await;
    browser
}

async fn visitor(desk: &Desk, path: &str) -> Visitor {
    let mut visitor = Visitor::at(&format!("{}{path}", desk.url)).await;
    visitor.submit("Sign in", &[("E-mail address", EMAIL), ("Password", PASSWORD)]).await;
    visitor
}

/// A row of a table by what its first column says.
fn named_row(name: &str) -> crate::browser::Element {
    element(&format!("the row {name}"), &format!("//tr[th[contains(normalize-space(),\"{name}\")]]"))
}

async fn save_old_view(desk: &Desk) {
    let view = json!({"name": "Volumes deleted", "query": "action:pcloud.volume.delete"});
    let request = reqwest::Client::new().post(format!("{}/v1/config/view", desk.url));
    let answer = request.header("servicekey", desk.key("service")).json(&view).send().await.unwrap();
    assert!(answer.status().is_success());
}

#[tokio::test]
async fn sources_are_two_keys_away_and_tell_what_they_send() {
    let desk = busy_desk().await;
    let browser = signed_in(&desk, "/events").await;
    browser.sees(&row("cloudantnosqldb.database.delete")).await;
    browser.is_hydrated().await;
    browser.press("g").await;
    browser.press("o").await;
    browser.arrives_at("/sources").await;
    browser.sees(&named_row("cloudantnosqldb")).await;
    browser.sees(&named_row("ibm-cloud-databases-prod")).await;
    browser.sees(&words("1 line was refused and kept.")).await;
    browser.click(&link("7 days")).await;
    browser.address_says("over", "7d").await;
    browser.click(&link("Rules").within(&named_row("dr-automation"))).await;
    browser.arrives_at("/sources/conformance").await;
    browser.sees(&heading("dr-automation")).await;
    browser.sees(&words("logSourceCRN.crn")).await;
    browser.click(&link("the event").within(&named_row("logSourceCRN.crn"))).await;
    browser.sees(&role("article")).await;
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn an_unknown_action_is_explained_and_then_known_wherever_it_is_shown() {
    let desk = busy_desk().await;
    let browser = signed_in(&desk, "/sources/catalog").await;
    browser.click(&link("Unknown actions")).await;
    browser.click(&link("Explain it").within(&named_row(UNKNOWN))).await;
    browser.is_hydrated().await;
    browser.fill(&format!("What does {UNKNOWN} mean?"), "Rotates a key.").await;
    browser.sees(&field("Class")).await.send_keys("data").await.unwrap();
    browser.click(&button("Add to the catalogue")).await;
    browser.sees(&words("Your act was recorded as")).await;
    browser.open(&format!("{}/events?q=action:{UNKNOWN}", desk.url)).await;
    browser.click(&row(UNKNOWN)).await;
    browser.sees(&words("Rotates a key.")).await;
    browser.sees(&words("data event")).await;
    browser.open(&format!("{}/sources/catalog?service=added", desk.url)).await;
    browser.is_hydrated().await;
    browser.click(&button(&format!("Take out {UNKNOWN}"))).await;
    browser.sees(&words("Taken out:")).await;
    browser.open(&format!("{}/sources/catalog?service=unknown", desk.url)).await;
    browser.sees(&named_row(UNKNOWN)).await;
}

#[tokio::test]
async fn starter_views_are_installed_with_one_click_and_say_when_all_are_there() {
    let desk = busy_desk().await;
    let browser = signed_in(&desk, "/sources/starter").await;
    browser.is_hydrated().await;
    browser.click(&button("Install Cloudant")).await;
    browser.sees(&words("9 views of Cloudant were saved.")).await;
    let there = element("the button that has nothing to do", "//tr[th='Cloudant']//button[@disabled]");
    browser.sees(&there).await;
    browser.click(&link("See the views")).await;
    browser.sees(&heading("Keys and credentials")).await;
    browser.click(&link("Cloudant: audit switches").within(&element("the page", "//main"))).await;
    browser.sees(&row("cloudantnosqldb.activity-tracker-event-types.write")).await;
}

#[tokio::test]
async fn a_refused_line_is_stored_after_all() {
    let desk = busy_desk().await;
    let browser = signed_in(&desk, "/sources/quarantine").await;
    browser.sees(&words("the line is longer than 1048576 bytes")).await;
    browser.is_hydrated().await;
    browser.click(&button("Store it line 1")).await;
    browser.sees(&words("Stored as")).await;
    browser.sees(&words("There is none.")).await;
}

#[tokio::test]
async fn an_older_event_stands_beside_its_form_of_today() {
    let desk = busy_desk().await;
    let browser = signed_in(&desk, "/events?q=pcloud.tenant.read").await;
    browser.click(&row("pcloud.tenant.read")).await;
    browser.sees(&words("legacy form")).await;
    browser.sees(&words("now power-iaas.tenant.read")).await;
    browser.click(&link("Current form")).await;
    browser.address_says("tab", "form").await;
    let sides =
        "//tr[th='changed'][contains(td[1],'payload.action')][contains(td[2],'power-iaas.tenant.read')]";
    browser.sees(&element("the action in both forms", sides)).await;
    browser.sees(&words("the text holds JSON, so its fields can be searched")).await;
    browser.sees(&heading("rules")).await;
    browser.sees(&words("form.flat")).await;
}

#[tokio::test]
async fn real_attempts_are_told_from_probes_with_one_click() {
    let desk = busy_desk().await;
    let browser = signed_in(&desk, "/events?q=reason.reasonCode:403").await;
    let probe = row("databases-for-redis.deployment-user.update");
    browser.sees(&probe).await;
    browser.is_hydrated().await;
    browser.click(&link("real attempts only")).await;
    let query = "reason.reasonCode:403 -(dry_run:true OR requestData.dry_run:true)";
    browser.address_says("q", query).await;
    browser.misses(&probe).await;
    browser.click(&row("databases-for-mongodb.deployment-allowlist-ip-addresses.update")).await;
    browser.sees(&words("real attempt")).await;
    browser.click(&link("real attempts only")).await;
    browser.address_says("q", "reason.reasonCode:403").await;
    browser.click(&probe).await;
    browser.sees(&words("dry run")).await;
}

#[tokio::test]
async fn an_older_name_is_offered_todays_and_a_view_with_it_is_renewed() {
    let desk = busy_desk().await;
    save_old_view(&desk).await;
    let browser = signed_in(&desk, "/events?q=action:pcloud.tenant.read").await;
    browser.sees(&words("is also known as")).await;
    browser.misses(&row("power-iaas.tenant.read")).await;
    browser.click(&link("Include other names")).await;
    browser.address_says("q", "action:[pcloud.tenant.read,power-iaas.tenant.read]").await;
    browser.sees(&row("power-iaas.tenant.read")).await;
    browser.misses(&words("is also known as")).await;
    browser.open(&format!("{}/views", desk.url)).await;
    browser.sees(&words("older names")).await;
    browser.is_hydrated().await;
    browser.click(&button("Ask for today's names too in Volumes deleted")).await;
    browser.sees(&words("action:[pcloud.volume.delete,power-iaas.volume.delete]")).await;
    browser.misses(&words("older names")).await;
}

#[tokio::test]
async fn all_of_it_is_done_without_scripts_as_well() {
    let desk = busy_desk().await;
    save_old_view(&desk).await;
    let mut visitor = visitor(&desk, "/sources").await;
    assert!(visitor.page.text().contains("Power Virtual Server"), "{}", visitor.page.text());
    visitor.follow("Catalogue").await;
    let search = "Search the catalogue: names of today and before, headings, meanings";
    visitor.submit("Search", &[(search, "whitelisted")]).await;
    assert!(
        visitor.page.text().contains("deployment-allowlist-ip-addresses.update"),
        "{}",
        visitor.page.text()
    );
    visitor.follow("All services").await;
    visitor.follow("Unknown actions").await;
    visitor.follow("Explain it").await;
    let label = format!("What does {UNKNOWN} mean?");
    visitor.submit("Add to the catalogue", &[(&label, " "), ("Class", "data")]).await;
    assert!(
        visitor.page.text().contains("Say in a few words what the action means."),
        "{}",
        visitor.page.text()
    );
    visitor.open(&format!("{}/sources/catalog?explain={UNKNOWN}", desk.url)).await;
    visitor.submit("Add to the catalogue", &[(&label, "Rotates a key.")]).await;
    assert!(visitor.page.text().contains("logdnaat.catalog-action.create"), "{}", visitor.page.text());
    visitor.follow("Quarantine").await;
    visitor.submit("Store it line 1", &[]).await;
    assert!(visitor.page.text().contains("Stored as"), "{}", visitor.page.text());
    visitor.follow("Starter views").await;
    visitor.submit("Install DR Automation", &[]).await;
    assert!(visitor.page.text().contains("8 views of DR Automation were saved."), "{}", visitor.page.text());
    let told = visitor.page.disabled("Install DR Automation").unwrap();
    assert_eq!(told, "All of them are there.");
    visitor.follow("Conformance").await;
    visitor.follow("dr-automation").await;
    assert!(visitor.page.text().contains("logSourceCRN.crn"), "{}", visitor.page.text());
    visitor.open(&format!("{}/views", desk.url)).await;
    visitor.submit("Ask for today's names too in Volumes deleted", &[]).await;
    assert!(
        visitor.page.text().contains("The view asks for today's names as well."),
        "{}",
        visitor.page.text()
    );
    visitor.open(&format!("{}/events?q=action:pcloud.tenant.read", desk.url)).await;
    visitor.follow("Include other names").await;
    assert!(visitor.page.row("power-iaas.tenant.read").is_some(), "{}", visitor.page.text());
    let href = visitor.page.row("pcloud.tenant.read").unwrap();
    visitor.open(visitor.page.url.join(&href).unwrap().as_str()).await;
    visitor.follow("Current form").await;
    assert!(visitor.page.text().contains("lifted out of the envelope"), "{}", visitor.page.text());
}

#[tokio::test]
async fn a_page_nobody_has_made_is_not_found_and_a_stranger_sees_none() {
    let desk = busy_desk().await;
    let visitor = visitor(&desk, "/sources/mauve").await;
    assert_eq!(visitor.page.status, StatusCode::NOT_FOUND);
    let stranger = reqwest::get(format!("{}/api/sheet?address=/sources", desk.url)).await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let told: Value = stranger.json().await.unwrap();
    assert_eq!(told, json!("SignedOut"));
}
