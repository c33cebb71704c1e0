//! A user agent as the name of a product.

use super::clean;

/// Programs and how people call them; the first one met in the text, in this order, counts,
/// because browsers name their ancestors too.
#[rustfmt::skip]
const PRODUCTS: [(&str, &str); 27] = [
    ("terraform", "Terraform"), ("postmanruntime", "Postman"), ("ibmcloud-cli", "the IBM Cloud CLI"),
    ("ansible", "Ansible"), ("pulumi", "Pulumi"), ("kubectl", "kubectl"), ("curl/", "curl"), ("wget/", "Wget"),
    ("go-http", "a Go program"), ("python-requests", "Python requests"), ("python-urllib", "Python"),
    ("aiohttp", "a Python program"), ("okhttp", "OkHttp"), ("apache-httpclient", "a Java program"),
    ("java/", "a Java program"), ("axios", "axios"), ("node-fetch", "a Node.js program"), ("insomnia", "Insomnia"),
    ("powershell", "PowerShell"), ("edg/", "Edge"), ("opr/", "Opera"), ("firefox/", "Firefox"),
    ("fxios/", "Firefox"), ("crios/", "Chrome"), ("chrome/", "Chrome"), ("safari/", "Safari"),
    ("mozilla/", "a browser"),
];

/// Systems, named only with a browser. Phones say "Mac OS X" and "Linux" as well.
const SYSTEMS: [(&str, &str); 8] = [
    ("iphone", "iOS"),
    ("ipad", "iPadOS"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("macintosh", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
    ("x11", "Unix"),
];

/// "Firefox on Linux", "curl", or the first product the text names. None for an empty one.
pub(super) fn product(agent: &str) -> Option<String> {
    let lower = agent.to_lowercase();
    let met = |(mark, name): &(&'static str, &'static str)| lower.contains(mark).then_some(*name);
    let Some(name) = PRODUCTS.iter().find_map(met) else {
        let first = clean(agent.split(['/', ' ', '(']).find(|token| !token.is_empty())?);
        return Some(first).filter(|token| !token.is_empty());
    };
    let system = lower.starts_with("mozilla/").then(|| SYSTEMS.iter().find_map(met)).flatten();
    Some(system.map_or_else(|| name.to_owned(), |system| format!("{name} on {system}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_are_products_people_know() {
        for (agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
                "Chrome on macOS",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
                "Edge on Windows",
            ),
            ("curl/8.9.1", "curl"),
            ("terraform-provider/1.70.0", "Terraform"),
            ("Go-http-client/2.0", "a Go program"),
            ("cloudant-python-sdk/0.9.0", "cloudant-python-sdk"),
            ("my agent", "my"),
        ] {
            assert_eq!(product(agent).as_deref(), Some(name));
        }
        assert_eq!(product(""), None);
        assert_eq!(product(" / "), None);
    }
}
