//! What an instance does for everybody in it: its name, how long it keeps lines, and what is shown.

mod server;

use actions::account;
use model::{
    person::Role,
    retention::{Period, Retention},
};

use super::inputs::{check, choice, text};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{faint, hidden, link, plain},
    },
    ui::{Form, Piece},
};

/// How long lines can be kept, in days.
const PLANS: [u16; 6] = [0, 7, 14, 30, 90, 365];

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    let settings =
        account::find(&asked.desk, &asked.caller, &asked.instance.id).await.map_err(desk::refuse)?;
    let mut pieces = vec![];
    let record = |action: &str| {
        link("Your act was recorded.", format!("/events?instance={}&q=action:{action}", asked.instance.id))
    };
    match asked.part("done") {
        "account" => pieces.push(Piece::Good(vec![plain("Saved. "), record("logdnaat.account.update")])),
        "instance" => pieces.push(Piece::Good(vec![plain("Saved. "), record("logdnaat.instance.update")])),
        _ => {}
    }
    let why_not = asked.why_not(Role::Manager);
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(
            "Only managers of this instance change these settings; you see how they are.",
        )]));
    }
    pieces.push(Piece::Head("This instance".to_owned()));
    pieces.push(Piece::Form(name_form(asked, &why_not)));
    pieces.push(Piece::Form(retention_form(asked, &why_not)));
    pieces.push(Piece::Head("What is shown".to_owned()));
    pieces.push(Piece::Form(Form {
        path: "/api/account-update".to_owned(),
        button: "Save the settings".to_owned(),
        class: "button--main".to_owned(),
        why_not,
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            check(
                "shows_raw",
                "Show the original text of a line",
                settings.shows_raw,
                "If not, pages show what was read of it and no copy of the text; a view whose template asks for the whole line still shows it. It stays stored as it came, byte for \
                 byte, as proof; programs with a service key read it all the same.",
            ),
            check(
                "allows_export",
                "Allow exports",
                settings.allows_export,
                "Exporting comes later; what is chosen here is kept and will be heeded then.",
            ),
            check(
                "access_control",
                "People in no group see all events",
                settings.access_control,
                "If not, they will see none. Groups come later; what is chosen here is kept and will be heeded then.",
            ),
            text(
                "line_format",
                "Line format",
                settings.line_format.to_string(),
                "The pieces of a line in their order: %time('MMM D HH:mm:ss'), %source, %app, %level, %file, %env and \
                 %line. The list of events does not follow it yet; what is chosen here is kept.",
            ),
            text(
                "zone",
                "Time zone",
                settings.zone.as_str(),
                "Times of events are shown in this zone where nobody chose another, such as Europe/Berlin. Nothing \
                 means UTC.",
            ),
        ],
        ..Form::default()
    }));
    pieces.push(Piece::Text(vec![
        faint("Instances are made and deleted under "),
        link("Instances", asked.href("instances", &[])),
        faint("."),
    ]));
    Ok(pieces)
}

fn name_form(asked: &Asked, why_not: &str) -> Form {
    Form {
        path: "/api/instance-rename".to_owned(),
        button: "Save the name".to_owned(),
        why_not: why_not.to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            text(
                "name",
                "Name beside the city",
                asked.instance.name.as_str(),
                "At most 60 characters; may be empty.",
            ),
        ],
        ..Form::default()
    }
}

fn retention_form(asked: &Asked, why_not: &str) -> Form {
    let Retention { lines, keeps_imports } = asked.instance.retention;
    let now = lines.days().map_or_else(|| "unlimited".to_owned(), |days| days.to_string());
    let plan = |period: Period| {
        let sent = period.days().map_or_else(|| "unlimited".to_owned(), |days| days.to_string());
        (sent, period.to_string())
    };
    let mut plans: Vec<_> = PLANS.map(|days| plan(Period::Days(days))).to_vec();
    plans.push(plan(Period::Unlimited));
    if plans.iter().all(|(sent, _)| *sent != now) {
        plans.push(plan(lines));
    }
    plans.push(("other".to_owned(), "another number of days".to_owned()));
    Form {
        path: "/api/instance-retain".to_owned(),
        button: "Save how long lines are kept".to_owned(),
        why_not: why_not.to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            choice(
                "plan",
                "Keep lines",
                now,
                "Counted from their arrival. What is past its time goes for good within a minute; live only means that \
                 searches find nothing.",
                plans,
            ),
            text("days", "Another number of days", "", "Up to 65,535; only if that was chosen."),
            check("keeps_imports", "Keep imported lines whatever their age", keeps_imports, ""),
            text(
                "confirmed",
                "The city, if lines would go by this",
                "",
                &format!(
                    "Lines that are past the new time go for good: write {} to say that it is meant.",
                    asked.instance.city
                ),
            ),
        ],
        ..Form::default()
    }
}
