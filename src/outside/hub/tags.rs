//! What the Hub API's list of tags says. It comes after the registry, by how much nobody documents.

use serde::Deserialize;
use url::Url;

use super::at;
use crate::model::access::Asked;
use crate::model::image::Image;
use crate::model::moment::Moment;
use crate::model::proof::Listed;
use crate::model::secret::SessionToken;
use crate::outside::http::{Ask, Auth, Http};

#[derive(Deserialize)]
struct Tag {
    #[serde(default)]
    tag_last_pushed: Option<String>,
    #[serde(default)]
    last_updated: Option<String>,
}

/// Whether the Hub shows a tag, and since when: to anybody, or, of a private repository, to this session.
pub async fn listed(
    http: &Http,
    hub: &Url,
    image: &Image,
    tag: &str,
    session: Option<&SessionToken>,
) -> Asked<Listed> {
    let path = format!("/v2/namespaces/{}/repositories/{}/tags/{tag}", image.namespace(), image.name());
    let ask = Ask::get(at(hub, &path)).by(session.map_or(Auth::Nobody, Auth::Bearer));
    http.send(ask).await.read(|answer| match answer.status {
        200 => {
            let found: Tag = answer.json()?;
            let pushed = found.tag_last_pushed.or(found.last_updated);
            Ok(Listed::Yes { pushed: pushed.as_deref().and_then(Moment::parse) })
        }
        404 => Ok(Listed::NotYet),
        _ => Err(answer.failure()),
    })
}
