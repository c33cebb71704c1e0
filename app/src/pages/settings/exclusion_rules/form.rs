//! The form for one rule, as it is at first and as somebody left it for a preview.

use actions::exclusion_rule::NewExclusionRule;
use model::{
    exclusion_rule::{ExclusionRule, RuleKind},
    person::Role,
};

use super::list::{PAGE, one};
use crate::{
    sheets::{Asked, seen, writing::hidden},
    ui::{Form, Input, InputKind},
};

/// A rule as it stands in the form.
pub struct Written {
    /// Its id; empty for a new one.
    pub id: String,
    /// What is written.
    pub new: NewExclusionRule,
    /// Whether somebody asks what it would keep away.
    pub is_asked: bool,
}

impl Written {
    /// What the address says of a rule of this kind; none where it speaks of no such rule.
    pub fn read(asked: &Asked, kind: RuleKind, rules: &[ExclusionRule]) -> Option<Self> {
        if asked.part("kind") == kind.as_str() {
            let new = NewExclusionRule {
                title: asked.part("title").to_owned(),
                hosts: lines(asked.part("hosts")),
                apps: lines(asked.part("apps")),
                query: asked.part("query").to_owned(),
                is_active: asked.part("active") == "true",
                index_only: asked.part("index_only") == "true",
            };
            return Some(Self { id: asked.part("id").to_owned(), new, is_asked: true });
        }
        let edited = rules.iter().find(|rule| rule.id.as_str() == asked.part("edit"));
        if let Some(rule) = edited {
            let draft = rule.draft.clone();
            let new = NewExclusionRule {
                title: draft.title,
                hosts: draft.hosts,
                apps: draft.apps,
                query: draft.query,
                is_active: draft.is_active,
                index_only: draft.index_only,
            };
            return Some(Self { id: rule.id.to_string(), new, is_asked: false });
        }
        let is_new = asked.part("new") == kind.as_str();
        let new = NewExclusionRule { is_active: true, index_only: true, ..NewExclusionRule::default() };
        is_new.then(|| Self { id: String::new(), new, is_asked: false })
    }
}

/// The texts of a field with one a line.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The form.
pub fn form(
    asked: &Asked,
    kind: RuleKind,
    Written { id, new, .. }: &Written,
    rules: &[ExclusionRule],
) -> Form {
    let input = |input: InputKind, name: &str, label: &str, value: String, hint: &str| Input {
        kind: input,
        name: name.to_owned(),
        label: label.to_owned(),
        value,
        hint: hint.to_owned(),
        ..Input::default()
    };
    let any = "One a line; nothing means any.";
    let mut inputs = vec![
        hidden("instance", asked.instance.id.to_string()),
        hidden("kind", kind.as_str()),
        hidden("id", id.as_str()),
        input(InputKind::Needed, "title", "Title", new.title.clone(), "Senders are told it."),
        input(InputKind::Long, "hosts", "Only these sources", new.hosts.join("\n"), any),
        input(InputKind::Long, "apps", "Only these apps", new.apps.join("\n"), any),
        input(
            InputKind::Text,
            "query",
            "Only what matches this query",
            new.query.clone(),
            "As in a search. A rule needs at least one source, app or query.",
        ),
        input(
            InputKind::Check,
            "active",
            "Active",
            new.is_active.to_string(),
            "It keeps lines away from now on.",
        ),
    ];
    if let Some(rule) = rules.iter().find(|rule| rule.id.as_str() == id) {
        inputs.push(seen(asked, &actions::exclusion_rule::seen(rule)));
    }
    if kind == RuleKind::Ingestion {
        inputs.push(input(
            InputKind::Check,
            "index_only",
            "Index only",
            new.index_only.to_string(),
            "Live tail and alerts still get the lines.",
        ));
    }
    Form {
        path: "/api/exclusion-rule-save".to_owned(),
        button: "Save the rule".to_owned(),
        about: if id.is_empty() {
            one(kind).trim_start_matches("a rule ").to_owned()
        } else {
            new.title.clone()
        },
        class: "button--main".to_owned(),
        why_not: asked.why_not(Role::Manager),
        inputs,
        asking: vec![(format!("/settings/{PAGE}"), "Preview".to_owned())],
        ..Form::default()
    }
}
