//! User name or secret is wrong, or the stored pair is stale.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Note, Outcome, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::BadCredentials,
    signs: &[
        Sign::says("incorrect username or password").without(&["2fa"]),
        Sign::says("invalid username/password"),
        Sign::says("invalid username or password"),
        Sign::says("wrong username or password"),
        Sign::says("bad username or password"),
        Sign::says("username or password is incorrect"),
        Sign::says("bad credentials"),
        Sign::says("invalid credentials"),
        Sign::says("incorrect authentication credentials"),
        Sign::says("cannot be authenticated with the token provided"),
        Sign::says("http basic: access denied"),
        Sign::says("could not find robot with").alone(),
        Sign::says("invalid client secret").alone(),
        Sign::says("aadsts7000215").alone(),
        Sign::says("application not registered with aad").alone(),
        Sign::says("client id must be guid").alone(),
        Sign::says("unrecognizedclientexception").alone(),
        Sign::says("invalidclienttokenid").alone(),
        Sign::says("signaturedoesnotmatch").alone(),
        Sign::says("invalid_grant"),
        Sign::says("authentication failed").with(&["login", "regist", "unauthorized", "docker"]),
        Sign::fits("failed with status: 401"),
        Sign::fits("status code 401").with(&["login", "logging"]),
        Sign::fits("login denied"),
        // The token service refused the pair it was given (BuildKit).
        Sign::leans("authorization status: 401"),
        Sign::fits("error authenticating: exit status"),
        Sign::leans("status code 'unauthorized'"),
        Sign::hints("stored credentials invalid"),
        Sign::fits("failed to fetch oauth token").with(&["401"]),
        Sign::fits("token is invalid"),
        Sign::fits("invalid token"),
        Sign::leans("make sure your credentials for"),
    ],
    judge,
    probes: &[Probe::SignIn],
    next: |_| vec![Remedy::Go(Step::CreateToken), Remedy::Go(Step::StoreToken), Remedy::Go(Step::UpdateSecrets)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    if let Some(dollar) = picture.noted(Note::StrayDollar) {
        weighed = weighed.times(1.5, dollar.clone());
    }
    if let Some(refused) = picture.refused_login() {
        let base = match refused.kind {
            RefusalKind::DeniedDenied => 1.1,
            RefusalKind::Forbidden => 3.0,
            // A registry of one's own that does not take its token service's answer (a clock, a key, an address that
            // is another one outside) says no more than this either.
            RefusalKind::Unauthenticated if !picture.family().is_service() => 4.0,
            _ => 8.0,
        };
        weighed = weighed.at_least(base, refused.clue.clone());
    } else if let Some(unclear) = picture.unclear() {
        let base = match unclear.kind {
            RefusalKind::Unauthenticated => 0.35,
            RefusalKind::DeniedDenied => 1.0,
            _ => 0.12,
        };
        weighed = weighed.at_least(base, unclear.clue());
    }
    match picture.logged_in() {
        Some(login) if login.outcome == Outcome::Succeeded => weighed.unless(0.4, login.clue.clone()),
        _ => weighed,
    }
}
