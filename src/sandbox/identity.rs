//! Who asks, and what they may do: secrets are checked here, levels and rights are decided here.

use super::scenario::{Level, Right};
use super::world::{AccessToken, World};

/// Who sends a request, once that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    Anonymous,
    /// A person who gave the password (and the one-time code where it is wanted).
    Password(String),
    /// A personal or organization access token, by its id.
    Token(String),
}

/// Why somebody is not let in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// User or secret is wrong, or the token has expired or been revoked: the services do not tell which.
    Wrong,
    /// Too many wrong attempts; ask again after so many seconds.
    Locked { seconds: i64 },
}

/// How long wrong attempts count (an older statement of Docker's staff; today's figure is UNSOURCED).
const LOCK_SECONDS: i64 = 600;

impl AccessToken {
    pub(super) fn is_alive(&self, now: i64) -> bool {
        self.active && self.expires.is_none_or(|expires| expires > now)
    }
}

impl World {
    /// Checks user and secret: a password, a personal access token of that user, or an organization's token.
    pub(super) fn sign_in(&mut self, user: &str, secret: &str, now: i64) -> Result<Caller, Refused> {
        let failed = self.failed_logins.entry(user.to_owned()).or_default();
        failed.retain(|moment| now - moment < LOCK_SECONDS);
        if failed.len() >= self.service.failed_logins as usize {
            let seconds = failed.first().map_or(LOCK_SECONDS, |first| LOCK_SECONDS - (now - first));
            return Err(Refused::Locked { seconds });
        }
        if let Some(token) = self
            .tokens
            .iter_mut()
            .find(|token| token.account == user && token.value == secret && token.is_alive(now))
        {
            token.last_used = Some(now);
            let caller = Caller::Token(token.uuid.clone());
            self.failed_logins.remove(user);
            return Ok(caller);
        }
        if self.accounts.iter().any(|account| account.name == user && account.password == secret) {
            self.failed_logins.remove(user);
            return Ok(Caller::Password(user.to_owned()));
        }
        self.failed_logins.entry(user.to_owned()).or_default().push(now);
        Err(Refused::Wrong)
    }

    /// Whether a secret was right once.
    pub(super) fn has_ended(&self, secret: &str, now: i64) -> bool {
        self.tokens.iter().any(|token| token.value == secret && !token.is_alive(now))
    }

    /// Who was given this token, which only the registry can read, and may still use it.
    pub(super) fn opaque_caller(&self, token: &str, now: i64) -> Option<Caller> {
        let (caller, until) = self.opaque.get(token)?;
        (*until > now && self.is_alive(caller, now)).then(|| caller.clone())
    }

    pub(super) fn token(&self, uuid: &str) -> Option<&AccessToken> {
        self.tokens.iter().find(|token| token.uuid == uuid)
    }

    /// Whether a session that began earlier still counts.
    pub(super) fn is_alive(&self, caller: &Caller, now: i64) -> bool {
        match caller {
            Caller::Token(uuid) => self.token(uuid).is_some_and(|token| token.is_alive(now)),
            Caller::Anonymous | Caller::Password(_) => true,
        }
    }

    /// The account or organization behind a caller; nobody for anonymous ones.
    pub(super) fn account_of<'a>(&'a self, caller: &'a Caller) -> Option<&'a str> {
        match caller {
            Caller::Anonymous => None,
            Caller::Password(account) => Some(account),
            Caller::Token(uuid) => self.token(uuid).map(|token| token.account.as_str()),
        }
    }

    pub(super) fn has_second_factor(&self, account: &str) -> bool {
        self.accounts.iter().any(|known| known.name == account && known.totp.is_some())
    }

    /// The ceiling that the credential itself sets, whatever the account may do. A password sets none.
    pub(super) fn level(&self, caller: &Caller) -> Level {
        match caller {
            Caller::Anonymous => Level::PublicRead,
            Caller::Password(_) => Level::Delete,
            Caller::Token(uuid) => self.token(uuid).map_or(Level::PublicRead, |token| token.level),
        }
    }

    /// What the caller's account may do in a repository, existing or not; `None` where it may not even see it.
    pub(super) fn right(&self, caller: &Caller, name: &str) -> Option<Right> {
        let namespace = name.split('/').next().unwrap_or_default();
        let own = self.account_of(caller).and_then(|account| self.right_in(account, namespace));
        match self.repositories.get(name) {
            Some(listed) if listed.private => own.filter(|_| self.level(caller) > Level::PublicRead),
            Some(_) => own.max(Some(Right::Read)),
            // It does not exist: who may write here may create it by pushing.
            None => own.filter(|right| *right >= Right::Write),
        }
    }

    /// What an account may do in a whole namespace.
    pub(super) fn right_in(&self, account: &str, namespace: &str) -> Option<Right> {
        if account == namespace {
            return Some(Right::Admin);
        }
        let organization = self.organizations.iter().find(|org| org.name == namespace)?;
        organization.members.iter().find(|member| member.account == account).map(|member| member.right)
    }
}
