//! JSON on many lines, with every key, number and escape as it was written.

/// Breaks and indents a JSON text. Nothing but space between its parts changes, so what is
/// not JSON comes out as it went in, only with odd breaks.
pub fn pretty(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut letters = text.chars().peekable();
    let mut in_text = false;
    while let Some(letter) = letters.next() {
        if in_text {
            out.push(letter);
            match letter {
                '\\' => out.extend(letters.next()),
                '"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match letter {
            '"' => {
                in_text = true;
                out.push(letter);
            }
            '{' | '[' => {
                out.push(letter);
                while letters.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    start_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                start_line(&mut out, depth);
                out.push(letter);
            }
            ',' => {
                out.push(letter);
                start_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ if letter.is_whitespace() => {}
            _ => out.push(letter),
        }
    }
    out
}

fn start_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth.min(64)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_numbers_and_escapes_stay_as_written() {
        let text = r#"{"b":1.50,"a":{"t":"x: {\",\u00e9","n":[ ],"l":[1,2]}}"#;
        let expected = "{\n  \"b\": 1.50,\n  \"a\": {\n    \"t\": \"x: {\\\",\\u00e9\",\n    \"n\": [],\n    \"l\": [\n      1,\n      2\n    ]\n  }\n}";
        assert_eq!(pretty(text), expected);
    }

    #[test]
    fn what_is_already_pretty_stays_so() {
        let once = pretty(r#"{"a":{"b":[true,null]},"c":{}}"#);
        assert_eq!(pretty(&once), once);
    }

    #[test]
    fn what_ends_in_the_middle_is_not_lost() {
        assert_eq!(pretty(r#"{"a":"b"#), "{\n  \"a\": \"b");
        assert_eq!(pretty("]]"), "\n]\n]");
    }
}
