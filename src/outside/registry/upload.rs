//! Opening an upload, which is the only portable proof of push, and cancelling it again.

use url::Url;

use super::{Access, challenge};
use crate::model::access::Asked;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::outside::http::{Answer, Ask, Http, Method};

/// An open upload. It holds nothing yet, and registries forget it by themselves; cancelling is good manners.
#[derive(Debug)]
pub struct UploadSession {
    http: Http,
    access: Access,
    base: Url,
    location: Url,
}

impl UploadSession {
    /// Cancels the upload; says whether the registry did it. Some do not know how (405): that is no trouble.
    pub async fn cancel(self) -> bool {
        let auth = self.access.towards(&self.location, &self.base);
        let exchange = self.http.send(Ask::new(Method::DELETE, self.location).by(auth)).await;
        exchange.answer.is_ok_and(|answer| matches!(answer.status, 200..=299))
    }

    /// Where the bytes go.
    pub(super) fn location(&self) -> &Url {
        &self.location
    }
}

/// Opens an upload. 202 (or 201) with a `Location` is the proof; everything else is a failure.
pub async fn open(http: &Http, base: &Url, repository: &str, access: &Access) -> Asked<UploadSession> {
    let Ok(url) = base.join(&format!("/v2/{repository}/blobs/uploads/")) else {
        unreachable!("an absolute path joins any http address")
    };
    let ask = Ask::new(Method::POST, url.clone()).by(access.auth());
    http.send(ask).await.read(|answer| match answer.status {
        201 | 202 => {
            let location = answer.location(&url);
            let location = location.ok_or(Failure::new(FailureKind::NotUnderstood(Odd::Incomplete)))?;
            Ok(UploadSession { http: http.clone(), access: access.clone(), base: base.clone(), location })
        }
        _ => Err(refusal(&answer)),
    })
}

/// A refusal by the registry itself. Where the body names no code, the challenge may (`insufficient_scope`).
pub(super) fn refusal(answer: &Answer) -> Failure {
    let mut failure = answer.failure();
    if let FailureKind::Refused { code: code @ None, .. } = &mut failure.kind {
        *code = challenge::param(&answer.challenges(), "error")
            .map(|error| crate::model::clean::short(&error, 60));
    }
    failure
}
