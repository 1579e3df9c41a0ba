//! The HTTP interface.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use migrate_runtime::{MigrationStatus, Migrations};
use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;

pub(crate) fn router(migrations: &'static Migrations, pool: SqlitePool) -> Router {
    Router::new()
        .route("/health", get(move |pool| health(migrations, pool)))
        .route("/bookings", get(list).post(create))
        .with_state(pool)
}

#[derive(Serialize)]
struct Health {
    /// The version of the newest applied migration.
    version: Option<i64>,
    /// The head of the checksum chain of the embedded migrations.
    head: String,
    pending: Vec<String>,
}

async fn health(
    migrations: &Migrations,
    State(pool): State<SqlitePool>,
) -> Result<Response, Failure> {
    let status = migrations.status(&pool).await.map_err(Failure::internal)?;
    let pending = status
        .pending()
        .map(|one| format!("{}_{}", one.version(), one.name()));
    let health = Health {
        version: status.newest().map(MigrationStatus::version),
        head: migrations.head(),
        pending: pending.collect(),
    };
    let code = if status.is_up_to_date() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    Ok((code, Json(health)).into_response())
}

#[derive(Serialize, sqlx::FromRow)]
struct Booking {
    id: i64,
    room: String,
    guest: String,
    arrives: String,
    leaves: String,
    status: String,
    note: String,
}

const BOOKINGS: &str = "SELECT bookings.id, rooms.name AS room, guest, arrives, leaves, status, note \
     FROM bookings JOIN rooms ON rooms.id = room_id ORDER BY arrives, bookings.id";

async fn list(State(pool): State<SqlitePool>) -> Result<Json<Vec<Booking>>, Failure> {
    let bookings = sqlx::query_as(BOOKINGS).fetch_all(&pool).await?;
    Ok(Json(bookings))
}

#[derive(Deserialize)]
struct NewBooking {
    room: String,
    guest: String,
    arrives: String,
    leaves: String,
    #[serde(default)]
    note: String,
}

#[derive(Serialize)]
struct Created {
    id: i64,
}

const INSERT: &str = "INSERT INTO bookings (room_id, guest, arrives, leaves, note) \
     SELECT id, ?2, ?3, ?4, ?5 FROM rooms WHERE name = ?1 RETURNING id";

async fn create(
    State(pool): State<SqlitePool>,
    Json(new): Json<NewBooking>,
) -> Result<(StatusCode, Json<Created>), Failure> {
    let id = sqlx::query_scalar(INSERT)
        .bind(new.room)
        .bind(new.guest)
        .bind(new.arrives)
        .bind(new.leaves)
        .bind(new.note)
        .fetch_optional(&pool)
        .await?
        .ok_or(Failure(
            StatusCode::NOT_FOUND,
            "there is no such room".into(),
        ))?;
    Ok((StatusCode::CREATED, Json(Created { id })))
}

/// An error response.
struct Failure(StatusCode, String);

impl Failure {
    fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!("{error}");
        Self(StatusCode::INTERNAL_SERVER_ERROR, "internal error".into())
    }
}

impl From<sqlx::Error> for Failure {
    /// If a constraint or trigger of the schema refuses the data, the request is at fault.
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(refusal)
                if refusal.is_check_violation() || refusal.message().contains("taken") =>
            {
                Self(StatusCode::CONFLICT, refusal.message().into())
            }
            _ => Self::internal(error),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}
