//! Views to begin with. Installing them is saving views: each is told by its own
//! `logdnaat.view.create`.

use model::{id::InstanceId, person::Role, starter::Starter};

use crate::{
    Caller, Desk, Error,
    view::{self, NewView},
};

/// What came of installing the views of a system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installed {
    /// The names of the views that were saved now.
    pub saved: Vec<String>,
    /// The names that were taken already; whatever has them stays as it is.
    pub there: Vec<String>,
}

/// Saves those views of a system whose names are free, with their categories. Doing it again
/// changes nothing.
pub async fn install(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    system: &str,
) -> Result<Installed, Error> {
    // Categories are added on the way, which only a manager may do: rather none than some.
    caller.require(instance, Role::Manager)?;
    let starter = Starter::find(system).ok_or(Error::NotFound { what: "system" })?;
    let taken = names(desk, caller, instance).await?;
    let mut installed = Installed::default();
    for it in &starter.views {
        if taken.contains(&it.name.to_lowercase()) {
            installed.there.push(it.name.clone());
            continue;
        }
        let new = NewView {
            name: it.name.clone(),
            query: it.query.clone(),
            categories: vec![it.category.clone()],
            description: it.description.clone(),
            ..NewView::default()
        };
        match view::create(desk, caller, instance, new).await {
            Ok(_) => installed.saved.push(it.name.clone()),
            // Somebody was quicker.
            Err(Error::Conflict { .. }) => installed.there.push(it.name.clone()),
            Err(error) => return Err(error),
        }
    }
    Ok(installed)
}

/// How many views of each system are there by their names, in the order of [`Starter::all`].
pub async fn installed(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Vec<usize>, Error> {
    let taken = names(desk, caller, instance).await?;
    let count = |starter: &Starter| {
        starter.views.iter().filter(|view| taken.contains(&view.name.to_lowercase())).count()
    };
    Ok(Starter::all().iter().map(count).collect())
}

async fn names(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Vec<String>, Error> {
    let views = view::list(desk, caller, instance).await?.views;
    Ok(views.iter().map(|view| view.draft.name.as_str().to_lowercase()).collect())
}
