//! What the page about archiving tells the server.

#![expect(clippy::too_many_arguments, reason = "a form has a field for each")]

use actions::account_archive_setting::{self as setting, Put};
use leptos::server;
use model::archive::{ArchiveDraft, Provider};

use crate::{desk, error::DeskError, sheets};

const PAGE: &str = "/settings/archiving";

/// Saves a target. Of all fields those count that its kind of storage has.
#[server(prefix = "/api", endpoint = "archive-save")]
pub async fn save_archive(
    #[server(default)] instance: String,
    #[server(default)] provider: String,
    #[server(default)] bucket: String,
    #[server(default)] endpoint: String,
    #[server(default)] apikey: String,
    #[server(default)] resourceinstanceid: String,
    #[server(default)] accountname: String,
    #[server(default)] accountkey: String,
    #[server(default)] projectid: String,
    #[server(default)] space: String,
    #[server(default)] accesskey: String,
    #[server(default)] secretkey: String,
    #[server(default)] authurl: String,
    #[server(default)] expires: String,
    #[server(default)] username: String,
    #[server(default)] password: String,
    #[server(default)] tenantname: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let written = [
        ("bucket", bucket),
        ("endpoint", endpoint),
        ("apikey", apikey),
        ("resourceinstanceid", resourceinstanceid),
        ("accountname", accountname),
        ("accountkey", accountkey),
        ("projectid", projectid),
        ("space", space),
        ("accesskey", accesskey),
        ("secretkey", secretkey),
        ("authurl", authurl),
        ("expires", expires),
        ("username", username),
        ("password", password),
        ("tenantname", tenantname),
    ];
    let known = Provider::parse(&provider).map(Provider::fields).unwrap_or_default();
    let of_it = |name: &str| known.iter().any(|field| field.name == name);
    let fields = written.into_iter().filter(|(name, _)| of_it(name));
    let fields = fields.map(|(name, text)| (name.to_owned(), text)).collect();
    let draft = ArchiveDraft { provider, fields };
    let saved = setting::configure(&desk, &caller, &instance.id, &draft, Put::Any).await;
    saved.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "save")]);
    Ok(())
}

/// Turns archiving on.
#[server(prefix = "/api", endpoint = "archive-on")]
pub async fn turn_archiving_on(#[server(default)] instance: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    actions::archive_configuration::update(&desk, &caller, &instance.id).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "on")]);
    Ok(())
}

/// Turns archiving off.
#[server(prefix = "/api", endpoint = "archive-off")]
pub async fn turn_archiving_off(#[server(default)] instance: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    setting::turn_off(&desk, &caller, &instance.id).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "off")]);
    Ok(())
}

/// Forgets the target.
#[server(prefix = "/api", endpoint = "archive-delete")]
pub async fn delete_archive(#[server(default)] instance: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    setting::delete(&desk, &caller, &instance.id).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "delete")]);
    Ok(())
}
