//! What an instance does for everybody who works in it: `logdnaat.account.update`, one event for each
//! setting that is changed.

use jiff::tz::TimeZone;
use model::{
    account::{AccountSettings, LineFormat, ZoneName},
    audit::{Outcome, with_change},
    id::InstanceId,
    person::Role,
};
use serde_json::{Value, json};

use crate::{Caller, Desk, Error, attempt::Attempt};

/// What is to be different; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountUpdate {
    /// Whether pages show the original text of a line.
    pub shows_raw: Option<bool>,
    /// Whether lines may be exported.
    pub allows_export: Option<bool>,
    /// Whether people who are in no group see all events.
    pub access_control: Option<bool>,
    /// What is shown of a line.
    pub line_format: Option<String>,
    /// The zone times are shown in.
    pub zone: Option<String>,
}

/// The settings of an instance.
pub async fn find(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<AccountSettings, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(desk.store().read().await?.account_settings().find(instance).await?)
}

/// Changes settings of an instance. What is as it was is not recorded.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    update: AccountUpdate,
) -> Result<AccountSettings, Error> {
    let action = "logdnaat.account.update";
    let attempt = Attempt { desk, caller, instance: Some(instance), action, data_event: false };
    let result = replace(&attempt, instance, &update).await;
    attempt.settle(result, "", update.told()).await
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    update: &AccountUpdate,
) -> Result<AccountSettings, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let line_format = update.line_format.as_deref().map(LineFormat::parse).transpose();
    let line_format = line_format.map_err(|error| Error::invalid("line_format", error))?;
    let zone = update.zone.as_deref().map(known_zone).transpose()?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.account_settings().find(instance).await?;
    let after = AccountSettings {
        shows_raw: update.shows_raw.unwrap_or(before.shows_raw),
        allows_export: update.allows_export.unwrap_or(before.allows_export),
        access_control: update.access_control.unwrap_or(before.access_control),
        line_format: line_format.unwrap_or_else(|| before.line_format.clone()),
        zone: zone.unwrap_or_else(|| before.zone.clone()),
    };
    let owner = change.people().first_owner().await?;
    let changes = features(&before).into_iter().zip(features(&after)).filter(|(was, is)| was != is);
    let mut events: Vec<_> = changes
        .map(|((feature, was), (_, is))| {
            let request = json!({"owneremail": owner, "type": feature, "value": is});
            let request = with_change(request, json!({"value": was}), json!({"value": is}));
            attempt.event(Outcome::Success, feature, request)
        })
        .collect();
    let Some(last) = events.pop() else { return Ok(after) };
    change.put_account_settings(instance, &after).await?;
    for event in &events {
        change.also(Some(instance), event).await?;
    }
    change.record(Some(instance), &last).await?;
    Ok(after)
}

/// Each setting as events name it, with its value.
fn features(settings: &AccountSettings) -> [(&'static str, Value); 5] {
    [
        ("meta.addrawline", json!(settings.shows_raw)),
        ("export.enabled", json!(settings.allows_export)),
        ("access.control", json!(settings.access_control)),
        ("line.format", json!(settings.line_format)),
        ("time.zone", json!(settings.zone)),
    ]
}

/// A zone that there is, as the world spells it.
fn known_zone(text: &str) -> Result<ZoneName, Error> {
    let name = ZoneName::parse(text).map_err(|error| Error::invalid("zone", error))?;
    if name.as_str().is_empty() {
        return Ok(name);
    }
    let unknown = || Error::invalid("zone", format!("there is no time zone called {}", name.as_str()));
    let zone = TimeZone::get(name.as_str()).map_err(|_| unknown())?;
    let spelled = zone.iana_name().unwrap_or(name.as_str());
    ZoneName::parse(spelled).map_err(|_| unknown())
}

impl AccountUpdate {
    /// What the event of a refusal tells.
    fn told(&self) -> Value {
        let asked = [
            ("meta.addrawline", json!(self.shows_raw)),
            ("export.enabled", json!(self.allows_export)),
            ("access.control", json!(self.access_control)),
            ("line.format", json!(self.line_format)),
            ("time.zone", json!(self.zone)),
        ];
        let asked = asked.into_iter().filter(|(_, value)| !value.is_null());
        let after: serde_json::Map<_, _> =
            asked.map(|(feature, value)| (feature.to_owned(), value)).collect();
        let mut request = json!({"spoor": {"after": after}});
        if let (1, Some((feature, value))) = (after.len(), after.iter().next()) {
            request = json!({"type": feature, "value": value});
        }
        request
    }
}
