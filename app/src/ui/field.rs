//! A labelled input with its explanation and its error.

use leptos::prelude::*;

/// One line of text with a label; the error stands where it was made.
#[component]
pub fn Field(
    /// The form's name for it, and the input's id.
    #[prop(into)]
    name: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(into, optional)]
    value: String,
    /// `text`, `email`, `password` or `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What to know before typing.
    #[prop(into, optional)]
    hint: String,
    /// Why it was not taken.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Whether the form needs it.
    #[prop(optional)]
    required: bool,
    /// Whether typing starts here.
    #[prop(optional)]
    autofocus: bool,
    /// Ids are unique on a page: what goes before the name where a page has two such forms.
    #[prop(into, optional)]
    prefix: String,
) -> impl IntoView {
    let id = format!("{prefix}{name}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = format!("{hint_id} {error_id}");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <input class="field__input" id=id name=name type=kind value=value autocomplete=autocomplete
                required=required autofocus=autofocus aria-describedby=described
                aria-invalid=move || error.get().is_some().then_some("true")/>
            <p class="field__hint" id=hint_id>{hint}</p>
            <p class="field__error" id=error_id role="alert">{move || error.get()}</p>
        </div>
    }
}

/// Several lines of text with a label.
#[component]
pub fn Area(
    /// The form's name for it, and the input's id.
    #[prop(into)]
    name: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(into, optional)]
    value: String,
    /// What to know before typing.
    #[prop(into, optional)]
    hint: String,
    /// Why it was not taken.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Ids are unique on a page: what goes before the name where a page has two such forms.
    #[prop(into, optional)]
    prefix: String,
) -> impl IntoView {
    let id = format!("{prefix}{name}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = format!("{hint_id} {error_id}");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <textarea class="field__input field__input--area" id=id name=name rows="2" aria-describedby=described
                aria-invalid=move || error.get().is_some().then_some("true")>{value}</textarea>
            <p class="field__hint" id=hint_id>{hint}</p>
            <p class="field__error" id=error_id role="alert">{move || error.get()}</p>
        </div>
    }
}
