//! The page about categories, with scripts and without.

use tests::{Desk, EMAIL, PASSWORD};

use crate::{
    browser::{Browser, button, element, words},
    plain::signed_in,
};

const PAGE: &str = "/settings/categories";

#[tokio::test]
async fn without_scripts_headings_of_each_kind_are_added_renamed_and_deleted() {
    let desk = Desk::start().await;
    let mut visitor = signed_in(&desk).await;
    visitor.open(&format!("{}{PAGE}", desk.url)).await;
    for kind in ["views", "boards", "screens"] {
        let label = format!("New category of {kind}");
        visitor.submit(&format!("Add a category of {kind}"), &[(&label, "Keys")]).await;
        assert!(
            visitor.page.text().contains("recorded as logdnaat.category.create"),
            "{}",
            visitor.page.text()
        );
    }
    visitor.submit("Add a category of views", &[("New category of views", "KEYS")]).await;
    assert!(visitor.page.text().contains("There is already a category of views"), "{}", visitor.page.text());
    visitor.submit("Rename Keys", &[("New name of Keys", "Locks")]).await;
    assert!(visitor.page.text().contains("recorded as logdnaat.category.update"), "{}", visitor.page.text());
    visitor.submit("Delete Locks", &[]).await;
    let told = visitor.page.text();
    assert!(told.contains("recorded as logdnaat.category.delete"), "{told}");
    assert_eq!(visitor.page.count("main tbody tr"), 2, "boards and screens keep theirs: {told}");
    visitor.follow("Deleted").await;
    visitor.submit("Put back Locks", &[]).await;
    visitor.open(&format!("{}{PAGE}", desk.url)).await;
    assert_eq!(visitor.page.count("main tbody tr"), 3);
}

#[tokio::test]
async fn with_scripts_a_heading_is_in_the_sidebar_as_soon_as_it_is_added() {
    let desk = Desk::start().await;
    let browser = Browser::start().await;
    browser.open(&format!("{}{PAGE}", desk.url)).await;
    browser.fill("E-mail address", EMAIL).await;
    browser.fill("Password", PASSWORD).await;
    browser.click(&button("Sign in")).await;
    browser.sees(&button("Add a category of views")).await;
    browser.is_hydrated().await;
    browser.fill("New category of views", "Databases").await;
    browser.click(&button("Add a category of views")).await;
    browser.sees(&words("Added.")).await;
    browser
        .sees(&element("the heading in the sidebar", "//nav//a[starts-with(normalize-space(),'Databases')]"))
        .await;
    assert_eq!(browser.complaints().await, [""; 0]);
}
