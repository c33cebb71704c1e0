//! `GET /boards/{id}/graphs/{graph}.svg`, `.png`, `.csv` and `.json`: a graph as a file, for the person who
//! looks at the board.

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};

use super::caller::Found;
use crate::{api::error::ApiError, state::AppState};

/// Makes the file.
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(Found(caller)): Extension<Found>,
    Path((board, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let address = format!("?{}", query.unwrap_or_default());
    let graph = app::graph_to_write((&state.desk, &caller), (&board, &file), &address).await?;
    let file = state.pictures.take(move || graph.write()).await??;
    let headers = [
        (header::CONTENT_TYPE, file.content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        // A picture is opened by itself at times: nothing in it may run or be fetched.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned(),
        ),
    ];
    Ok((headers, file.bytes).into_response())
}
