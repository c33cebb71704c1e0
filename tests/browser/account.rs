//! The account menu.

use tests::{Desk, EMAIL};

use crate::{
    browser::{button, element, row},
    keys::signed_in,
    samples::samples,
};

#[tokio::test]
async fn a_theme_is_chosen_in_the_menu_over_a_full_list_and_kept() {
    let desk = Desk::start().await;
    assert!(desk.send(&desk.key("ingestion"), samples().join("\n")).await.status().is_success());
    let browser = signed_in(&desk).await;
    browser.sees(&row("cloudantnosqldb.database.delete")).await;
    browser.click(&button(EMAIL)).await;
    browser.click(&button("Dark")).await;
    let dark = element("the dark theme", "/html[@data-theme='dark']");
    browser.sees(&dark).await;
    // What lies under the menu is not what was clicked.
    assert_eq!(browser.address().await.get("id"), "");
    browser.reload().await;
    browser.sees(&dark).await;
}

#[tokio::test]
async fn signing_out_everywhere_ends_the_session_in_another_browser() {
    let desk = Desk::start().await;
    let (here, there) = (signed_in(&desk).await, signed_in(&desk).await);
    here.click(&button(EMAIL)).await;
    here.click(&button("Sign out everywhere")).await;
    here.arrives_at("/sign-in").await;
    there.reload().await;
    there.arrives_at("/sign-in").await;
}
