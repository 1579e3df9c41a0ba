//! The user's point of view: builds that fail, builds that notice, a service that boots.

mod boot;
mod build;
mod circles;
mod documents;
mod lint;
mod project;
mod tidy;
mod ui;
