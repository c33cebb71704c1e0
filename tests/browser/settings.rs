//! The settings of an instance: keys, what it does for everybody, targets, and instances.

use model::person::Role;
use reqwest::StatusCode;
use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, button, words},
    people,
    reader::READER,
    visitor::Visitor,
};

async fn visitor(desk: &Desk, path: &str) -> Visitor {
    let mut visitor = Visitor::at(&format!("{}{path}", desk.url)).await;
    visitor.submit("Sign in", &[("E-mail address", EMAIL), ("Password", PASSWORD)]).await;
    visitor
}

fn told(visitor: &Visitor, text: &str) {
    assert!(visitor.page.text().contains(text), "{text} is missing: {}", visitor.page.text());
}

/// Opens what a row of a table leads to.
async fn open(visitor: &mut Visitor, selector: &str) {
    let href = visitor
        .page
        .attribute(selector, "href")
        .unwrap_or_else(|| panic!("{selector}: {}", visitor.page.text()));
    visitor.open(visitor.page.url.join(&href).unwrap().as_str()).await;
}

#[tokio::test]
async fn a_key_is_made_shown_once_changed_deleted_and_put_back_without_scripts() {
    let desk = Desk::start().await;
    let mut visitor = visitor(&desk, "/settings/keys").await;
    let form = [("Name", "ci"), ("Ends", "2099-01-31"), ("Sends only as", "kms, iam-identity")];
    visitor.submit("Make the key", &form).await;
    told(&visitor, "Copy it now");
    let secret = visitor.page.text_of(".notice code").unwrap();
    assert_eq!(secret.len(), 32, "{secret}");
    assert!(!visitor.page.url.as_str().contains(&secret), "no address holds it");
    let event = "{\"action\":\"kms.a.read\",\"logSourceCRN\":\"crn:v1:bluemix:public:kms:us-south:a/1:7::\"}";
    assert_eq!(desk.send(&secret, event).await.status(), StatusCode::OK);
    open(&mut visitor, "a[href*='edit=']").await;
    assert!(!visitor.page.text().contains(&secret), "and no later page");
    assert_eq!(visitor.page.value("Sends only as").as_deref(), Some("kms, iam-identity"));
    assert_eq!(visitor.page.value("Ends").as_deref(), Some("2099-01-31T00:00:00.000Z"));
    visitor.submit("Save the key", &[("Name", "deploy"), ("Ends", "soon")]).await;
    told(&visitor, "A day is written like 2027-01-31");
    visitor.submit("Save the key", &[("Name", "deploy"), ("Ends", "")]).await;
    told(&visitor, "The key was changed.");
    told(&visitor, "deploy");
    open(&mut visitor, "a[href*='delete=']").await;
    told(&visitor, "Whoever uses it is refused from then on");
    visitor.submit("Delete the key deploy", &[]).await;
    told(&visitor, "The key was deleted");
    assert_eq!(desk.send(&secret, event).await.status(), StatusCode::FORBIDDEN);
    visitor.follow("Deleted").await;
    visitor.submit("Put back deploy", &[]).await;
    told(&visitor, "It is there again");
    assert_eq!(desk.send(&secret, event).await.status(), StatusCode::OK, "with the same secret");
}

#[tokio::test]
async fn with_scripts_the_secret_of_a_new_key_is_shown_and_is_gone_with_the_next_page() {
    let desk = Desk::start().await;
    let browser = Browser::start().await;
    browser.open(&format!("{}/settings/keys", desk.url)).await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.click(&button("Sign in")).await;
    browser.sees(&words("Ingestion keys")).await;
    browser.is_hydrated().await;
    browser.fill("Name", "ci").await;
    browser.click(&button("Make the key")).await;
    browser.sees(&words("Copy it now")).await;
    browser.reload().await;
    browser.misses(&words("Copy it now")).await;
    browser.sees(&words("ci")).await;
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn an_instance_gets_a_name_a_plan_and_settings_and_times_are_shown_in_its_zone() {
    let desk = Desk::start().await;
    let mut visitor = visitor(&desk, "/settings").await;
    visitor.submit("Save the name", &[("Name beside the city", "Production")]).await;
    told(&visitor, "Saved.");
    let shorter = [("Keep lines", "30 days")];
    visitor.submit("Save how long lines are kept", &shorter).await;
    told(&visitor, "Lines would go for good by this; write Dallas");
    visitor.open(&format!("{}/settings/general", desk.url)).await;
    let meant = [("Keep lines", "30 days"), ("The city, if lines would go by this", "Dallas")];
    visitor.submit("Save how long lines are kept", &meant).await;
    told(&visitor, "Saved.");
    told(&visitor, "Dallas · Production");
    let other = [("Keep lines", "another number of days"), ("Another number of days", "soon")];
    visitor.submit("Save how long lines are kept", &other).await;
    told(&visitor, "A number of days from 0 to 65,535 is wanted");
    visitor.open(&format!("{}/settings/general", desk.url)).await;
    visitor.submit("Save the settings", &[("Time zone", "Mars/Base")]).await;
    told(&visitor, "There is no time zone called Mars/Base");
    visitor.open(&format!("{}/settings/general", desk.url)).await;
    visitor
        .submit("Save the settings", &[("Time zone", "Asia/Kolkata"), ("Line format", "%time %line")])
        .await;
    told(&visitor, "Saved.");
    assert_eq!(visitor.page.value("Line format").as_deref(), Some("%time('MMM D HH:mm:ss') %line"));
    visitor.open(&format!("{}/events?q=action:logdnaat", desk.url)).await;
    told(&visitor, "Asia/Kolkata");
    visitor.open(&format!("{}/events?q=action:logdnaat&zone=UTC", desk.url)).await;
    assert!(!visitor.page.text().contains("Asia/Kolkata"), "a chosen zone wins");
}

#[tokio::test]
async fn without_the_original_text_pages_show_what_was_read_of_it_and_programs_the_line_as_it_came() {
    let desk = Desk::start().await;
    let event = "{\"action\":\"kms.secrets.read\",  \"outcome\":\"success\"}";
    assert_eq!(desk.send(&desk.key("ingestion"), event).await.status(), StatusCode::OK);
    let mut visitor = visitor(&desk, "/events").await;
    let found = visitor.finds(&format!("{}/events?q=action:kms", desk.url), "kms.secrets.read").await;
    let shown = async |visitor: &mut Visitor| {
        visitor.open(&format!("{found}&tab=json")).await;
        visitor.page.raw_text_of("article pre ~ pre")
    };
    assert_eq!(shown(&mut visitor).await.as_deref(), Some(event));
    let pairs = [("line_format", "%line"), ("allows_export", "true")];
    visitor.send(&format!("{}/api/account-update", desk.url), &pairs).await;
    let anew = "{\"action\":\"kms.secrets.read\",\"outcome\":\"success\"}";
    assert_eq!(shown(&mut visitor).await.as_deref(), Some(anew));
    let kept = desk.find(&desk.key("service"), &[("query", "action:kms")]).await;
    assert_eq!(kept[0]["line"], event, "byte for byte");
}

#[tokio::test]
async fn a_target_for_archives_is_set_up_switched_and_forgotten_and_its_secret_never_shown() {
    let desk = Desk::start().await;
    let mut visitor = visitor(&desk, "/settings/archiving").await;
    told(&visitor, "Nothing is written there yet");
    visitor.submit("Choose the kind of storage", &[("Kind of storage", "IBM Cloud Object Storage")]).await;
    let form = [
        ("Bucket", "audit"),
        ("Endpoint", "s3.example.com"),
        ("API key", "hush-hush-hush"),
        ("CRN of the storage instance", ""),
    ];
    let save = "Save the target at IBM Cloud Object Storage";
    visitor.submit(save, &form).await;
    told(&visitor, "\"resourceinstanceid\" is not allowed to be empty");
    assert!(!visitor.page.url.as_str().contains("hush"), "{}", visitor.page.url);
    visitor.open(&format!("{}/settings/archiving?provider=ibm", desk.url)).await;
    let mut whole = form;
    whole[3].1 = "crn:v1:x";
    visitor.submit(save, &whole).await;
    told(&visitor, "The target is saved.");
    told(&visitor, "kept, and never shown");
    visitor.submit("Turn on archiving", &[]).await;
    told(&visitor, "Archiving is turned on.");
    visitor.submit(save, &[("Bucket", "other")]).await;
    told(&visitor, "other");
    assert!(!visitor.page.text().contains("hush"), "{}", visitor.page.text());
    visitor.submit("Turn off archiving", &[]).await;
    told(&visitor, "Archiving is turned off.");
    visitor.submit("Forget the target archiving", &[]).await;
    told(&visitor, "This instance has no archive.");
    visitor.follow("Deleted").await;
    visitor.submit("Put back IBM Cloud Object Storage", &[]).await;
    visitor.follow("Archiving").await;
    told(&visitor, "other");
}

#[tokio::test]
async fn a_stream_is_set_up_started_stopped_and_forgotten() {
    let desk = Desk::start().await;
    let mut visitor = visitor(&desk, "/settings/streaming").await;
    told(&visitor, "Nothing is sent yet");
    let form = [("Brokers", "b0:9093,b1:9093"), ("Topic", "audit"), ("Password", "hush-hush-hush")];
    visitor.submit("Save the target", &form).await;
    told(&visitor, "must be one host and its port");
    visitor.open(&format!("{}/settings/streaming", desk.url)).await;
    let form = [
        ("Brokers", "b0.example.com:9093\nb1.example.com:9093"),
        ("Topic", "audit"),
        ("Password", "hush-hush-hush"),
    ];
    visitor.submit("Save the target", &form).await;
    told(&visitor, "The target is saved and whole.");
    visitor.submit("Start streaming", &[]).await;
    told(&visitor, "Streaming is started.");
    visitor.submit("Stop streaming", &[]).await;
    told(&visitor, "Streaming is stopped.");
    assert!(!visitor.page.text().contains("hush"));
    visitor.submit("Forget the target streaming", &[]).await;
    told(&visitor, "This instance has no stream.");
    visitor.submit("Choose the kind of target", &[("Kind of target", "Another desk")]).await;
    let form = [
        ("Address", "https://logs.example.com/logs/selfstream"),
        ("Ingestion key of the instance that receives", "k"),
    ];
    visitor.submit("Save the target", &form).await;
    told(&visitor, "https://logs.example.com/logs/selfstream");
}

#[tokio::test]
async fn an_instance_is_made_asked_to_go_by_its_name_and_kept() {
    let desk = Desk::start().await;
    let mut visitor = visitor(&desk, "/settings/instances").await;
    let form = [("Location", "London (eu-gb)"), ("Name beside the city", "Tests")];
    visitor.submit("Make the instance", &form).await;
    told(&visitor, "The instance is there.");
    told(&visitor, "London · Tests");
    assert_eq!(visitor.page.count("a[href*='delete=']"), 1, "the home instance can not be deleted");
    open(&mut visitor, "a[href*='delete=']").await;
    told(&visitor, "With it goes:");
    let field = "Write “London · Tests” to say that you mean it";
    visitor.submit("Delete the instance London · Tests", &[(field, "London")]).await;
    told(&visitor, "Write London · Tests to say that you mean this instance");
    open(&mut visitor, "a[href*='delete=']").await;
    visitor.submit("Delete the instance London · Tests", &[(field, "London · Tests")]).await;
    told(&visitor, "London · Tests is being deleted.");
    told(&visitor, "London · Tests (being deleted)");
    visitor.follow("Keys").await;
    told(&visitor, "It takes no more lines.");
    visitor.submit("Cancel the deletion of London · Tests", &[]).await;
    told(&visitor, "The instance stays.");
    assert!(!visitor.page.text().contains("being deleted"), "{}", visitor.page.text());
}

#[tokio::test]
async fn readers_see_settings_they_may_not_change_and_nothing_of_keys_and_targets() {
    let desk = Desk::start().await;
    people::add(desk.folder.path(), READER, "us-south", Role::Reader).await;
    let mut reader = Visitor::at(&format!("{}/settings", desk.url)).await;
    reader.submit("Sign in", &[("E-mail address", READER), ("Password", PASSWORD)]).await;
    assert_eq!(reader.page.disabled("Save the settings").as_deref(), Some("This takes the role manager."));
    assert_eq!(reader.page.disabled("Save the name").as_deref(), Some("This takes the role manager."));
    for page in ["keys", "archiving", "streaming", "instances"] {
        reader.open(&format!("{}/settings/{page}", desk.url)).await;
        assert!(
            reader.page.text().contains("This takes the role manager."),
            "{page}: {}",
            reader.page.text()
        );
        assert_eq!(reader.page.count("main form[method=post]"), 0, "{page}");
    }
    let id = "0a1b2c3d4e5f0a1b2c3d4e5f";
    for (path, pairs) in [
        ("key-create", vec![("kind", "ingestion"), ("name", "mine")]),
        ("key-update", vec![("kind", "service"), ("id", id), ("name", "mine")]),
        ("key-delete", vec![("kind", "service"), ("id", id)]),
        ("account-update", vec![("line_format", "%line")]),
        ("instance-rename", vec![("name", "a")]),
        ("instance-retain", vec![("plan", "0")]),
        ("instance-create", vec![("location", "eu-gb")]),
        ("instance-delete", vec![("named", "Dallas")]),
        ("instance-cancel", vec![]),
        ("archive-save", vec![("provider", "s3"), ("bucket", "b")]),
        ("archive-on", vec![]),
        ("archive-off", vec![]),
        ("archive-delete", vec![]),
        ("stream-save", vec![("brokers", "b:1"), ("topic", "t")]),
        ("stream-start", vec![]),
        ("stream-stop", vec![]),
        ("stream-delete", vec![]),
    ] {
        let answered = reader.send(&format!("{}/api/{path}", desk.url), &pairs).await;
        assert_eq!(answered, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn what_was_done_is_told_in_sentences_with_what_changed_and_refusals_among_them() {
    let desk = Desk::start().await;
    people::add(desk.folder.path(), READER, "us-south", Role::Reader).await;
    let mut visitor = visitor(&desk, "/settings/general").await;
    visitor.submit("Save the name", &[("Name beside the city", "Production")]).await;
    visitor.submit("Save the name", &[("Name beside the city", &"x".repeat(61))]).await;
    let activity = format!("{}/activity", desk.url);
    tests::eventually("the acts are told", || async {
        visitor_text(&desk, &activity)
            .await
            .contains("the name of an instance has at most 60 characters")
            .then_some(())
    })
    .await;
    visitor.open(&activity).await;
    told(&visitor, "owner@example.com updated instance Dallas");
    assert_eq!(
        visitor.page.text_of("main table tr:nth-child(2) th").as_deref(),
        Some("name"),
        "{}",
        visitor.page.text()
    );
    told(&visitor, "Production changed");
    visitor.submit("Show", &[("How it ended", "refused or failed")]).await;
    told(&visitor, "has at most 60 characters");
    assert!(!visitor.page.text().contains("Production changed"), "{}", visitor.page.text());
    visitor.submit("Show", &[("How it ended", "any"), ("By whom", "nobody\" OR x")]).await;
    told(&visitor, "Nothing that was done fits.");
    visitor.open(&activity).await;
    visitor.follow("Open the event").await;
    assert_eq!(visitor.page.url.path(), "/events");
    told(&visitor, "logdnaat.");
}

async fn visitor_text(desk: &Desk, url: &str) -> String {
    let mut visitor = visitor(desk, "/activity").await;
    visitor.open(url).await;
    visitor.page.text()
}
