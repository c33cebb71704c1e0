//! The instances of the desk: which there are, making one, and deleting one.

mod going;
mod server;

pub use going::notice;

use actions::instance;
use model::{
    catalog::{Catalog, RegionKind},
    id::InstanceId,
    instance::Instance,
    person::Role,
};

use super::inputs::{choice, text};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{bit, cell, code, hidden, link, number, plain},
    },
    ui::{Cell, Form, Look, Piece, Table},
};

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    if !asked.manages() {
        let why = "Instances are for those who manage one. This takes the role manager.";
        return Ok(vec![Piece::Fact(vec![plain(why)])]);
    }
    let instances = instance::list(&asked.desk, &asked.caller).await.map_err(desk::refuse)?;
    let why_not = asked.why_not_owner();
    let mut pieces = done(asked);
    let named = instances.iter().find(|(it, _)| it.id.as_str() == asked.part("delete"));
    if let (Some((named, _)), true) = (named, why_not.is_empty()) {
        pieces.extend(going::ask(asked, named).await?);
    }
    pieces.push(Piece::Text(vec![plain(
        "An instance holds the events of one location and what is saved beside them. The home instance holds the desk's \
         own events, too, and stays as long as the desk does.",
    )]));
    let home = instance::home(&asked.desk).await.map_err(desk::refuse)?;
    pieces.push(Piece::Table(Table {
        caption: "Instances, the home instance first".to_owned(),
        head: ["Instance", "Location", "Id", "Keeps lines", "Lines", "State", "To do"]
            .map(str::to_owned)
            .to_vec(),
        rows: instances.iter().map(|(it, role)| row(asked, it, *role, home.as_ref(), &why_not)).collect(),
    }));
    pieces.push(Piece::Head("Make an instance".to_owned()));
    pieces.push(Piece::Text(vec![plain(
        "There is one for each location at most. Lines that are held for its location become its own.",
    )]));
    pieces.push(Piece::Form(new_form(asked, &instances, &why_not)));
    Ok(pieces)
}

fn done(asked: &Asked) -> Vec<Piece> {
    let said = match asked.part("done") {
        "create" => "The instance is there. ",
        "delete" => "The instance takes no more lines, and goes for good in 7 days. ",
        "cancel" => "The instance stays. ",
        _ => return vec![],
    };
    let record = format!("/events?instance={}&q=action:logdnaat.instance", asked.instance.id);
    vec![Piece::Good(vec![plain(said), link("Your act was recorded.", record)])]
}

fn row(asked: &Asked, it: &Instance, role: Role, home: Option<&InstanceId>, why_not: &str) -> Vec<Cell> {
    let is_home = home == Some(&it.id);
    let state = match it.gone_ms() {
        Some(_) => bit(Look::Marked, "being deleted", "It takes no more lines"),
        None if is_home => bit(Look::Chip, "home", "It holds the desk's own events"),
        None => bit(Look::Chip, "in use", ""),
    };
    let lines = instance::lines(&asked.desk, &it.id);
    let here = |page: &str| format!("/{page}?instance={}", it.id);
    let mut bits = vec![link("Events", here("events"))];
    if role >= Role::Manager {
        bits.extend([plain(" · "), link("Settings", here("settings/general"))]);
    }
    let mut forms = vec![];
    if it.gone_ms().is_some() {
        forms.push(going::cancel_form(it, why_not));
    } else if !is_home && why_not.is_empty() {
        bits.extend([plain(" · "), link("Delete", asked.href("instances", &[("delete", it.id.as_str())]))]);
    }
    vec![
        cell([plain(it.title())]),
        cell([code(it.location.clone())]),
        cell([code(it.id.to_string())]),
        cell([plain(it.retention.lines.to_string())]),
        lines.map_or_else(|| cell([plain("not opened yet")]), number),
        cell([state]),
        Cell { bits, forms },
    ]
}

fn new_form(asked: &Asked, instances: &[(Instance, Role)], why_not: &str) -> Form {
    let is_free = |location: &str| instances.iter().all(|(it, _)| it.location != location);
    let options: Vec<(String, String)> = Catalog::embedded()
        .regions()
        .iter()
        .filter(|region| region.kind == RegionKind::Region && is_free(&region.id))
        .map(|region| (region.id.clone(), format!("{} ({})", region.city, region.id)))
        .collect();
    Form {
        path: "/api/instance-create".to_owned(),
        button: "Make the instance".to_owned(),
        class: "button--main".to_owned(),
        why_not: why_not.to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            choice("location", "Location", "", "", options),
            text("name", "Name beside the city", "", "At most 60 characters; may be empty."),
        ],
        ..Form::default()
    }
}
