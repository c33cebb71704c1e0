//! What is held because its location has no instance, and the two ways out.

use actions::holding::{self, Held};
use model::{catalog::Catalog, instance::Instance};

use crate::{
    desk,
    error::DeskError,
    pages::events::moment,
    sheets::{
        Asked,
        writing::{act, bit, grouped, hidden, plain},
    },
    ui::{Form, Input, InputKind, Look, Piece},
};

/// A banner for each location whose lines wait; nothing where none do. Only who manages an instance
/// hears of it.
pub async fn banner(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    if !asked.manages() {
        return Ok(vec![]);
    }
    let held = holding::list(&asked.desk, &asked.caller).await.map_err(desk::refuse)?;
    if held.is_empty() {
        return Ok(vec![]);
    }
    let instances = actions::instance::list(&asked.desk, &asked.caller).await.map_err(desk::refuse)?;
    let instances: Vec<Instance> = instances.into_iter().map(|(instance, _)| instance).collect();
    Ok(held.iter().flat_map(|held| one(asked, held, &instances)).collect())
}

fn one(asked: &Asked, held: &Held, instances: &[Instance]) -> Vec<Piece> {
    let location = &held.holding.location;
    let region = Catalog::embedded().region(location);
    let place = match region {
        Some(region) => format!("{} ({location})", region.city),
        None => "a place nobody knows".to_owned(),
    };
    let count = match held.lines {
        Some(1) => "1 line waits".to_owned(),
        Some(count) => format!("{} lines wait", grouped(count)),
        None => "Lines wait".to_owned(),
    };
    let since = moment(held.holding.since_ms, "");
    if held.holding.target.is_some() {
        return vec![Piece::Fact(vec![plain(format!(
            "{count} for {place} and are being moved. None is lost."
        ))])];
    }
    let said = format!("{count} for {place} since {since}: there is no instance for it. ");
    let mut pieces = vec![Piece::Bad(vec![
        bit(Look::Strong, said, ""),
        plain("None is lost: they are held until somebody decides."),
    ])];
    let why_not = asked.why_not_owner();
    if region.is_some() {
        pieces.push(Piece::Form(Form {
            class: "button--main".to_owned(),
            ..act(
                "/api/holding-adopt",
                &format!("Create the instance for {place}"),
                "",
                &why_not,
                vec![hidden("instance", asked.instance.id.to_string()), hidden("location", location.clone())],
            )
        }));
    }
    pieces.push(Piece::Form(act(
        "/api/holding-release",
        "Route them there",
        &format!("from {place}"),
        &why_not,
        vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("location", location.clone()),
            Input {
                kind: InputKind::Choice,
                name: "target".to_owned(),
                label: format!("Or route what comes for {place} to"),
                hint: "As long as it has no instance of its own.".to_owned(),
                options: choices(instances),
                ..Input::default()
            },
        ],
    )));
    pieces
}

/// The instances as what can be chosen.
pub fn choices(instances: &[Instance]) -> Vec<(String, String)> {
    let open = instances.iter().filter(|it| it.deletion_ms.is_none());
    open.map(|it| (it.id.to_string(), format!("{} ({})", it.city, it.location))).collect()
}
