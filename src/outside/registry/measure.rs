//! One credential, one image: everything that decides whether it can push, in three rounds.
//!
//! Each round is as many requests at once as need no answer of each other:
//! 1. the challenge, and (Docker Hub) whether the repository is there for anybody: no secret travels;
//! 2. a registry token for pushing to the image, and (Docker Hub) the sign-in at the Hub API;
//! 3. the upload, which is the proof, and beside it what only explains: level, deletion, a private repository.
//!
//! A wrong secret is carried by the two requests of round 2, as often as `docker login` and one push would
//! send it, however many images are asked for; a third follows only if neither answer says whether the
//! secret is right. Round 3 is for a secret that was recognised: a dozen questions with a mistyped one would
//! lock people out (Docker Hub counts failed logins).

use std::time::Duration;

use tokio::join;

use super::challenge::{Reached, Realm, Way};
use super::token::Granted;
use super::{Access, Session, Tell, UploadSession, upload};
use crate::model::access::{
    Actions, Asked, CLOCK_TOLERANCE, Grant, Measured, Progress, Question, RepositoryState, UploadOpened,
};
use crate::model::account::Credential;
use crate::model::failure::FailureKind;
use crate::model::image::Image;
use crate::model::pasted;
use crate::model::verdict;
use crate::outside::hub;

/// The image that belongs to nobody we know: public, always there, writable by Docker alone. What a token
/// service answers about it depends on the token's level and on nothing else (Docker CLI #4511).
const SOMEBODY_ELSES: &str = "library/alpine";

type Answers = Vec<(Actions, Asked<Grant>)>;

impl Session {
    /// Measures; creates nothing. The upload that is still open comes back, so that cancelling it need not
    /// delay the verdict. Dropping the future closes every request.
    pub async fn measure(
        &self,
        image: &Image,
        tell: Tell<'_, Progress>,
    ) -> (Measured, Option<UploadSession>) {
        let challenge = during(Question::Challenge, tell, async {
            let reached = self.reached().await;
            (reached.clone(), reached.way.is_some(), reached.challenge.took)
        });
        let (reached, repository) = join!(challenge, self.repository(image, false, tell));
        let way = reached.way.clone();
        let mut measured = first_round(image, self.credential.as_ref(), reached, repository);
        let upload = match way {
            None => None,
            Some(Way::Open) => self.upload(image, &Access::Nobody, &mut measured, tell).await,
            Some(Way::Basic) => {
                let pair = self.credential.clone().map(Box::new);
                self.upload(image, &pair.map_or(Access::Nobody, Access::Basic), &mut measured, tell).await
            }
            Some(Way::Bearer(realm)) => self.by_token(image, &realm, &mut measured, tell).await,
        };
        (measured, upload)
    }

    /// The same at one go, for who watches no progress: the upload is cancelled again.
    pub async fn measured(&self, image: &Image) -> Measured {
        let (measured, open) = self.measure(image, &|_| {}).await;
        if let Some(open) = open {
            open.cancel().await;
        }
        measured
    }

    /// What can be measured without a credential: how the registry wants to be asked, and (Docker Hub) whether the
    /// repository is there for anybody. Round 1, and nothing else.
    pub async fn look(&self, image: &Image) -> Measured {
        let (reached, repository) = join!(self.reached(), self.repository(image, false, &|_| {}));
        first_round(image, None, reached.clone(), repository)
    }

    /// Rounds 2 and 3 where a token service stands between.
    async fn by_token(
        &self,
        image: &Image,
        realm: &Realm,
        measured: &mut Measured,
        tell: Tell<'_, Progress>,
    ) -> Option<UploadSession> {
        if asking_creates(realm) && !self.is_there(image, realm, measured, tell).await {
            return None;
        }
        let sign_in = async {
            let (hub, pair) = (self.hub.as_ref()?, self.credential.as_ref()?);
            let asking = async { self.signed_in(hub, pair).await.0.clone() };
            Some(during(Question::SignIn, tell, timed(asking)).await)
        };
        let (pushing, sign_in) = join!(self.first(image, realm, tell), sign_in);
        measured.sign_in = sign_in;
        let token = pushing.good().cloned();
        let doubt = Doubt::about(&pushing, measured.sign_in.as_ref());
        measured.target.push((Actions::PULL_PUSH, pushing.map(|granted| granted.grant)));

        let Some(Granted { grant, bearer }) = token else {
            if let Some(doubt) = doubt.filter(|_| self.hub.is_some()) {
                measured.level = self.level_below(realm, doubt, tell).await;
            }
            return None;
        };
        let may_push = grant.actions.is_none_or(|actions| actions.push) && !self.http.only_reads();
        let access = Access::Bearer(bearer);
        let upload = async { if may_push { Some(self.opened(image, &access, tell).await) } else { None } };
        let again = async {
            let hidden = matches!(
                measured.repository.as_ref().and_then(Asked::good),
                Some(RepositoryState::NotVisible)
            );
            if hidden { self.repository(image, true, tell).await } else { None }
        };
        let (upload, level, deleting, again) =
            join!(upload, self.level(realm, tell), self.deleting(image, realm, tell), again);
        measured.level = level;
        measured.target.extend(deleting.map(|answer| (Actions::DELETE, answer)));
        if again.is_some() {
            measured.repository = again;
        }
        let (shown, session) = upload?;
        measured.upload = Some(shown);
        session
    }

    /// The first question that carries the secret. Of many images at once one goes ahead; if the secret is
    /// turned away or there were too many requests, its answer stands for all of them.
    async fn first(&self, image: &Image, realm: &Realm, tell: Tell<'_, Progress>) -> Asked<Granted> {
        let ask = || async {
            let asking = self.grant(realm, image.repository(), Actions::PULL_PUSH);
            during(Question::Target(Actions::PULL_PUSH), tell, timed(asking)).await
        };
        let mut own = None;
        let stopped = self
            .stopped
            .get_or_init(|| async {
                let asked = ask().await;
                let stop = asked.failure().is_some_and(|failure| match failure.kind {
                    FailureKind::RateLimited { .. } => true,
                    _ => verdict::is_refusal(failure) && !verdict::says_too_weak(failure),
                });
                let stopped = stop.then(|| asked.clone().map(|granted| granted.grant));
                own = Some(asked);
                stopped
            })
            .await;
        match (own, stopped) {
            (Some(own), _) => own,
            (None, None) => ask().await,
            (None, Some(stopped)) => Asked {
                request: stopped.request.clone(),
                status: stopped.status,
                answer: Err(stopped.failure().cloned().expect("only failures stop the others")),
                took: Duration::ZERO,
            },
        }
    }

    /// Where asking for push makes a missing repository, its being there is asked first.
    async fn is_there(
        &self,
        image: &Image,
        realm: &Realm,
        measured: &mut Measured,
        tell: Tell<'_, Progress>,
    ) -> bool {
        let asking = self.grant(realm, image.repository(), Actions::PULL);
        let asked = during(Question::Target(Actions::PULL), tell, timed(asking)).await;
        let there = asked.good().is_some_and(|granted| granted.grant.actions.is_some_and(|may| may.pull));
        measured.target.push((Actions::PULL, asked.map(|granted| granted.grant)));
        there
    }

    /// The level of a credential that was recognised: three questions at once.
    async fn level(&self, realm: &Realm, tell: Tell<'_, Progress>) -> Answers {
        if self.hub.is_none() {
            return Answers::new();
        }
        let ask = |actions| self.level_question(realm, actions, tell);
        let all = || async {
            let answers = join!(ask(Actions::PULL), ask(Actions::PULL_PUSH), ask(Actions::DELETE));
            vec![answers.0, answers.1, answers.2]
        };
        self.level.get_or_init(all).await.clone()
    }

    /// The level of a credential that may not push. `delete` needs no question: it is above `push`.
    async fn level_below(&self, realm: &Realm, doubt: Doubt, tell: Tell<'_, Progress>) -> Answers {
        let ask = |actions| self.level_question(realm, actions, tell);
        let below = || async {
            match doubt {
                Doubt::Level => {
                    let answers = join!(ask(Actions::PULL), ask(Actions::PULL_PUSH));
                    vec![answers.0, answers.1]
                }
                Doubt::Alive => {
                    let mut answers = vec![ask(Actions::PULL).await];
                    if answers[0].1.good().is_some() {
                        answers.push(ask(Actions::PULL_PUSH).await);
                    }
                    answers
                }
            }
        };
        self.level.get_or_init(below).await.clone()
    }

    async fn level_question(
        &self,
        realm: &Realm,
        actions: Actions,
        tell: Tell<'_, Progress>,
    ) -> (Actions, Asked<Grant>) {
        let asking = self.grant(realm, SOMEBODY_ELSES, actions);
        let asked = during(Question::Level(actions), tell, timed(asking)).await;
        (actions, asked.map(|granted| granted.grant))
    }

    /// Whether the credential may delete from the image; not asked where the token is known to be below that,
    /// nor where the question itself is an error.
    async fn deleting(&self, image: &Image, realm: &Realm, tell: Tell<'_, Progress>) -> Option<Asked<Grant>> {
        let known =
            self.level.get().and_then(|level| level.iter().find(|(asked, _)| *asked == Actions::DELETE));
        if asking_creates(realm)
            || known.and_then(|(_, answer)| answer.failure()).is_some_and(verdict::is_refusal)
        {
            return None;
        }
        let asking = self.grant(realm, image.repository(), Actions::DELETE);
        let asked = during(Question::Target(Actions::DELETE), tell, timed(asking)).await;
        Some(asked.map(|granted| granted.grant))
    }

    /// What the Hub API says about the repository, to anybody or to this account.
    async fn repository(
        &self,
        image: &Image,
        with_session: bool,
        tell: Tell<'_, Progress>,
    ) -> Option<Asked<RepositoryState>> {
        let hub = self.hub.as_ref()?;
        let session = match (with_session, &self.credential) {
            (true, Some(pair)) => Some(self.signed_in(hub, pair).await.1.as_ref()?),
            (true, None) => return None,
            (false, _) => None,
        };
        let asking = hub::repository(&self.http, hub, image, session);
        Some(during(Question::Repository, tell, timed(asking)).await)
    }

    async fn upload(
        &self,
        image: &Image,
        access: &Access,
        measured: &mut Measured,
        tell: Tell<'_, Progress>,
    ) -> Option<UploadSession> {
        if self.http.only_reads() {
            return None;
        }
        let (shown, session) = self.opened(image, access, tell).await;
        measured.upload = Some(shown);
        session
    }

    async fn opened(
        &self,
        image: &Image,
        access: &Access,
        tell: Tell<'_, Progress>,
    ) -> (Asked<UploadOpened>, Option<UploadSession>) {
        let asking = upload::open(&self.http, &self.base, image.repository(), access);
        let asked = during(Question::Upload, tell, timed(asking)).await;
        let mut session = None;
        let shown = asked.map(|opened| {
            session = Some(opened);
            UploadOpened { cancelled: None }
        });
        (shown, session)
    }
}

/// What a refusal leaves open; nothing, if both services say that the pair is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// The secret is known to somebody: how far does it reach?
    Level,
    /// Nobody said that the secret is wrong, nor that it is right: is it alive?
    Alive,
}

impl Doubt {
    fn about<T>(pushing: &Asked<T>, sign_in: Option<&Asked<()>>) -> Option<Self> {
        let failure = pushing.failure().filter(|failure| verdict::is_refusal(failure))?;
        let signed_in = sign_in.is_some_and(|asked| asked.good().is_some());
        let turned_away = sign_in.and_then(Asked::failure).is_some_and(verdict::is_refusal);
        if signed_in || verdict::says_too_weak(failure) {
            Some(Self::Level)
        } else {
            (!turned_away && !verdict::says_wrong_pair(failure)).then_some(Self::Alive)
        }
    }
}

/// What is known before any credential has been shown.
fn first_round(
    image: &Image,
    credential: Option<&Credential>,
    reached: Reached,
    repository: Option<Asked<RepositoryState>>,
) -> Measured {
    Measured {
        image: image.clone(),
        username: credential.map(|credential| credential.username.clone()),
        kind: credential.map(|credential| pasted::kind_of(&credential.secret)),
        challenge: reached.challenge,
        sign_in: None,
        level: Vec::new(),
        target: Vec::new(),
        repository,
        upload: None,
        clock_ahead: reached.clock_ahead.filter(|ahead| ahead.abs() >= CLOCK_TOLERANCE),
    }
}

/// Quay creates a missing repository when a token for pushing to it is asked for, and calls asking for
/// `delete` an error (quay v2auth.py); it is known by the path of its realm, wherever it is installed.
fn asking_creates(realm: &Realm) -> bool {
    realm.url.path() == "/v2/auth"
}

/// Says when a question is asked and when it is answered.
async fn during<T>(
    question: Question,
    tell: Tell<'_, Progress>,
    asking: impl Future<Output = (T, bool, Duration)>,
) -> T {
    tell(Progress::Asking(question));
    let (answer, good, took) = asking.await;
    tell(Progress::Answered { question, good, took });
    answer
}

async fn timed<T>(asking: impl Future<Output = Asked<T>>) -> (Asked<T>, bool, Duration) {
    let asked = asking.await;
    let (good, took) = (asked.good().is_some(), asked.took);
    (asked, good, took)
}
