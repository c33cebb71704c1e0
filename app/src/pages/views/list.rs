//! All views of an instance, by category.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::server::{RenewView, Saved, SavedView, StarView, views};
use crate::{
    parts::FrameContext,
    sending::{SendForm, Sending},
    ui::{Chip, ChipKind, Empty, Glyph, Icon, Loaded, Notice, NoticeKind, reading},
};

/// Where views without a category stand, always last.
const UNCATEGORIZED: &str = "Uncategorized";

/// A category with its views.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shelf {
    name: String,
    views: Vec<SavedView>,
}

/// The views that fit what was searched, by category; a view in two stands in both.
fn shelves(saved: &Saved, typed: &str, category: &str) -> Vec<Shelf> {
    let words: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |view: &&SavedView| {
        let text = format!("{} {} {}", view.name, view.address.query, view.description).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut shelves: Vec<Shelf> = Vec::new();
    for name in &saved.categories {
        let own = saved.views.iter().filter(|view| view.categories.contains(name)).filter(fits);
        shelves.push(Shelf { name: name.clone(), views: own.cloned().collect() });
    }
    let rest = saved.views.iter().filter(|view| view.categories.is_empty()).filter(fits);
    shelves.push(Shelf { name: UNCATEGORIZED.to_owned(), views: rest.cloned().collect() });
    shelves.retain(|shelf| !shelf.views.is_empty() && (category.is_empty() || shelf.name == category));
    shelves
}

/// The page of all views.
#[component]
pub fn ViewsPage() -> impl IntoView {
    let query = use_query_map();
    let part = move |name: &'static str| Memo::new(move |_| query.read().get(name).unwrap_or_default());
    let (instance, typed, category) = (part("instance"), part("q"), part("category"));
    let (deleted, renewed) = (part("deleted"), part("renewed"));
    let saved = crate::told::ask(move || instance.get(), views);
    let again = Callback::new(move |()| saved.refetch());
    view! {
        <Title text="Views"/>
        <div class="page">
            <header class="page__head">
                <h1 class="page__title">"Views"</h1>
                <form class="page__search" method="get" action="/views" role="search">
                    {move || (!instance.read().is_empty()).then(|| view! { <input type="hidden" name="instance" value=instance/> })}
                    <label class="unseen" for="view-search">"Search views"</label>
                    <input class="field__input" id="view-search" type="search" name="q" value=typed placeholder="Name, query or description"/>
                    <button class="button">"Search"</button>
                </form>
            </header>
            {move || done(&instance.read(), !deleted.read().is_empty(), !renewed.read().is_empty())}
            {move || (!category.read().is_empty()).then(|| view! {
                <p class="page__filter">
                    "Only the category " <strong>{category.get()}</strong> " · "
                    <a href=format!("/views?instance={}", instance.get())>"all views"</a>
                </p>
            })}
            <Loaded resource=saved show=reading(move |saved: Saved| view! { <Shelves saved typed=typed.get() category=category.get() resource_version=instance again/> })/>
        </div>
    }
}

#[component]
fn Shelves(
    saved: Saved,
    typed: String,
    category: String,
    resource_version: Memo<String>,
    again: Callback<()>,
) -> impl IntoView {
    if saved.views.is_empty() {
        let href = format!("/events?instance={}", resource_version.get_untracked());
        return view! {
            <Empty title="No views yet">
                <p>"A view is a search with a name: a query, its filters, and the categories it is listed under."</p>
                <p>"Search for something worth coming back to, then choose Save view."</p>
                <p><a class="button button--main" href=href>"Search events"</a></p>
            </Empty>
        }
        .into_any();
    }
    let why_not = saved.why_not.clone();
    let shelves = shelves(&saved, &typed, &category);
    if shelves.is_empty() {
        return view! { <Empty title="No view fits"><p>"Try fewer words, or all categories."</p></Empty> }
            .into_any();
    }
    view! {
        {shelves.into_iter().enumerate().map(|(place, shelf)| {
            let id = format!("shelf-{place}");
            let labelled_by = id.clone();
            view! {
                <section class="shelf" aria-labelledby=labelled_by>
                    <h2 class="shelf__name" id=id>
                        {shelf.name}<span class="shelf__count">{shelf.views.len()}</span>
                    </h2>
                    <ul class="shelf__views">
                        {shelf.views.into_iter().map(|view| view! { <Item view why_not=why_not.clone() again/> }).collect_view()}
                    </ul>
                </section>
            }
        }).collect_view()}
    }
    .into_any()
}

#[component]
fn Item(view: SavedView, why_not: Option<String>, again: Callback<()>) -> impl IntoView {
    let star = Sending::to::<StarView>();
    let frame = expect_context::<FrameContext>();
    let starred = RwSignal::new(view.starred);
    Effect::new(move |_| {
        if matches!(star.outcome.get(), Some(Ok(()))) {
            starred.update(|starred| *starred = !*starred);
            frame.facts.refetch();
        }
    });
    let older =
        (!view.older.is_empty()).then(|| view! { <Older view=view.clone() why_not=why_not.clone() again/> });
    let instance = view.address.instance.clone();
    let manage = format!("/views/{}", view.id);
    let suffix = format!("?instance={instance}");
    let label = view.name.clone();
    let filters: Vec<_> =
        view.address.filters().map(|(filter, value)| format!("{}: {value}", filter.label())).collect();
    view! {
        <li class="view-row">
            <SendForm sending=star class="view-row__star">
                <input type="hidden" name="id" value=view.id.clone()/>
                <input type="hidden" name="instance" value=instance/>
                <input type="hidden" name="starred" value=move || if starred.get() { "false" } else { "true" }/>
                <button class="button button--quiet" aria-pressed=move || if starred.get() { "true" } else { "false" }
                    title=move || if starred.get() { "Take the star off" } else { "Star: keep it in the sidebar" }>
                    {move || view! { <Icon glyph=if starred.get() { Glyph::Starred } else { Glyph::Star }/> }}
                    <span class="unseen">{format!("Star {label}")}</span>
                </button>
            </SendForm>
            <div class="view-row__what">
                <a class="view-row__name" href=view.address.href()>{view.name.clone()}</a>
                <p class="view-row__query">
                    <code>{view.address.query.clone()}</code>
                    {filters.into_iter().map(|text| view! { <Chip text/> }).collect_view()}
                </p>
                {older}
                {(!view.description.is_empty()).then(|| view! { <p class="view-row__about">{view.description.clone()}</p> })}
            </div>
            <p class="view-row__by">{view.updated_by.clone()}<br/><time>{view.updated.clone()}</time></p>
            <p class="view-row__acts">
                <Act label="Edit" name=view.name.clone() href=format!("{manage}/edit{suffix}") why_not=why_not.clone()/>
                <Act label="Delete" name=view.name href=format!("{manage}/delete{suffix}") why_not/>
            </p>
        </li>
    }
}

/// Says that a view asks for older names alone, and offers to ask for those of today as well.
#[component]
fn Older(view: SavedView, why_not: Option<String>, again: Callback<()>) -> impl IntoView {
    let renew = Sending::to::<RenewView>();
    Effect::new(move |_| {
        if matches!(renew.outcome.get(), Some(Ok(()))) {
            again.run(());
        }
    });
    let disabled = why_not.is_some();
    view! {
        <SendForm sending=renew class="view-row__older">
            <Chip text="older names" title="It asks for names that actions no longer have" kind=ChipKind::Marked/>
            <code>{view.older}</code>
            <input type="hidden" name="id" value=view.id/>
            <input type="hidden" name="instance" value=view.address.instance/>
            <button class="button button--quiet" disabled=disabled title=why_not>
                "Ask for today's names too"<span class="unseen">{format!(" in {}", view.name)}</span>
            </button>
        </SendForm>
    }
    .into_any()
}

/// Says what was just done, and leads to the event that tells of it.
fn done(instance: &str, deleted: bool, renewed: bool) -> Option<impl IntoView + use<>> {
    let (said, action) = match (deleted, renewed) {
        (true, _) => ("Deleted. ", "logdnaat.view.delete"),
        (_, true) => ("The view asks for today's names as well. ", "logdnaat.view.update"),
        _ => return None,
    };
    let href = format!("/events?instance={instance}&q=action:{action}");
    Some(view! {
        <Notice kind=NoticeKind::Good>{said}"Your act was recorded as " <a href=href>{action}</a>"."</Notice>
    })
}

/// A link to a page that changes the view; for those who may not, the reason in its place.
#[component]
fn Act(label: &'static str, name: String, href: String, why_not: Option<String>) -> impl IntoView {
    let whole = view! { {label}<span class="unseen">{format!(" {name}")}</span> };
    match why_not {
        None => view! { <a class="button button--quiet" href=href>{whole}</a> }.into_any(),
        Some(why) => view! {
            <button type="button" class="button button--quiet" disabled=true title=why.clone()>
                {whole}<span class="unseen">{format!(": {why}")}</span>
            </button>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str, categories: &[&str]) -> SavedView {
        SavedView {
            id: name.to_owned(),
            name: name.to_owned(),
            address: crate::pages::events::Address::default(),
            categories: categories.iter().map(|name| (*name).to_owned()).collect(),
            description: String::new(),
            custom_line: String::new(),
            older: String::new(),
            starred: false,
            updated: String::new(),
            updated_by: String::new(),
        }
    }

    fn told(typed: &str, category: &str) -> Vec<String> {
        let saved = Saved {
            views: vec![
                view("Denied", &["Access"]),
                view("Restores", &["Access", "Backups"]),
                view("All", &[]),
            ],
            categories: vec!["Access".into(), "Backups".into(), "Empty".into()],
            why_not: None,
        };
        let names =
            |shelf: &Shelf| shelf.views.iter().map(|view| view.name.clone()).collect::<Vec<_>>().join(" ");
        shelves(&saved, typed, category)
            .iter()
            .map(|shelf| format!("{}: {}", shelf.name, names(shelf)))
            .collect()
    }

    #[test]
    fn a_view_stands_under_each_category_and_what_has_none_comes_last() {
        assert_eq!(told("", ""), ["Access: Denied Restores", "Backups: Restores", "Uncategorized: All"]);
    }

    #[test]
    fn a_search_leaves_no_empty_shelves() {
        assert_eq!(told("DENI", ""), ["Access: Denied"]);
        assert_eq!(told("", "Backups"), ["Backups: Restores"]);
        assert!(told("mauve", "").is_empty());
    }
}
