use actions::{
    Error, account_archive_setting::Put, account_streaming_setting, deletion,
    streaming_configuration as stream,
};
use model::stream::StreamDraft;
use serde_json::json;

use crate::fixture::{Fixture, anywhere};

const SECRET: &str = "a-password-nobody-sees-again";

fn kafka(topic: &str, password: &str) -> StreamDraft {
    StreamDraft::Kafka {
        brokers: Some(vec!["b0.example.com:9093".to_owned()]),
        topic: Some(topic.to_owned()),
        user: Some("token".to_owned()),
        password: Some(password.to_owned()),
    }
}

#[tokio::test]
async fn saving_starting_and_stopping_a_stream_are_told_each_by_its_own_event() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    let saved = stream::validate(&it.desk, &it.owner, id, &kafka("audit", SECRET), Put::Any).await.unwrap();
    assert!(!saved.is_active, "a person starts it");
    let whole = json!({"target": "kafka", "brokers": ["b0.example.com:9093"], "topic": "audit", "user": "token", "is_active": false});
    let told = it.last_request("logdnaat.streaming-configuration.validate").await;
    assert_eq!(told, json!({"spoor": {"after": whole}}));
    assert!(account_streaming_setting::configure(&it.desk, &it.owner, id).await.unwrap().is_active);
    let told = it.last_request("logdnaat.account-streaming-setting.configure").await;
    assert_eq!(
        (&told["spoor"]["before"]["is_active"], &told["spoor"]["after"]["is_active"]),
        (&json!(false), &json!(true))
    );
    assert!(!stream::deactivate(&it.desk, &it.owner, id).await.unwrap().is_active);
    it.last_request("logdnaat.streaming-configuration.deactivate").await;
    stream::delete(&it.desk, &it.owner, id).await.unwrap();
    let told = it.last_request("logdnaat.streaming-configuration.deactivate").await;
    assert_eq!(told["spoor"]["change"], "deleted");
    assert!(matches!(
        account_streaming_setting::configure(&it.desk, &it.owner, id).await,
        Err(Error::NotFound { .. })
    ));
    let kept = deletion::list(&it.desk, &it.owner, id).await.unwrap();
    deletion::undo(&it.desk, &it.owner, id, &kept[0].id).await.unwrap();
    let masked = stream::validate(&it.desk, &it.owner, id, &kafka("other", ""), Put::Known).await;
    assert!(!masked.unwrap().is_active, "what comes back is off, and has its secret");
}

#[tokio::test]
async fn a_stream_of_a_program_is_checked_and_started_in_one_change() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    assert!(
        stream::validate(&it.desk, &it.owner, id, &kafka("audit", SECRET), Put::New).await.unwrap().is_active
    );
    let mut told = it.events().await;
    assert_eq!(told.pop().unwrap().text("action"), Some("logdnaat.account-streaming-setting.configure"));
    assert_eq!(told.pop().unwrap().text("action"), Some("logdnaat.streaming-configuration.validate"));
    let changed =
        stream::validate(&it.desk, &it.owner, id, &kafka("more", "********"), Put::Known).await.unwrap();
    assert!(changed.is_active, "it goes on");
    let told = it.last_request("logdnaat.streaming-configuration.validate").await;
    assert_eq!(
        (&told["spoor"]["before"]["topic"], &told["spoor"]["after"]["topic"]),
        (&json!("audit"), &json!("more"))
    );
    let again =
        stream::validate(&it.desk, &it.owner, id, &kafka("audit", SECRET), Put::New).await.unwrap_err();
    assert_eq!(again.status(), 409);
    while it.desk.store().relay_step().await.unwrap() {}
    it.desk.store().close().await;
    assert!(!anywhere(it.folder.path(), SECRET), "the password is written somewhere");
}

#[tokio::test]
async fn another_desk_gets_a_secret_of_its_own_and_not_that_of_a_broker() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    stream::validate(&it.desk, &it.owner, id, &kafka("audit", SECRET), Put::Any).await.unwrap();
    let desk = |key: Option<&str>| StreamDraft::SelfStream {
        url: Some("https://desk.example.com/logs/selfstream".to_owned()),
        key: key.map(str::to_owned),
    };
    let refused = stream::validate(&it.desk, &it.owner, id, &desk(None), Put::Known).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "key", .. })), "{refused:?}");
    stream::validate(&it.desk, &it.owner, id, &desk(Some("k")), Put::Known).await.unwrap();
    stream::validate(&it.desk, &it.owner, id, &desk(None), Put::Known).await.unwrap();
}

#[tokio::test]
async fn only_managers_see_and_change_where_lines_are_streamed() {
    let it = Fixture::new().await;
    let id = &it.instance.id;
    for who in it.others() {
        let before = it.events().await.len();
        assert!(stream::find(&it.desk, &who, id).await.is_err());
        assert!(stream::faults(&it.desk, &who, id, &kafka("t", SECRET)).await.is_err());
        assert!(stream::validate(&it.desk, &who, id, &kafka("t", SECRET), Put::New).await.is_err());
        assert!(account_streaming_setting::configure(&it.desk, &who, id).await.is_err());
        assert!(stream::deactivate(&it.desk, &who, id).await.is_err());
        assert!(stream::delete(&it.desk, &who, id).await.is_err());
        let told = it.events().await.split_off(before);
        assert_eq!(told.iter().filter(|event| event.text("outcome") == Some("failure")).count(), 4);
    }
}
