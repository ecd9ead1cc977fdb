//! The token for GitHub: what this machine has, else one that the person makes and pastes.

use url::Url;

use crate::flow::effect::{Job, Outcome, Progress};
use crate::flow::event::Event;
use crate::flow::facts::{ChangeKind, Facts};
use crate::flow::form::{Form, Reaction};
use crate::flow::github::{Answer, News, Order};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::{Failure, FailureKind};
use crate::model::project::Value;
use crate::model::secret::GitHubToken;

/// Signing in, and the place for a token where this machine has none.
#[derive(Debug, Default)]
pub struct SignIn {
    pub signing: Task<()>,
    /// The code to type and the page for it, while that is waited for.
    pub code: Option<(String, String)>,
    pub playing: Task<()>,
    /// Whether the person is asked for a token.
    pub asking: bool,
    pub form: Form,
    pub trouble: Option<Failure>,
    /// A pasted token is used, and not in the keyring.
    pub not_kept: Option<Failure>,
    /// Permissions that turned out to be missing, as GitHub names them.
    pub needed: String,
    /// Enter was pressed with nothing in the field.
    pub empty: bool,
}

impl SignIn {
    #[must_use]
    pub fn shown(&self) -> bool {
        self.asking || self.signing.since().is_some() || self.trouble.is_some()
    }

    pub(super) fn begin(&mut self, pasted: Option<GitHubToken>, cx: &mut Cx<'_>) {
        let Some((host, slug)) = cx.facts.repository() else { return };
        (self.trouble, self.code) = (None, None);
        self.signing.start(cx, Job::GitHub(Box::new(Order::SignIn { host, slug, pasted })));
    }

    /// Asks for a token, with what the one before lacked.
    pub(super) fn ask(&mut self, needed: String) {
        self.form = Form::default().secret("github-token");
        (self.asking, self.empty, self.needed) = (true, false, needed);
    }

    pub(super) fn act(&mut self, action: &str, cx: &mut Cx<'_>) {
        match action {
            "use" if self.asking => self.take(cx),
            "play" if self.asking && cx.plan.is_practice() => {
                let permissions = permissions(cx.facts, &self.needed);
                self.playing.start(cx, Job::GitHub(Box::new(Order::PlayTokenPage(permissions))));
            }
            "open" => cx.open(self.page(cx.facts)),
            "copy" => cx.copy(self.page(cx.facts)),
            "again" => self.begin(None, cx),
            "other-token" => {
                self.signing.stop(cx);
                (self.trouble, self.code) = (None, None);
                self.ask(String::new());
            }
            "stop" => {
                self.code = None;
                self.signing.stop(cx);
                self.trouble = Some(Failure::new(FailureKind::Stopped));
            }
            _ => {}
        }
    }

    /// What is opened or copied: the page for the code, else the one for a token.
    fn page(&self, facts: &Facts) -> String {
        self.code.as_ref().map_or_else(|| token_page(facts, &self.needed), |(_, page)| page.clone())
    }

    fn take(&mut self, cx: &mut Cx<'_>) {
        self.empty = self.form.length("github-token") == 0;
        if !self.empty {
            self.begin(Some(GitHubToken::entered(&self.form.secret_value("github-token"))), cx);
        }
    }

    pub(super) fn input(&mut self, event: &Event) {
        if self.asking && matches!(self.form.on(event), Reaction::Changed(_)) {
            self.empty = false;
        }
    }

    pub(super) fn back(&mut self, cx: &mut Cx<'_>) -> bool {
        self.signing.stop(cx);
        self.playing.stop(cx);
        // With a token in use the question was only whether to take another one.
        std::mem::take(&mut self.asking) && cx.facts.github.access.is_some()
    }

    pub(super) fn outside(&mut self, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
        match event {
            Event::Progress(id, Progress::GitHub(News::Code { code, page })) if self.signing.is(id) => {
                self.code = Some((code, page));
                None
            }
            Event::Finished(id, Outcome::GitHub(Answer::SignedIn(answer))) if self.signing.is(id) => {
                self.signing.finish(id, ());
                let by_code = self.code.take().is_some();
                match answer {
                    Ok(Some(signed_in)) => {
                        let new = std::mem::take(&mut self.asking) || by_code;
                        self.form = Form::default();
                        if new && signed_in.not_kept.is_none() {
                            let host = signed_in.access.host.clone();
                            cx.facts.changed(ChangeKind::GitHubTokenKept, host, cx.now);
                        }
                        self.not_kept = signed_in.not_kept;
                        cx.facts.github.access = Some(signed_in.access);
                    }
                    Ok(None) => self.ask(String::new()),
                    Err(failure) => self.trouble = Some(failure),
                }
                None
            }
            Event::Finished(id, Outcome::GitHub(Answer::PagePlayed(answer))) if self.playing.is(id) => {
                self.playing.finish(id, ());
                match answer {
                    Ok(token) => self.begin(Some(token), cx),
                    Err(failure) => self.trouble = Some(failure),
                }
                None
            }
            other => Some(other),
        }
    }
}

/// Permissions that a fine-grained token can be asked for, by GitHub's names in the link.
const KNOWN: [&str; 7] = [
    "secrets",
    "actions",
    "contents",
    "actions_variables",
    "environments",
    "dependabot_secrets",
    "workflows",
];

/// What the token has to be allowed: secrets and runs for certain, files to be read, variables where the
/// workflow reads one, and whatever GitHub said was missing.
pub(super) fn permissions(facts: &Facts, needed: &str) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![("secrets", "write"), ("actions", "write"), ("contents", "read")];
    let logins = facts.looked.iter().flat_map(|looked| &looked.project.logins);
    if logins.into_iter().any(|login| matches!(login.username, Some(Value::Variable(_)))) {
        all.push(("actions_variables", "write"));
    }
    // `a=write,b=read; c=read`: the first way is enough.
    let first = needed.split(';').next().unwrap_or_default();
    for (name, level) in first.split(',').filter_map(|one| one.trim().split_once('=')) {
        let Some(name) = KNOWN.into_iter().find(|known| *known == name.trim()) else { continue };
        let level = if level.trim() == "read" { "read" } else { "write" };
        match all.iter_mut().find(|(known, _)| *known == name) {
            Some(known) if level == "write" => known.1 = "write",
            Some(_) => {}
            None => all.push((name, level)),
        }
    }
    all
}

/// The page on which a person makes that token, with its form filled in. Enterprise servers have no such
/// link for fine-grained tokens, but one for classic ones.
pub(super) fn token_page(facts: &Facts, needed: &str) -> String {
    let Some((host, slug)) = facts.repository() else { return String::new() };
    let fine = host == "github.com" || host.ends_with(".ghe.com");
    let (path, mut query) = if fine {
        let mut query =
            vec![("name", "pushpilot"), ("target_name", slug.owner.as_str()), ("expires_in", "30")];
        query.extend(permissions(facts, needed));
        ("settings/personal-access-tokens/new", query)
    } else {
        ("settings/tokens/new", vec![("scopes", "repo"), ("description", "pushpilot")])
    };
    let bare = format!("https://{host}/{path}");
    Url::parse_with_params(&bare, query.drain(..)).map_or(bare, |url| url.to_string())
}
