//! The query in its colours, and the words a query found.

use std::ops::Range;

use leptos::prelude::*;
use query::{ParseError, Query, TokenKind};

/// A stretch of the query text in one colour.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stroke {
    text: String,
    class: &'static str,
    wrong: bool,
}

/// The query text, cut where its colour changes. Together the strokes are the text.
fn strokes(text: &str) -> Vec<Stroke> {
    let parsed = query::parse(text);
    let mut cuts: Vec<usize> = vec![0, text.len()];
    cuts.extend(parsed.tokens.iter().flat_map(|token| [token.span.start, token.span.end]));
    cuts.extend(parsed.errors.iter().flat_map(|error| [error.span.start, error.span.end]));
    cuts.retain(|cut| text.is_char_boundary(*cut));
    cuts.sort_unstable();
    cuts.dedup();
    let inside = |span: &Range<usize>, at: usize| span.contains(&at);
    cuts.windows(2)
        .map(|pair| {
            let token = parsed.tokens.iter().find(|token| inside(&token.span, pair[0]));
            Stroke {
                text: text[pair[0]..pair[1]].to_owned(),
                class: token.map_or("", |token| class(token.kind)),
                wrong: parsed.errors.iter().any(|error| inside(&error.span, pair[0])),
            }
        })
        .collect()
}

fn class(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Field => "ink__field",
        TokenKind::Operator => "ink__operator",
        TokenKind::Text => "ink__text",
        TokenKind::Phrase => "ink__phrase",
        TokenKind::Number => "ink__number",
    }
}

/// What is wrong with a query, as sentences that say where.
pub fn errors(text: &str) -> Vec<String> {
    query::parse(text).errors.iter().map(|error| told(text, error)).collect()
}

fn told(text: &str, error: &ParseError) -> String {
    let place = text.get(error.span.clone()).unwrap_or_default().trim();
    let mut letters = error.message.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let message = format!("{first}{}", letters.as_str());
    if place.is_empty() { format!("{message}.") } else { format!("{message}: {place}") }
}

/// The coloured text that lies under the typed one.
#[component]
pub fn Ink(
    /// The query as typed.
    typed: RwSignal<String>,
) -> impl IntoView {
    let stroke = |stroke: Stroke| {
        // One text: a class given apart would be lost whenever the other changes.
        let class =
            if stroke.wrong { format!("{} ink__wrong", stroke.class) } else { stroke.class.to_owned() };
        view! { <span class=class>{stroke.text}</span> }
    };
    view! {
        <div class="ink" aria-hidden="true">
            {move || strokes(&typed.read()).into_iter().map(stroke).collect_view()}
        </div>
    }
}

/// A text with what the query looks for marked in it.
pub fn marked(text: &str, query: &Query) -> impl IntoView + use<> {
    let mut parts: Vec<AnyView> = Vec::new();
    let mut at = 0;
    for range in query::marks(query, text) {
        let (Some(before), Some(found)) = (text.get(at..range.start), text.get(range.clone())) else {
            continue;
        };
        if !before.is_empty() {
            parts.push(before.to_owned().into_any());
        }
        parts.push(view! { <mark>{found.to_owned()}</mark> }.into_any());
        at = range.end;
    }
    parts.push(text.get(at..).unwrap_or_default().to_owned().into_any());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strokes_together_are_the_text() {
        for text in ["", "kms", "a:>=5 OR \"b c\" -(d", "ü:é  -", "x:[a, b] )"] {
            let whole: String = strokes(text).into_iter().map(|stroke| stroke.text).collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn a_field_has_its_colour_and_a_lone_parenthesis_is_wrong() {
        let strokes = strokes("outcome:failure (kms");
        assert_eq!((strokes[0].text.as_str(), strokes[0].class), ("outcome", "ink__field"));
        assert!(strokes.iter().any(|stroke| stroke.text == "(" && stroke.wrong));
        assert_eq!(errors("outcome:failure (kms").len(), 1);
        assert!(errors("outcome:failure").is_empty());
    }
}
