//! Calling another program: with a time limit, an output limit, no terminal, and none of our secrets.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

use super::places::Env;
use crate::model::failure::{Failure, FailureKind, Odd};

/// A call that is still to be made.
#[derive(Debug)]
pub struct Call<'a> {
    /// As it is found in `PATH`.
    pub name: &'a str,
    pub arguments: &'a [&'a str],
    /// Written to its standard input.
    pub input: &'a str,
    pub folder: Option<&'a Path>,
    /// Set on top of the environment of children.
    pub extra: &'a [(&'a str, &'a str)],
    /// Variables that begin like this are not passed on.
    pub without: &'a str,
    pub wait: Duration,
    /// The most that is read of either output, in bytes.
    pub limit: usize,
}

/// What a program left.
#[derive(Debug)]
pub struct Ended {
    pub success: bool,
    /// May hold a secret.
    pub stdout: Zeroizing<Vec<u8>>,
    pub stderr: Vec<u8>,
}

/// Runs a program to its end.
///
/// # Errors
/// It is missing or cannot be started, it takes too long, or it prints more than the limit; in the last
/// two cases it is killed, with the programs that it started, and named in what the failure says.
pub async fn run(call: Call<'_>, env: &Env) -> Result<Ended, Failure> {
    let failed = |missing| Failure::new(FailureKind::Program { name: call.name.to_owned(), missing });
    let path = env.find_program(call.name).ok_or_else(|| failed(true))?;
    let inherited = env.for_children().filter(|(name, _)| {
        call.without.is_empty() || !name.to_str().is_some_and(|name| name.starts_with(call.without))
    });
    let mut command = Command::new(path);
    command
        .args(call.arguments.iter().map(OsString::from))
        .env_clear()
        .envs(inherited)
        .envs(call.extra.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // A group of its own: what it starts can be ended with it, and the terminal's Ctrl-C is not its.
    #[cfg(unix)]
    command.process_group(0);
    if let Some(folder) = call.folder {
        command.current_dir(folder);
    }
    let child = Group(command.spawn().map_err(|error| failed(error.kind() == std::io::ErrorKind::NotFound))?);
    match tokio::time::timeout(call.wait, talk(child, &call)).await {
        Ok(Some(ended)) => Ok(ended),
        Ok(None) => Err(Failure::new(FailureKind::NotUnderstood(Odd::TooLarge)).saying(call.name)),
        Err(_) => Err(Failure::new(FailureKind::TimedOut { seconds: call.wait.as_secs() }).saying(call.name)),
    }
}

/// `None` where it prints more than the limit. Dropping this ends the program.
async fn talk(mut child: Group, call: &Call<'_>) -> Option<Ended> {
    let (stdin, stdout, stderr) = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take());
    let write = async {
        if let Some(mut stdin) = stdin {
            // One that does not read its input closes it; what it then says tells more than the error.
            let _ = stdin.write_all(call.input.as_bytes()).await;
        }
    };
    let ((), stdout, stderr) = tokio::join!(write, read(stdout, call.limit), read(stderr, call.limit));
    let (stdout, stderr) = (stdout?, stderr?.to_vec());
    let success = child.0.wait().await.is_ok_and(|status| status.success());
    Some(Ended { success, stdout, stderr })
}

async fn read(from: Option<impl AsyncRead + Unpin>, limit: usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit.min(16 * 1024)));
    if let Some(from) = from {
        // What could be read before an error is all that there is.
        let _ = from.take(limit as u64 + 1).read_to_end(&mut bytes).await;
    }
    (bytes.len() <= limit).then_some(bytes)
}

/// A child and the group that it leads; both end when this is dropped.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // `id` is `None` once the child has been waited for.
        #[cfg(unix)]
        if let Some(group) = self.0.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Call, Ended, run};
    use crate::model::failure::{Failure, FailureKind, Odd};
    use crate::outside::places::Env;

    async fn sh(script: &str, input: &str) -> Result<Ended, Failure> {
        let env = Env::of([
            ("PATH", "/usr/bin:/bin"),
            ("PUSHPILOT_TOKEN", "canary"),
            ("XGIT_A", "no"),
            ("B", "yes"),
        ]);
        let call = Call {
            name: "sh",
            arguments: &["-c", script],
            input,
            folder: None,
            extra: &[],
            without: "XGIT_",
            wait: Duration::from_secs(5),
            limit: 1000,
        };
        run(call, &env).await
    }

    #[tokio::test]
    async fn input_goes_in_and_both_outputs_come_out() {
        let ended = sh("cat; echo oops >&2; exit 3", "hello").await.expect("runs");
        assert_eq!(
            (ended.success, ended.stdout.as_slice(), ended.stderr.as_slice()),
            (false, &b"hello"[..], &b"oops\n"[..])
        );
        let ended = sh("env", "").await.expect("runs");
        let seen = String::from_utf8_lossy(&ended.stdout);
        assert!(seen.contains("B=yes") && !seen.contains("canary") && !seen.contains("XGIT_A"), "{seen}");
    }

    #[tokio::test]
    async fn endless_output_and_endless_work_end() {
        let kind = |ended: Result<Ended, Failure>| ended.expect_err("is ended").kind;
        assert_eq!(kind(sh("yes", "").await), FailureKind::NotUnderstood(Odd::TooLarge));
        let env = Env::of([("PATH", "/usr/bin:/bin")]);
        let began = Instant::now();
        // The grandchild holds the pipe open after the child is gone.
        let call = Call {
            name: "sh",
            arguments: &["-c", "sleep 60 & wait"],
            input: "",
            folder: None,
            extra: &[],
            without: "",
            wait: Duration::from_millis(100),
            limit: 10,
        };
        assert_eq!(kind(run(call, &env).await), FailureKind::TimedOut { seconds: 0 });
        assert!(began.elapsed() < Duration::from_secs(30));
    }

    #[tokio::test]
    async fn a_missing_program_is_said_to_be_missing() {
        let call = Call {
            name: "no-such-program",
            arguments: &[],
            input: "",
            folder: None,
            extra: &[],
            without: "",
            wait: Duration::from_secs(1),
            limit: 1,
        };
        let failure = run(call, &Env::of([("PATH", "/usr/bin")])).await.expect_err("is missing");
        assert_eq!(failure.kind, FailureKind::Program { name: "no-such-program".into(), missing: true });
    }
}
