//! A browser for each test, and how people find things in it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::json;
use tests::PATIENCE;
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WebElement, common::log::LoggingPrefsLogLevel,
    prelude::By,
};

/// How the screen is.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Whether the system asks for dark pages.
    pub dark: bool,
}

/// The size the pages are designed for.
pub const DESK: Screen = Screen { width: 1280, height: 900, dark: false };

/// A browser with a profile of its own; it ends when dropped.
pub struct Browser {
    driver: WebDriver,
    port: u16,
    // Dropped in this order, after the session has ended.
    _process: Driver,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The library would end the session too, but waits for two minutes when it is dropped
        // inside a test's own runtime. Without the session the browser outlives its driver.
        let end = format!(
            "DELETE /session/{} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n",
            self.driver.session_id()
        );
        if let Ok(mut driver) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = driver.set_read_timeout(Some(Duration::from_secs(10)));
            let _ = driver.write_all(end.as_bytes());
            let _ = driver.read(&mut [0; 512]);
        }
        let _ = self.driver.clone().leak();
    }
}

struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

impl Browser {
    /// A browser on the usual screen.
    pub async fn start() -> Self {
        Self::start_on(DESK).await
    }

    /// A browser on a screen of another kind.
    pub async fn start_on(screen: Screen) -> Self {
        let mut attempts = 0;
        let (driver, port, process, profile) = loop {
            let (process, port) = start_driver();
            let profile = tempfile::tempdir().unwrap();
            let mut wanted = DesiredCapabilities::chrome();
            for flag in FLAGS {
                wanted.add_arg(flag).unwrap();
            }
            wanted.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
            wanted.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
            attempts += 1;
            match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await {
                Ok(driver) => break (driver, port, process, profile),
                // A browser that does not come up says nothing about the pages.
                Err(error) if attempts < 3 => eprintln!("the browser did not start: {error}"),
                Err(error) => panic!("no browser after {attempts} attempts: {error}"),
            }
        };
        let Screen { width, height, dark } = screen;
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
        let browser = Self { driver, port, _process: process, _profile: profile };
        browser.resize(width, height).await;
        browser
    }

    /// Makes the page so large, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        // The window itself has a least width; what the page is told has none.
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await.unwrap();
    }

    /// What drives it, for what is not about people.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens an address and waits until its scripts have taken over.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
        self.is_hydrated().await;
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.driver.refresh().await.unwrap();
        self.is_hydrated().await;
    }

    /// Waits until the page at this path has come and its scripts have taken over.
    pub async fn arrives_at(&self, path: &str) {
        self.eventually(&format!("the browser arrives at {path}"), async || {
            (self.driver.current_url().await.ok()?.path() == path).then_some(())
        })
        .await;
        self.is_hydrated().await;
    }

    /// Clicks before this are lost.
    pub async fn is_hydrated(&self) {
        self.eventually("the scripts take over", async || {
            self.driver.find(By::Css("html[data-hydrated]")).await.ok()
        })
        .await;
    }

    /// Tries something until it gives an answer; when it never does, tells what the page was.
    pub async fn eventually<T>(&self, what: &str, attempt: impl AsyncFn() -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = attempt().await {
                return answer;
            }
            if Instant::now() > until {
                let address = self.driver.current_url().await.map(String::from);
                let text = self.driver.execute("return document.body.innerText", vec![]).await;
                let text = text.and_then(|text| text.convert::<String>());
                let complaints = self.complaints().await;
                panic!(
                    "it never came about that {what}, at {address:?}, complaining {complaints:?}:\n{text:?}"
                );
            }
        }
    }

    /// The address as it stands, decoded.
    pub async fn address(&self) -> Address {
        let url = self.driver.current_url().await.unwrap();
        Address(url.query_pairs().into_owned().collect())
    }

    /// Waits until the address says this.
    pub async fn address_says(&self, name: &str, value: &str) {
        self.eventually(&format!("the address says {name}={value}"), async || {
            (self.address().await.get(name) == value).then_some(())
        })
        .await;
    }

    /// Waits until an element is seen, and gives it.
    pub async fn sees(&self, element: &Element) -> WebElement {
        self.eventually(&format!("one sees {}", element.what), async || self.seen(element).await).await
    }

    /// Waits until an element is not seen, or no longer.
    pub async fn misses(&self, element: &Element) {
        self.eventually(&format!("one no longer sees {}", element.what), async || {
            self.seen(element).await.is_none().then_some(())
        })
        .await;
    }

    /// The element if it is seen right now.
    pub async fn seen(&self, element: &Element) -> Option<WebElement> {
        for found in self.driver.find_all(By::XPath(element.path.as_str())).await.ok()? {
            if found.is_displayed().await.unwrap_or(false) {
                return Some(found);
            }
        }
        None
    }

    /// Clicks an element, once it is seen and nothing lies over it.
    pub async fn click(&self, element: &Element) {
        self.eventually(&format!("one can click {}", element.what), async || {
            self.seen(element).await?.click().await.ok()
        })
        .await;
    }

    /// Writes into the field with this label, in place of what it holds.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.sees(&field(label)).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses a key wherever the cursor is.
    pub async fn press(&self, key: impl Into<thirtyfour::TypingData>) {
        self.driver.active_element().await.unwrap().send_keys(key).await.unwrap();
    }

    /// What the element with the cursor is called: its label or its text.
    pub async fn focus(&self) -> String {
        let script = "const here = document.activeElement;
            const label = here.labels?.[0]?.textContent ?? here.getAttribute('aria-label');
            return (label ?? here.textContent).trim();";
        self.driver.execute(script, vec![]).await.unwrap().convert().unwrap()
    }

    /// What the page complained about since this was last asked.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect()
    }
}

/// The names and values of an address.
pub struct Address(Vec<(String, String)>);

impl Address {
    /// The value of a name; empty where the address does not have it.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// How an element is found, and what it is called when it is not.
pub struct Element {
    what: String,
    path: String,
}

impl Element {
    /// The same, but only inside another.
    pub fn within(&self, outer: &Self) -> Self {
        Self {
            what: format!("{} in {}", self.what, outer.what),
            path: format!("{}{}", outer.path, self.path),
        }
    }
}

/// The field with this label.
pub fn field(label: &str) -> Element {
    let by_label = "@id=//label[normalize-space()={}]/@for";
    let by_label = by_label.replace("{}", &quoted(label));
    let kinds = "self::input or self::select or self::textarea";
    named("the field", label, &format!("//*[{kinds}][{by_label} or @aria-label={}]", quoted(label)))
}

/// The button with this name; what opens a fold is one too.
pub fn button(name: &str) -> Element {
    named(
        "the button",
        name,
        &format!("//*[self::button or self::summary][normalize-space()={}]", quoted(name)),
    )
}

/// The link with this name.
pub fn link(name: &str) -> Element {
    let name_is = format!("normalize-space()={0} or @aria-label={0}", quoted(name));
    named("the link", name, &format!("//a[{name_is}]"))
}

/// The heading with this text.
pub fn heading(text: &str) -> Element {
    named(
        "the heading",
        text,
        &format!("//*[self::h1 or self::h2 or self::h3][contains(normalize-space(),{})]", quoted(text)),
    )
}

/// A region with this label.
pub fn region(label: &str) -> Element {
    named("the region", label, &format!("//*[@aria-label={}]", quoted(label)))
}

/// An element of a role, given or its own.
pub fn role(role: &str) -> Element {
    let own = match role {
        "dialog" => "self::dialog[@open]",
        "article" => "self::article",
        "table" => "self::table",
        _ => "false()",
    };
    named("the role", role, &format!("//*[@role={} or {own}]", quoted(role)))
}

/// The innermost element that holds these words.
pub fn words(text: &str) -> Element {
    let holds = format!("contains(normalize-space(),{})", quoted(text));
    named("the words", text, &format!("//*[{holds} and not(.//*[{holds}])]"))
}

/// The row of the list of events that holds this text; a click there expands it.
pub fn row(text: &str) -> Element {
    let holds = format!("td[normalize-space()={}]", quoted(text));
    named("the event", text, &format!("//tbody/tr[{holds}]//a"))
}

/// Something the other kinds do not know.
pub fn element(what: &str, path: &str) -> Element {
    Element { what: what.to_owned(), path: path.to_owned() }
}

fn named(kind: &str, name: &str, path: &str) -> Element {
    Element { what: format!("{kind} {name}"), path: path.to_owned() }
}

fn quoted(text: &str) -> String {
    assert!(!text.contains('"'), "XPath knows no escape for {text}");
    format!("\"{text}\"")
}

fn start_driver() -> (Driver, u16) {
    let mut process = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let process = Driver(process);
    let port = lines
        .find_map(|line| Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned()));
    // Read on, so that the driver never waits for its own words to be heard.
    std::thread::spawn(move || lines.for_each(drop));
    (process, port.unwrap().parse().unwrap())
}
