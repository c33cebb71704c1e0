//! The time range: presets, free text, and the zone times are written in.

use leptos::prelude::*;

use super::{address::Address, zone::local_zone};
use crate::ui::{Glyph, Icon};

/// A word people know, and the phrase that means it, the shortest first.
const PRESETS: [(&str, &str); 6] = [
    ("Last 15 minutes", "15 minutes ago"),
    ("Last hour", "1 hour ago"),
    ("Last 6 hours", "6 hours ago"),
    USUAL,
    ("Last 7 days", "7 days ago"),
    ("Last 30 days", "30 days ago"),
];

/// What an address that says nothing means.
const USUAL: (&str, &str) = ("Last 24 hours", "24 hours ago");

/// What the range is called.
fn label(address: &Address) -> String {
    let (from, to) = (address.from.as_str(), address.to.as_str());
    let preset = PRESETS.iter().find(|(_, phrase)| to.is_empty() && *phrase == from);
    let (day, start) = exact(from);
    let (last_day, end) = exact(to);
    let from = format!("{day} {start}");
    // The day is said once.
    let to = if day == last_day { end.to_owned() } else { format!("{last_day} {end}") };
    match (from.trim(), to.trim(), preset) {
        ("", "", _) => USUAL.0.to_owned(),
        (_, _, Some((name, _))) => (*name).to_owned(),
        (from, "", _) => format!("Since {from}"),
        ("", to, _) => format!("Until {to}"),
        (from, to, _) => format!("{from} – {to}"),
    }
}

/// The day and the time of an exact moment, as far as they tell anything; all else as it stands.
fn exact(text: &str) -> (&str, &str) {
    let parts = text.split_once('T').filter(|(day, _)| day.len() == 10);
    let Some((day, time)) = parts.and_then(|(day, time)| Some((day, time.get(..8)?))) else {
        return ("", text);
    };
    (day, time.strip_suffix(":00").unwrap_or(time))
}

/// The fold with everything about time; a part of the query bar's form.
#[component]
pub fn TimeRange(
    /// What the page shows.
    address: Memo<Address>,
    /// The start as typed.
    from: RwSignal<String>,
    /// The end as typed.
    to: RwSignal<String>,
    /// The zone as typed.
    zone: RwSignal<String>,
) -> impl IntoView {
    let shown_zone = move || {
        let zone = address.read().zone.clone();
        if zone.is_empty() { "Usual zone".to_owned() } else { zone }
    };
    let preset = move |(name, phrase): (&'static str, &'static str)| {
        let own = move || if phrase == USUAL.1 { String::new() } else { phrase.to_owned() };
        view! {
            <li>
                <a class="menu__item" href=move || address.read().over(&own(), "").href()
                    aria-current=move || (address.read().from == own() && address.read().to.is_empty()).then_some("true")>
                    {name}
                </a>
            </li>
        }
    };
    let local = RwSignal::new(String::new());
    Effect::new(move |_| local.set(local_zone()));
    view! {
        <details class="time-range menu" id="time-range" name="bar-menu">
            <summary class="button time-range__now">
                <Icon glyph=Glyph::Clock/>
                <span>{move || label(&address.read())}</span>
                <span class="time-range__zone">{shown_zone}</span>
                <Icon glyph=Glyph::Down/>
            </summary>
            <div class="menu__list menu__list--right time-range__panel">
                <ul class="time-range__presets" aria-label="Presets">{PRESETS.map(preset).collect_view()}</ul>
                <div class="time-range__free">
                    <label class="field__label" for="from">"From"</label>
                    <input class="field__input" id="from" name="from" autocomplete="off" placeholder="24 hours ago"
                        aria-describedby="range-hint" value=from.get_untracked() prop:value=from
                        on:input=move |event| from.set(event_target_value(&event))/>
                    <label class="field__label" for="to">"To"</label>
                    <input class="field__input" id="to" name="to" autocomplete="off" placeholder="now"
                        aria-describedby="range-hint" value=to.get_untracked() prop:value=to
                        on:input=move |event| to.set(event_target_value(&event))/>
                    <label class="field__label" for="zone">"Time zone"</label>
                    <input class="field__input" id="zone" name="zone" autocomplete="off" placeholder="Usual zone"
                        value=zone.get_untracked() prop:value=zone
                        on:input=move |event| zone.set(event_target_value(&event))/>
                    <p class="time-range__zones">
                        <a href=move || address.read().in_zone("UTC").href()>"UTC"</a>
                        {move || {
                            let name = local.get();
                            (!name.is_empty() && name != "UTC").then(|| view! {
                                " · " <a href=address.read().in_zone(&name).href()>{format!("Local: {name}")}</a>
                            })
                        }}
                    </p>
                    <p class="field__hint" id="range-hint">
                        "Yesterday 10am, 2 hours ago, 2026-11-20T10:00:00Z, or seconds since 1970."
                    </p>
                    <button class="button button--main">"Apply"</button>
                </div>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_called_by_its_preset_or_by_what_was_typed() {
        let named = |from: &str, to: &str| label(&Address::default().over(from, to));
        assert_eq!(named("", ""), "Last 24 hours");
        assert_eq!(named("7 days ago", ""), "Last 7 days");
        assert_eq!(named("yesterday 10am", ""), "Since yesterday 10am");
        assert_eq!(named("yesterday", "today"), "yesterday – today");
        let exact = ["2026-11-20T10:00:00+01:00", "2026-11-20T10:15:30.5+01:00", "2026-11-21T00:00:00Z"];
        assert_eq!(named(exact[0], exact[1]), "2026-11-20 10:00 – 10:15:30");
        assert_eq!(named(exact[0], exact[2]), "2026-11-20 10:00 – 2026-11-21 00:00");
        assert_eq!(named(exact[0], ""), "Since 2026-11-20 10:00");
    }
}
