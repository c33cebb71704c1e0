//! What an instance does for everybody who works in it.

use serde::{Deserialize, Serialize};

/// The longest zone name, and the longest words about a time, in characters.
const ZONE_MAX: usize = 64;
const TIME_MAX: usize = 40;

/// The settings of one instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSettings {
    /// Whether pages show the original text of a line. It is stored either way.
    pub shows_raw: bool,
    /// Whether lines may be exported.
    pub allows_export: bool,
    /// Whether people who are in no group see all events; if not, they see none.
    pub access_control: bool,
    /// What is shown of a line, and in which order.
    pub line_format: LineFormat,
    /// The zone times are shown in where nobody chose another; none for the viewer's own.
    pub zone: ZoneName,
}

impl Default for AccountSettings {
    fn default() -> Self {
        Self {
            shows_raw: true,
            allows_export: true,
            access_control: true,
            line_format: LineFormat::default(),
            zone: ZoneName::default(),
        }
    }
}

/// One piece of a line as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineToken {
    /// When it happened, in the words between the quotes.
    Time(String),
    /// Its source.
    Source,
    /// Its app.
    App,
    /// Its level.
    Level,
    /// Its file.
    File,
    /// Its environment.
    Env,
    /// The line itself.
    Line,
}

/// Pieces of a line in the order they are shown in, written `%time('MMM D HH:mm:ss') %source %line`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LineFormat(Vec<LineToken>);

/// Why a text is no line format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineFormatError {
    /// It has a piece nobody knows.
    #[error(
        "{0:?} is no piece of a line; the pieces are %time('…'), %source, %app, %level, %file, %env and %line"
    )]
    Unknown(String),
    /// A piece stands there twice.
    #[error("{0} stands twice in the line format")]
    Twice(&'static str),
    /// It does not show the line.
    #[error("the line format does not show the line; add %line")]
    NoLine,
    /// The words about the time are not closed, empty or too long.
    #[error("the words of %time stand between (' and '), and have 1 to {TIME_MAX} characters")]
    Time,
}

impl LineFormat {
    /// Reads pieces set apart by white space.
    pub fn parse(text: &str) -> Result<Self, LineFormatError> {
        let mut tokens: Vec<LineToken> = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (token, behind) = read_token(rest)?;
            if tokens.iter().any(|other| other.word() == token.word()) {
                return Err(LineFormatError::Twice(token.word()));
            }
            tokens.push(token);
            rest = behind.trim_start();
        }
        if tokens.contains(&LineToken::Line) { Ok(Self(tokens)) } else { Err(LineFormatError::NoLine) }
    }

    /// The pieces in their order.
    pub fn tokens(&self) -> &[LineToken] {
        &self.0
    }
}

/// Reads the first piece, and says what stands behind it.
fn read_token(text: &str) -> Result<(LineToken, &str), LineFormatError> {
    if let Some(words) = text.strip_prefix("%time('") {
        let (words, behind) = words.split_once("')").ok_or(LineFormatError::Time)?;
        let fits = (1..=TIME_MAX).contains(&words.chars().count()) && !words.chars().any(char::is_control);
        return if fits {
            Ok((LineToken::Time(words.to_owned()), behind))
        } else {
            Err(LineFormatError::Time)
        };
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, behind) = text.split_at(end);
    let token = match word {
        "%time" => LineToken::Time(TIME.to_owned()),
        "%source" => LineToken::Source,
        "%app" => LineToken::App,
        "%level" => LineToken::Level,
        "%file" => LineToken::File,
        "%env" => LineToken::Env,
        "%line" => LineToken::Line,
        _ => return Err(LineFormatError::Unknown(word.chars().take(TIME_MAX).collect())),
    };
    Ok((token, behind))
}

/// How a time is written where nothing else is said.
const TIME: &str = "MMM D HH:mm:ss";

impl LineToken {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Time(_) => "%time",
            Self::Source => "%source",
            Self::App => "%app",
            Self::Level => "%level",
            Self::File => "%file",
            Self::Env => "%env",
            Self::Line => "%line",
        }
    }
}

impl Default for LineFormat {
    fn default() -> Self {
        let time = LineToken::Time(TIME.to_owned());
        Self(vec![time, LineToken::Source, LineToken::App, LineToken::Level, LineToken::Line])
    }
}

impl std::fmt::Display for LineFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, token) in self.0.iter().enumerate() {
            let before = if place == 0 { "" } else { " " };
            match token {
                LineToken::Time(words) => write!(f, "{before}%time('{words}')")?,
                other => write!(f, "{before}{}", other.word())?,
            }
        }
        Ok(())
    }
}

impl TryFrom<String> for LineFormat {
    type Error = LineFormatError;

    fn try_from(text: String) -> Result<Self, LineFormatError> {
        Self::parse(&text)
    }
}

impl From<LineFormat> for String {
    fn from(format: LineFormat) -> String {
        format.to_string()
    }
}

/// The name of a time zone as far as its spelling goes; empty for the viewer's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneName(String);

/// A text is not spelled like a time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time zone is named like Europe/Berlin or UTC")]
pub struct ZoneNameError;

impl ZoneName {
    /// Takes the space off both ends and checks the spelling.
    pub fn parse(text: &str) -> Result<Self, ZoneNameError> {
        let text = text.trim();
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
        let is_name = text.len() <= ZONE_MAX && text.bytes().all(fits);
        is_name.then(|| Self(text.to_owned())).ok_or(ZoneNameError)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ZoneName {
    type Error = ZoneNameError;

    fn try_from(text: String) -> Result<Self, ZoneNameError> {
        Self::parse(&text)
    }
}

impl From<ZoneName> for String {
    fn from(name: ZoneName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_format_is_written_as_it_was_read() {
        for text in ["%time('MMM D HH:mm:ss') %source %app %level %line", "%line", "%line %time('[at] H')"] {
            assert_eq!(LineFormat::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            LineFormat::parse("  %time\t%line ").unwrap().to_string(),
            "%time('MMM D HH:mm:ss') %line"
        );
        assert_eq!(LineFormat::default(), LineFormat::parse(&LineFormat::default().to_string()).unwrap());
    }

    #[test]
    fn what_is_wrong_with_a_line_format_is_said() {
        let check =
            |text: &str, expected: LineFormatError| assert_eq!(LineFormat::parse(text), Err(expected));
        check("", LineFormatError::NoLine);
        check("%source", LineFormatError::NoLine);
        check("%line %line", LineFormatError::Twice("%line"));
        check("%time %time('H') %line", LineFormatError::Twice("%time"));
        check("%hue %line", LineFormatError::Unknown("%hue".to_owned()));
        check("%time('') %line", LineFormatError::Time);
        check("%time('H", LineFormatError::Time);
        check(&format!("%time('{}') %line", "H".repeat(41)), LineFormatError::Time);
        check(&"é".repeat(9000), LineFormatError::Unknown("é".repeat(40)));
    }

    #[test]
    fn a_zone_is_spelled_like_one() {
        for good in ["", " Europe/Berlin ", "Etc/GMT+5", "America/Port-au-Prince"] {
            assert_eq!(ZoneName::parse(good).unwrap().as_str(), good.trim());
        }
        for wrong in ["Europe Berlin", "../etc/passwd\0", &"x".repeat(65)] {
            assert_eq!(ZoneName::parse(wrong), Err(ZoneNameError), "{wrong}");
        }
    }
}
