//! The message, as it reads today.

/// Writes a message anew: the service by its name for people, no outcome where all went well,
/// and `-failure` or `-pending` where it did not.
///
/// A last word that is the target's own name stays, whatever it says.
pub(super) fn tidy(
    message: &str,
    codes: &[&str],
    service_name: Option<&str>,
    outcome: &str,
    target: &str,
) -> String {
    let mut said = message.to_owned();
    if let Some(service) = service_name
        && let Some((code, rest)) = said.split_once(':')
        && codes.contains(&code)
    {
        said = format!("{service}:{rest}");
    }
    let end = said.trim_end();
    let named = !target.is_empty() && end.ends_with(target) && target.ends_with(outcome);
    if outcome.is_empty() || named {
        return said;
    }
    let Some(before) = end.strip_suffix(outcome).and_then(|before| before.strip_suffix(' ')) else {
        return said;
    };
    match outcome {
        "success" => before.trim_end().to_owned(),
        _ => format!("{} -{outcome}", before.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, outcome: &str, expected: &str) {
        let told = tidy(message, &["pcloud"], Some("Power Virtual Server"), outcome, "my success");
        assert_eq!(told, expected);
    }

    #[test]
    fn a_message_names_the_service_and_only_a_bad_end() {
        check("pcloud: read tenant 7f success", "success", "Power Virtual Server: read tenant 7f");
        check("pcloud: delete volume v failure", "failure", "Power Virtual Server: delete volume v -failure");
        check("pcloud: start vm pending", "pending", "Power Virtual Server: start vm -pending");
    }

    #[test]
    fn what_is_said_in_todays_form_stays() {
        check("Cloudant: create database orders", "success", "Cloudant: create database orders");
        check("Cloudant: drop database -failure", "failure", "Cloudant: drop database -failure");
        check("Cloudant: create database my success", "success", "Cloudant: create database my success");
        check("a success", "", "a success");
    }
}
