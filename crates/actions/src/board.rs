//! Boards: `logdnaat.board.create`, `.update` and `.delete`. What happens to their graphs is told by
//! `logdnaat.board-graph.update`: see [`crate::board_graph`].

mod telling;
mod writing;

pub(crate) use telling::to_request;
pub(crate) use writing::readable;
pub use writing::{BoardEdit, NewBoard, NewGraph};

use std::collections::HashSet;

use model::{
    audit::with_change,
    board::{Board, BoardTitle, GRAPHS_MAX},
    category::{Category, CategoryKind},
    deletion::{DeletedKind, Deletion},
    graph::{Graph, GraphDraft},
    id::{BoardId, GraphId, InstanceId},
    person::Role,
    starter_board::StarterBoard,
};
use serde_json::{Value, json};
use store::Change;

use crate::{
    Caller, Desk, Error, attempt::Attempt, board_graph, category, copy, deletion, secret, seen::Seen,
};

/// How many boards an instance may have.
const MOST: usize = 300;

pub(crate) const MISSING: Error = Error::NotFound { what: "board" };

/// The boards of an instance.
#[derive(Debug, Clone)]
pub struct Boards {
    /// By title.
    pub boards: Vec<Board>,
    /// The headings, by name.
    pub categories: Vec<Category>,
}

/// What a form for all of a board but its graphs notes of it.
pub fn seen(board: &Board) -> Seen {
    Seen::of(&(&board.draft, &board.categories))
}

/// Every board of an instance.
pub async fn list(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Boards, Error> {
    caller.require(instance, Role::Reader)?;
    let mut read = desk.store().read().await?;
    let boards = read.boards().list(instance).await?;
    let categories = read.categories().list(instance, CategoryKind::Boards).await?;
    Ok(Boards { boards, categories })
}

/// One board.
pub async fn find(desk: &Desk, caller: &Caller, instance: &InstanceId, id: &BoardId) -> Result<Board, Error> {
    caller.require(instance, Role::Reader)?;
    desk.store().read().await?.boards().find(instance, id).await?.ok_or(MISSING)
}

/// Makes a board, with its graphs if it is to have some at once.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    new: NewBoard,
) -> Result<Board, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.board.create");
    let result = insert(&attempt, instance, &new).await;
    attempt.settle(result, &new.title, new.to_request("")).await
}

/// Changes a board; what the edit leaves out stays as it is when the change is made.
pub async fn edit(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &BoardId,
    edit: BoardEdit,
) -> Result<Board, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.board.update");
    let result = replace(&attempt, instance, id, edit.clone()).await;
    let asked = edit.over(NewBoard::default());
    attempt.settle(result, &asked.title, asked.to_request(id.as_str())).await
}

/// Makes a second board that differs from one in its title and ids alone.
pub async fn duplicate(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &BoardId,
) -> Result<Board, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.board.create");
    let found = async {
        let all = list(desk, caller, instance).await?;
        let board = all.boards.iter().find(|board| board.id == *id).ok_or(MISSING)?;
        let mut new = NewBoard::of(board, &all.categories);
        new.graphs.iter_mut().for_each(|graph| graph.id = None);
        let others = all.boards.iter().map(|board| board.draft.title.as_str());
        Ok(NewBoard { title: copy::name(board.draft.title.as_str(), others), ..new })
    };
    let found: Result<NewBoard, Error> = found.await;
    let new = attempt.settle(found, "", NewBoard::default().to_request(id.as_str())).await?;
    create(desk, caller, instance, new).await
}

/// Makes one of the boards to begin with, by its title, under a heading of its own. Only a manager may:
/// the heading is added on the way.
pub async fn install(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    title: &str,
) -> Result<Board, Error> {
    let starter = StarterBoard::find(title);
    let graph = |draft: &GraphDraft| NewGraph { id: None, draft: draft.clone() };
    let new = starter.map_or_else(
        || NewBoard { title: title.to_owned(), ..NewBoard::default() },
        |starter| NewBoard {
            title: starter.title.clone(),
            categories: vec![starter.category.clone()],
            only_known_categories: false,
            description: starter.description.clone(),
            query: starter.query.clone(),
            range: starter.range.clone(),
            refresh_s: starter.refresh,
            graphs: starter.graphs.iter().map(graph).collect(),
        },
    );
    if starter.is_some() {
        return create(desk, caller, instance, new).await;
    }
    let attempt = attempt(desk, caller, instance, "logdnaat.board.create");
    let missing = Err(Error::NotFound { what: "starter board" });
    attempt.settle(missing, title, new.to_request("")).await
}

/// Deletes a board and its graphs.
pub async fn delete(desk: &Desk, caller: &Caller, instance: &InstanceId, id: &BoardId) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.board.delete");
    let result = remove(&attempt, instance, id).await;
    attempt.settle(result, "", NewBoard::default().to_request(id.as_str())).await
}

async fn insert(attempt: &Attempt<'_>, instance: &InstanceId, new: &NewBoard) -> Result<Board, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let draft = new.check(attempt.desk.now_ms())?;
    let graphs = graphs_of(&new.graphs, &[])?;
    board_graph::readable_together(&draft.query, &graphs)?;
    let mut change = attempt.desk.store().change().await?;
    title_is_free(&mut change, instance, &draft.title, None).await?;
    there_is_room(&mut change, instance).await?;
    let known = new.only_known_categories;
    let kind = CategoryKind::Boards;
    let categories =
        category::find_or_insert(attempt, &mut change, instance, kind, &new.categories, known).await?;
    let board = Board {
        id: BoardId::from_bytes(secret::bytes()),
        draft,
        categories: categories.iter().map(|category| category.id.clone()).collect(),
        graphs,
        updated_ms: attempt.desk.now_ms(),
        updated_by: attempt.caller.name().to_owned(),
    };
    change.insert_board(instance, &board).await?;
    board_graph::told_apart(attempt, &mut change, (&[], &board), &categories).await?;
    attempt.succeed(change, board.draft.title.as_str(), created(&board, &categories)).await?;
    Ok(board)
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    id: &BoardId,
    edit: BoardEdit,
) -> Result<Board, Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.boards().find(instance, id).await?.ok_or(MISSING)?;
    let kind = CategoryKind::Boards;
    let old_categories = change.categories().list(instance, kind).await?;
    edit.seen.is_still(&seen(&before))?;
    let new = edit.over(NewBoard::of(&before, &old_categories));
    let draft = new.check(attempt.desk.now_ms())?;
    let graphs = graphs_of(&new.graphs, &before.graphs)?;
    board_graph::readable_together(&draft.query, &graphs)?;
    title_is_free(&mut change, instance, &draft.title, Some(id)).await?;
    let known = new.only_known_categories;
    let categories =
        category::find_or_insert(attempt, &mut change, instance, kind, &new.categories, known).await?;
    let board = Board {
        id: id.clone(),
        draft,
        categories: categories.iter().map(|category| category.id.clone()).collect(),
        graphs,
        updated_ms: attempt.desk.now_ms(),
        updated_by: attempt.caller.name().to_owned(),
    };
    change.update_board(instance, &board).await?;
    board_graph::keep_removed(attempt, &mut change, instance, (&before.graphs, &board)).await?;
    board_graph::told_apart(attempt, &mut change, (&before.graphs, &board), &categories).await?;
    let (was, is) = (telling::in_full(&before, &old_categories), telling::in_full(&board, &categories));
    let request = with_change(to_request(&board, &categories, None), was, is);
    attempt.succeed(change, board.draft.title.as_str(), request).await?;
    Ok(board)
}

async fn remove(attempt: &Attempt<'_>, instance: &InstanceId, id: &BoardId) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Member)?;
    let mut change = attempt.desk.store().change().await?;
    let board = change.boards().find(instance, id).await?.ok_or(MISSING)?;
    let categories = change.categories().list(instance, CategoryKind::Boards).await?;
    change.delete_board(instance, id).await?;
    let named = (DeletedKind::Board, id.as_str(), board.draft.title.as_str());
    deletion::keep(attempt, &mut change, instance, named, &board).await?;
    let mut request = to_request(&board, &categories, None);
    request["spoor"] = json!({"before": telling::in_full(&board, &categories)});
    attempt.succeed(change, board.draft.title.as_str(), request).await
}

/// Puts a deleted board back with its graphs and what of its categories is still there.
pub(crate) async fn restore(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let mut board: Board = deletion::content(deletion)?;
    title_is_free(change, instance, &board.draft.title, None).await?;
    there_is_room(change, instance).await?;
    let mut categories = change.categories().list(instance, CategoryKind::Boards).await?;
    board.categories.retain(|id| categories.iter().any(|category| category.id == *id));
    categories.retain(|category| board.categories.contains(&category.id));
    board.updated_ms = attempt.desk.now_ms();
    attempt.caller.name().clone_into(&mut board.updated_by);
    change.insert_board(instance, &board).await?;
    board_graph::told_apart(attempt, change, (&[], &board), &categories).await?;
    Ok(created(&board, &categories))
}

/// The fields of the event of a board that has come into being.
fn created(board: &Board, categories: &[Category]) -> Value {
    let mut request = to_request(board, categories, board.graphs.first());
    request["spoor"] = json!({"after": telling::in_full(board, categories)});
    request
}

/// The graphs that were written: those with an id are of the board already, each once.
fn graphs_of(new: &[NewGraph], before: &[Graph]) -> Result<Vec<Graph>, Error> {
    if new.len() > GRAPHS_MAX {
        return Err(Error::invalid("graphs", format!("a board has at most {GRAPHS_MAX} graphs")));
    }
    let mut seen = HashSet::new();
    let graph = |graph: &NewGraph| {
        let id = match &graph.id {
            None => GraphId::from_bytes(secret::bytes()),
            Some(id) if !before.iter().any(|graph| graph.id == *id) => {
                return Err(Error::NotFound { what: "graph; leave the id out for a new one" });
            }
            Some(id) if !seen.insert(id.clone()) => {
                return Err(Error::invalid("graphs", format!("the graph {id} is there twice")));
            }
            Some(id) => id.clone(),
        };
        Ok(Graph { id, draft: board_graph::checked(graph.draft.clone())? })
    };
    new.iter().map(graph).collect()
}

pub(crate) fn attempt<'a>(
    desk: &'a Desk,
    caller: &'a Caller,
    instance: &'a InstanceId,
    action: &'static str,
) -> Attempt<'a> {
    Attempt { desk, caller, instance: Some(instance), action, data_event: true }
}

async fn title_is_free(
    change: &mut Change,
    instance: &InstanceId,
    title: &BoardTitle,
    but: Option<&BoardId>,
) -> Result<(), Error> {
    match change.boards().find_by_title(instance, title.as_str()).await? {
        Some(other) if Some(&other) != but => {
            Err(Error::Conflict { message: format!("there is already a board called {}", title.as_str()) })
        }
        _ => Ok(()),
    }
}

async fn there_is_room(change: &mut Change, instance: &InstanceId) -> Result<(), Error> {
    if change.boards().count(instance).await? < MOST as i64 {
        return Ok(());
    }
    Err(Error::Conflict { message: format!("there are {MOST} boards already; delete one first") })
}
