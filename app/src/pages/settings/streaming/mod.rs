//! Where the lines of an instance are streamed to.

mod server;

use actions::streaming_configuration as streaming;
use model::{person::Role, stream::StreamTarget};
use store::StoredStream;

use super::inputs::{choice, long, secret, text};
use crate::{
    desk,
    error::DeskError,
    pages::events::moment,
    sheets::{
        Asked,
        writing::{act, bit, cell, code, faint, hidden, link, plain},
    },
    ui::{Form, Input, Look, Piece, Table},
};

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    if asked.role < Role::Manager {
        let why = "Where lines are streamed is for managers of this instance. This takes the role manager.";
        return Ok(vec![Piece::Fact(vec![plain(why)])]);
    }
    let known =
        streaming::find(&asked.desk, &asked.caller, &asked.instance.id).await.map_err(desk::refuse)?;
    let mut pieces = done(asked);
    pieces.push(Piece::Fact(vec![plain(
        "Nothing is sent yet, and no broker is asked: what streams comes later. The target is checked and kept, and \
         will be used then.",
    )]));
    match &known {
        None => pieces.push(Piece::Text(vec![plain("This instance has no stream.")])),
        Some(known) => pieces.extend(standing(asked, known)),
    }
    let kept = known.as_ref().map(|known| &known.stream.target);
    let kind = match (asked.part("target"), kept) {
        ("kafka" | "selfstream", _) => asked.part("target"),
        (_, Some(kept)) => kept.kind(),
        _ => "kafka",
    };
    pieces
        .push(Piece::Head(if known.is_some() { "Change the target" } else { "Set up a target" }.to_owned()));
    pieces.push(Piece::Form(Form {
        path: "/settings/streaming".to_owned(),
        asks: true,
        button: "Choose".to_owned(),
        about: "the kind of target".to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            choice(
                "target",
                "Kind of target",
                kind,
                "",
                vec![
                    ("kafka".to_owned(), "Kafka, or Event Streams".to_owned()),
                    ("selfstream".to_owned(), "Another desk".to_owned()),
                ],
            ),
        ],
        ..Form::default()
    }));
    pieces.push(Piece::Form(target_form(asked, kind, kept)));
    Ok(pieces)
}

fn done(asked: &Asked) -> Vec<Piece> {
    let (said, action) = match asked.part("done") {
        "save" => ("The target is saved and whole. ", "logdnaat.streaming-configuration.validate"),
        "start" => ("Streaming is started. ", "logdnaat.account-streaming-setting.configure"),
        "stop" => ("Streaming is stopped. ", "logdnaat.streaming-configuration.deactivate"),
        "delete" => (
            "The target is forgotten. It can be put back under Deleted. ",
            "logdnaat.streaming-configuration.deactivate",
        ),
        _ => return vec![],
    };
    let record = format!("/events?instance={}&q=action:{action}", asked.instance.id);
    vec![Piece::Good(vec![plain(said), link("Your act was recorded.", record)])]
}

/// The target there is, and what can be done with it.
fn standing(asked: &Asked, known: &StoredStream) -> Vec<Piece> {
    let stream = &known.stream;
    let state = match stream.is_active {
        true => bit(Look::Chip, "started", ""),
        false => bit(Look::Marked, "stopped", "Nothing is to be streamed"),
    };
    let mut rows = vec![vec![cell([plain("State")]), cell([state])]];
    let mut row = |label: &str, value: &str| rows.push(vec![cell([plain(label)]), cell([code(value)])]);
    match &stream.target {
        StreamTarget::Kafka { brokers, topic, user } => {
            row("Brokers", &brokers.join(" "));
            row("Topic", topic);
            row("User", user);
        }
        StreamTarget::SelfStream { url } => row("Address", url),
    }
    rows.push(vec![cell([plain("Secret")]), cell([faint("kept, and never shown")])]);
    let changed = format!("{} by {}", moment(known.updated_ms, ""), known.updated_by);
    rows.push(vec![cell([plain("Last changed")]), cell([plain(changed)])]);
    let form = |path: &str, button: &str, class: &str| Form {
        class: class.to_owned(),
        ..act(path, button, "streaming", "", vec![hidden("instance", asked.instance.id.to_string())])
    };
    let switch = match stream.is_active {
        true => form("/api/stream-stop", "Stop", ""),
        false => form("/api/stream-start", "Start", "button--main"),
    };
    vec![
        Piece::Table(Table {
            caption: "Where lines are streamed to".to_owned(),
            head: ["Setting", "Value"].map(str::to_owned).to_vec(),
            rows,
        }),
        Piece::Form(switch),
        Piece::Form(form("/api/stream-delete", "Forget the target", "button--danger")),
    ]
}

fn target_form(asked: &Asked, kind: &str, kept: Option<&StreamTarget>) -> Form {
    let mut inputs: Vec<Input> =
        vec![hidden("instance", asked.instance.id.to_string()), hidden("target", kind)];
    let hint = match kept {
        Some(kept) if kept.kind() == kind => "One is kept. Leave this empty to keep it.",
        _ => "It is sealed, and never shown again.",
    };
    if kind == "kafka" {
        let (brokers, topic, user) = match kept {
            Some(StreamTarget::Kafka { brokers, topic, user }) => {
                (brokers.join("\n"), topic.clone(), user.clone())
            }
            _ => (String::new(), String::new(), "token".to_owned()),
        };
        inputs.extend([
            long(
                "brokers",
                "Brokers",
                brokers,
                "A host and its port on each line, such as broker-0.example.com:9093.",
            ),
            text("topic", "Topic", topic, ""),
            text("user", "User", user, "For Event Streams: token."),
            secret("password", "Password", hint),
        ]);
    } else {
        let url = match kept {
            Some(StreamTarget::SelfStream { url }) => url.clone(),
            _ => String::new(),
        };
        inputs.extend([
            text(
                "url",
                "Address",
                url,
                "Of the other desk, such as https://logs.example.com/logs/selfstream; one hop only.",
            ),
            secret("key", "Ingestion key of the instance that receives", hint),
        ]);
    }
    Form {
        path: "/api/stream-save".to_owned(),
        button: "Save the target".to_owned(),
        class: "button--main".to_owned(),
        inputs,
        ..Form::default()
    }
}
