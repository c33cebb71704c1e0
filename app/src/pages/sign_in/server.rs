//! Sessions: made, ended, ended everywhere.

use leptos::{server, server_fn::codec::GetUrl};

use crate::{error::DeskError, told::Told};

/// Whether the desk still waits for its first owner.
#[server(prefix = "/api", endpoint = "setup-needed", input = GetUrl)]
pub async fn setup_needed() -> Result<Told, DeskError> {
    let (desk, _) = crate::desk::collect()?;
    Told::of(&actions::setup::is_needed(&desk).await.map_err(crate::desk::refuse)?)
}

/// Signs in and goes back to the page that asked for it.
#[server(prefix = "/api", endpoint = "sign-in")]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] back: String,
) -> Result<(), DeskError> {
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    let session = actions::session::create(&desk, &caller, &email, &password).await.map_err(desk::refuse)?;
    desk::open_session(&session.token);
    leptos_axum::redirect(desk::local_path(&back));
    Ok(())
}

/// Signs out here.
#[server(prefix = "/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), DeskError> {
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    let token = desk::session_token();
    actions::session::delete(&desk, &caller, &token).await.map_err(desk::refuse)?;
    desk::close_session();
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Signs out here and wherever else this person is signed in.
#[server(prefix = "/api", endpoint = "sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), DeskError> {
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    actions::session::delete_all(&desk, &caller).await.map_err(desk::refuse)?;
    desk::close_session();
    leptos_axum::redirect("/sign-in");
    Ok(())
}
