//! All views of an instance, by category.

use actions::{category, view::Views};
use model::view::{View, ViewAlert};

use super::{counting, server::address_of};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{act, bit, cell, code, faint, grouped, hidden, link, note_of, plain},
    },
    ui::{Bit, Cell, Form, Input, Look, Piece, Sheet, Table},
};

/// Where views without a category stand, always last.
const UNCATEGORIZED: &str = "Uncategorized";
/// How many views one page lists.
const PAGE: usize = 100;

/// A view with the number of events it finds in a day, if these were counted.
type Counted<'v> = (&'v View, Option<u64>);

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let all = actions::view::list(&asked.desk, &asked.caller, &asked.instance.id).await;
    let all = all.map_err(desk::refuse)?;
    let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
    if all.views.is_empty() {
        pieces.extend(none_yet(asked));
    } else {
        pieces.push(search(asked));
        pieces.extend(listed(asked, &all).await);
    }
    Ok(Sheet { title: "Views".to_owned(), tabs: vec![], pieces })
}

/// Says what was just done, and leads to the event that tells of it.
fn done(asked: &Asked) -> Option<Piece> {
    let (said, action) = match asked.part("done") {
        "delete" => ("Deleted. ", "logdnaat.view.delete"),
        "renew" => ("The view asks for today's names as well. ", "logdnaat.view.update"),
        _ => return None,
    };
    let mut bits = note_of(asked, said, action);
    if action.ends_with("delete") {
        bits.extend([
            plain(" It can be put back for 7 days: "),
            link("Deleted", format!("/settings/deleted?instance={}", asked.instance.id)),
            plain("."),
        ]);
    }
    Some(Piece::Good(bits))
}

fn none_yet(asked: &Asked) -> Vec<Piece> {
    let search = format!("/events?instance={}", asked.instance.id);
    vec![
        Piece::Head("No views yet".to_owned()),
        Piece::Text(vec![plain(
            "A view is a search with a name: a query, its filters, and the categories it is listed under. \
             Search for something worth coming back to, then choose Save view.",
        )]),
        Piece::Text(vec![bit(Look::Button, "Search events", search)]),
    ]
}

fn search(asked: &Asked) -> Piece {
    Piece::Form(Form {
        path: "/views".to_owned(),
        asks: true,
        button: "Search".to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("category", asked.part("category")),
            Input {
                name: "q".to_owned(),
                label: "Search views: name, query or description".to_owned(),
                value: asked.part("q").to_owned(),
                ..Input::default()
            },
        ],
        ..Form::default()
    })
}

async fn listed(asked: &Asked, all: &Views) -> Vec<Piece> {
    let category = asked.part("category");
    let fitting = fitting(all, asked.part("q"), category);
    let mut pieces = Vec::new();
    if !category.is_empty() {
        pieces.push(Piece::Text(vec![
            plain("Only the category "),
            bit(Look::Strong, category, ""),
            plain(" · "),
            link("all views", asked.href("", &[])),
        ]));
    }
    if fitting.is_empty() {
        pieces.push(Piece::Head("No view fits".to_owned()));
        pieces.push(Piece::Text(vec![plain("Try fewer words, or all categories.")]));
        return pieces;
    }
    let page: usize = asked.part("page").parse().unwrap_or(0);
    let here: Vec<&View> = fitting.iter().copied().skip(page.saturating_mul(PAGE)).take(PAGE).collect();
    let counts = counting::last_day(asked, &here).await;
    let counted: Vec<Counted<'_>> = here.into_iter().zip(counts).collect();
    for (name, views) in shelves(all, &counted, category) {
        pieces.push(Piece::Head(name.clone()));
        pieces.push(Piece::Table(table(asked, all, &name, &views)));
    }
    let more = fitting.len() > page.saturating_add(1).saturating_mul(PAGE);
    pieces.extend(pager(asked, page, more));
    pieces
}

/// The views that fit what was searched, by name.
fn fitting<'v>(all: &'v Views, typed: &str, category: &str) -> Vec<&'v View> {
    let words: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |view: &&View| {
        let draft = &view.draft;
        let text = format!("{} {} {}", draft.name.as_str(), draft.query, draft.description).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let listed = |view: &&View| match category {
        "" => true,
        UNCATEGORIZED => view.categories.is_empty(),
        name => category::names(&view.categories, &all.categories).iter().any(|own| own == name),
    };
    all.views.iter().filter(fits).filter(listed).collect()
}

/// Views under each of their categories; those without one come last.
fn shelves<'v>(all: &Views, counted: &[Counted<'v>], category: &str) -> Vec<(String, Vec<Counted<'v>>)> {
    let mut shelves = Vec::new();
    for heading in &all.categories {
        let own = counted.iter().filter(|(view, _)| view.categories.contains(&heading.id));
        shelves.push((heading.name.as_str().to_owned(), own.copied().collect::<Vec<_>>()));
    }
    let rest = counted.iter().filter(|(view, _)| view.categories.is_empty());
    shelves.push((UNCATEGORIZED.to_owned(), rest.copied().collect()));
    shelves.retain(|(name, views)| !views.is_empty() && (category.is_empty() || name == category));
    shelves
}

fn table(asked: &Asked, all: &Views, name: &str, views: &[Counted<'_>]) -> Table {
    Table {
        caption: format!("Views: {name}"),
        head: ["View", "Finds", "Alert", "Last 24 hours", "Changed", "To do"].map(str::to_owned).to_vec(),
        rows: views.iter().map(|(view, count)| row(asked, all, view, *count)).collect(),
    }
}

fn row(asked: &Asked, all: &Views, view: &View, count: Option<u64>) -> Vec<Cell> {
    let address = address_of(view, &asked.instance.id);
    let mut named = vec![link(view.draft.name.as_str(), address.href())];
    if !view.draft.description.is_empty() {
        named.extend([plain(" "), faint(view.draft.description.clone())]);
    }
    let mut finds: Vec<Bit> = vec![];
    if !address.query.is_empty() {
        finds.push(code(address.query.clone()));
    }
    for (filter, value) in address.filters() {
        finds.extend([plain(" "), bit(Look::Chip, format!("{}: {value}", filter.label()), "")]);
    }
    let older = actions::naming::renewed(&view.draft.query).map(|(older, _)| older.join(", "));
    if let Some(older) = &older {
        let title = "It asks for names that actions no longer have";
        finds.extend([plain(" "), bit(Look::Marked, "older names", title), plain(" "), code(older.clone())]);
    }
    let count = match count {
        Some(count) => bit(Look::Number, grouped(count), ""),
        None => bit(Look::Number, "—", "Counting takes too long just now"),
    };
    let time = model::time::format_rfc3339(view.updated_ms);
    let changed = vec![
        bit(Look::Time, crate::pages::events::moment(view.updated_ms, ""), time),
        faint(format!(" {}", view.updated_by)),
    ];
    vec![
        cell(named),
        cell(finds),
        cell(alert(all, view)),
        cell([count]),
        cell(changed),
        Cell { forms: acts(asked, all, view, older.is_some()), ..Cell::default() },
    ]
}

/// Whom the view tells, in a word or two.
fn alert(all: &Views, view: &View) -> Vec<Bit> {
    match &view.alert {
        ViewAlert::None => vec![faint("none")],
        ViewAlert::Own(channels) => {
            let sentences: Vec<String> = channels.iter().map(|channel| channel.sentence()).collect();
            let kinds: Vec<&str> =
                channels.iter().map(|channel| channel.draft.target.integration().label()).collect();
            vec![bit(Look::Chip, kinds.join(", "), sentences.join(" "))]
        }
        ViewAlert::Preset(id) => {
            let preset = all.presets.iter().find(|preset| preset.id == *id);
            let name = preset.map(|preset| preset.name.as_str().to_owned()).unwrap_or_default();
            vec![bit(Look::Chip, name, "It follows this preset")]
        }
    }
}

/// What can be done about a view; for those who may not, the reason in its place.
fn acts(asked: &Asked, all: &Views, view: &View, is_older: bool) -> Vec<Form> {
    let why_not = super::why_not(asked);
    let name = view.draft.name.as_str();
    let of_view =
        || vec![hidden("instance", asked.instance.id.to_string()), hidden("id", view.id.to_string())];
    let quiet = |form: Form| Form { class: "button--quiet".to_owned(), ..form };
    let page = |label: &str, page: &str| {
        let inputs = vec![hidden("instance", asked.instance.id.to_string())];
        Form { asks: true, ..act(&format!("/views/{}/{page}", view.id), label, name, &why_not, inputs) }
    };
    let starred = all.starred.contains(&view.id);
    let mut star = of_view();
    star.push(hidden("starred", (!starred).to_string()));
    let mut forms = vec![
        act("/api/view-star", if starred { "Unstar" } else { "Star" }, name, "", star),
        page("Edit", "edit"),
        page("Alert", "alert"),
        act("/api/view-duplicate", "Duplicate", name, &why_not, of_view()),
        page("Delete", "delete"),
    ];
    if is_older {
        let about = format!("in {name}");
        forms.push(act("/api/view-renew", "Ask for today's names too", &about, &why_not, of_view()));
    }
    forms.into_iter().map(quiet).collect()
}

fn pager(asked: &Asked, page: usize, more: bool) -> Option<Piece> {
    let to = |page: usize| {
        let page = page.to_string();
        asked.href(
            "",
            &[("q", asked.part("q")), ("category", asked.part("category")), ("page", page.as_str())],
        )
    };
    let mut bits = vec![];
    if page > 0 {
        bits.push(bit(Look::Button, "← Earlier views", to(page - 1)));
    }
    if more {
        bits.push(bit(Look::Button, "Further views →", to(page + 1)));
    }
    (!bits.is_empty()).then_some(Piece::Text(bits))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use model::{
        category::{Category, CategoryKind, CategoryName},
        id::{CategoryId, ViewId},
        view::{ViewDraft, ViewName},
    };

    use super::*;

    fn category(number: u8, name: &str) -> Category {
        let name = CategoryName::parse(name).unwrap();
        Category { id: CategoryId::from_bytes([number; 5]), kind: CategoryKind::Views, name }
    }

    fn view(name: &str, categories: &[u8]) -> View {
        let draft = ViewDraft {
            name: ViewName::parse(name).unwrap(),
            query: String::new(),
            hosts: vec![],
            apps: vec![],
            levels: vec![],
            tags: vec![],
            description: String::new(),
            custom_line: String::new(),
        };
        View {
            id: ViewId::from_bytes([1; 5]),
            draft,
            categories: categories.iter().map(|number| CategoryId::from_bytes([*number; 5])).collect(),
            alert: ViewAlert::None,
            updated_ms: 0,
            updated_by: String::new(),
        }
    }

    fn told(typed: &str, named: &str) -> Vec<String> {
        let all = Views {
            views: vec![view("Denied", &[1]), view("Restores", &[1, 2]), view("All", &[])],
            categories: vec![category(1, "Access"), category(2, "Backups"), category(3, "Empty")],
            presets: vec![],
            starred: HashSet::new(),
        };
        let counted: Vec<_> = fitting(&all, typed, named).into_iter().map(|view| (view, None)).collect();
        let names = |views: &[Counted<'_>]| {
            views.iter().map(|(view, _)| view.draft.name.as_str()).collect::<Vec<_>>().join(" ")
        };
        let shelves = shelves(&all, &counted, named);
        shelves.iter().map(|(name, views)| format!("{name}: {}", names(views))).collect()
    }

    #[test]
    fn a_view_stands_under_each_category_and_what_has_none_comes_last() {
        assert_eq!(told("", ""), ["Access: Denied Restores", "Backups: Restores", "Uncategorized: All"]);
        assert_eq!(told("", UNCATEGORIZED), ["Uncategorized: All"]);
    }

    #[test]
    fn a_search_leaves_no_empty_shelves() {
        assert_eq!(told("DENI", ""), ["Access: Denied"]);
        assert_eq!(told("", "Backups"), ["Backups: Restores"]);
        assert!(told("mauve", "").is_empty());
    }
}
