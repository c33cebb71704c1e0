//! What can be chosen on the events page, with the words the address has for it.

/// How an expanded event is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// As a tree of its fields.
    #[default]
    Fields,
    /// As JSON, formatted and as it came.
    Json,
    /// In the form its service would send it in today.
    Form,
    /// Among the lines before and after it.
    Context,
}

impl Tab {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Fields, Self::Json, Self::Form, Self::Context];

    /// The address's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fields => "",
            Self::Json => "json",
            Self::Form => "form",
            Self::Context => "context",
        }
    }

    /// The word people see.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fields => "Fields",
            Self::Json => "JSON",
            Self::Form => "Current form",
            Self::Context => "Context",
        }
    }
}

/// What the bars over the list are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Split {
    /// By how grave the events are.
    #[default]
    Severity,
    /// By how they ended.
    Outcome,
}

impl Split {
    /// The address's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Severity => "",
            Self::Outcome => "outcome",
        }
    }
}

/// Which lines around an event are its context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Around {
    /// All of them.
    #[default]
    Everything,
    /// Those of the same source.
    Source,
    /// Those of the same app.
    App,
    /// Those of the same source and app.
    SourceAndApp,
    /// Those with the same initiator.
    Initiator,
    /// Those with the same correlation id.
    Correlation,
}

impl Around {
    /// All of them with the word people see, in the order in which they are shown.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Everything, "everything"),
        (Self::Source, "source"),
        (Self::App, "app"),
        (Self::SourceAndApp, "source and app"),
        (Self::Initiator, "same initiator"),
        (Self::Correlation, "same correlation id"),
    ];

    /// The address's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "",
            Self::Source => "source",
            Self::App => "app",
            Self::SourceAndApp => "source-and-app",
            Self::Initiator => "initiator",
            Self::Correlation => "correlation",
        }
    }
}

/// One of the four filters beside the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// By source.
    Host,
    /// By app.
    App,
    /// By level.
    Level,
    /// By tag.
    Tag,
}

impl Filter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Host, Self::App, Self::Level, Self::Tag];

    /// The address's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "hosts",
            Self::App => "apps",
            Self::Level => "levels",
            Self::Tag => "tags",
        }
    }

    /// The word people see.
    pub fn label(self) -> &'static str {
        match self {
            Self::Host => "source",
            Self::App => "app",
            Self::Level => "level",
            Self::Tag => "tag",
        }
    }
}
