//! What an instance makes of a line before it is stored: the fields its parsing templates read out
//! of it, and then what its exclusion rules say.
//!
//! Templates come first, so that a rule finds what a search would find. All queries of both are
//! asked together which of them a line may match at all; only for those is it taken apart.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use model::{
    exclusion_rule::{Excluded, ExclusionRule, RuleKind},
    id::InstanceId,
    line::Line,
    parsing_template::{Operator, ParsingTemplate, Step},
};
use parsing::Text;
use query::{Allowance, Candidates, Document, Matcher, Prefilter, fold};
use serde_json::Map;
use store::{Read, StoreError};

use crate::unread;

/// How much all fields that are added to one line take together, in bytes.
const ADDED_MAX: usize = 32 * 1024;

/// What one instance makes of lines, made ready.
#[derive(Debug)]
pub(crate) struct Intake {
    made_of: Sources,
    templates: Vec<ReadyTemplate>,
    rules: Vec<ReadyRule>,
    /// Asks for those with a query, by their number.
    prefilter: Prefilter,
    has_expressions: bool,
}

/// What rules say of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict<'a> {
    /// It is stored.
    Kept,
    /// It is for live tail and alerts alone; its line has the mark.
    Unkept(&'a ExclusionRule),
    /// It is not stored.
    Excluded(&'a ExclusionRule),
}

#[derive(Debug, Default, PartialEq)]
struct Sources {
    templates: Vec<ParsingTemplate>,
    rules: Vec<ExclusionRule>,
}

#[derive(Debug)]
struct ReadyTemplate {
    asked: Asked,
    reader: parsing::Reader,
}

#[derive(Debug)]
struct ReadyRule {
    /// Its place among the sources.
    rule: usize,
    /// Folded, as the next.
    hosts: HashSet<String>,
    apps: HashSet<String>,
    asked: Asked,
}

/// A query and its number with the prefilter; none asks for nothing.
#[derive(Debug)]
struct Asked(Option<(usize, Matcher)>);

/// Reads the intakes of all instances that have any. One that has not changed since `before` is
/// taken over.
pub(crate) async fn read(
    read: &mut Read,
    before: Option<&HashMap<InstanceId, Arc<Intake>>>,
) -> Result<HashMap<InstanceId, Arc<Intake>>, StoreError> {
    let mut sources: HashMap<InstanceId, Sources> = HashMap::new();
    for (instance, template) in read.parsing_templates().active().await? {
        sources.entry(instance).or_default().templates.push(template);
    }
    for (instance, mut rule) in read.exclusion_rules().active(RuleKind::Ingestion).await? {
        // Counting is no change.
        rule.excluded = Excluded::default();
        sources.entry(instance).or_default().rules.push(rule);
    }
    let ready = |(instance, sources): (InstanceId, Sources)| {
        let same = before.and_then(|before| before.get(&instance)).filter(|old| old.made_of == sources);
        let intake = same.cloned().unwrap_or_else(|| Arc::new(Intake::new(sources)));
        (instance, intake)
    };
    Ok(sources.into_iter().map(ready).collect())
}

impl Sources {
    fn have_expressions(&self) -> bool {
        let of_template = |template: &ParsingTemplate| {
            let steps = &template.draft.steps;
            query::parse(&template.draft.query).query.has_expressions() || steps.iter().any(is_expression)
        };
        let of_rule = |rule: &ExclusionRule| query::parse(&rule.draft.query).query.has_expressions();
        self.templates.iter().any(of_template) || self.rules.iter().any(of_rule)
    }
}

fn is_expression(step: &Step) -> bool {
    matches!(step.operator, Operator::Regex { .. }) || step.steps.iter().any(is_expression)
}

/// What reads fields by a template, or why it may not be used any more.
fn reader_of(template: &ParsingTemplate) -> Result<parsing::Reader, String> {
    match unread(&template.draft.query) {
        Some(error) => Err(error),
        None => parsing::Reader::new(&template.draft.steps).map_err(|error| error.to_string()),
    }
}

impl Intake {
    fn new(sources: Sources) -> Self {
        let mut count = 0;
        let mut asked = |query: &str| {
            let matcher = (!query.is_empty()).then(|| Matcher::new(&query::parse(query).query))?;
            count += 1;
            Some((count - 1, matcher))
        };
        let mut templates = Vec::new();
        for template in &sources.templates {
            match reader_of(template) {
                Ok(reader) => {
                    templates.push(ReadyTemplate { asked: Asked(asked(&template.draft.query)), reader })
                }
                // It was checked before it was saved; what an older version took may be refused now.
                Err(error) => tracing::error!(
                    template.id = %template.id,
                    error,
                    "a parsing template can not be used and adds no fields"
                ),
            }
        }
        let folded = |values: &[String]| values.iter().map(|value| fold(value).collect()).collect();
        let is_readable = |(_, rule): &(usize, &ExclusionRule)| {
            let unread = unread(&rule.draft.query);
            if let Some(error) = &unread {
                tracing::error!(
                    rule.id = %rule.id,
                    error,
                    "an exclusion rule can not be read any more and excludes nothing"
                );
            }
            unread.is_none()
        };
        let mut rules: Vec<ReadyRule> = (sources.rules.iter().enumerate())
            .filter(is_readable)
            .map(|(place, rule)| ReadyRule {
                rule: place,
                hosts: folded(&rule.draft.hosts),
                apps: folded(&rule.draft.apps),
                asked: Asked(asked(&rule.draft.query)),
            })
            .collect();
        // Of those that fit, one that stores nothing decides before one that does.
        rules.sort_by_key(|ready| sources.rules[ready.rule].draft.index_only);
        let all = templates.iter().map(|ready| &ready.asked).chain(rules.iter().map(|ready| &ready.asked));
        let by_number: BTreeMap<usize, &Matcher> =
            all.filter_map(|asked| asked.0.as_ref()).map(|(number, matcher)| (*number, matcher)).collect();
        let prefilter = Prefilter::new(by_number.into_values());
        let has_expressions = sources.have_expressions();
        Self { made_of: sources, templates, rules, prefilter, has_expressions }
    }

    /// Whether a line may cost it more than a moment: an expression is asked.
    pub fn has_expressions(&self) -> bool {
        self.has_expressions
    }

    /// Adds the fields that templates read out of a line; what comes later overwrites.
    pub fn parse(&self, line: &mut Line) -> Verdict<'_> {
        if !self.templates.is_empty() {
            self.add_fields(line, &mut self.prefilter.ask(line), &Allowance::default());
        }
        Verdict::Kept
    }

    /// Adds fields and says what the rules say. A line that is not kept gets its mark.
    pub fn take(&self, line: &mut Line) -> Verdict<'_> {
        let (mut candidates, allowance) = (self.prefilter.ask(line), Allowance::default());
        let document = self.add_fields(line, &mut candidates, &allowance);
        if !line.added.is_empty() {
            candidates.scan_added(line);
        }
        let (host, app) = (OnceCell::new(), OnceCell::new());
        let is_one = |list: &HashSet<String>, value: &str, folded: &OnceCell<String>| {
            list.is_empty() || list.contains(folded.get_or_init(|| fold(value).collect()))
        };
        let found = self.rules.iter().find(|rule| {
            is_one(&rule.hosts, &line.host, &host)
                && is_one(&rule.apps, &line.app, &app)
                && rule.asked.holds(&mut candidates, line, (&document, &allowance))
        });
        let Some(rule) = found.and_then(|found| self.made_of.rules.get(found.rule)) else {
            return Verdict::Kept;
        };
        if !rule.draft.index_only {
            return Verdict::Excluded(rule);
        }
        line.flags.transient = true;
        Verdict::Unkept(rule)
    }

    /// What comes later overwrites, and what is too much is left out. Gives the line taken apart, where
    /// that was necessary and nothing was added.
    fn add_fields(
        &self,
        line: &mut Line,
        candidates: &mut Candidates<'_>,
        allowance: &Allowance,
    ) -> OnceCell<Document> {
        let (mut added, mut bytes) = (Map::new(), 0);
        let (document, text) = (OnceCell::new(), Text::new(&line.text));
        for template in &self.templates {
            if !template.asked.holds(candidates, line, (&document, allowance)) {
                continue;
            }
            for (name, value) in template.reader.read(&text).fields {
                bytes += name.len() + value.as_str().map_or(24, str::len);
                if bytes <= ADDED_MAX {
                    added.insert(name, value);
                }
            }
        }
        line.added = added;
        // With more fields it is another.
        if line.added.is_empty() { document } else { OnceCell::new() }
    }
}

impl Asked {
    /// Whether a line is sure to match: what is undecided excludes nothing and adds no fields.
    fn holds(
        &self,
        candidates: &mut Candidates<'_>,
        line: &Line,
        (document, allowance): (&OnceCell<Document>, &Allowance),
    ) -> bool {
        self.0.as_ref().is_none_or(|(number, matcher)| {
            candidates.may_match(*number, line)
                && matcher.surely_matches(document.get_or_init(|| Document::new(line)), allowance)
        })
    }
}

impl<'a> Verdict<'a> {
    /// The rule that decided against keeping the line.
    pub fn rule(self) -> Option<&'a ExclusionRule> {
        match self {
            Self::Kept => None,
            Self::Unkept(rule) | Self::Excluded(rule) => Some(rule),
        }
    }

    /// What its sender is told.
    pub fn reason(self) -> String {
        match self {
            Self::Kept => String::new(),
            Self::Unkept(rule) => {
                format!("exclusion rule {:?}: for live tail and alerts only, not kept", rule.draft.title)
            }
            Self::Excluded(rule) => format!("exclusion rule {:?}", rule.draft.title),
        }
    }
}
