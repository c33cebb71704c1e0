//! What the pages about views tell the server.

#![expect(clippy::too_many_arguments, reason = "a form sends each of its fields by itself")]

use leptos::server;

use crate::{error::DeskError, pages::alerts::ChannelForm};

/// Changes everything of a view but its alert, and shows its search.
#[server(prefix = "/api", endpoint = "view-edit")]
pub async fn edit_view(
    id: String,
    #[server(default)] instance: String,
    #[server(default)] name: String,
    #[server(default)] query: String,
    #[server(default)] hosts: String,
    #[server(default)] apps: String,
    #[server(default)] levels: String,
    #[server(default)] tags: String,
    #[server(default)] categories: Vec<String>,
    #[server(default)] category: String,
    #[server(default)] description: String,
    #[server(default)] custom_line: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    use super::server::{address_of, view_id};
    use crate::pages::events::Address;
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let path = format!("/views/{id}/edit");
    let mut written: Vec<(&str, &str)> = vec![
        ("tried", "1"),
        ("name", &name),
        ("query", &query),
        ("hosts", &hosts),
        ("apps", &apps),
        ("levels", &levels),
        ("tags", &tags),
        ("category", &category),
        ("description", &description),
        ("custom_line", &custom_line),
    ];
    written.extend(categories.iter().map(|name| ("categories[]", name.as_str())));
    let all = categories.iter().cloned().chain(lines(&category));
    let edit = actions::view::ViewEdit {
        name: Some(name.clone()),
        query: Some(query.clone()),
        hosts: Some(lines(&hosts)),
        apps: Some(lines(&apps)),
        levels: Some(lines(&levels)),
        tags: Some(lines(&tags)),
        categories: Some(all.collect()),
        only_known_categories: false,
        description: Some(description.clone()),
        custom_line: Some(custom_line.clone()),
        alert: None,
        seen: actions::Seen::sent(seen),
    };
    let edited = actions::view::edit(&desk, &caller, &instance.id, &view_id(&id)?, edit).await;
    let now = crate::sheets::href(&path, &instance, &[]);
    let edited = edited
        .map_err(|error| crate::sheets::refuse_change(error, &now, Some((&path, &instance, &written))))?;
    let address = address_of(&edited, &instance.id);
    leptos_axum::redirect(&Address { saved: "update".to_owned(), ..address }.href());
    Ok(())
}

/// Saves a second view like one that is there, and goes to where it can be changed.
#[server(prefix = "/api", endpoint = "view-duplicate")]
pub async fn duplicate_view(id: String, #[server(default)] instance: String) -> Result<(), DeskError> {
    use super::server::view_id;
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let copy = actions::view::duplicate(&desk, &caller, &instance.id, &view_id(&id)?).await;
    let copy = copy.map_err(crate::desk::refuse)?;
    crate::sheets::back(&format!("/views/{}/edit", copy.id), &instance, &[]);
    Ok(())
}

/// Has a view follow a preset; without one its alert is taken off.
#[server(prefix = "/api", endpoint = "view-alert")]
pub async fn attach_preset(
    id: String,
    #[server(default)] instance: String,
    #[server(default)] preset: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    use actions::view::NewAlert;
    let alert = if preset.is_empty() { NewAlert::None } else { NewAlert::Preset(preset) };
    attach(&id, &instance, alert, seen).await?.map_err(crate::desk::refuse)?;
    back_to_alert(&id, &instance).await
}

/// Gives a view a channel of its own, or changes one it has.
#[server(prefix = "/api", endpoint = "view-channel-put")]
pub async fn put_view_channel(
    id: String,
    #[server(default)] instance: String,
    #[server(default)] alertid: String,
    #[server(default)] channel: ChannelForm,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    use actions::{alert::Channels, view::NewAlert};
    let (desk, caller, found) = crate::sheets::collect(&instance).await?;
    let view = actions::view::find(&desk, &caller, &found.id, &super::server::view_id(&id)?).await;
    let view = view.map_err(crate::desk::refuse)?;
    let old = view.alert.channels().iter().find(|own| own.id.as_str() == alertid);
    let value = channel.to_json(old);
    let put = Channels::Put(alertid.parse().ok(), value.clone());
    let attached = attach(&id, &instance, NewAlert::Own(put), seen).await?;
    attached.map_err(|error| crate::pages::alerts::refusal(error, &value))?;
    back_to_alert(&id, &instance).await
}

/// Takes one channel off a view.
#[server(prefix = "/api", endpoint = "view-channel-remove")]
pub async fn remove_view_channel(
    id: String,
    #[server(default)] instance: String,
    alertid: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    use actions::{alert::Channels, view::NewAlert};
    let missing = |_| crate::desk::refuse(actions::Error::NotFound { what: "channel" });
    let remove = Channels::Remove(alertid.parse().map_err(missing)?);
    attach(&id, &instance, NewAlert::Own(remove), seen).await?.map_err(crate::desk::refuse)?;
    back_to_alert(&id, &instance).await
}

/// What stands on the lines of a text.
#[cfg(feature = "ssr")]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(feature = "ssr")]
async fn attach(
    id: &str,
    instance: &str,
    alert: actions::view::NewAlert,
    seen: String,
) -> Result<Result<(), actions::Error>, DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(instance).await?;
    let id = super::server::view_id(id)?;
    let edit =
        actions::view::ViewEdit { alert: Some(alert), seen: actions::Seen::sent(seen), ..Default::default() };
    Ok(actions::view::edit(&desk, &caller, &instance.id, &id, edit).await.map(|_| ()))
}

#[cfg(feature = "ssr")]
async fn back_to_alert(id: &str, instance: &str) -> Result<(), DeskError> {
    let (_, _, instance) = crate::sheets::collect(instance).await?;
    crate::sheets::back(&format!("/views/{id}/alert"), &instance, &[("done", "1")]);
    Ok(())
}
