//! What the Hub API says about repositories and tags.

use serde::Deserialize;
use url::Url;

use super::at;
use crate::model::access::{Asked, RepositoryState};
use crate::model::image::Image;
use crate::model::secret::SessionToken;
use crate::outside::http::{Ask, Auth, Http, Method};

#[derive(Deserialize)]
struct Repository {
    is_private: bool,
    #[serde(default)]
    permissions: Option<Permissions>,
}

#[derive(Deserialize)]
struct Permissions {
    #[serde(default)]
    write: Option<bool>,
}

/// Whether the repository is there, for anybody or for the account of a session. One that may not be seen
/// and one that does not exist are the same answer: 401, 403 or 404 (the last by habit, UNSOURCED).
pub async fn repository(
    http: &Http,
    hub: &Url,
    image: &Image,
    session: Option<&SessionToken>,
) -> Asked<RepositoryState> {
    let url = at(hub, &format!("/v2/namespaces/{}/repositories/{}", image.namespace(), image.name()));
    let ask = Ask::get(url).by(session.map_or(Auth::Nobody, Auth::Bearer));
    http.send(ask).await.read(|answer| match answer.status {
        200 => {
            let found: Repository = answer.json()?;
            // To nobody in particular the API says what nobody in particular may do.
            let may_write = session.and(found.permissions).and_then(|may| may.write);
            Ok(RepositoryState::Exists { private: found.is_private, may_write })
        }
        _ => match answer.failure() {
            failure if matches!(failure.status(), Some(401 | 403 | 404)) => Ok(RepositoryState::NotVisible),
            failure => Err(failure),
        },
    })
}

/// Deletes a tag. The address that Docker's own tools use comes first; it is unknown on some day or closed to
/// organization access tokens, so the newer one follows where it answers 404, 405 or says so.
pub async fn delete_tag(
    http: &Http,
    hub: &Url,
    image: &Image,
    tag: &str,
    session: &SessionToken,
) -> Asked<()> {
    let (namespace, name) = (image.namespace(), image.name());
    let delete = async |path: String| {
        let ask = Ask::new(Method::DELETE, at(hub, &path)).by(Auth::Bearer(session));
        http.send(ask).await.read(|answer| match answer.status {
            200..=299 => Ok(()),
            _ => Err(answer.failure()),
        })
    };
    let first = delete(format!("/v2/repositories/{namespace}/{name}/tags/{tag}/")).await;
    let elsewhere = first.failure().is_some_and(|failure| match failure.status() {
        Some(404 | 405) => true,
        Some(403) => failure.said.contains("organization access token"),
        _ => false,
    });
    if elsewhere {
        delete(format!("/v2/namespaces/{namespace}/repositories/{name}/tags/{tag}")).await
    } else {
        first
    }
}
