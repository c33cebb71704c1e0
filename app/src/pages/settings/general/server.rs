//! What the page about an instance tells the server.

use actions::{Error, account::AccountUpdate, instance::InstanceUpdate};
use leptos::server;
use model::retention::{Period, Retention};

use crate::{desk, error::DeskError, sheets};

const PAGE: &str = "/settings/general";

/// Changes what an instance does for everybody. A box that is not ticked is not sent.
#[server(prefix = "/api", endpoint = "account-update")]
pub async fn update_account(
    #[server(default)] instance: String,
    #[server(default)] shows_raw: bool,
    #[server(default)] allows_export: bool,
    #[server(default)] access_control: bool,
    #[server(default)] line_format: String,
    #[server(default)] zone: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let update = AccountUpdate {
        shows_raw: Some(shows_raw),
        allows_export: Some(allows_export),
        access_control: Some(access_control),
        line_format: Some(line_format),
        zone: Some(zone),
    };
    actions::account::update(&desk, &caller, &instance.id, update).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "account")]);
    Ok(())
}

/// Changes the name of an instance.
#[server(prefix = "/api", endpoint = "instance-rename")]
pub async fn rename_instance(
    #[server(default)] instance: String,
    #[server(default)] name: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let update = InstanceUpdate { name: Some(name), ..InstanceUpdate::default() };
    actions::instance::update(&desk, &caller, &instance.id, update).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "instance")]);
    Ok(())
}

/// Changes how long an instance keeps its lines. Where lines would go by it, its city is asked for.
#[server(prefix = "/api", endpoint = "instance-retain")]
pub async fn retain_instance(
    #[server(default)] instance: String,
    #[server(default)] plan: String,
    #[server(default)] days: String,
    #[server(default)] keeps_imports: bool,
    #[server(default)] confirmed: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let lines = period(&plan, &days).map_err(desk::refuse)?;
    let is_confirmed = confirmed.trim().eq_ignore_ascii_case(&instance.city);
    let retention = Some(Retention { lines, keeps_imports });
    let update = InstanceUpdate { name: None, retention, is_confirmed };
    actions::instance::update(&desk, &caller, &instance.id, update).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "instance")]);
    Ok(())
}

fn period(plan: &str, days: &str) -> Result<Period, Error> {
    let days = match plan {
        "unlimited" => return Ok(Period::Unlimited),
        "other" => days.trim(),
        chosen => chosen,
    };
    let wrong = || Error::invalid("days", "a number of days from 0 to 65,535 is wanted");
    days.parse::<u16>().map(Period::Days).map_err(|_| wrong())
}
