//! One row of the list: what of an event fits on a line.

#[cfg(feature = "ssr")]
use model::{event::Event, line::StoredLine, line_template::LineTemplate};
use serde::{Deserialize, Serialize};

/// One event as the list shows it. Empty text means "not known".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Names the event for good.
    pub id: String,
    /// Its day and time in the page's zone.
    pub day: String,
    /// The time of day.
    pub clock: String,
    /// The moment for machines.
    pub moment: String,
    /// How grave it is.
    pub level: String,
    /// The service that made it.
    pub host: String,
    /// What was done; for a line that is no event, or where a view says how lines are written, a text.
    pub action: String,
    /// Whether `action` is such a text.
    pub plain: bool,
    /// Who did it.
    pub initiator: String,
    /// What it was done to.
    pub target: String,
    /// How it ended.
    pub outcome: String,
    /// The reason code.
    pub code: String,
    /// Whether it was only passed on and is not kept.
    pub transient: bool,
}

/// A plain line is cut here in the list; expanded it is whole.
#[cfg(feature = "ssr")]
const PLAIN_MAX: usize = 240;

#[cfg(feature = "ssr")]
impl Row {
    /// Reads a row out of a line. Its times are for the caller, who knows the zone.
    pub fn of(stored: &StoredLine) -> Self {
        let line = &stored.line;
        let event = Event::read(&line.text);
        let first = |paths: &[&str]| {
            let text = |path: &&str| event.as_ref()?.text(path).map(str::to_owned);
            paths.iter().find_map(text).unwrap_or_default()
        };
        let action = first(&["action"]);
        let plain = action.is_empty();
        let code = event.as_ref().and_then(|event| event.at("reason.reasonCode")).map(ToString::to_string);
        Self {
            id: stored.id.to_string(),
            day: String::new(),
            clock: String::new(),
            moment: model::time::format_rfc3339(line.time_ms),
            level: line.level.clone(),
            host: line.host.clone(),
            action: if plain { line.text.chars().take(PLAIN_MAX).collect() } else { action },
            plain,
            initiator: first(&["initiator.name", "initiator.id"]),
            target: first(&["target.name", "target.id"]),
            outcome: first(&["outcome"]),
            transient: line.flags.transient,
            code: code.map(|code| code.trim_matches('"').to_owned()).unwrap_or_default(),
        }
    }

    /// The row with the text a template makes of its line. Where that is nothing at all the row stays
    /// as it is: an empty one would tell less.
    pub fn written(self, template: &LineTemplate, stored: &StoredLine) -> Self {
        let text = template.render(&stored.line, PLAIN_MAX);
        match text.trim() {
            "" => self,
            text => Self { action: text.to_owned(), plain: true, ..self },
        }
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use model::line::Line;

    use super::*;

    fn row(text: &str) -> Row {
        let mut line = Line { text: text.to_owned(), ..Line::default() };
        line.derive();
        Row::of(&StoredLine { id: "0a1b2c3d4e-7".parse().unwrap(), received_ms: 0, line })
    }

    #[test]
    fn a_row_tells_who_did_what_to_what_and_how_it_ended() {
        let row = row(
            r#"{"eventTime":"2024-11-05T08:02:11.07+0000","action":"kms.secrets.read","severity":"warning",
            "initiator":{"id":"IBMid-1","name":""},"target":{"name":"orders"},"outcome":"failure",
            "reason":{"reasonCode":403}}"#,
        );
        assert_eq!((row.host.as_str(), row.level.as_str()), ("kms", "warning"));
        assert_eq!((row.initiator.as_str(), row.target.as_str()), ("IBMid-1", "orders"));
        assert_eq!((row.outcome.as_str(), row.code.as_str()), ("failure", "403"));
        assert_eq!(row.moment, "2024-11-05T08:02:11.070Z");
    }

    #[test]
    fn a_plain_line_stands_in_place_of_the_action() {
        let row = row("disk full");
        assert!(row.plain);
        assert_eq!(row.action, "disk full");
    }

    #[test]
    fn a_template_writes_the_row_unless_it_has_nothing_to_say() {
        let line = Line { text: r#"{"action":"a.b.c","ok":true}"#.to_owned(), ..Line::default() };
        let stored = StoredLine { id: "0a1b2c3d4e-7".parse().unwrap(), received_ms: 0, line };
        let row = |template: &str| Row::of(&stored).written(&LineTemplate::parse(template), &stored);
        assert_eq!((row("{{action}}: {{ok}}").action.as_str(), row("{{ok}}").plain), ("a.b.c: true", true));
        assert_eq!((row("{{nothing}} ").action.as_str(), row("{{nothing}} ").plain), ("a.b.c", false));
        assert_eq!(row(&"x".repeat(4000)).action.len(), PLAIN_MAX);
    }

    #[test]
    fn a_reason_code_in_quotes_is_a_reason_code() {
        assert_eq!(row(r#"{"action":"a.b.c","reason":{"reasonCode":"200"}}"#).code, "200");
    }
}
