//! What the pages about presets tell the server.

use leptos::server;

use super::ChannelForm;
use crate::error::DeskError;

/// Adds a preset with its first channel.
#[server(prefix = "/api", endpoint = "preset-create")]
pub async fn create_preset(
    #[server(default)] instance: String,
    #[server(default)] name: String,
    #[server(default)] channel: ChannelForm,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let value = channel.to_json(None);
    let channels = actions::alert::Channels::All(vec![value.clone()]);
    let created = actions::alert::create(&desk, &caller, &instance.id, name, channels).await;
    created.map_err(|error| super::refusal(error, &value))?;
    crate::sheets::back("/alerts", &instance, &[("done", "create")]);
    Ok(())
}

/// Gives a preset another name.
#[server(prefix = "/api", endpoint = "preset-rename")]
pub async fn rename_preset(
    #[server(default)] instance: String,
    id: String,
    #[server(default)] name: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    let seen = actions::Seen::sent(seen);
    let edit = actions::alert::PresetEdit { name: Some(name), channels: None, seen };
    edited(&instance, &id, edit).await?.map_err(crate::desk::refuse)?;
    back_to_preset(&instance, &id).await
}

/// Gives a preset a further channel, or changes one it has.
#[server(prefix = "/api", endpoint = "preset-channel-put")]
pub async fn put_preset_channel(
    #[server(default)] instance: String,
    id: String,
    #[server(default)] alertid: String,
    #[server(default)] channel: ChannelForm,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    let (desk, caller, found) = crate::sheets::collect(&instance).await?;
    let preset = actions::alert::find(&desk, &caller, &found.id, &preset_id(&id)?).await;
    let preset = preset.map_err(crate::desk::refuse)?;
    let old = preset.channels.iter().find(|own| own.id.as_str() == alertid);
    let value = channel.to_json(old);
    let put = actions::alert::Channels::Put(alertid.parse().ok(), value.clone());
    let seen = actions::Seen::sent(seen);
    let edit = actions::alert::PresetEdit { name: None, channels: Some(put), seen };
    edited(&instance, &id, edit).await?.map_err(|error| super::refusal(error, &value))?;
    back_to_preset(&instance, &id).await
}

/// Takes one channel off a preset.
#[server(prefix = "/api", endpoint = "preset-channel-remove")]
pub async fn remove_preset_channel(
    #[server(default)] instance: String,
    id: String,
    alertid: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    let missing = |_| crate::desk::refuse(actions::Error::NotFound { what: "channel" });
    let remove = actions::alert::Channels::Remove(alertid.parse().map_err(missing)?);
    let seen = actions::Seen::sent(seen);
    let edit = actions::alert::PresetEdit { name: None, channels: Some(remove), seen };
    edited(&instance, &id, edit).await?.map_err(crate::desk::refuse)?;
    back_to_preset(&instance, &id).await
}

/// Deletes a preset whose name was typed to confirm it.
#[server(prefix = "/api", endpoint = "preset-delete")]
pub async fn delete_preset(
    #[server(default)] instance: String,
    id: String,
    #[server(default)] confirmed: String,
) -> Result<(), DeskError> {
    use crate::desk::refuse;
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let id = preset_id(&id)?;
    let preset = actions::alert::find(&desk, &caller, &instance.id, &id).await.map_err(refuse)?;
    if confirmed.trim() != preset.name.as_str() {
        let why = format!("type the name exactly as it stands: {}", preset.name.as_str());
        return Err(refuse(actions::Error::invalid("confirmed", why)));
    }
    actions::alert::delete(&desk, &caller, &instance.id, &id).await.map_err(refuse)?;
    crate::sheets::back("/alerts", &instance, &[("done", "delete")]);
    Ok(())
}

#[cfg(feature = "ssr")]
fn preset_id(text: &str) -> Result<model::id::PresetId, DeskError> {
    text.parse().map_err(|_| crate::desk::refuse(actions::Error::NotFound { what: "preset" }))
}

#[cfg(feature = "ssr")]
async fn edited(
    instance: &str,
    id: &str,
    edit: actions::alert::PresetEdit,
) -> Result<Result<(), actions::Error>, DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(instance).await?;
    let id = preset_id(id)?;
    Ok(actions::alert::update(&desk, &caller, &instance.id, &id, edit).await.map(|_| ()))
}

#[cfg(feature = "ssr")]
async fn back_to_preset(instance: &str, id: &str) -> Result<(), DeskError> {
    let (_, _, instance) = crate::sheets::collect(instance).await?;
    crate::sheets::back("/alerts", &instance, &[("preset", id), ("done", "update")]);
    Ok(())
}
