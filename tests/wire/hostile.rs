//! Answers that no good server gives.
