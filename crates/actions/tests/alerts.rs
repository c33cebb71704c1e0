//! What presets, the alerts of views and categories promise: who may change them, what stays when
//! something goes, and what is told of it.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use actions::{
    By, Caller, Clock, Desk, Error,
    alert::{self, Channels, PresetEdit},
    category, deletion, event, instance,
    setup::{self, FirstRun},
    view::{self, NewAlert, NewView, ViewEdit},
};
use model::{
    category::CategoryKind,
    channel::Channel,
    event::Event,
    id::{InstanceId, PersonId},
    person::{Email, NewPassword, Person, Role},
    view::ViewAlert,
};
use query::{Filters, Query};
use serde_json::{Value, json};
use store::{Limits, Order, Search, Store};

struct Fixture {
    _folder: tempfile::TempDir,
    desk: Desk,
    owner: Caller,
    instance: InstanceId,
}

impl Fixture {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Limits::default()).await.unwrap();
        let hand = Arc::new(AtomicI64::new(1_700_000_000_000));
        let desk = Desk::new(store, Clock::moved_by(move || hand.fetch_add(1, Ordering::Relaxed)));
        let first = FirstRun {
            email: Email::parse("ana@example.com").unwrap(),
            password: NewPassword::parse("correct horse battery").unwrap(),
            location: "us-south".to_owned(),
        };
        let owner = caller(By::Person(setup::run(&desk, first).await.unwrap()));
        let instance = instance::list(&desk, &owner).await.unwrap()[0].0.id.clone();
        Self { _folder: folder, desk, owner, instance }
    }

    /// Somebody with this role here, and no other.
    fn member(&self, role: Option<Role>) -> Caller {
        let roles = role.map(|role| (self.instance.clone(), role)).into_iter().collect();
        let email = Email::parse("bea@example.com").unwrap();
        caller(By::Person(Person { id: PersonId::from_bytes([3; 5]), email, owner: false, roles }))
    }

    async fn preset(&self, name: &str) -> model::preset::Preset {
        let channels = Channels::All(vec![pagerduty(1)]);
        alert::create(&self.desk, &self.owner, &self.instance, name.to_owned(), channels).await.unwrap()
    }

    async fn view(&self, name: &str, alert: NewAlert) -> model::view::View {
        let new = NewView { name: name.to_owned(), query: "ab".to_owned(), alert, ..NewView::default() };
        view::create(&self.desk, &self.owner, &self.instance, new).await.unwrap()
    }

    async fn found(&self, view: &model::view::View) -> model::view::View {
        view::find(&self.desk, &self.owner, &self.instance, &view.id).await.unwrap()
    }

    async fn undo_last(&self) -> Result<(), Error> {
        let kept = deletion::list(&self.desk, &self.owner, &self.instance).await.unwrap();
        deletion::undo(&self.desk, &self.owner, &self.instance, &kept[0].id).await.map(|_| ())
    }

    /// The desk's own events, oldest first.
    async fn events(&self) -> Vec<Event> {
        while self.desk.store().relay_step().await.unwrap() {}
        let search = Search {
            query: Query::everything(),
            filters: Filters::default(),
            from_ms: i64::MIN,
            to_ms: i64::MAX,
            order: Order::Oldest,
            limit: 1000,
            after: None,
        };
        let page = event::search(&self.desk, &self.owner, &self.instance, search).await.unwrap();
        page.lines.iter().map(|stored| Event::read(&stored.line.text).unwrap()).collect()
    }
}

fn caller(by: By) -> Caller {
    let (address, agent) = ("192.0.2.7".to_owned(), "test/1".to_owned());
    Caller { by, address, agent, correlation_id: "c-1".to_owned() }
}

fn pagerduty(limit: u32) -> Value {
    json!({"integration": "pagerduty", "key": "secret-of-pagerduty", "triggerlimit": limit, "immediate": true})
}

fn slack() -> Value {
    json!({"integration": "slack", "url": "https://hooks.example.com/secret", "triggerlimit": 1, "terminal": true})
}

fn is_forbidden<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Forbidden { .. }))
}

/// Spec 5.10: members set up alerts and save views, managers have categories besides, readers look.
#[tokio::test]
async fn each_role_does_what_it_may_and_no_more() {
    let it = Fixture::new().await;
    let (preset, kind) = (it.preset("P").await, CategoryKind::Boards);
    let heading = category::create(&it.desk, &it.owner, &it.instance, kind, "H").await.unwrap();
    let view = it.view("V", NewAlert::None).await;
    for (role, reads, saves, manages) in [
        (None, false, false, false),
        (Some(Role::Reader), true, false, false),
        (Some(Role::Member), true, true, false),
        (Some(Role::Manager), true, true, true),
    ] {
        let (who, desk, instance) = (&it.member(role), &it.desk, &it.instance);
        assert_eq!(alert::list(desk, who, instance).await.is_ok(), reads, "{role:?}");
        assert_eq!(alert::followed(desk, who, instance).await.is_ok(), reads);
        assert_eq!(category::list(desk, who, instance, kind).await.is_ok(), reads);
        let name = format!("by {role:?}");
        let all = || Channels::All(vec![slack()]);
        let made = alert::create(desk, who, instance, name.clone(), all()).await;
        assert_eq!((made.is_ok(), is_forbidden(made)), (saves, !saves));
        let edit = PresetEdit { channels: Some(all()), ..PresetEdit::default() };
        assert_eq!(is_forbidden(alert::update(desk, who, instance, &preset.id, edit).await), !saves);
        let attach = ViewEdit { alert: Some(NewAlert::Own(all())), ..ViewEdit::default() };
        assert_eq!(is_forbidden(view::edit(desk, who, instance, &view.id, attach).await), !saves);
        assert_eq!(is_forbidden(view::duplicate(desk, who, instance, &view.id).await), !saves);
        let unknown = "0123456789".parse().unwrap();
        assert_eq!(is_forbidden(alert::delete(desk, who, instance, &unknown).await), !saves);
        assert_eq!(is_forbidden(category::create(desk, who, instance, kind, &name).await), !manages);
        let renamed = category::update(desk, who, instance, kind, &heading.id, "H").await;
        assert_eq!(is_forbidden(renamed), !manages);
        let unknown = "0123456789".parse().unwrap();
        assert_eq!(is_forbidden(category::delete(desk, who, instance, kind, &unknown).await), !manages);
    }
    let refused = it.events().await;
    let refused = refused.iter().filter(|event| event.text("outcome") == Some("failure")).count();
    // A stranger may not even look at what is to be copied; nothing is there to be deleted under an
    // unknown id.
    assert_eq!(refused, 7 + 8 + 4 + 2, "every refusal of a change is told, and none of a look");
}

#[tokio::test]
async fn a_channel_keeps_its_id_as_long_as_it_is_the_same_one() {
    let it = Fixture::new().await;
    let preset = it.preset("P").await;
    let put = async |channels: Channels| {
        let edit = PresetEdit { channels: Some(channels), ..PresetEdit::default() };
        alert::update(&it.desk, &it.owner, &it.instance, &preset.id, edit).await.map(|preset| preset.channels)
    };
    let both = put(Channels::Put(None, slack())).await.unwrap();
    assert_eq!((both.len(), &both[0].id), (2, &preset.channels[0].id), "the first is as it was");
    let swapped = put(Channels::All(vec![slack(), pagerduty(7)])).await.unwrap();
    let ids = |channels: &[Channel]| channels.iter().map(|it| it.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&swapped), [both[1].id.to_string(), both[0].id.to_string()]);
    let changed = put(Channels::Put(Some(swapped[1].id.clone()), pagerduty(9))).await.unwrap();
    assert_eq!((ids(&changed), changed[1].draft.trigger.limit()), (ids(&swapped), 9));
    let mut twice = swapped[0].to_json();
    twice["triggerlimit"] = json!(3);
    let doubled = put(Channels::All(vec![swapped[0].to_json(), twice])).await.unwrap();
    assert_ne!(doubled[0].id, doubled[1].id, "no two channels have one id");
    let left = put(Channels::Remove(doubled[1].id.clone())).await.unwrap();
    assert_eq!(ids(&left), ids(&doubled[..1]));
    assert!(put(Channels::Remove(left[0].id.clone())).await.is_err(), "a preset tells somebody");
}

#[tokio::test]
async fn what_an_edit_leaves_out_stays() {
    let it = Fixture::new().await;
    let own = NewAlert::Own(Channels::All(vec![pagerduty(1)]));
    let view = it.view("V", own).await;
    let edit = ViewEdit { description: Some("D".to_owned()), ..ViewEdit::default() };
    let edited = view::edit(&it.desk, &it.owner, &it.instance, &view.id, edit).await.unwrap();
    assert_eq!((edited.draft.description.as_str(), &edited.alert), ("D", &view.alert));
    let renewed = view::renew(&it.desk, &it.owner, &it.instance, &view.id).await.unwrap();
    assert_eq!(renewed.alert, view.alert, "a view that asks for newer names still tells");
}

#[tokio::test]
async fn a_view_comes_back_with_its_alert_and_stars_and_what_is_still_there() {
    let it = Fixture::new().await;
    let preset = it.preset("P").await;
    let own = it.view("Own", NewAlert::Own(Channels::All(vec![slack()]))).await;
    let following = it.view("Following", NewAlert::Preset(preset.id.to_string())).await;
    view::star(&it.desk, &it.owner, &it.instance, &own.id, true).await.unwrap();
    view::delete(&it.desk, &it.owner, &it.instance, &own.id).await.unwrap();
    it.undo_last().await.unwrap();
    assert_eq!(it.found(&own).await.alert, own.alert);
    assert!(view::list(&it.desk, &it.owner, &it.instance).await.unwrap().starred.contains(&own.id));

    view::delete(&it.desk, &it.owner, &it.instance, &following.id).await.unwrap();
    let kept = deletion::list(&it.desk, &it.owner, &it.instance).await.unwrap().remove(0);
    alert::delete(&it.desk, &it.owner, &it.instance, &preset.id).await.unwrap();
    deletion::undo(&it.desk, &it.owner, &it.instance, &kept.id).await.unwrap();
    assert_eq!(it.found(&following).await.alert, ViewAlert::None, "the preset it followed is gone");
}

#[tokio::test]
async fn a_preset_that_comes_back_is_followed_by_those_who_have_no_other_alert() {
    let it = Fixture::new().await;
    let preset = it.preset("P").await;
    let follow = || NewAlert::Preset(preset.id.to_string());
    let (first, second) = (it.view("First", follow()).await, it.view("Second", follow()).await);
    alert::delete(&it.desk, &it.owner, &it.instance, &preset.id).await.unwrap();
    assert_eq!(it.found(&first).await.alert, ViewAlert::None);
    view::delete(&it.desk, &it.owner, &it.instance, &second.id).await.unwrap();
    let kept = deletion::list(&it.desk, &it.owner, &it.instance).await.unwrap();
    let of_preset = kept.iter().find(|deletion| deletion.name == "P").unwrap();
    deletion::undo(&it.desk, &it.owner, &it.instance, &of_preset.id).await.unwrap();
    assert_eq!(it.found(&first).await.alert, ViewAlert::Preset(preset.id.clone()));
    let told = it.events().await;
    let deleted = told.iter().find(|event| event.text("action") == Some("logdnaat.alert.delete")).unwrap();
    assert_eq!(deleted.at("requestData.spoor.before.viewIds"), Some(&json!([first.id, second.id])));
    let restored = told.last().unwrap();
    assert_eq!(restored.text("action"), Some("logdnaat.alert.create"));
    assert_eq!(restored.at("requestData.spoor.change"), Some(&json!("restored")));
}

#[tokio::test]
async fn a_name_taken_meanwhile_keeps_what_was_deleted_from_coming_back() {
    let it = Fixture::new().await;
    let preset = it.preset("P").await;
    alert::delete(&it.desk, &it.owner, &it.instance, &preset.id).await.unwrap();
    it.preset("p").await;
    assert!(matches!(it.undo_last().await, Err(Error::Conflict { .. })));
    let kind = CategoryKind::Screens;
    let heading = category::create(&it.desk, &it.owner, &it.instance, kind, "H").await.unwrap();
    category::delete(&it.desk, &it.owner, &it.instance, kind, &heading.id).await.unwrap();
    category::create(&it.desk, &it.owner, &it.instance, kind, "h").await.unwrap();
    assert!(matches!(it.undo_last().await, Err(Error::Conflict { .. })));
    let all = category::list(&it.desk, &it.owner, &it.instance, kind).await.unwrap();
    assert_eq!(all.len(), 1);
}

#[tokio::test]
async fn copies_have_names_of_their_own() {
    let it = Fixture::new().await;
    let view = it.view(&"n".repeat(200), NewAlert::Own(Channels::All(vec![slack()]))).await;
    let copy = async || view::duplicate(&it.desk, &it.owner, &it.instance, &view.id).await.unwrap();
    let (first, second) = (copy().await, copy().await);
    assert!(first.draft.name.as_str().ends_with(" (copy)"), "{:?}", first.draft.name);
    assert!(second.draft.name.as_str().ends_with(" (copy 2)"), "{:?}", second.draft.name);
    let ids = [&view, &first, &second].map(|view| view.alert.channels()[0].id.to_string());
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "a channel belongs to one view: {ids:?}");
}

#[tokio::test]
async fn an_instance_has_so_many_presets_and_no_more() {
    let it = Fixture::new().await;
    for number in 0..200 {
        it.preset(&number.to_string()).await;
    }
    let channels = Channels::All(vec![slack()]);
    let more = alert::create(&it.desk, &it.owner, &it.instance, "more".to_owned(), channels).await;
    assert!(matches!(more, Err(Error::Conflict { .. })), "{more:?}");
}
