//! What this step does outside.
