//! The keys of an instance, and those of the desk.

mod server;

use actions::{key, reveal};
use model::{
    id::KeyId,
    key::{Key, KeyKind},
    person::Role,
    time::format_rfc3339,
};

use super::inputs::{choice, needed, text};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{bit, cell, code, faint, hidden, link, plain, time},
    },
    ui::{Cell, Form, Input, Look, Piece, Table},
};

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    if asked.role < Role::Manager {
        let why = "Keys open this instance, so only its managers see them. This takes the role manager.";
        return Ok(vec![Piece::Fact(vec![plain(why)])]);
    }
    let mut pieces = done(asked);
    let owns = asked.why_not_owner().is_empty();
    let mut all = Vec::new();
    for kind in [KeyKind::Ingestion, KeyKind::Service, KeyKind::Collector] {
        let instance = (kind != KeyKind::Collector).then_some(&asked.instance.id);
        if instance.is_none() && !owns {
            continue;
        }
        let keys = key::list(&asked.desk, &asked.caller, instance, kind).await.map_err(desk::refuse)?;
        all.push((kind, keys));
    }
    pieces.extend(asked_about(asked, &all));
    for (kind, keys) in &all {
        pieces.extend(section(asked, *kind, keys));
    }
    if !owns {
        let why = "Collector keys belong to the whole desk; its owners see and make them.";
        pieces.push(Piece::Text(vec![faint(why)]));
    }
    pieces.push(Piece::Head("Make a key".to_owned()));
    pieces.push(Piece::Form(new_form(asked, owns)));
    Ok(pieces)
}

/// What was just done. The secret of a new key is shown to who made it, and once.
fn done(asked: &Asked) -> Vec<Piece> {
    let record = |action: &str| {
        let href = format!("/events?instance={}&q=action:{action}", asked.instance.id);
        link("Your act was recorded.", href)
    };
    let said = match asked.part("done") {
        "update" => "The key was changed. ",
        "delete" => "The key was deleted and opens nothing any more. It can be put back under Deleted. ",
        _ => "",
    };
    if !said.is_empty() {
        return vec![Piece::Good(vec![plain(said), record("logdnaat.*-key.*")])];
    }
    let Ok(id) = asked.part("made").parse::<KeyId>() else { return vec![] };
    match reveal::take(&asked.desk, &asked.caller, &id) {
        Some(secret) => vec![
            Piece::Good(vec![plain("The key is there. "), record("logdnaat.*-key.create")]),
            Piece::Fact(vec![
                plain(
                    "Copy it now: it is shown this once, and the desk itself keeps only what it is checked against. ",
                ),
                code(secret),
            ]),
        ],
        None => {
            let said = "The secret of this key was shown and can not be shown again. Make another key if it was lost.";
            vec![Piece::Fact(vec![plain(said)])]
        }
    }
}

/// The form about one key that the address names: to change it, or to delete it.
fn asked_about(asked: &Asked, all: &[(KeyKind, Vec<Key>)]) -> Vec<Piece> {
    let named = |name: &str| {
        let id = asked.part(name);
        all.iter().flat_map(|(_, keys)| keys).find(|key| key.id.as_str() == id)
    };
    if let Some(key) = named("edit") {
        let mut inputs = about(asked, key);
        inputs.push(needed("name", "Name", key.name.as_str(), "At most 30 characters."));
        inputs.extend(limits(key.kind != KeyKind::Service, Some(key)));
        return vec![
            Piece::Head(format!("Change {}", key.name.as_str())),
            Piece::Form(Form {
                path: "/api/key-update".to_owned(),
                button: "Save the key".to_owned(),
                class: "button--main".to_owned(),
                inputs,
                ..Form::default()
            }),
        ];
    }
    let Some(key) = named("delete") else { return vec![] };
    let used = match key.last_used_ms {
        Some(ms) => format!("It was last used {}. ", crate::pages::events::moment(ms, "")),
        None => "It was never used. ".to_owned(),
    };
    vec![
        Piece::Head(format!("Delete {}?", key.name.as_str())),
        Piece::Text(vec![
            plain(used),
            plain("Whoever uses it is refused from then on, and streams that were opened with it end. "),
            plain("It can be put back for 7 days, and then opens again with the same secret."),
        ]),
        Piece::Form(Form {
            path: "/api/key-delete".to_owned(),
            button: "Delete the key".to_owned(),
            about: key.name.as_str().to_owned(),
            class: "button--danger".to_owned(),
            inputs: about(asked, key),
            ..Form::default()
        }),
        Piece::Text(vec![link("Keep it", asked.href("keys", &[]))]),
    ]
}

fn about(asked: &Asked, key: &Key) -> Vec<Input> {
    vec![
        hidden("instance", asked.instance.id.to_string()),
        hidden("kind", key.kind.as_str()),
        hidden("id", key.id.to_string()),
    ]
}

fn section(asked: &Asked, kind: KeyKind, keys: &[Key]) -> Vec<Piece> {
    let (title, most, said) = match kind {
        KeyKind::Ingestion => ("Ingestion keys", 10, "They send lines into this instance and read nothing."),
        KeyKind::Service => ("Service keys", 20, "They read the events of this instance and configure it."),
        KeyKind::Collector => (
            "Collector keys",
            10,
            "They belong to the desk: each line sent with one goes where routing finds.",
        ),
    };
    let mut pieces = vec![
        Piece::Head(title.to_owned()),
        Piece::Text(vec![plain(format!("{said} There are {} of at most {most}.", keys.len()))]),
    ];
    if !keys.is_empty() {
        pieces.push(Piece::Table(Table {
            caption: format!("{title}, the oldest first"),
            head: ["Name", "Begins with", "Sends as", "Made", "Ends", "Last used", "To do"]
                .map(str::to_owned)
                .to_vec(),
            rows: keys.iter().map(|key| row(asked, key)).collect(),
        }));
    }
    pieces
}

fn row(asked: &Asked, key: &Key) -> Vec<Cell> {
    let is_over = key.is_expired(asked.desk.now_ms());
    let end = match key.expires_ms {
        None => cell([faint("never")]),
        Some(_) if is_over => {
            let mut over = time(key.expires_ms);
            over.bits.extend([plain(" "), bit(Look::Marked, "over", "It opens nothing any more")]);
            over
        }
        Some(_) => time(key.expires_ms),
    };
    let services = match (key.kind, key.services.names()) {
        (KeyKind::Service, _) => faint("nothing"),
        (_, []) => faint("any service"),
        (_, names) => plain(names.join(", ")),
    };
    let used = match key.last_used_ms {
        None => cell([faint("never")]),
        used => time(used),
    };
    vec![
        cell([plain(key.name.as_str())]),
        cell([code(format!("{}…", key.prefix))]),
        cell([services]),
        time(Some(key.created_ms)),
        end,
        used,
        cell([
            link("Edit", asked.href("keys", &[("edit", key.id.as_str())])),
            plain(" · "),
            link("Delete", asked.href("keys", &[("delete", key.id.as_str())])),
        ]),
    ]
}

fn new_form(asked: &Asked, owns: bool) -> Form {
    let mut kinds = vec![
        ("ingestion".to_owned(), "Ingestion key: sends lines here".to_owned()),
        ("service".to_owned(), "Service key: reads and configures".to_owned()),
    ];
    if owns {
        kinds.push(("collector".to_owned(), "Collector key: sends lines of any location".to_owned()));
    }
    let mut inputs = vec![
        hidden("instance", asked.instance.id.to_string()),
        needed("name", "Name", "", "At most 30 characters; for people."),
        choice("kind", "What it is for", "ingestion", "", kinds),
    ];
    inputs.extend(limits(true, None));
    Form {
        path: "/api/key-create".to_owned(),
        button: "Make the key".to_owned(),
        class: "button--main".to_owned(),
        inputs,
        ..Form::default()
    }
}

/// The end of a key, and as which services it may send.
fn limits(sends: bool, key: Option<&Key>) -> Vec<Input> {
    let end = key.and_then(|key| key.expires_ms).map(format_rfc3339).unwrap_or_default();
    let mut inputs =
        vec![text("expires", "Ends", end, "A day such as 2027-01-31, in UTC; nothing for no end.")];
    if sends {
        let names = key.map(|key| key.services.names().join(", ")).unwrap_or_default();
        let hint = "Names of services as in their CRNs, set apart by commas; nothing for any. Lines of other services \
                    are refused and kept in quarantine. A service key sends nothing, so it has none.";
        inputs.push(text("services", "Sends only as", names, hint));
    }
    inputs
}
