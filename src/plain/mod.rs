//! The same pages as lines and questions.
