//! Prints what taking a line apart and matching it costs: `cargo run --release --example measure`.

use std::{hint::black_box, time::Instant};

use model::line::Line;
use query::{Document, Matcher, Prefilter, parse};

const EVENT: &str = r#"{"eventTime":"2024-11-05T08:02:11.07+0000","action":"kms.secrets.read","outcome":"success","severity":"normal","message":"Key Protect: read secret payments-root","dataEvent":true,"logSourceCRN":"crn:v1:bluemix:public:kms:us-south:a/0b5a00334eaf9eb9339d2ab48f7326b4:9c1d1b4e-0f6e-4f5e-9a8b-2f7f0a0f6c11::","saveServiceCopy":true,"correlationId":"a1c5f0e2-6b1f-4a3c-8f57-1f0d2c3b4a59","initiator":{"id":"IBMid-550000ABCD","name":"dana.reyes@example.com","typeURI":"service/security/account/user","authnId":"IBMid-550000ABCD","authnName":"dana.reyes@example.com","credential":{"type":"token"},"host":{"address":"203.0.113.17","addressType":"IPv4","agent":"ibm-cloud-cli/2.30.0 (linux; amd64)"}},"target":{"id":"crn:v1:bluemix:public:kms:us-south:a/0b5a00334eaf9eb9339d2ab48f7326b4:9c1d1b4e-0f6e-4f5e-9a8b-2f7f0a0f6c11:key:5f0c","name":"payments-root","typeURI":"kms/secrets","resourceGroupId":"crn:v1:bluemix:public:resource-controller::a/0b5a00334eaf9eb9339d2ab48f7326b4::resource-group:77","host":{"address":"us-south.kms.example.com"}},"observer":{"name":"ActivityTracker"},"reason":{"reasonCode":200,"reasonType":"OK"},"requestData":{"keyId":"5f0c","requestURI":"/api/v2/keys/5f0c","instanceID":"9c1d1b4e-0f6e-4f5e-9a8b-2f7f0a0f6c11"},"responseData":{"eTag":"W/12","tookMs":14,"keyRingId":"default"}}"#;

const QUERIES: &[&str] = &[
    "outcome:failure",
    "outcome:success",
    "reason.reasonCode:>=400",
    "target.id:crn:v1:bluemix:public:kms:us-south",
    "action:[kms.secrets.create,kms.secrets.delete]",
    "payments",
    "unheard",
    "==unheard",
    "user-apikey",
    "secrets.read",
    "_platform:==kms (action read) -(action create)",
];

fn main() {
    let line = Line {
        host: "kms".to_owned(),
        level: "normal".to_owned(),
        text: EVENT.to_owned(),
        ..Line::default()
    };
    println!("{} bytes", EVENT.len());
    report("Event::read", || drop(black_box(model::event::Event::read(black_box(EVENT)))));
    report("Document::new", || drop(black_box(Document::new(black_box(&line)))));
    let many: Vec<Matcher> = (0..60).map(|number| Matcher::new(&parse(&rule(number)).query)).collect();
    let prefilter = Prefilter::new(many.iter());
    report("Prefilter::ask, 60 queries", || {
        let mut candidates = prefilter.ask(black_box(&line));
        black_box((0..60).filter(|number| candidates.may_match(*number, &line)).count());
    });
    let document = Document::new(&line);
    for text in QUERIES {
        let matcher = Matcher::new(&parse(text).query);
        let found = if matcher.matches(&document) { "+" } else { "-" };
        report(&format!("{found} {text}"), || {
            black_box(matcher.matches(black_box(&document)));
        });
    }
}

/// A query such as exclusion rules have; one in ten may match the event above.
fn rule(number: usize) -> String {
    match number % 10 {
        0 => format!("secrets.read -initiator.name:nobody-{number}"),
        1..5 => format!("action:==\"service-{number}.thing-{number}.read\" outcome:success"),
        5..8 => format!("retired-{number} OR (action:=other-{number}.list reason.reasonCode:>=400)"),
        _ => format!("initiator.name:tester-{number}@example.com"),
    }
}

fn report(name: &str, work: impl Fn()) {
    const TIMES: u32 = 100_000;
    let best = (0..5)
        .map(|_| {
            let start = Instant::now();
            (0..TIMES / 5).for_each(|_| work());
            start.elapsed() / (TIMES / 5)
        })
        .min();
    println!("{:>9.3} µs  {name}", best.unwrap_or_default().as_secs_f64() * 1e6);
}
