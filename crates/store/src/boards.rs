//! Boards with their graphs, and the categories they are listed under.

use std::collections::HashMap;

use model::{
    board::{Board, BoardDraft},
    graph::Graph,
    id::{BoardId, CategoryId, InstanceId},
};
use sqlx::SqliteConnection;

use crate::{
    Change, StoreError,
    change::{stored, touched_one},
    views::from_json,
};

/// Reads boards.
pub struct Boards<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct BoardRow {
    board_id: String,
    title: String,
    description: String,
    query: String,
    range: String,
    refresh_s: u32,
    updated_ms: i64,
    updated_by: String,
    categories: String,
}

#[derive(sqlx::FromRow)]
struct GraphRow {
    graph_id: String,
    board_id: String,
    draft: String,
}

impl BoardRow {
    fn with(self, graphs: Vec<Graph>) -> Result<Board, StoreError> {
        Ok(Board {
            id: stored("board id", self.board_id)?,
            draft: BoardDraft {
                title: stored("board title", self.title)?,
                description: self.description,
                query: self.query,
                range: self.range,
                refresh_s: self.refresh_s,
            },
            categories: from_json(&self.categories)?,
            graphs,
            updated_ms: self.updated_ms,
            updated_by: self.updated_by,
        })
    }
}

impl TryFrom<GraphRow> for Graph {
    type Error = StoreError;

    fn try_from(row: GraphRow) -> Result<Self, StoreError> {
        let draft = serde_json::from_str(&row.draft).map_err(|error| StoreError::damaged("graph", error))?;
        Ok(Self { id: stored("graph id", row.graph_id)?, draft })
    }
}

impl Boards<'_> {
    /// The boards of an instance, by title.
    pub async fn list(&mut self, instance: &InstanceId) -> Result<Vec<Board>, StoreError> {
        let rows: Vec<BoardRow> = sqlx::query_as(
            "select board_id, title, description, query, range, refresh_s, updated_ms, updated_by,
               (select json_group_array(category_id order by position)
                from board_categories
                where board_categories.board_id = boards.board_id) as categories
             from boards
             where instance_id = ?
             order by folded_title",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        let graphs: Vec<GraphRow> = sqlx::query_as(
            "select graph_id, graphs.board_id as board_id, draft
             from graphs
             join boards on boards.board_id = graphs.board_id
             where instance_id = ?
             order by position",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        let mut of_boards: HashMap<String, Vec<Graph>> = HashMap::new();
        for row in graphs {
            of_boards.entry(row.board_id.clone()).or_default().push(row.try_into()?);
        }
        let board = |row: BoardRow| {
            let graphs = of_boards.remove(&row.board_id).unwrap_or_default();
            row.with(graphs)
        };
        rows.into_iter().map(board).collect()
    }

    /// The board with this id, in this instance.
    pub async fn find(&mut self, instance: &InstanceId, id: &BoardId) -> Result<Option<Board>, StoreError> {
        let row: Option<BoardRow> = sqlx::query_as(
            "select board_id, title, description, query, range, refresh_s, updated_ms, updated_by,
               (select json_group_array(category_id order by position)
                from board_categories
                where board_categories.board_id = boards.board_id) as categories
             from boards
             where instance_id = ? and board_id = ?",
        )
        .bind(instance.as_str())
        .bind(id.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let graphs: Vec<GraphRow> = sqlx::query_as(
            "select graph_id, board_id, draft from graphs where board_id = ? order by position",
        )
        .bind(id.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        let graphs = graphs.into_iter().map(Graph::try_from).collect::<Result<_, _>>()?;
        row.with(graphs).map(Some)
    }

    /// The board that has this title, whatever its case.
    pub async fn find_by_title(
        &mut self,
        instance: &InstanceId,
        title: &str,
    ) -> Result<Option<BoardId>, StoreError> {
        let row: Option<String> =
            sqlx::query_scalar("select board_id from boards where instance_id = ? and folded_title = ?")
                .bind(instance.as_str())
                .bind(title.to_lowercase())
                .fetch_optional(&mut *self.0)
                .await?;
        row.map(|text| stored("board id", text)).transpose()
    }

    /// How many boards an instance has.
    pub async fn count(&mut self, instance: &InstanceId) -> Result<i64, StoreError> {
        let count = sqlx::query_scalar("select count(*) from boards where instance_id = ?")
            .bind(instance.as_str())
            .fetch_one(&mut *self.0)
            .await?;
        Ok(count)
    }

    /// The boards listed under a category, each with the category's place among those it has.
    pub async fn listed_under(&mut self, id: &CategoryId) -> Result<Vec<(BoardId, i64)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "select board_id, position
             from board_categories
             where category_id = ?
             order by board_id",
        )
        .bind(id.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(|(board, position)| Ok((stored("board id", board)?, position))).collect()
    }
}

impl Change {
    /// Adds a board with its graphs.
    pub async fn insert_board(&mut self, instance: &InstanceId, board: &Board) -> Result<(), StoreError> {
        let draft = &board.draft;
        sqlx::query(
            "insert into boards (board_id, instance_id, title, folded_title, description, query, range,
               refresh_s, updated_ms, updated_by)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(board.id.as_str())
        .bind(instance.as_str())
        .bind(draft.title.as_str())
        .bind(draft.title.as_str().to_lowercase())
        .bind(&draft.description)
        .bind(&draft.query)
        .bind(&draft.range)
        .bind(draft.refresh_s)
        .bind(board.updated_ms)
        .bind(&board.updated_by)
        .execute(self.connection())
        .await?;
        self.put_board_categories(board).await?;
        self.put_graphs(board).await
    }

    /// Replaces everything of a board but its id; graphs keep theirs.
    pub async fn update_board(&mut self, instance: &InstanceId, board: &Board) -> Result<(), StoreError> {
        let draft = &board.draft;
        let result = sqlx::query(
            "update boards
             set title = ?, folded_title = ?, description = ?, query = ?, range = ?, refresh_s = ?,
               updated_ms = ?, updated_by = ?
             where instance_id = ? and board_id = ?",
        )
        .bind(draft.title.as_str())
        .bind(draft.title.as_str().to_lowercase())
        .bind(&draft.description)
        .bind(&draft.query)
        .bind(&draft.range)
        .bind(draft.refresh_s)
        .bind(board.updated_ms)
        .bind(&board.updated_by)
        .bind(instance.as_str())
        .bind(board.id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)?;
        for statement in
            ["delete from board_categories where board_id = ?", "delete from graphs where board_id = ?"]
        {
            sqlx::query(statement).bind(board.id.as_str()).execute(self.connection()).await?;
        }
        self.put_board_categories(board).await?;
        self.put_graphs(board).await
    }

    /// Removes a board and its graphs.
    pub async fn delete_board(&mut self, instance: &InstanceId, id: &BoardId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from boards where instance_id = ? and board_id = ?")
            .bind(instance.as_str())
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }

    /// Lists a board under a category again, unless one of them is gone.
    pub async fn relist_board(
        &mut self,
        board: &BoardId,
        category: &CategoryId,
        position: i64,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into board_categories (board_id, category_id, position)
             select board_id, category_id, ?
             from boards cross join categories
             where board_id = ? and category_id = ? and boards.instance_id = categories.instance_id
             on conflict do nothing",
        )
        .bind(position)
        .bind(board.as_str())
        .bind(category.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    async fn put_board_categories(&mut self, board: &Board) -> Result<(), StoreError> {
        for (position, category) in (0_i64..).zip(&board.categories) {
            sqlx::query(
                "insert into board_categories (board_id, category_id, position)
                 values (?, ?, ?)
                 on conflict (board_id, category_id) do nothing",
            )
            .bind(board.id.as_str())
            .bind(category.as_str())
            .bind(position)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    async fn put_graphs(&mut self, board: &Board) -> Result<(), StoreError> {
        for (position, graph) in (0_i64..).zip(&board.graphs) {
            let draft =
                serde_json::to_string(&graph.draft).map_err(|error| StoreError::damaged("graph", error))?;
            sqlx::query("insert into graphs (graph_id, board_id, position, draft) values (?, ?, ?, ?)")
                .bind(graph.id.as_str())
                .bind(board.id.as_str())
                .bind(position)
                .bind(draft)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }
}
