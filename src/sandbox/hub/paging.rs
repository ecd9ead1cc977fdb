//! Pages of a list: `page`, `page_size`, and the links to the pages beside it.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{bad_value, refuse};
use crate::sandbox::refusal::Refusal;

const LARGEST: usize = 100;

/// Which page is wanted.
#[derive(Debug, Deserialize)]
pub(super) struct Paging {
    page: Option<usize>,
    page_size: Option<usize>,
}

impl Paging {
    /// The page as the API answers it. `address` is the list's own, absolute and without a query.
    pub(super) fn cut(&self, address: &str, all: &[Value]) -> Result<Value, Refusal> {
        let page = self.page.unwrap_or(1);
        let size = self.page_size.unwrap_or(10);
        if page == 0 || size == 0 || size > LARGEST {
            return Err(bad_value("page_size", "page and page_size begin at 1, page_size ends at 100"));
        }
        let first = (page - 1).saturating_mul(size);
        if page > 1 && first >= all.len() {
            return Err(refuse(StatusCode::NOT_FOUND, "object not found"));
        }
        let results = &all[first..all.len().min(first + size)];
        let link = |page: usize| format!("{address}?page={page}&page_size={size}");
        let next = (first + results.len() < all.len()).then(|| link(page + 1));
        let previous = (page > 1).then(|| link(page - 1));
        Ok(json!({"count": all.len(), "next": next, "previous": previous, "results": results}))
    }
}
