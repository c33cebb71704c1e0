//! What setting up asks and tells the server.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{error::DeskError, told::Told};

/// Whether there is anything to set up, and where an instance can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupFacts {
    /// Whether the desk still waits for its first owner.
    pub needed: bool,
    /// The locations, by part of the world.
    pub geographies: Vec<Geography>,
}

/// A part of the world with its regions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Geography {
    /// Its name.
    pub name: String,
    /// Its regions.
    pub regions: Vec<RegionChoice>,
}

/// One region to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionChoice {
    /// Its id.
    pub id: String,
    /// Its city.
    pub city: String,
}

/// Reads what the page offers.
#[server(prefix = "/api", endpoint = "setup-facts", input = GetUrl)]
pub async fn read_setup() -> Result<Told, DeskError> {
    use model::catalog::{Catalog, RegionKind, RegionStatus};
    let (desk, _) = crate::desk::collect()?;
    let needed = actions::setup::is_needed(&desk).await.map_err(crate::desk::refuse)?;
    let mut geographies: Vec<Geography> = Vec::new();
    let open = Catalog::embedded()
        .regions()
        .iter()
        .filter(|region| region.kind == RegionKind::Region && region.status == RegionStatus::Active);
    for region in open {
        let choice = RegionChoice { id: region.id.clone(), city: region.city.clone() };
        match geographies.iter_mut().find(|geography| geography.name == region.geography) {
            Some(geography) => geography.regions.push(choice),
            None => geographies.push(Geography { name: region.geography.clone(), regions: vec![choice] }),
        }
    }
    Told::of(&SetupFacts { needed, geographies })
}

/// Makes the owner and the first instance, and signs the owner in.
#[server(prefix = "/api", endpoint = "setup")]
pub async fn complete_setup(
    token: String,
    email: String,
    password: String,
    repeated: String,
    location: String,
) -> Result<(), DeskError> {
    use crate::desk;
    use actions::{Error, setup};
    use model::person::{Email, NewPassword};
    let (desk, caller) = desk::collect()?;
    let invalid = |field, why: &dyn ToString| desk::refuse(Error::invalid(field, why.to_string()));
    if password != repeated {
        return Err(invalid("repeated", &"the two passwords differ"));
    }
    let first = setup::FirstRun {
        email: Email::parse(&email).map_err(|error| invalid("email", &error))?,
        password: NewPassword::parse(&password).map_err(|error| invalid("password", &error))?,
        location,
    };
    let session = setup::complete(&desk, &caller, &token, first).await.map_err(desk::refuse)?;
    desk::open_session(&session.token);
    leptos_axum::redirect("/events");
    Ok(())
}
