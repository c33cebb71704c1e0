//! The catalogue by a few words.

use super::{Action, Catalog, Service};

impl Catalog {
    /// The services with those of their actions that fit: every word, whatever its case, stands in
    /// the names, the heading or the summary of the action, or in the name of its service. An empty
    /// text fits all. Services of which nothing fits are left out.
    pub fn search(&self, words: &str) -> Vec<(&Service, Vec<&Action>)> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let fitting = |service| of_service(service, &words);
        let found = self.services.iter().map(|service| (service, fitting(service)));
        found.filter(|(_, actions)| !actions.is_empty()).collect()
    }
}

fn of_service<'a>(service: &'a Service, words: &[String]) -> Vec<&'a Action> {
    let fits = |action: &&Action| {
        let mut text = format!("{} {} {} {} ", service.id, service.name, action.action, action.group);
        text.push_str(&action.summary);
        for name in action.legacy.iter().chain(&action.variants) {
            text.push(' ');
            text.push_str(name);
        }
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    service.actions.iter().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str) -> Vec<&'static str> {
        let found = Catalog::embedded().search(words);
        found.iter().flat_map(|(_, actions)| actions.iter().map(|it| it.action.as_str())).collect()
    }

    #[test]
    fn every_word_must_fit_wherever_it_stands() {
        assert_eq!(found("IPsec delete"), ["power-iaas.ipsec-policy.delete"]);
        assert_eq!(found("dr drill"), ["dr-volume.detach"]);
        assert!(found("whitelisted").contains(&"{service}.deployment-allowlist-ip-addresses.update"));
        assert!(found("mauve").is_empty());
        assert_eq!(found(" ").len(), 363);
    }
}
