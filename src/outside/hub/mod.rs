//! The Docker Hub API: signing in, access tokens, repositories, tags.

mod repositories;
mod sign_in;
mod tags;
mod tokens;

pub use repositories::{delete_tag, repository};
pub use sign_in::{SignedIn, sign_in, sign_in_with_code, sign_in_with_password};
pub use tags::listed;
pub use tokens::{activate_token, create_token, deactivate_token, delete_token, list_tokens};

use url::Url;

/// An address below the API's. Only constants and names that were checked go into `path`.
fn at(hub: &Url, path: &str) -> Url {
    hub.join(path).unwrap_or_else(|_| unreachable!("an absolute path joins any http address"))
}
