//! What arrived in a secret field, described without showing it.
