//! The embedded practice services.
