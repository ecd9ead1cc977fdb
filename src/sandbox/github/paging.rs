//! Pages of a list: `page`, `per_page`, and the `Link` header to the pages beside it.

use axum::Json;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

const LARGEST: usize = 100;
const USUAL: usize = 30;

/// Which page is wanted. GitHub takes the nearest sensible value for others.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Paging {
    page: Option<String>,
    per_page: Option<String>,
}

impl Paging {
    fn numbers(&self) -> (usize, usize) {
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<usize>().ok());
        let page = number(&self.page).unwrap_or(1).max(1);
        (page, number(&self.per_page).unwrap_or(USUAL).clamp(1, LARGEST))
    }

    /// The page of a list that is an object: `total_count` and the entries under `name`.
    pub(super) fn of(&self, origin: &str, uri: &Uri, name: &str, all: &[Value]) -> Response {
        let page = self.cut(all);
        self.with_links(origin, uri, all.len(), json!({"total_count": all.len(), name: page}))
    }

    /// The page of a list that is an array.
    pub(super) fn bare(&self, origin: &str, uri: &Uri, all: &[Value]) -> Response {
        self.with_links(origin, uri, all.len(), json!(self.cut(all)))
    }

    fn cut<'a>(&self, all: &'a [Value]) -> &'a [Value] {
        let (page, size) = self.numbers();
        let first = (page - 1).saturating_mul(size).min(all.len());
        &all[first..all.len().min(first + size)]
    }

    fn with_links(&self, origin: &str, uri: &Uri, count: usize, body: Value) -> Response {
        let (page, size) = self.numbers();
        let last = count.div_ceil(size).max(1);
        let others = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let others: Vec<(String, String)> = others.into_owned().filter(|(name, _)| name != "page").collect();
        let link = |to: usize, relation: &str| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&others).append_pair("page", &to.to_string());
            format!("<{origin}{}?{}>; rel=\"{relation}\"", uri.path(), query.finish())
        };
        let mut links = Vec::new();
        if page > 1 {
            links.push(link((page - 1).min(last), "prev"));
        }
        if page < last {
            links.push(link(page + 1, "next"));
            links.push(link(last, "last"));
        }
        if page > 1 {
            links.push(link(1, "first"));
        }
        let mut response = Json(body).into_response();
        if let Some(value) = HeaderValue::from_str(&links.join(", ")).ok().filter(|_| !links.is_empty()) {
            response.headers_mut().insert(header::LINK, value);
        }
        response
    }
}
