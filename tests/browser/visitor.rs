//! A visitor without scripts: does with a page's HTML what a browser does with it, no more.

use std::time::Instant;

use reqwest::{Client, Method, StatusCode, Url, header};
use scraper::{ElementRef, Html, Selector};

/// Somebody whose browser runs no scripts, and the page before them.
pub struct Visitor {
    client: Client,
    /// The page before them.
    pub page: Page,
}

/// A page as it came.
pub struct Page {
    /// Its address.
    pub url: Url,
    /// Its status.
    pub status: StatusCode,
    html: String,
}

impl Visitor {
    /// A visitor who begins at this address.
    pub async fn at(url: &str) -> Self {
        let client = Client::builder().cookie_store(true).build().unwrap();
        let url = Url::parse(url).unwrap();
        let page = Page { url: url.clone(), status: StatusCode::OK, html: String::new() };
        let mut visitor = Self { client, page };
        visitor.go(Method::GET, url, None).await;
        visitor
    }

    /// Types an address.
    pub async fn open(&mut self, url: &str) {
        self.go(Method::GET, Url::parse(url).unwrap(), None).await;
    }

    /// Loads the page again.
    pub async fn reload(&mut self) {
        self.go(Method::GET, self.page.url.clone(), None).await;
    }

    /// Loads an address until the list has a row with this text, and gives where it leads.
    pub async fn finds(&mut self, url: &str, text: &str) -> String {
        let until = Instant::now() + tests::PATIENCE;
        loop {
            self.open(url).await;
            if let Some(href) = self.page.row(text) {
                return self.page.url.join(&href).unwrap().into();
            }
            assert!(Instant::now() < until, "it never came about that {text} is found: {}", self.page.text());
        }
    }

    /// Follows the link with this name.
    pub async fn follow(&mut self, name: &str) {
        let href = self.page.link(name).unwrap_or_else(|| panic!("no link {name} on {}", self.page.text()));
        let url = self.page.url.join(&href).unwrap();
        self.go(Method::GET, url, None).await;
    }

    /// Fills fields by their labels and presses the button with this name in their form.
    pub async fn submit(&mut self, button: &str, fields: &[(&str, &str)]) {
        let Submission { method, url, pairs } = self.page.submission(button, fields);
        if method == Method::GET {
            let mut url = url;
            url.query_pairs_mut().clear().extend_pairs(&pairs);
            self.go(method, url, None).await;
        } else {
            self.go(method, url, Some(pairs)).await;
        }
    }

    /// Sends what no form of theirs offers, as a program would, and gives the status.
    pub async fn send(&self, url: &str, pairs: &[(&str, &str)]) -> StatusCode {
        self.client.post(url).form(pairs).send().await.unwrap().status()
    }

    async fn go(&mut self, method: Method, url: Url, form: Option<Vec<(String, String)>>) {
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let mut request = self.client.request(method, url).header(header::ACCEPT, accept);
        if !self.page.html.is_empty() {
            request = request.header(header::REFERER, self.page.url.as_str());
        }
        if let Some(pairs) = form {
            request = request
                .header(header::ORIGIN, self.page.url.origin().ascii_serialization())
                .header("sec-fetch-site", "same-origin")
                .form(&pairs);
        }
        let answer = request.send().await.unwrap();
        let (url, status) = (answer.url().clone(), answer.status());
        self.page = Page { url, status, html: answer.text().await.unwrap() };
    }
}

struct Submission {
    method: Method,
    url: Url,
    pairs: Vec<(String, String)>,
}

impl Page {
    /// What the address says under this name.
    pub fn address(&self, name: &str) -> String {
        self.url
            .query_pairs()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }

    /// Everything there is to read.
    pub fn text(&self) -> String {
        let page = self.parsed();
        let body = select(&page, "body").flat_map(|body| body.descendants());
        let is_script = |own: ElementRef<'_>| own.value().name() == "script";
        let shown = body.filter(|node| !node.parent().and_then(ElementRef::wrap).is_some_and(is_script));
        let parts: Vec<&str> = shown.filter_map(|node| node.value().as_text()).map(|text| &**text).collect();
        words(&parts.join(" "))
    }

    /// The text of the first element that fits.
    pub fn text_of(&self, selector: &str) -> Option<String> {
        let page = self.parsed();
        select(&page, selector).find(|element| usable(*element)).map(named)
    }

    /// The text of the first element that fits, with every space as it came.
    pub fn raw_text_of(&self, selector: &str) -> Option<String> {
        let page = self.parsed();
        select(&page, selector).next().map(|element| element.text().collect())
    }

    /// An attribute of the first element that fits.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let page = self.parsed();
        select(&page, selector).next()?.attr(name).map(str::to_owned)
    }

    /// How many elements fit.
    pub fn count(&self, selector: &str) -> usize {
        let page = self.parsed();
        select(&page, selector).count()
    }

    /// Where the link with this name, or this label, leads.
    pub fn link(&self, name: &str) -> Option<String> {
        let page = self.parsed();
        let fits = |link: &ElementRef<'_>| usable(*link) && is_called(*link, name);
        let link = select(&page, "a[href]").find(fits)?;
        link.attr("href").map(str::to_owned)
    }

    /// Where the row of the list leads that has this in one of its cells.
    pub fn row(&self, text: &str) -> Option<String> {
        let page = self.parsed();
        let row = select(&page, "tbody tr")
            .find(|row| row.select(&selector("td")).any(|cell| named(cell) == text))?;
        row.select(&selector("a[href]")).next()?.attr("href").map(str::to_owned)
    }

    /// All that stands in the row of a table that this text names.
    pub fn row_of(&self, name: &str) -> Option<String> {
        let page = self.parsed();
        let has_name = |row: &ElementRef<'_>| row.select(&selector("th, td")).any(|cell| named(cell) == name);
        select(&page, "tbody tr").find(has_name).map(named)
    }

    /// What the field with this label holds.
    pub fn value(&self, label: &str) -> Option<String> {
        let page = self.parsed();
        let id = labelled(&page, label)?;
        let field = select(&page, "input, textarea").find(|field| field.attr("id") == Some(&id))?;
        field.attr("value").map(str::to_owned)
    }

    /// Why the field with this label was not taken.
    pub fn error_of(&self, label: &str) -> Option<String> {
        let page = self.parsed();
        let id = labelled(&page, label)?;
        let field = select(&page, "input, textarea").find(|field| field.attr("id") == Some(&id))?;
        let told = field.attr("aria-describedby")?.split(' ').filter_map(|id| {
            select(&page, "[role=alert]").find(|alert| alert.attr("id") == Some(id)).map(named)
        });
        Some(told.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    }

    /// Whether the button with this name is disabled, and its explanation.
    pub fn disabled(&self, button: &str) -> Option<String> {
        let page = self.parsed();
        let button =
            select(&page, "button[disabled]").find(|own| usable(*own) && named(*own).starts_with(button))?;
        Some(button.attr("title").unwrap_or_default().to_owned())
    }

    /// The whole name of the first button whose name begins so.
    pub fn button_beginning(&self, name: &str) -> String {
        let page = self.parsed();
        let mut found = select(&page, "form button").map(named).filter(|own| own.starts_with(name));
        found.next().unwrap_or_else(|| panic!("no button {name} on {}", self.text()))
    }

    /// What a browser would send for the form with this button.
    fn submission(&self, button: &str, fields: &[(&str, &str)]) -> Submission {
        let page = self.parsed();
        let pressed = select(&page, "form button:not([disabled])")
            .find(|own| usable(*own) && own.attr("type") != Some("button") && is_called(*own, button))
            .unwrap_or_else(|| panic!("no button {button} on {}: {}", self.url, self.text()));
        let form = pressed
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|own| own.value().name() == "form")
            .unwrap();
        let mut typed: Vec<(String, &str)> = fields
            .iter()
            .map(|(label, text)| {
                let id = labelled(&page, label);
                (id.unwrap_or_else(|| panic!("no field {label} on {}", self.text())), *text)
            })
            .collect();
        let mut pairs = vec![];
        for control in form.select(&selector("input, select, textarea, button")) {
            let id = control.attr("id").unwrap_or_default();
            let place = typed.iter().position(|(own, _)| own == id);
            let text = place.map(|place| typed.remove(place).1);
            let Some(name) = control.attr("name").filter(|_| control.attr("disabled").is_none()) else {
                continue;
            };
            let value = match (control.value().name(), control.attr("type").unwrap_or("text")) {
                ("button", _) if control == pressed => {
                    Some(control.attr("value").unwrap_or_default().to_owned())
                }
                ("button", _) => None,
                ("select", _) => Some(chosen(control, text)),
                ("textarea", _) => Some(text.map_or_else(|| control.text().collect(), str::to_owned)),
                (_, "checkbox" | "radio") => {
                    let checked = text.map_or(control.attr("checked").is_some(), |text| text == "yes");
                    checked.then(|| control.attr("value").unwrap_or("on").to_owned())
                }
                _ => Some(text.or(control.attr("value")).unwrap_or_default().to_owned()),
            };
            if let Some(value) = value {
                let is_checked = pressed.attr("formnovalidate").is_none();
                let missing = is_checked && control.attr("required").is_some() && value.is_empty();
                assert!(!missing, "a browser does not send the form without {name}");
                pairs.push((name.to_owned(), value));
            }
        }
        assert!(typed.is_empty(), "these fields are in another form than {button}: {typed:?}");
        // A button may lead elsewhere than its form.
        let method = pressed.attr("formmethod").or(form.attr("method"));
        let method = if method.is_some_and(|method| method.eq_ignore_ascii_case("post")) {
            Method::POST
        } else {
            Method::GET
        };
        let action = pressed.attr("formaction").or(form.attr("action")).unwrap_or_default();
        Submission { method, url: self.url.join(action).unwrap(), pairs }
    }

    fn parsed(&self) -> Html {
        Html::parse_document(&self.html)
    }
}

fn select<'a>(page: &'a Html, css: &str) -> impl Iterator<Item = ElementRef<'a>> {
    page.select(&selector(css)).collect::<Vec<_>>().into_iter()
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn named(element: ElementRef<'_>) -> String {
    words(&element.text().collect::<String>())
}

fn is_called(element: ElementRef<'_>, name: &str) -> bool {
    element.attr("aria-label").map_or_else(|| named(element), str::to_owned) == name
}

/// The id of the field with this label.
fn labelled(page: &Html, label: &str) -> Option<String> {
    let label = select(page, "label[for]").find(|own| named(*own) == label)?;
    label.attr("for").map(str::to_owned)
}

fn chosen(select: ElementRef<'_>, text: Option<&str>) -> String {
    let options: Vec<_> = select.select(&selector("option")).collect();
    let wanted = options.iter().find(|option| match text {
        Some(text) => named(**option) == text,
        None => option.attr("selected").is_some(),
    });
    assert!(wanted.is_some() || text.is_none(), "there is no choice {text:?}");
    let option = wanted.or(options.first()).unwrap();
    option.attr("value").map_or_else(|| named(*option), str::to_owned)
}

/// Whether it is there for somebody without scripts. The one class that is asked for is the
/// promise that such elements hide until the scripts have come.
fn usable(element: ElementRef<'_>) -> bool {
    let mut around = element.ancestors().filter_map(ElementRef::wrap).chain([element]);
    !around.any(|own| {
        own.attr("hidden").is_some()
            || own.value().classes().any(|class| class == "needs-scripts")
            || (own.value().name() == "dialog" && own.attr("open").is_none())
    })
}
