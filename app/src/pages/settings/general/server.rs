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

/// Changes the name of an instance and how long it keeps its lines.
#[server(prefix = "/api", endpoint = "instance-update")]
pub async fn update_instance(
    #[server(default)] instance: String,
    #[server(default)] name: String,
    #[server(default)] plan: String,
    #[server(default)] days: String,
    #[server(default)] keeps_imports: bool,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let lines = period(&plan, &days).map_err(desk::refuse)?;
    let update = InstanceUpdate { name: Some(name), retention: Some(Retention { lines, keeps_imports }) };
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
