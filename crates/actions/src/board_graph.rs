//! The graphs of boards: `logdnaat.board-graph.update`, whatever happens to one. What happened is in
//! `requestData.spoor.change`: added, changed, moved or removed.

use model::{
    audit::{Outcome, with_change},
    board::{Board, GRAPHS_MAX},
    category::{Category, CategoryKind},
    deletion::{DeletedKind, Deletion},
    graph::{COLUMNS, Graph, GraphDraft, NARROWEST, ROWS},
    id::{BoardId, GraphId, InstanceId},
    person::Role,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::Change;

use crate::{
    Caller, Desk, Error,
    attempt::Attempt,
    board::{self, readable, to_request},
    deletion, secret,
    seen::Seen,
};

const ACTION: &str = "logdnaat.board-graph.update";
const MISSING: Error = Error::NotFound { what: "graph" };

/// What is to be different about a graph. It is said of the graph as it is when the change is made.
#[derive(Debug, Clone, PartialEq)]
pub enum GraphEdit {
    /// All of it, if it is still what was seen.
    Whole(GraphDraft, Seen),
    /// These of its fields, by the names they are sent with, and its place on the board if it is to have
    /// another: the first is 1, and one behind the last is the last.
    Fields(Map<String, Value>, Option<usize>),
    /// One step: `earlier`, `later`, `wider`, `narrower`, `taller` or `shorter`.
    Step(String),
}

/// What a form for a graph notes of it.
pub fn seen(draft: &GraphDraft) -> Seen {
    Seen::of(draft)
}

/// What is kept of a graph that was removed, to bring it back.
#[derive(Serialize, Deserialize)]
struct Kept {
    board: BoardId,
    graph: Graph,
    position: usize,
}

/// Adds a graph to a board, behind the others.
pub async fn add(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    board: &BoardId,
    draft: GraphDraft,
) -> Result<Graph, Error> {
    let attempt = board::attempt(desk, caller, instance, ACTION);
    let title = draft.title.clone();
    let result = insert(&attempt, instance, board, draft).await;
    attempt.settle(result, &title, refused(board, "", "added")).await
}

/// Changes a graph, or its place.
pub async fn edit(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    (board, graph): (&BoardId, &GraphId),
    edit: GraphEdit,
) -> Result<Graph, Error> {
    let attempt = board::attempt(desk, caller, instance, ACTION);
    let what = match &edit {
        GraphEdit::Fields(fields, _) if fields.is_empty() => "moved",
        GraphEdit::Step(step) if matches!(step.as_str(), "earlier" | "later") => "moved",
        _ => "changed",
    };
    let result = replace(&attempt, instance, (board, graph), edit).await;
    attempt.settle(result, "", refused(board, graph.as_str(), what)).await
}

/// Adds a second graph that is like one of the board's, beside it.
pub async fn duplicate(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    (board, graph): (&BoardId, &GraphId),
) -> Result<Graph, Error> {
    let attempt = board::attempt(desk, caller, instance, ACTION);
    let result = copy(&attempt, instance, (board, graph)).await;
    attempt.settle(result, "", refused(board, graph.as_str(), "added")).await
}

/// Removes a graph from a board.
pub async fn remove(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    (board, graph): (&BoardId, &GraphId),
) -> Result<(), Error> {
    let attempt = board::attempt(desk, caller, instance, ACTION);
    let result = take_off(&attempt, instance, (board, graph)).await;
    attempt.settle(result, "", refused(board, graph.as_str(), "removed")).await
}

/// A graph that keeps all rules, its queries and formulas included.
pub fn checked(draft: GraphDraft) -> Result<GraphDraft, Error> {
    let draft = draft
        .check()
        .map_err(|error| Error::invalid("graph", format!("{}: {}", error.field, error.message)))?;
    readable("query", &draft.query)?;
    for plot in &draft.plots {
        readable("query", &plot.query)?;
    }
    Ok(draft)
}

/// Refuses graphs whose queries can not be read together with that of their board.
pub(crate) fn readable_together(board_query: &str, graphs: &[Graph]) -> Result<(), Error> {
    for Graph { draft, .. } in graphs {
        for plot in &draft.plots {
            readable("query", &[board_query, &draft.query, &plot.query].join(" "))?;
        }
    }
    Ok(())
}

async fn insert(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    id: &BoardId,
    draft: GraphDraft,
) -> Result<Graph, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let graph = Graph { id: GraphId::from_bytes(secret::bytes()), draft: checked(draft)? };
    let mut open = Open::read(attempt, instance, id).await?;
    let place = open.board.graphs.len();
    open.add(place, graph.clone())?;
    let told = json!({"change": "added", "after": in_full(&graph, place)});
    open.save(attempt, instance, &graph, told).await?;
    Ok(graph)
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    (id, graph): (&BoardId, &GraphId),
    edit: GraphEdit,
) -> Result<Graph, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut open = Open::read(attempt, instance, id).await?;
    let (at, before) = open.take(graph)?;
    let (draft, to) = edit.of(&before.draft, at)?;
    let to = to.min(open.board.graphs.len());
    let after = Graph { id: graph.clone(), draft: checked(draft)? };
    if before == after && at == to {
        return Ok(after);
    }
    open.board.graphs.insert(to, after.clone());
    let what = if before == after { "moved" } else { "changed" };
    let mut told = with_change(json!({}), in_full(&before, at), in_full(&after, to))["spoor"].take();
    told["change"] = json!(what);
    open.save(attempt, instance, &after, told).await?;
    Ok(after)
}

impl GraphEdit {
    /// What a graph at a place becomes, and the place it is to have; places are counted from 0.
    fn of(self, before: &GraphDraft, at: usize) -> Result<(GraphDraft, usize), Error> {
        let mut draft = before.clone();
        match self {
            Self::Whole(draft, seen) => {
                seen.is_still(&self::seen(before))?;
                return Ok((draft, at));
            }
            Self::Fields(fields, position) => {
                let mut whole = json!(before);
                for (name, value) in fields {
                    whole[name.as_str()] = value;
                }
                let draft = serde_json::from_value(whole);
                let draft =
                    draft.map_err(|error| Error::invalid("graph", format!("it is no graph: {error}")))?;
                return Ok((draft, position.map_or(at, |position| position.saturating_sub(1))));
            }
            Self::Step(step) => match step.as_str() {
                "earlier" => return Ok((draft, at.saturating_sub(1))),
                "later" => return Ok((draft, at + 1)),
                "wider" => draft.width = (draft.width + 1).min(COLUMNS),
                "narrower" => draft.width = draft.width.saturating_sub(1).max(NARROWEST),
                "taller" => draft.height = (draft.height + 1).min(ROWS),
                "shorter" => draft.height = draft.height.saturating_sub(1).max(1),
                _ => return Err(Error::invalid("step", "a graph can not go there")),
            },
        }
        Ok((draft, at))
    }
}

async fn copy(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    (id, graph): (&BoardId, &GraphId),
) -> Result<Graph, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut open = Open::read(attempt, instance, id).await?;
    let at = open.board.graphs.iter().position(|other| other.id == *graph).ok_or(MISSING)?;
    let mut draft = open.board.graphs[at].draft.clone();
    draft.title = format!("{} (copy)", draft.title.chars().take(180).collect::<String>());
    let graph = Graph { id: GraphId::from_bytes(secret::bytes()), draft };
    open.add(at + 1, graph.clone())?;
    let told = json!({"change": "added", "after": in_full(&graph, at + 1)});
    open.save(attempt, instance, &graph, told).await?;
    Ok(graph)
}

async fn take_off(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    (id, graph): (&BoardId, &GraphId),
) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut open = Open::read(attempt, instance, id).await?;
    let (position, graph) = open.take(graph)?;
    let kept = Kept { board: id.clone(), graph, position };
    let named = (DeletedKind::Graph, kept.graph.id.as_str(), kept.graph.draft.title.as_str());
    deletion::keep(attempt, &mut open.change, instance, named, &kept).await?;
    let told = json!({"change": "removed", "before": in_full(&kept.graph, position)});
    open.save(attempt, instance, &kept.graph, told).await
}

/// Puts a removed graph back where it stood, if its board is still there.
pub(crate) async fn restore(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let Kept { board: id, graph, position } = deletion::content(deletion)?;
    let gone = || Error::NotFound { what: "board; put it back first" };
    let mut board = change.boards().find(instance, &id).await?.ok_or_else(gone)?;
    let categories = change.categories().list(instance, CategoryKind::Boards).await?;
    there_is_room(&board)?;
    let position = position.min(board.graphs.len());
    board.graphs.insert(position, graph.clone());
    touched(attempt, &mut board);
    change.update_board(instance, &board).await?;
    let mut request = to_request(&board, &categories, Some(&graph));
    request["spoor"] = json!({"after": in_full(&graph, position)});
    Ok(request)
}

/// Keeps those graphs that a change of a whole board removes.
pub(crate) async fn keep_removed(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    (before, board): (&[Graph], &Board),
) -> Result<(), Error> {
    let is_gone = |graph: &Graph| board.graphs.iter().all(|other| other.id != graph.id);
    for (position, graph) in before.iter().enumerate().filter(|(_, graph)| is_gone(graph)) {
        let kept = Kept { board: board.id.clone(), graph: graph.clone(), position };
        let named = (DeletedKind::Graph, graph.id.as_str(), graph.draft.title.as_str());
        deletion::keep(attempt, change, instance, named, &kept).await?;
    }
    Ok(())
}

/// Adds to a change of a whole board what became of each of its graphs.
pub(crate) async fn told_apart(
    attempt: &Attempt<'_>,
    change: &mut Change,
    (before, board): (&[Graph], &Board),
    categories: &[Category],
) -> Result<(), Error> {
    let own = Attempt { action: ACTION, data_event: true, ..*attempt };
    let is_there = |graph: &&Graph, all: &[Graph]| all.iter().any(|other| other.id == graph.id);
    let stayed: Vec<&Graph> = board.graphs.iter().filter(|graph| is_there(graph, before)).collect();
    let left: Vec<&Graph> = before.iter().filter(|graph| is_there(graph, &board.graphs)).collect();
    let mut told: Vec<(&Graph, Value)> = Vec::new();
    for (at, graph) in before.iter().enumerate().filter(|(_, graph)| !is_there(graph, &board.graphs)) {
        told.push((graph, json!({"change": "removed", "before": in_full(graph, at)})));
    }
    for (to, graph) in board.graphs.iter().enumerate() {
        let Some(at) = before.iter().position(|other| other.id == graph.id) else {
            told.push((graph, json!({"change": "added", "after": in_full(graph, to)})));
            continue;
        };
        let is_moved = left.iter().position(|other| other.id == graph.id)
            != stayed.iter().position(|other| other.id == graph.id);
        if before[at] != *graph || is_moved {
            let what = if before[at] == *graph { "moved" } else { "changed" };
            let (was, is) = (in_full(&before[at], at), in_full(graph, to));
            told.push((graph, json!({"change": what, "before": was, "after": is})));
        }
    }
    for (graph, told) in told {
        let mut request = to_request(board, categories, Some(graph));
        request["spoor"] = told;
        change.also(own.instance, &own.event(Outcome::Success, &graph.draft.title, request)).await?;
    }
    Ok(())
}

/// A board while one of its graphs is changed.
struct Open {
    change: Change,
    board: Board,
    categories: Vec<Category>,
}

impl Open {
    async fn read(attempt: &Attempt<'_>, instance: &InstanceId, id: &BoardId) -> Result<Self, Error> {
        let mut change = attempt.desk.store().change().await?;
        let board = change.boards().find(instance, id).await?.ok_or(board::MISSING)?;
        let categories = change.categories().list(instance, CategoryKind::Boards).await?;
        Ok(Self { change, board, categories })
    }

    fn add(&mut self, place: usize, graph: Graph) -> Result<(), Error> {
        there_is_room(&self.board)?;
        self.board.graphs.insert(place, graph);
        Ok(())
    }

    fn take(&mut self, graph: &GraphId) -> Result<(usize, Graph), Error> {
        let at = self.board.graphs.iter().position(|other| other.id == *graph).ok_or(MISSING)?;
        Ok((at, self.board.graphs.remove(at)))
    }

    async fn save(
        mut self,
        attempt: &Attempt<'_>,
        instance: &InstanceId,
        graph: &Graph,
        told: Value,
    ) -> Result<(), Error> {
        touched(attempt, &mut self.board);
        readable_together(&self.board.draft.query, std::slice::from_ref(graph))?;
        self.change.update_board(instance, &self.board).await?;
        let mut request = to_request(&self.board, &self.categories, Some(graph));
        request["spoor"] = told;
        attempt.succeed(self.change, &graph.draft.title, request).await
    }
}

fn there_is_room(board: &Board) -> Result<(), Error> {
    if board.graphs.len() < GRAPHS_MAX {
        return Ok(());
    }
    let message =
        format!("the board has {GRAPHS_MAX} graphs already; remove one first, or make another board");
    Err(Error::Conflict { message })
}

fn touched(attempt: &Attempt<'_>, board: &mut Board) {
    board.updated_ms = attempt.desk.now_ms();
    attempt.caller.name().clone_into(&mut board.updated_by);
}

/// Everything of a graph, for before and after, with its place, the first being 1.
fn in_full(graph: &Graph, place: usize) -> Value {
    let mut full = json!(graph.draft);
    full["position"] = json!(place + 1);
    full
}

/// The documented fields for an act that was refused.
fn refused(board: &BoardId, graph: &str, what: &str) -> Value {
    json!({"boardId": board, "category": [], "title": "", "graphId": graph, "spoor": {"change": what}})
}
