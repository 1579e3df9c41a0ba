use crate::Error;
use crate::database::{Piece, Step};
use crate::error::Kind;
use crate::frame::Frame;

/// Nothing tells whether a statement was executed.
pub(crate) fn uncertain(piece: &Piece, step: &Step) -> Error {
    let migration = &piece.migration;
    Kind::Uncertain {
        identity: migration.identity(),
        number: step.index + 1,
        total: migration.statements().count(),
        frame: Frame::new(migration.path(), migration.sql(), step.offset),
    }
    .into()
}
