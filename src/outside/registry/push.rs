//! The test push: one tiny image in, read back, compared, removed; stoppable between any two requests.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::content::{Found, Repository};
use super::test_image::{Blob, TestImage};
use super::{Access, Session, Tell, UploadSession, upload};
use crate::model::access::{Actions, Asked};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::image::Image;
use crate::model::push::{Left, Part, PartDone, PushEnd, PushProgress, Pushed};
use crate::outside::hub;

/// How long after a deletion the tag may still be seen: services finish deleting in the background
/// (docker/docs #24078), so they are asked again, with these pauses.
const PAUSES: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];

impl Session {
    /// Pushes the image under its throw-away tag into the repository of `image`, reads it back, and removes
    /// it unless it is to be kept. Nothing that it did not make is ever deleted.
    ///
    /// `stop` is obeyed at once where nothing is half-made, and after the running request where something is;
    /// what was made is then removed.
    pub async fn push(
        &self,
        image: &Image,
        made: &TestImage,
        keep: bool,
        stop: &CancellationToken,
        tell: Tell<'_, PushProgress>,
    ) -> Pushed {
        let mut run =
            Run { session: self, image, made, stop, tell, parts: Vec::new(), open: None, left: None };
        let end = run.all(keep).await;
        Pushed {
            tag: made.tag.clone(),
            digest: made.manifest.digest.clone(),
            parts: run.parts,
            end,
            left: run.left,
        }
    }
}

struct Run<'a> {
    session: &'a Session,
    image: &'a Image,
    made: &'a TestImage,
    stop: &'a CancellationToken,
    tell: Tell<'a, PushProgress>,
    parts: Vec<PartDone>,
    /// An upload that was opened and not filled.
    open: Option<UploadSession>,
    left: Option<Left>,
}

/// What a part that went well has to say.
#[derive(Default)]
struct Moved {
    size: Option<u64>,
    digest: Option<Digest>,
}

impl Moved {
    fn blob(size: u64, digest: &Digest) -> Self {
        Self { size: Some(size), digest: Some(digest.clone()) }
    }
}

impl Run<'_> {
    async fn all(&mut self, keep: bool) -> PushEnd {
        let started = self.begin(Part::Access);
        let access = tokio::select! {
            () = self.stop.cancelled() => return PushEnd::Stopped(Part::Access),
            access = self.session.access(self.image, Actions::PULL_PUSH) => access,
        };
        let access = match self.ended(Part::Access, started, access.map(|access| (access, Moved::default())))
        {
            Ok(access) => access,
            Err(end) => return end,
        };
        let end = self.push_and_read(&access).await.err();
        if let Some(open) = self.open.take() {
            open.cancel().await;
        }
        let made_something = self.left.as_ref().is_some_and(|left| *left != Left::Bytes);
        if !made_something || (keep && end.is_none()) {
            return end.unwrap_or(PushEnd::Complete);
        }
        if self.left == Some(Left::PerhapsTag) && !self.is_ours(&access).await {
            return end.unwrap_or(PushEnd::Complete);
        }
        let removed = self.remove(&access).await;
        end.or(removed.err()).unwrap_or(PushEnd::Complete)
    }

    async fn push_and_read(&mut self, access: &Access) -> Result<(), PushEnd> {
        let made = self.made;
        let (digest, tag) = (&made.manifest.digest, made.tag.as_str());
        let repository = repository(self.session, self.image, access);

        let free = repository.find(tag);
        let found = self.step(Part::TagIsFree, async { Ok((free.await.answer?, Moved::default())) }).await?;
        if found != Found::Nothing {
            return Err(PushEnd::TagTaken);
        }
        self.upload(Part::UploadLayer, &repository, &made.layer).await?;
        self.left = Some(Left::Bytes);
        self.upload(Part::UploadConfig, &repository, &made.config).await?;

        // From here on the tag may exist, whether or not an answer comes: this part is not interrupted.
        self.before(Part::PutManifest)?;
        let started = self.begin(Part::PutManifest);
        let put = repository.put_manifest(tag, &made.manifest).await;
        if put.status.is_none() {
            self.left = Some(Left::PerhapsTag);
        }
        let size = made.manifest.bytes.len() as u64;
        self.ended(Part::PutManifest, started, put.answer.map(|()| ((), Moved::blob(size, digest))))?;
        self.left = Some(Left::Tag);

        for (part, reference) in [(Part::FindByTag, tag), (Part::FindByDigest, digest.as_str())] {
            let found = async { Ok(((), same(repository.find(reference).await, digest)?)) };
            self.step(part, found).await?;
        }
        let read =
            async { Ok(((), Moved::blob(repository.read_manifest(tag, digest).await.answer?, digest))) };
        self.step(Part::ReadManifest, read).await?;
        for (part, blob) in [(Part::ReadLayer, &made.layer), (Part::ReadConfig, &made.config)] {
            let read = async {
                let size = repository.read_blob(&blob.digest).await.answer?;
                Ok(((), Moved::blob(size, &blob.digest)))
            };
            self.step(part, read).await?;
        }
        Ok(())
    }

    /// HEAD first, then POST and PUT.
    async fn upload(&mut self, part: Part, repository: &Repository<'_>, blob: &Blob) -> Result<(), PushEnd> {
        self.before(part)?;
        let started = self.begin(part);
        let uploading = async {
            if repository.has_blob(&blob.digest).await.answer? {
                return Ok(());
            }
            let name = self.image.repository();
            let opened =
                upload::open(repository.http, repository.base, name, repository.access).await.answer?;
            let opened = self.open.insert(opened);
            repository.fill(opened, blob).await.answer?;
            // Filled uploads are closed; there is nothing left to cancel.
            self.open = None;
            Ok(())
        };
        let uploaded = tokio::select! {
            () = self.stop.cancelled() => return Err(PushEnd::Stopped(part)),
            uploaded = uploading => uploaded,
        };
        let moved = Moved::blob(blob.bytes.len() as u64, &blob.digest);
        self.ended(part, started, uploaded.map(|()| ((), moved)))
    }

    /// After a manifest that was sent and not answered: whether the tag holds it now.
    async fn is_ours(&mut self, access: &Access) -> bool {
        let found = repository(self.session, self.image, access).find(&self.made.tag).await;
        match found.answer {
            Ok(Found::Manifest(Some(digest))) => digest == self.made.manifest.digest,
            Ok(Found::Nothing) => {
                self.left = Some(Left::Bytes);
                false
            }
            Ok(Found::Manifest(None)) | Err(_) => false,
        }
    }

    /// Removes the tag. Not interrupted: it is what stopping waits for.
    async fn remove(&mut self, access: &Access) -> Result<(), PushEnd> {
        let started = self.begin(Part::DeleteTag);
        let deleted = self.delete(access).await;
        let failure = match deleted {
            // The service may be finishing in the background: look again instead of asking twice.
            Err(failure) if matches!(failure.kind, FailureKind::ServiceError { .. }) => Some(failure),
            other => {
                self.ended(Part::DeleteTag, started, other.map(|()| ((), Moved::default())))?;
                None
            }
        };
        let looked = Instant::now();
        let gone = self.gone(access).await;
        if let Some(failure) = failure {
            let still = gone.is_err().then_some(failure);
            self.ended(Part::DeleteTag, started, still.map_or(Ok(((), Moved::default())), Err))?;
        }
        (self.tell)(PushProgress::Started(Part::TagIsGone));
        self.ended(Part::TagIsGone, looked, gone.map(|()| ((), Moved::default())))?;
        self.left = Some(Left::Bytes);
        Ok(())
    }

    async fn delete(&self, access: &Access) -> Result<(), Failure> {
        let tag = self.made.tag.as_str();
        if let Some(hub) = &self.session.hub {
            let session = self.session.hub_session().await?;
            return hub::delete_tag(&self.session.http, hub, self.image, tag, &session).await.answer;
        }
        // Where deleting is a right of its own it is asked for now; where it is not, pushing implies it.
        let deleting = self.session.access(self.image, Actions::DELETE).await.ok();
        let repository = repository(self.session, self.image, deleting.as_ref().unwrap_or(access));
        let by_tag = repository.delete(tag).await.answer;
        let digest = self.made.manifest.digest.as_str();
        match by_tag {
            // The manifest without a name would stay; nobody else's image has this digest.
            Ok(()) => {
                let _ = repository.delete(digest).await;
                Ok(())
            }
            Err(failure) if failure.status().is_some_and(|status| status < 500 && status != 429) => {
                repository.delete(digest).await.answer
            }
            Err(failure) => Err(failure),
        }
    }

    async fn gone(&self, access: &Access) -> Result<(), Failure> {
        let repository = repository(self.session, self.image, access);
        for pause in PAUSES {
            tokio::time::sleep(pause).await;
            if repository.find(&self.made.tag).await.answer? == Found::Nothing {
                return Ok(());
            }
        }
        Err(Failure::new(FailureKind::NotUnderstood(Odd::Incomplete)))
    }

    /// One part that leaves nothing half-made: stopping drops it.
    async fn step<T>(
        &mut self,
        part: Part,
        doing: impl Future<Output = Result<(T, Moved), Failure>>,
    ) -> Result<T, PushEnd> {
        self.before(part)?;
        let started = self.begin(part);
        let done = tokio::select! {
            () = self.stop.cancelled() => return Err(PushEnd::Stopped(part)),
            done = doing => done,
        };
        self.ended(part, started, done)
    }

    fn before(&self, part: Part) -> Result<(), PushEnd> {
        if self.stop.is_cancelled() { Err(PushEnd::Stopped(part)) } else { Ok(()) }
    }

    fn begin(&self, part: Part) -> Instant {
        (self.tell)(PushProgress::Started(part));
        Instant::now()
    }

    fn ended<T>(
        &mut self,
        part: Part,
        started: Instant,
        done: Result<(T, Moved), Failure>,
    ) -> Result<T, PushEnd> {
        let took = started.elapsed();
        let (value, moved, failure) = match done {
            Ok((value, moved)) => (Some(value), moved, None),
            Err(failure) => (None, Moved::default(), Some(failure)),
        };
        let record =
            PartDone { part, took, size: moved.size, digest: moved.digest, failure: failure.clone() };
        self.parts.push(record.clone());
        (self.tell)(PushProgress::Ended(record));
        match (value, failure) {
            (Some(value), _) => Ok(value),
            (None, failure) => {
                Err(PushEnd::Failed(part, failure.unwrap_or_else(|| Failure::new(FailureKind::Stopped))))
            }
        }
    }
}

fn repository<'a>(session: &'a Session, image: &'a Image, access: &'a Access) -> Repository<'a> {
    Repository { http: &session.http, base: &session.base, name: image.repository(), access }
}

/// What HEAD found must be what was pushed. A registry that names no digest is believed until it is read.
fn same(asked: Asked<Found>, digest: &Digest) -> Result<Moved, Failure> {
    let odd = match asked.answer? {
        Found::Manifest(Some(found)) if found == *digest => {
            return Ok(Moved { size: None, digest: Some(found) });
        }
        Found::Manifest(None) => return Ok(Moved::default()),
        Found::Manifest(Some(_)) => Odd::WrongDigest,
        Found::Nothing => Odd::Incomplete,
    };
    Err(Failure::new(FailureKind::NotUnderstood(odd)).at(&asked.request))
}
