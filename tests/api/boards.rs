//! `/v1/config/boards`: boards and their graphs, and the events that tell of them.

use reqwest::Method;
use serde_json::{Value, json};
use tests::eventually;

use crate::support::Keyed;

const BOARDS: &str = "/v1/config/boards";

fn graph(title: &str) -> Value {
    json!({"title": title, "plots": [{"operation": "count", "query": "outcome:failure"}]})
}

fn board(title: &str, graphs: &[&str]) -> Value {
    json!({"title": title, "range": "last 7 days", "graphs": graphs.iter().map(|it| graph(it)).collect::<Vec<_>>()})
}

async fn make(keyed: &Keyed, body: Value) -> Value {
    let (status, made) = keyed.call(Method::POST, BOARDS, body).await;
    assert_eq!(status, 200, "{made}");
    made
}

fn of(board: &Value) -> String {
    format!("{BOARDS}/{}", board["id"].as_str().unwrap())
}

fn of_graph(board: &Value, place: usize) -> String {
    format!("{}/graphs/{}", of(board), board["graphs"][place]["id"].as_str().unwrap())
}

fn titles(board: &Value) -> Vec<&str> {
    board["graphs"].as_array().unwrap().iter().map(|graph| graph["title"].as_str().unwrap()).collect()
}

/// What became of graphs, in order: the change and the graph's title.
async fn told(keyed: &Keyed, count: usize) -> Vec<(String, String)> {
    let what = format!("{count} changes of graphs are told");
    eventually(&what, || async {
        let found = keyed.find("action:logdnaat.board-graph.update outcome:success").await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let one = |found: &Value| {
            let event = &found["event"];
            (text(&event["requestData"]["spoor"]["change"]), text(&event["target"]["name"]))
        };
        (found.len() == count).then(|| found.iter().map(one).collect())
    })
    .await
}

#[tokio::test]
async fn a_board_is_made_read_changed_copied_and_deleted() {
    let keyed = Keyed::start().await;
    let made = make(&keyed, board("Refusals", &["a", "b"])).await;
    assert_eq!((titles(&made), &made["refresh"]), (vec!["a", "b"], &json!(0)));
    assert_eq!(made["graphs"][0]["plots"][0]["query"], "outcome:failure");
    assert_eq!(keyed.get(&of(&made), &[]).await, (200, made.clone()));
    assert_eq!(keyed.get(BOARDS, &[]).await, (200, json!([made])));

    let (status, same) = keyed.call(Method::PUT, &of(&made), made.clone()).await;
    assert_eq!((status, &same), (200, &made), "what was read can be sent back");
    let patch = json!({"title": "Denied", "refresh": 60});
    let (_, patched) = keyed.call(Method::PATCH, &of(&made), patch).await;
    assert_eq!(
        (&patched["title"], &patched["graphs"]),
        (&json!("Denied"), &made["graphs"]),
        "the rest stays"
    );

    let (status, copy) = keyed.call(Method::POST, &format!("{}/duplicate", of(&made)), json!({})).await;
    assert_eq!((status, &copy["title"], titles(&copy)), (200, &json!("Denied (copy)"), vec!["a", "b"]));
    assert_ne!(copy["graphs"][0]["id"], made["graphs"][0]["id"]);

    assert_eq!(keyed.call(Method::DELETE, &of(&made), json!({})).await, (200, json!({"deleted": true})));
    assert_eq!(keyed.get(BOARDS, &[]).await, (200, json!([copy])));
    assert_eq!(keyed.get(&of(&made), &[]).await.0, 404);
}

#[tokio::test]
async fn each_change_of_a_graph_is_told_by_itself_with_before_and_after() {
    let keyed = Keyed::start().await;
    let made = make(&keyed, board("Refusals", &["a", "b", "c"])).await;
    keyed.call(Method::POST, &format!("{}/graphs", of(&made)), graph("d")).await;
    let (status, moved) = keyed.call(Method::PATCH, &of_graph(&made, 0), json!({"position": 3})).await;
    assert_eq!((status, &moved["title"]), (200, &json!("a")));
    let wider = json!({"width": 12, "kind": "bar", "groupBy": ["action"]});
    let (_, changed) = keyed.call(Method::PATCH, &of_graph(&made, 1), wider).await;
    assert_eq!(
        (&changed["width"], &changed["plots"]),
        (&json!(12), &made["graphs"][1]["plots"]),
        "the rest stays"
    );
    keyed.call(Method::DELETE, &of_graph(&made, 2), json!({})).await;
    let (_, now) = keyed.get(&of(&made), &[]).await;
    assert_eq!(titles(&now), ["b", "a", "d"]);

    let mut whole = now.clone();
    whole["graphs"].as_array_mut().unwrap().remove(0);
    whole["graphs"][0]["title"] = json!("A");
    whole["graphs"].as_array_mut().unwrap().push(graph("e"));
    let (status, _) = keyed.call(Method::PUT, &of(&made), whole).await;
    assert_eq!(status, 200);

    let story: Vec<(String, String)> = told(&keyed, 10).await;
    let story: Vec<String> = story.into_iter().map(|(change, title)| format!("{change} {title}")).collect();
    assert_eq!(
        story,
        [
            "added a",
            "added b",
            "added c",
            "added d",
            "moved a",
            "changed b",
            "removed c",
            "removed b",
            "changed A",
            "added e"
        ]
    );
    let moved = keyed.find("action:logdnaat.board-graph.update requestData.spoor.change:moved").await;
    let spoor = &moved[0]["event"]["requestData"]["spoor"];
    assert_eq!((&spoor["before"]["position"], &spoor["after"]["position"]), (&json!(1), &json!(3)));
    let request = &moved[0]["event"]["requestData"];
    assert_eq!((&request["boardId"], &request["graphId"]), (&made["id"], &made["graphs"][0]["id"]));
}

#[tokio::test]
async fn a_deleted_board_comes_back_with_its_graphs_and_a_removed_graph_to_its_place() {
    let keyed = Keyed::start().await;
    let made = make(&keyed, board("Refusals", &["a", "b", "c"])).await;
    keyed.call(Method::DELETE, &of_graph(&made, 1), json!({})).await;
    let undo = async |kind: &str| {
        let (_, kept) = keyed.get("/v1/config/deletions", &[]).await;
        let one = kept.as_array().unwrap().iter().find(|one| one["kind"] == kind).unwrap().clone();
        let path = format!("/v1/config/deletions/{}/undo", one["id"].as_str().unwrap());
        keyed.call(Method::POST, &path, json!({})).await.0
    };
    assert_eq!(undo("graph").await, 200);
    assert_eq!(keyed.get(&of(&made), &[]).await, (200, made.clone()));

    keyed.call(Method::DELETE, &of_graph(&made, 1), json!({})).await;
    keyed.call(Method::DELETE, &of(&made), json!({})).await;
    assert_eq!(undo("graph").await, 404, "its board is not there");
    assert_eq!(undo("board").await, 200);
    assert_eq!(undo("graph").await, 200);
    assert_eq!(keyed.get(&of(&made), &[]).await, (200, made));
    eventually("it is told as a creation that restored it", || async {
        let found = keyed.find("action:logdnaat.board.create requestData.spoor.change:restored").await;
        (found.len() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_graph_that_a_whole_board_leaves_out_can_be_put_back() {
    let keyed = Keyed::start().await;
    let made = make(&keyed, board("Refusals", &["a", "b"])).await;
    let (_, bare) = keyed.call(Method::PUT, &of(&made), json!({"title": "Refusals"})).await;
    assert_eq!(bare["graphs"], json!([]));
    let (_, kept) = keyed.get("/v1/config/deletions", &[]).await;
    assert_eq!(kept.as_array().unwrap().len(), 2);
    for one in kept.as_array().unwrap() {
        let path = format!("/v1/config/deletions/{}/undo", one["id"].as_str().unwrap());
        assert_eq!(keyed.call(Method::POST, &path, json!({})).await.0, 200);
    }
    let (_, now) = keyed.get(&of(&made), &[]).await;
    let mut back = titles(&now);
    back.sort_unstable();
    assert_eq!(back, ["a", "b"]);
}

#[tokio::test]
async fn two_who_change_different_things_of_a_graph_at_once_both_have_their_way() {
    let keyed = Keyed::start().await;
    let made = make(&keyed, board("Refusals", &["a"])).await;
    let path = of_graph(&made, 0);
    for round in 0..5 {
        let (title, width) = (format!("t{round}"), 3 + round);
        let one = keyed.call(Method::PATCH, &path, json!({"title": title}));
        let other = keyed.call(Method::PATCH, &path, json!({"width": width}));
        let (one, other) = tokio::join!(one, other);
        assert_eq!((one.0, other.0), (200, 200));
        let (_, now) = keyed.get(&of(&made), &[]).await;
        assert_eq!((&now["graphs"][0]["title"], &now["graphs"][0]["width"]), (&json!(title), &json!(width)));
    }
    // What changes nothing is no change, and is not told as one.
    let (_, before) = keyed.get(&of(&made), &[]).await;
    assert_eq!(keyed.call(Method::PATCH, &path, json!({"position": 1, "width": 7})).await.0, 200);
    assert_eq!(keyed.call(Method::PATCH, &path, json!({"height": 3})).await.0, 200);
    let story = told(&keyed, 11).await;
    assert_eq!(story.last().unwrap().0, "changed", "{before}: {story:?}");
    assert!(story.iter().all(|(change, _)| change != "moved"), "{story:?}");
}

#[tokio::test]
async fn figures_are_those_of_the_lines_in_the_zone_that_is_named() {
    let keyed = Keyed::start().await;
    let event = json!({"action": "kms.secrets.read", "outcome": "failure"});
    assert!(keyed.desk.send(&keyed.ingestion, event.to_string()).await.status().is_success());
    let made = make(&keyed, board("Refusals", &["a"])).await;
    let path = format!("/v1/boards/{}/figures", made["id"].as_str().unwrap());
    let found = eventually("the line is counted", || async {
        let (_, found) = keyed.get(&path, &[("zone", "Europe/Berlin"), ("query", "kms")]).await;
        (found["graphs"][0]["series"][0]["total"] == 1.0).then_some(found)
    })
    .await;
    assert_eq!((&found["zone"], &found["graphs"][0]["incomplete"]), (&json!("Europe/Berlin"), &Value::Null));
    for wrong in [[("zone", "Europe/Berln")], [("from", "mauve")], [("colour", "red")]] {
        assert_eq!(keyed.get(&path, &wrong).await.0, 400, "{wrong:?}");
    }
}

#[tokio::test]
async fn what_is_no_board_is_refused_with_the_part_that_is_wrong_and_changes_nothing() {
    let keyed = Keyed::start().await;
    let made = make(&keyed, board("Refusals", &["a"])).await;
    let with = |own: Value| {
        let mut graph = graph("g");
        graph.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        json!({"title": "New", "graphs": [graph]})
    };
    let plots = |plot: Value| with(json!({"plots": [plot]}));
    for (body, status, said) in [
        (json!({"graphs": []}), 400, "\"title\" is required"),
        (json!({"title": " "}), 400, "title is empty"),
        (json!({"title": "New", "range": "mauve"}), 400, "range can not be read"),
        (json!({"title": "New", "query": "(a"}), 400, "query can not be read"),
        (json!({"title": "New", "refresh": 7}), 400, "900 seconds"),
        (json!({"title": "New", "category": ["Nothing"]}), 400, "Invalid category name"),
        (json!({"title": "New", "graphs": vec![graph("g"); 41]}), 400, "at most 40 graphs"),
        (with(json!({"colour": 1})), 400, "unknown field `colour`"),
        (with(json!({"kind": "pie"})), 400, "unknown variant `pie`"),
        (with(json!({"id": "0123456789"})), 404, "graph"),
        (plots(json!({"operation": "sum"})), 400, "plots[0].field"),
        (plots(json!({"query": "(a"})), 400, "query can not be read"),
        (json!({"title": "REFUSALS"}), 409, "already a board"),
    ] {
        let (answered, told) = keyed.call(Method::POST, BOARDS, body.clone()).await;
        assert_eq!(answered, status, "{body}: {told}");
        let told = told.to_string().replace("\\\"", "\"");
        assert!(told.contains(said) || (status == 404 && told.contains("Not Found")), "{body}: {told}");
    }
    assert_eq!(keyed.get(BOARDS, &[]).await, (200, json!([made])));
}
