//! What the page about exclusion rules tells the server.

#![expect(clippy::too_many_arguments, reason = "a form has a field for each")]

use leptos::server;

use crate::error::DeskError;

#[cfg(feature = "ssr")]
const PAGE: &str = "/settings/exclusion-rules";

/// Adds a rule, or replaces one.
#[server(prefix = "/api", endpoint = "exclusion-rule-save")]
pub async fn save_exclusion_rule(
    #[server(default)] instance: String,
    kind: String,
    #[server(default)] id: String,
    #[server(default)] title: String,
    #[server(default)] hosts: String,
    #[server(default)] apps: String,
    #[server(default)] query: String,
    #[server(default)] active: bool,
    #[server(default)] index_only: bool,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    use actions::exclusion_rule::{self as rules, ExclusionPatch, NewExclusionRule};
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let flag = |is: bool| if is { "true" } else { "" };
    let written = [
        ("kind", kind.clone()),
        ("id", id.clone()),
        ("title", title.clone()),
        ("hosts", hosts.clone()),
        ("apps", apps.clone()),
        ("query", query.clone()),
        ("active", flag(active).to_owned()),
        ("index_only", flag(index_only).to_owned()),
    ];
    let written = written.each_ref().map(|(name, value)| (*name, value.as_str()));
    let kind = kind_of(&kind)?;
    let (hosts, apps) = (super::form::lines(&hosts), super::form::lines(&apps));
    let saved = if id.is_empty() {
        let new = NewExclusionRule { title, hosts, apps, query, is_active: active, index_only };
        rules::create(&desk, &caller, &instance.id, kind, new).await
    } else {
        let patch = ExclusionPatch {
            title: Some(title),
            hosts: Some(hosts),
            apps: Some(apps),
            query: Some(query),
            is_active: Some(active),
            index_only: Some(index_only),
            seen: actions::Seen::sent(seen),
        };
        rules::update(&desk, &caller, &instance.id, kind, &rule_of(&id)?, patch).await
    };
    let now = crate::sheets::href(PAGE, &instance, &[("edit", &id)]);
    saved.map_err(|error| crate::sheets::refuse_change(error, &now, Some((PAGE, &instance, &written))))?;
    crate::sheets::back(PAGE, &instance, &[("done", "saved")]);
    Ok(())
}

/// Switches a rule on or off.
#[server(prefix = "/api", endpoint = "exclusion-rule-switch")]
pub async fn switch_exclusion_rule(
    #[server(default)] instance: String,
    kind: String,
    id: String,
    #[server(default)] active: bool,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let (kind, id) = (kind_of(&kind)?, rule_of(&id)?);
    let patch = actions::exclusion_rule::ExclusionPatch { is_active: Some(active), ..Default::default() };
    let switched = actions::exclusion_rule::update(&desk, &caller, &instance.id, kind, &id, patch).await;
    switched.map_err(crate::desk::refuse)?;
    crate::sheets::back(PAGE, &instance, &[("done", "switched")]);
    Ok(())
}

/// Deletes a rule.
#[server(prefix = "/api", endpoint = "exclusion-rule-delete")]
pub async fn delete_exclusion_rule(
    #[server(default)] instance: String,
    kind: String,
    id: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let (kind, id) = (kind_of(&kind)?, rule_of(&id)?);
    let deleted = actions::exclusion_rule::delete(&desk, &caller, &instance.id, kind, &id).await;
    deleted.map_err(crate::desk::refuse)?;
    crate::sheets::back(PAGE, &instance, &[("done", "deleted")]);
    Ok(())
}

#[cfg(feature = "ssr")]
fn kind_of(text: &str) -> Result<model::exclusion_rule::RuleKind, DeskError> {
    let missing = || crate::desk::refuse(actions::Error::NotFound { what: "kind of exclusion rule" });
    model::exclusion_rule::RuleKind::parse(text).ok_or_else(missing)
}

#[cfg(feature = "ssr")]
fn rule_of(text: &str) -> Result<model::id::ExclusionRuleId, DeskError> {
    let missing = |_| crate::desk::refuse(actions::Error::NotFound { what: "exclusion rule" });
    text.parse().map_err(missing)
}
