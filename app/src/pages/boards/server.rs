//! What the pages about boards tell the server.

#![expect(clippy::too_many_arguments, reason = "a form sends each of its fields by itself")]

use leptos::server;

use super::graph_form::GraphForm;
use crate::error::DeskError;

/// Makes an empty board and shows it.
#[server(prefix = "/api", endpoint = "board-create")]
pub async fn create_board(
    #[server(default)] instance: String,
    #[server(default)] title: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let new = actions::board::NewBoard { title, ..Default::default() };
    let made =
        actions::board::create(&desk, &caller, &instance.id, new).await.map_err(crate::desk::refuse)?;
    crate::sheets::back(&format!("/boards/{}", made.id), &instance, &[("done", "create")]);
    Ok(())
}

/// Changes everything of a board but its graphs, and shows it.
#[server(prefix = "/api", endpoint = "board-edit")]
pub async fn edit_board(
    id: String,
    #[server(default)] instance: String,
    #[server(default)] title: String,
    #[server(default)] description: String,
    #[server(default)] query: String,
    #[server(default)] range: String,
    #[server(default)] refresh: u32,
    #[server(default)] categories: Vec<String>,
    #[server(default)] category: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let mut categories = categories;
    categories.extend((!category.trim().is_empty()).then_some(category));
    let edit = actions::board::BoardEdit {
        title: Some(title),
        categories: Some(categories),
        only_known_categories: false,
        description: Some(description),
        query: Some(query),
        range: Some(range),
        refresh_s: Some(refresh),
        graphs: None,
        seen: actions::Seen::sent(seen),
    };
    let edited = actions::board::edit(&desk, &caller, &instance.id, &board_id(&id)?, edit).await;
    let now = crate::sheets::href(&format!("/boards/{id}/edit"), &instance, &[]);
    edited.map_err(|error| crate::sheets::refuse_change(error, &now, None))?;
    crate::sheets::back(&format!("/boards/{id}"), &instance, &[("done", "update")]);
    Ok(())
}

/// Makes a second board like one that is there, and goes to where it can be changed.
#[server(prefix = "/api", endpoint = "board-duplicate")]
pub async fn duplicate_board(id: String, #[server(default)] instance: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let copy = actions::board::duplicate(&desk, &caller, &instance.id, &board_id(&id)?).await;
    let copy = copy.map_err(crate::desk::refuse)?;
    crate::sheets::back(&format!("/boards/{}/edit", copy.id), &instance, &[]);
    Ok(())
}

/// Deletes a board whose title was typed to confirm it.
#[server(prefix = "/api", endpoint = "board-delete")]
pub async fn delete_board(
    id: String,
    #[server(default)] instance: String,
    #[server(default)] confirmed: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let id = board_id(&id)?;
    let board = actions::board::find(&desk, &caller, &instance.id, &id).await.map_err(crate::desk::refuse)?;
    if confirmed.trim() != board.draft.title.as_str() {
        let why = format!("type the title exactly as it stands: {}", board.draft.title.as_str());
        return Err(crate::desk::refuse(actions::Error::invalid("confirmed", why)));
    }
    actions::board::delete(&desk, &caller, &instance.id, &id).await.map_err(crate::desk::refuse)?;
    crate::sheets::back("/boards", &instance, &[("done", "delete")]);
    Ok(())
}

/// Makes one of the boards to begin with.
#[server(prefix = "/api", endpoint = "board-starter")]
pub async fn install_starter_board(
    #[server(default)] instance: String,
    #[server(default)] title: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let made = actions::board::install(&desk, &caller, &instance.id, &title).await;
    let made = made.map_err(crate::desk::refuse)?;
    crate::sheets::back(&format!("/boards/{}", made.id), &instance, &[("done", "create")]);
    Ok(())
}

/// Puts a graph on a board, or changes one of it.
#[server(prefix = "/api", endpoint = "board-graph-save")]
pub async fn save_graph(
    id: String,
    #[server(default)] instance: String,
    #[server(default)] graph_id: String,
    #[server(default)] graph: GraphForm,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let board = board_id(&id)?;
    let draft =
        graph.draft().map_err(|(field, why)| crate::desk::refuse(actions::Error::invalid(field, why)))?;
    let saved = match graph_id.as_str() {
        "" => actions::board_graph::add(&desk, &caller, &instance.id, &board, draft).await,
        graph => {
            let edit = actions::board_graph::GraphEdit::Whole(draft, actions::Seen::sent(seen));
            let of = (&board, &self::graph_id(graph)?);
            actions::board_graph::edit(&desk, &caller, &instance.id, of, edit).await
        }
    };
    let now = crate::sheets::href(&format!("/boards/{id}/graph"), &instance, &[("graph_id", &graph_id)]);
    saved.map_err(|error| crate::sheets::refuse_change(error, &now, None))?;
    crate::sheets::back(&format!("/boards/{id}"), &instance, &[("done", "graph")]);
    Ok(())
}

/// Puts a search on a board, a new one if that is named.
#[server(prefix = "/api", endpoint = "board-add")]
pub async fn add_to_board(
    #[server(default)] instance: String,
    #[server(default)] board: String,
    #[server(default)] new_board: String,
    #[server(default)] graph: GraphForm,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let draft =
        graph.draft().map_err(|(field, why)| crate::desk::refuse(actions::Error::invalid(field, why)))?;
    let id = if new_board.trim().is_empty() {
        let id = board_id(&board)?;
        let added = actions::board_graph::add(&desk, &caller, &instance.id, &id, draft).await;
        added.map_err(crate::desk::refuse)?;
        id
    } else {
        let graphs = vec![actions::board::NewGraph { id: None, draft }];
        let new = actions::board::NewBoard { title: new_board, graphs, ..Default::default() };
        actions::board::create(&desk, &caller, &instance.id, new).await.map_err(crate::desk::refuse)?.id
    };
    crate::sheets::back(&format!("/boards/{id}"), &instance, &[("done", "graph")]);
    Ok(())
}

/// Moves or sizes a graph by one.
#[server(prefix = "/api", endpoint = "board-graph-step")]
pub async fn step_graph(
    id: String,
    #[server(default)] instance: String,
    graph: String,
    #[server(default)] step: String,
) -> Result<(), DeskError> {
    arranged(&instance, (&id, &graph), actions::board_graph::GraphEdit::Step(step)).await
}

/// Moves a graph to a place on its board, the first being 1.
#[server(prefix = "/api", endpoint = "board-graph-place")]
pub async fn place_graph(
    id: String,
    #[server(default)] instance: String,
    graph: String,
    #[server(default)] position: String,
) -> Result<(), DeskError> {
    let place = position.trim().parse().ok().filter(|place| *place > 0);
    let wrong = || crate::desk::refuse(actions::Error::invalid("position", "a place is a number from 1"));
    let place = place.ok_or_else(wrong)?;
    let edit = actions::board_graph::GraphEdit::Fields(serde_json::Map::new(), Some(place));
    arranged(&instance, (&id, &graph), edit).await
}

/// Puts a second graph like one beside it.
#[server(prefix = "/api", endpoint = "board-graph-duplicate")]
pub async fn duplicate_graph(
    id: String,
    #[server(default)] instance: String,
    graph: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let of = (&board_id(&id)?, &graph_id(&graph)?);
    let made = actions::board_graph::duplicate(&desk, &caller, &instance.id, of).await;
    made.map_err(crate::desk::refuse)?;
    crate::sheets::back(&format!("/boards/{id}"), &instance, &[("done", "graph")]);
    Ok(())
}

/// Removes a graph from its board.
#[server(prefix = "/api", endpoint = "board-graph-remove")]
pub async fn remove_graph(
    id: String,
    #[server(default)] instance: String,
    graph: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let of = (&board_id(&id)?, &graph_id(&graph)?);
    actions::board_graph::remove(&desk, &caller, &instance.id, of).await.map_err(crate::desk::refuse)?;
    crate::sheets::back(&format!("/boards/{id}"), &instance, &[("done", "removed")]);
    Ok(())
}

/// Changes a graph and stays where one is.
#[cfg(feature = "ssr")]
async fn arranged(
    instance: &str,
    (board, graph): (&str, &str),
    edit: actions::board_graph::GraphEdit,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(instance).await?;
    let of = (&board_id(board)?, &graph_id(graph)?);
    let edited = actions::board_graph::edit(&desk, &caller, &instance.id, of, edit).await;
    edited.map(|_| ()).map_err(crate::desk::refuse)
}

#[cfg(feature = "ssr")]
fn board_id(text: &str) -> Result<model::id::BoardId, DeskError> {
    text.parse().map_err(|_| crate::desk::refuse(actions::Error::NotFound { what: "board" }))
}

#[cfg(feature = "ssr")]
fn graph_id(text: &str) -> Result<model::id::GraphId, DeskError> {
    text.parse().map_err(|_| crate::desk::refuse(actions::Error::NotFound { what: "graph" }))
}
