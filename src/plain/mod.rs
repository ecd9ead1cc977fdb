//! The same pages as lines and questions.
pub mod echo;
