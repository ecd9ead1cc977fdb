//! What only a person or a pipe can give: the password, a one-time code, a token made elsewhere, a yes.

use std::io::{self, BufRead, Read as _};

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::cli::exit::Code;
use crate::cli::{Call, Stop, at_a_terminal};
use crate::model::account::Username;
use crate::model::failure::Failure;
use crate::model::image::Registry;
use crate::model::secret::{AccessToken, OneTimeCode, Passphrase, Password, SessionToken};
use crate::outside::hub::{self, SignedIn};
use crate::outside::world::World;
use crate::plain::echo;
use crate::text::{Text, commands, pages, rotation as words};

/// More than any secret has.
const LIMIT: u64 = 64 * 1024;

/// What came on standard input, line by line; read once.
pub(super) struct Piped(Vec<SecretString>);

impl Piped {
    pub(super) fn read(wanted: bool) -> Result<Self, Stop> {
        if !wanted {
            return Ok(Self(Vec::new()));
        }
        let mut text = Zeroizing::new(String::new());
        let read = io::stdin().lock().take(LIMIT).read_to_string(&mut text);
        let mut lines: Vec<SecretString> =
            text.lines().filter(|line| !line.is_empty()).map(SecretString::from).collect();
        if read.is_err() || lines.is_empty() {
            return Err(Stop::usage(commands::stdin_empty()));
        }
        lines.reverse();
        Ok(Self(lines))
    }

    fn next(&mut self) -> Option<SecretString> {
        self.0.pop()
    }

    pub(super) fn token(&mut self) -> Option<AccessToken> {
        self.next().map(AccessToken::new)
    }
}

/// A session from the account's password; `None` where nobody gives one, or the registry has no such thing.
pub(super) async fn session(
    call: &Call,
    world: &World,
    registry: &Registry,
    username: &Username,
    piped: &mut Piped,
    may_ask: bool,
) -> Result<Option<SessionToken>, Stop> {
    if !registry.is_docker_hub() {
        return Ok(None);
    }
    let password = match piped.next() {
        Some(given) => given,
        None if may_ask && at_a_terminal() => match unseen(call, &words::ask_password(username.as_str()))? {
            Some(typed) => typed,
            None => return Ok(None),
        },
        None => return Ok(None),
    };
    let (http, hub) = (&world.http, &world.endpoints.hub);
    let password = Password::entered(&password);
    let signed_in = hub::sign_in_with_password(http, hub, username, &password).await.answer;
    let refused = |failure: Failure| match failure.status() {
        Some(401) => {
            Stop { words: pages::password_refused(username.as_str()), code: Code::CredentialRefused }
        }
        _ => Stop::of(&failure),
    };
    let first = match signed_in.map_err(refused)? {
        SignedIn::Session(session) => return Ok(Some(session)),
        SignedIn::NeedsOneTimeCode(first) => first,
    };
    let code = match piped.next() {
        Some(code) => Some(code),
        None if at_a_terminal() => unseen(call, &words::ask_code())?,
        None => None,
    };
    let code = code.ok_or_else(|| Stop { words: words::code_needed(), code: Code::Usage })?;
    let session = hub::sign_in_with_code(http, hub, &first, &OneTimeCode::entered(&code)).await.answer;
    session.map(Some).map_err(|failure| Stop::of(&failure))
}

/// What opens the encrypted file; on standard input it is the first line.
pub(super) fn passphrase(call: &Call, piped: &mut Piped) -> Result<Passphrase, Stop> {
    let given = match piped.next() {
        Some(given) => Some(given),
        None if at_a_terminal() => unseen(call, &words::ask_passphrase())?,
        None => None,
    };
    given.map(Passphrase::new).ok_or_else(|| Stop::usage(words::passphrase_needed()))
}

/// A token that the person made.
pub(super) fn token(call: &Call) -> Result<Option<AccessToken>, Stop> {
    if !at_a_terminal() {
        return Ok(None);
    }
    Ok(unseen(call, &words::ask_token())?.map(AccessToken::new))
}

/// A line that is not shown while it is typed; `None` for an empty one.
fn unseen(call: &Call, question: &Text) -> Result<Option<SecretString>, Stop> {
    let failed = |_| Stop { words: words::unseen_impossible(), code: Code::Usage };
    // Before it is asked for: what is typed or pasted at once must not be seen either.
    echo::off().map_err(failed)?;
    eprint!("{} ", call.speaker.say(question));
    let mut line = Zeroizing::new(String::with_capacity(512));
    let read = io::stdin().lock().take(LIMIT).read_line(&mut line);
    echo::restore().map_err(failed)?;
    let typed = line.trim();
    Ok((read.is_ok() && !typed.is_empty()).then(|| SecretString::from(typed)))
}
