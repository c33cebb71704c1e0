//! A form of a told page.

use leptos::prelude::*;

use super::{Form, Input, InputKind};
use crate::{
    sending::{SendForm, Sending},
    ui::{Area, Failure, Field},
};

/// A form: one that asks leads to a page, any other is sent and answered in place.
#[component]
pub fn SheetForm(
    /// What is in it.
    form: Form,
    /// Goes before the ids in it.
    prefix: String,
    /// What to do when it was taken.
    done: Callback<()>,
) -> impl IntoView {
    let Form { path, asks, button, about, class, why_not, inputs, asking } = form;
    let small = inputs.iter().all(|input| input.kind == InputKind::Hidden);
    let sending = Sending::at(path.clone());
    let error = Signal::derive(move || sending.error());
    if !asks {
        Effect::new(move |_| {
            if matches!(sending.outcome.get(), Some(Ok(()))) {
                done.run(());
            }
        });
    }
    let inputs: Vec<_> = inputs.into_iter().map(|it| input_view(it, &prefix, error)).collect();
    let disabled = !why_not.is_empty();
    let suffix = [about, why_not.clone()].into_iter().filter(|it| !it.is_empty());
    let suffix: String = suffix.map(|it| format!(" {it}")).collect();
    let failed = move || error.get().map(|error| view! { <Failure error/> });
    let content = view! {
        {inputs}
        <button class=format!("button {class}") disabled=disabled title=disabled.then_some(why_not)>
            {button}<span class="unseen">{suffix}</span>
        </button>
        {asking.into_iter().map(asking_view).collect_view()}
        {failed}
    }
    .into_any();
    let class = if small { "sheet__form sheet__form--small" } else { "sheet__form" };
    if asks {
        view! { <form class=class method="get" action=path role=(!small).then_some("search")>{content}</form> }.into_any()
    } else {
        view! { <SendForm sending class>{content}</SendForm> }.into_any()
    }
}

fn asking_view((path, says): (String, String)) -> impl IntoView {
    view! { <button class="button" formmethod="get" formaction=path formnovalidate=true>{says}</button> }
}

fn input_view(input: Input, prefix: &str, error: Signal<Option<crate::error::DeskError>>) -> AnyView {
    let Input { kind, name, label, value, hint, options } = input;
    let id = format!("{prefix}{name}");
    let of_field = name.clone();
    let error = Signal::derive(move || error.get()?.of_field(&of_field));
    match kind {
        InputKind::Part => {
            view! { <p class="sheet__part"><strong>{label}</strong>" "<span class="field__hint">{hint}</span></p> }.into_any()
        }
        InputKind::Hidden => view! { <input type="hidden" name=name value=value/> }.into_any(),
        InputKind::Text | InputKind::Needed | InputKind::Secret => {
            let required = kind == InputKind::Needed;
            let kind = if kind == InputKind::Secret { "password" } else { "text" };
            view! { <Field prefix=prefix.to_owned() name label value kind hint required error/> }.into_any()
        }
        InputKind::Check => {
            let checked = value == "true";
            let sent = options.into_iter().next().map_or_else(|| "true".to_owned(), |(sent, _)| sent);
            let id = format!("{id}-{sent}");
            let for_id = id.clone();
            view! {
                <label class="field sheet__check" for=for_id>
                    <input type="checkbox" id=id name=name value=sent checked=checked/>
                    <span>{label}" "<span class="field__hint">{hint}</span></span>
                </label>
            }
            .into_any()
        }
        InputKind::Long => view! { <Area prefix=prefix.to_owned() name label value hint error/> }.into_any(),
        InputKind::Choice => {
            let option = |(sent, said): (String, String)| {
                let chosen = sent == value;
                view! { <option value=sent selected=chosen>{said}</option> }
            };
            view! {
                <div class="field">
                    <label class="field__label" for=id.clone()>{label}</label>
                    <select class="field__input" id=id name=name>{options.into_iter().map(option).collect_view()}</select>
                    <p class="field__hint">{hint}</p>
                </div>
            }
            .into_any()
        }
    }
}
