//! What GitHub's refusals mean: a limit, a missing permission, or no.

use std::time::Duration;

use crate::model::clean;
use crate::model::failure::{Failure, FailureKind};
use crate::model::moment::Moment;
use crate::outside::http::Answer;

/// Where a secondary limit does not say when, this is the least to wait (GitHub's best practices).
const SECONDARY: Duration = Duration::from_secs(60);

/// The failure behind an answer, in GitHub's order: `Retry-After`, then the primary limit, then a secondary
/// one by its words; any other 403 is a permission.
pub(super) fn failure(answer: &Answer, now: Moment) -> Failure {
    let plain = answer.failure();
    if let Some(kind) = shut(answer) {
        return Failure::new(kind).saying(answer.said());
    }
    if !matches!(answer.status, 403 | 429) {
        return plain;
    }
    let number = |name: &str| answer.header(name).and_then(|text| text.trim().parse::<u64>().ok());
    let limited = |until| Failure::new(FailureKind::RateLimited { until }).saying(answer.said());
    if let FailureKind::RateLimited { until: Some(_) } = plain.kind {
        return plain;
    }
    if let Some(seconds) = number("retry-after") {
        return limited(Some(now.plus(Duration::from_secs(seconds))));
    }
    if number("x-ratelimit-remaining") == Some(0) {
        let reset =
            number("x-ratelimit-reset").map(|reset| Moment::default().plus(Duration::from_secs(reset)));
        return limited(reset);
    }
    let said = answer.said().to_ascii_lowercase();
    if answer.status == 429 || said.contains("rate limit") || said.contains("abuse detection") {
        return limited(Some(now.plus(SECONDARY)));
    }
    let accepted = answer.header("x-accepted-github-permissions");
    if accepted.is_some() || said.contains("resource not accessible by") {
        let needed = clean::short(accepted.unwrap_or_default(), 120);
        return Failure::new(FailureKind::NeedsPermission { needed }).saying(answer.said());
    }
    plain
}

/// What no other token would change. GitHub tells it by words only: 403 for an archived repository, 422 (so public
/// reports of it) or 403 where Actions is switched off.
fn shut(answer: &Answer) -> Option<FailureKind> {
    if !matches!(answer.status, 403 | 422) {
        return None;
    }
    let said = answer.said().to_ascii_lowercase();
    if said.contains("archived") && said.contains("read-only") {
        return Some(FailureKind::Archived);
    }
    let off = said.contains("actions has been disabled") || said.contains("actions is disabled");
    off.then(|| FailureKind::ActionsOff { account: said.contains("this user") })
}

/// The address of the next page in a `Link` header (RFC 8288).
pub(super) fn next_page(header: &str) -> Option<&str> {
    header.split(',').find_map(|link| {
        let (address, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters.split(';').any(|one| matches!(one.trim(), "rel=\"next\"" | "rel=next"));
        is_next.then_some(address)
    })
}

#[cfg(test)]
mod tests {
    use super::next_page;

    #[test]
    fn the_next_page_is_found_among_links() {
        let header =
            r#"<https://api.github.com/x?page=1>; rel="prev", <https://api.github.com/x?page=3>; rel="next""#;
        assert_eq!(next_page(header), Some("https://api.github.com/x?page=3"));
        assert_eq!(next_page(r#"<https://api.github.com/x?page=1>; rel="last""#), None);
        assert_eq!(next_page("nonsense"), None);
    }
}
