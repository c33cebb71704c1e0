//! What a person writes about a view, wherever it is written.

use leptos::prelude::*;

use crate::{
    error::DeskError,
    ui::{Area, Field},
};

/// Name, categories, description and line template of a view.
#[component]
pub fn ViewFields(
    /// The name so far.
    #[prop(into, optional)]
    name: String,
    /// The categories to choose from.
    categories: Vec<String>,
    /// Those chosen so far.
    #[prop(optional)]
    chosen: Vec<String>,
    /// The description so far.
    #[prop(into, optional)]
    description: String,
    /// The line template so far.
    #[prop(into, optional)]
    custom_line: String,
    /// Why the view was not saved.
    #[prop(into)]
    error: Signal<Option<DeskError>>,
    /// Goes before the ids where a page has two such forms.
    #[prop(into)]
    prefix: String,
) -> impl IntoView {
    let of_field = move |name: &'static str| Signal::derive(move || error.get()?.of_field(name));
    let offers = !categories.is_empty();
    let category = {
        let prefix = prefix.clone();
        move |(place, category): (usize, String)| {
            let id = format!("{prefix}category-{place}");
            let label_for = id.clone();
            let checked = chosen.contains(&category);
            view! {
                <label class="check" for=label_for>
                    <input type="checkbox" id=id name="categories[]" value=category.clone() checked=checked/>
                    <span>{category}</span>
                </label>
            }
        }
    };
    view! {
        <Field prefix=prefix.clone() name="name" label="Name" value=name required=true error=of_field("name")/>
        {offers.then(|| view! {
            <fieldset class="field field--group">
                <legend class="field__label">"Categories"</legend>
                {categories.into_iter().enumerate().map(category).collect_view()}
            </fieldset>
        })}
        <Field prefix=prefix.clone() name="categories[]" label=if offers { "New category" } else { "Category" }
            hint="Optional; only a manager adds one." error=of_field("category")/>
        <Area prefix=prefix.clone() name="description" label="Description" value=description/>
        <Field prefix=prefix name="custom_line" label="Line template" value=custom_line
            hint="Optional; how a row reads elsewhere, such as {{action}} by {{initiator.name}}."/>
    }
}
