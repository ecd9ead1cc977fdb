//! The diagnosis as a person meets it: whole logs in, ranked causes out.
//!
//! `tests/logs/<cause>-<tool>[-…].log` were written for this test, with the words that the tools print;
//! the file's name says what it is, a `.yml` beside it is the workflow.

#[path = "diagnosis/asked.rs"]
mod asked;
#[path = "diagnosis/bearing.rs"]
mod bearing;
#[path = "diagnosis/secrets.rs"]
mod secrets;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use asked::decided_or_asked;
use proptest::prelude::*;
use pushpilot::diagnosis::report::Report;
use pushpilot::diagnosis::{Diagnosis, Evidence, Finding, diagnose};
use pushpilot::model::cause::CauseId;

fn run(log: &str, workflow: Option<&str>) -> Diagnosis {
    diagnose(log.as_bytes(), Evidence { workflow, ..Evidence::default() }).expect("memory cannot fail")
}

fn first(diagnosis: &Diagnosis) -> Option<CauseId> {
    diagnosis.findings.first().map(|finding| finding.cause)
}

fn json(diagnosis: &Diagnosis) -> String {
    serde_json::to_string(&Report::from(diagnosis)).expect("plain data")
}

fn logs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logs");
    let mut logs: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of logs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .collect();
    logs.sort();
    logs
}

/// The cause that a file is named for: the longest id that begins its name.
fn named(path: &Path) -> CauseId {
    let name = path.file_stem().and_then(|name| name.to_str()).expect("a plain name");
    let fits = CauseId::ALL.into_iter().filter(|cause| name.starts_with(cause.as_str()));
    fits.max_by_key(|cause| cause.as_str().len()).unwrap_or_else(|| panic!("{name} names no cause"))
}

#[test]
fn every_log_comes_out_as_it_is_named_with_a_line_that_proves_it() {
    let mut wrong = Vec::new();
    for path in logs() {
        let log = fs::read_to_string(&path).expect("a log");
        let workflow = fs::read_to_string(path.with_extension("yml")).ok();
        let diagnosis = run(&log, workflow.as_deref());
        if first(&diagnosis) != Some(named(&path)) {
            let got: Vec<_> =
                diagnosis.findings.iter().take(3).map(|f| (f.cause.as_str(), f.confidence)).collect();
            wrong.push(format!("{}: {got:?}", path.display()));
            continue;
        }
        let evidence = &diagnosis.findings[0].evidence;
        assert!(!evidence.is_empty(), "{}: nothing proves it", path.display());
        for clue in evidence.iter().filter(|clue| clue.line > 0) {
            let lines = log.lines().count().max(workflow.as_deref().map_or(0, |text| text.lines().count()));
            assert!(usize::try_from(clue.line).expect("small") <= lines, "{}: {clue:?}", path.display());
        }
        assert!(!diagnosis.findings[0].next.is_empty(), "{}: nothing to do", path.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Which workflow it was is often known only when the log has been read.
#[test]
fn a_workflow_counts_the_same_before_and_after_reading() {
    let mut compared = 0;
    for path in logs() {
        let Ok(workflow) = fs::read_to_string(path.with_extension("yml")) else { continue };
        let log = fs::read_to_string(&path).expect("a log");
        let judged = |diagnosis: Diagnosis| -> Vec<_> {
            let clues =
                |finding: &Finding| finding.evidence.iter().map(|clue| clue.text.clone()).collect::<Vec<_>>();
            diagnosis
                .findings
                .iter()
                .map(|found| (found.cause, found.confidence.to_bits(), clues(found)))
                .collect()
        };
        let after = judged(run(&log, None).with_workflow(&workflow));
        assert_eq!(after, judged(run(&log, Some(&workflow))), "{}", path.display());
        compared += 1;
    }
    assert!(compared > 0);
}

#[test]
fn every_cause_that_words_can_tell_has_a_log() {
    let told: Vec<CauseId> = logs().iter().map(|path| named(path)).collect();
    let untold: Vec<&str> =
        CauseId::ALL.iter().filter(|cause| !told.contains(cause)).map(|cause| cause.as_str()).collect();
    assert!(untold.is_empty(), "{untold:?}");
}

#[test]
fn the_same_words_mean_another_thing_in_another_place() {
    use CauseId as C;
    let denied = "denied: requested access to the resource is denied";
    let scope = "insufficient_scope: authorization failed";
    for (log, cause) in [
        (
            format!("Login Succeeded\nThe push refers to repository [docker.io/library/app]\n{denied}"),
            C::NamespaceMismatch,
        ),
        (
            format!(
                "Step 1/3 : FROM octo/base\npull access denied for octo/base, repository does not exist or may require 'docker login': {denied}"
            ),
            C::BaseImagePullDenied,
        ),
        (
            format!(
                "Logging into ghcr.io...\nLogin Succeeded!\nERROR: failed to push octo/app:1: server message: {scope}"
            ),
            C::RegistryPrefixMissing,
        ),
        (
            format!("#30 exporting cache to registry\n#30 ERROR: server message: {scope}"),
            C::CacheExportDenied,
        ),
        (
            format!(
                "#4 [internal] load metadata for docker.io/octo/base:1\n#4 ERROR: pull access denied, repository does not exist or may require authorization: server message: {scope}"
            ),
            C::BaseImagePullDenied,
        ),
        (
            format!(
                "docker login -u amyflash\nLogin Succeeded\ndocker push octo/app\nThe push refers to repository [docker.io/octo/app]\n{denied}"
            ),
            C::NamespaceMismatch,
        ),
        (format!("unauthorized: incorrect username or password\n{denied}"), C::BadCredentials),
        (format!("toomanyrequests: You have reached your pull rate limit\n{denied}"), C::RateLimited),
    ] {
        assert_eq!(first(&run(&log, None)), Some(cause), "{log}");
    }
}

#[test]
fn a_login_that_fits_speaks_against_its_rivals() {
    let own = "docker login -u amyflash\nLogin Succeeded\nThe push refers to repository [docker.io/amyflash/app]\ndenied: requested access to the resource is denied";
    let diagnosis = run(own, None);
    assert_ne!(first(&diagnosis), Some(CauseId::NamespaceMismatch));
    let not_logged_in = diagnosis.findings.iter().find(|finding| finding.cause == CauseId::NotLoggedIn);
    assert!(
        not_logged_in
            .is_none_or(|finding| finding.against.iter().any(|clue| clue.text.contains("docker login"))),
        "{diagnosis:?}"
    );
}

#[test]
fn a_log_with_nothing_in_it_names_no_cause() {
    for log in [
        "",
        "\n\n",
        "Compiling app v0.1.0\nFinished dev profile",
        "Login Succeeded\nlatest: digest: sha256:00 size: 528\n",
    ] {
        assert_eq!(first(&run(log, None)), None, "{log:?}");
    }
}

#[test]
fn secrets_in_a_log_do_not_come_out() {
    let secrets = [
        "dckr_pat_kAnArY0123456789abc",
        "ghp_KanaryKanaryKanary0123456789",
        "glpat-Kanary_0123456789ab",
        "kanary-hunter2",
        "a2FuYXJ5Omh1bnRlcjI0NTY3",
    ];
    let log = format!(
        "docker login -u {0} -p {3} registry.example.org\nunauthorized: incorrect username or password {1}\n\"auth\": \"{4}\" error getting credentials\nPASSWORD={3} denied: access forbidden https://amy:{2}@registry.example.org/v2/a/b/manifests/1\nfailed to push registry.example.org/{1}:x: denied: requested access to the resource is denied\n",
        secrets[0], secrets[1], secrets[2], secrets[3], secrets[4]
    );
    let workflow = format!(
        "jobs:\n  a:\n    steps:\n      - uses: docker/login-action@v3\n        with:\n          username: {}\n          password: {}\n",
        secrets[1], secrets[0]
    );
    let diagnosis = run(&log, Some(&workflow));
    assert!(!diagnosis.findings.is_empty());
    let said = json(&diagnosis);
    for secret in secrets {
        assert!(!said.contains(secret), "{secret} stands in {said}");
    }
}

#[test]
fn the_command_needs_nothing_but_the_log() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logs");
    let run = |arguments: &[&str], stdin: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pushpilot"))
            .arg("diagnose")
            .args(arguments)
            .env_clear()
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // A program that does not read its input closes it early.
        drop(child.stdin.take().expect("a pipe").write_all(stdin.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let log = fs::read_to_string(folder.join("registry-prefix-missing-workflow.log")).expect("a log");
    let workflow = "registry-prefix-missing-workflow.yml";
    let (code, said) = run(&["--offline", "--json", "--workflow", workflow], &log);
    let json: serde_json::Value = serde_json::from_str(&said).expect("one JSON document");
    assert_eq!(code, Some(0));
    assert_eq!(
        (&json["schema_version"], &json["causes"][0]["id"]),
        (&1.into(), &"registry-prefix-missing".into())
    );
    assert!(json["causes"][0]["evidence"][0]["line"].is_u64(), "{said}");
    for field in ["tool", "step", "registry", "repository", "tag", "login_registry", "login_user", "reached"]
    {
        assert!(json["picture"].get(field).is_some(), "{field}: {said}");
    }
    assert_eq!(
        run(&["registry-prefix-missing-workflow.log", "--offline", "--json", "--workflow", workflow], ""),
        (code, said)
    );
    let (code, said) = run(&["-", "--offline"], "Finished dev profile\n");
    assert_eq!(code, Some(1), "{said}");
    let (code, _) = run(&["no-such-file.log"], "");
    assert_eq!(code, Some(2));
    let secret = "dckr_pat_kAnArY0123456789abc";
    for form in [&["--offline"][..], &["--offline", "--json"]] {
        let (_, said) = run(
            form,
            &format!("docker login -u amy -p {secret}: unauthorized: incorrect username or password\n"),
        );
        assert!(!said.contains(secret) && said.contains("***"), "{said}");
    }
    let named = run(&["--offline", "--json", "--image", "ghcr.io/octo/app:1"], "denied: denied\n").1;
    assert!(named.contains("\"repository\": \"octo/app\""), "{named}");
}

/// A log without end, made while it is read: nothing but the reader's own buffer can hold it.
struct Endless {
    line: Vec<u8>,
    at: usize,
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut given = 0;
        while given < buffer.len() && self.left > 0 {
            buffer[given] = self.line[self.at];
            self.at = (self.at + 1) % self.line.len();
            (given, self.left) = (given + 1, self.left - 1);
        }
        Ok(given)
    }
}

#[test]
fn what_is_remembered_does_not_grow_with_the_log() {
    let line =
        b"docker push a/b: denied: requested access to the resource is denied toomanyrequests ***\n".to_vec();
    let log = Endless { line, at: 0, left: 3_000_000 };
    let diagnosis = diagnose(log, Evidence::default()).expect("it ends");
    let picture = &diagnosis.picture;
    let kept = picture.refusals.len()
        + picture.targets.len()
        + picture.pulls.len()
        + picture.logins.len()
        + picture.heard.len()
        + picture.notes.len();
    assert!(kept < 1000, "{kept}");
    assert_eq!(first(&diagnosis), Some(CauseId::RateLimited));
}

#[test]
fn workflows_are_read_however_they_are_written() {
    let log = "ERROR: server message: insufficient_scope: authorization failed";
    let anchored = "x: &in\n  registry: ghcr.io\n  username: a\n  password: b\njobs:\n  a:\n    steps:\n      - uses: docker/login-action@v3\n        with: *in\n      - uses: docker/build-push-action@v6\n        with: {push: true, tags: octo/app}\n";
    let broken = "      - uses: docker/login-action@v3\n         with:\n            registry: ghcr.io\n            username: a\n   - uses: docker/build-push-action@v6\n       with:\n           push: true\n           tags: octo/app\n";
    for workflow in [anchored, broken] {
        assert_eq!(first(&run(log, Some(workflow))), Some(CauseId::RegistryPrefixMissing), "{workflow}");
    }
    let env = "env:\n  IMAGE: octo/app\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: ${{ env.IMAGE }}:1\n";
    let target = run(log, Some(env)).picture.target().map(|target| target.reference.written.clone());
    assert_eq!(target.as_deref(), Some("octo/app:1"));
}

/// Real logs and workflows, cut, doubled and stirred: what no grammar of tests would think of.
fn stirred(seed: &[u8], cuts: &[(u16, u16)]) -> Vec<u8> {
    let mut text = seed.to_vec();
    for (at, length) in cuts {
        let at = usize::from(*at) % (text.len() + 1);
        let end = (at + usize::from(*length) % 200).min(text.len());
        let piece = text[at..end].to_vec();
        match length % 4 {
            0 => drop(text.drain(at..end)),
            1 => text.splice(at..at, piece).for_each(drop),
            2 => text.extend(piece),
            _ => text.iter_mut().skip(at).take(3).for_each(|byte| *byte = byte.wrapping_add(*length as u8)),
        }
    }
    text
}

/// Shapes that make a careless reader slow, each of about this many bytes.
fn hostile(bytes: usize) -> Vec<(&'static str, String)> {
    let fill = |piece: &str| piece.repeat(bytes / piece.len() + 1);
    vec![
        (
            "one line of refusals",
            fill("docker push a/b: denied: requested access to the resource is denied "),
        ),
        ("lines of refusals", fill("denied: requested access to the resource is denied\n")),
        ("secrets without end", fill("-eyJpass=token=dckr_pat_://a:b@ insufficient_scope ")),
        ("one secret", format!("docker login -p {} denied: denied", fill("eyJ"))),
        ("brackets", fill("[[[{{{\"auths\"")),
        ("numbers", fill("#1 [auth] a:pull b:pull\n#1 ERROR: insufficient_scope\n")),
        ("blanks", fill(" ")),
        ("nothing", fill("\n")),
    ]
}

#[test]
fn twice_the_log_is_not_four_times_the_work() {
    let took = |log: &str| {
        // The best of several: what else the machine does only makes it slower.
        (0..5)
            .map(|_| {
                let before = Instant::now();
                run(log, None);
                before.elapsed()
            })
            .min()
            .expect("several")
    };
    let workflow = |log: &str| {
        (0..5)
            .map(|_| {
                let before = Instant::now();
                run("denied: denied", Some(log));
                before.elapsed()
            })
            .min()
            .expect("several")
    };
    for ((name, once), (_, twice)) in hostile(60_000).into_iter().zip(hostile(240_000)) {
        for (what, of) in [("log", &took as &dyn Fn(&str) -> Duration), ("workflow", &workflow)] {
            let (once, four) = (of(&once), of(&twice));
            // Four times the text: sixteen times the work would be quadratic.
            let limit = once * 10 + Duration::from_millis(50);
            assert!(four < limit, "{what}, {name}: {once:?}, then {four:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_stirring_of_real_logs_can_break_it(at in 0_usize..10_000, cuts in prop::collection::vec(any::<(u16, u16)>(), 0..24)) {
        let paths = logs();
        let path = &paths[at % paths.len()];
        let log = stirred(&fs::read(path).expect("a log"), &cuts);
        let workflow = fs::read(path.with_extension("yml")).unwrap_or_else(|_| log.clone());
        let workflow = String::from_utf8_lossy(&stirred(&workflow, &cuts)).into_owned();
        let evidence = Evidence { workflow: Some(&workflow), ..Evidence::default() };
        let diagnosis = diagnose(log.as_slice(), evidence).expect("memory cannot fail");
        for finding in &diagnosis.findings {
            prop_assert!((0.0..1.0).contains(&finding.confidence));
            let bare = finding.evidence.iter().all(|clue| !clue.text.contains(['\u{1b}', '\n']));
            prop_assert!(bare, "{:?}", finding.evidence);
        }
        prop_assert!(decided_or_asked(&diagnosis), "{:?}", diagnosis.findings.first());
        json(&diagnosis);
        // The reader of the wizard takes the same files.
        drop(pushpilot::outside::workflow::parse("a.yml", &workflow));
    }

    #[test]
    fn no_paste_can_break_the_reader_of_tokens(text in "[\\PC\\n]{0,400}", prefix in prop::sample::select(PHRASES)) {
        drop(pushpilot::model::pasted::take(format!("{prefix}{text}").into()));
        drop(pushpilot::model::pasted::take(format!("{text}{prefix}").into()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_can_break_it(log in prop::collection::vec(any::<u8>(), 0..2000), workflow in ".{0,400}") {
        let evidence = Evidence { workflow: Some(&workflow), ..Evidence::default() };
        let diagnosis = diagnose(log.as_slice(), evidence).expect("memory cannot fail");
        json(&diagnosis);
    }

    #[test]
    fn no_order_of_real_phrases_can_break_it(words in prop::collection::vec(prop::sample::select(PHRASES), 0..60), gaps in prop::collection::vec(prop::sample::select(GAPS), 60)) {
        let text: String = words.iter().zip(&gaps).flat_map(|(word, gap)| [*word, *gap]).collect();
        let diagnosis = run(&text, Some(&text));
        let sum: f32 = diagnosis.findings.iter().map(|finding| finding.confidence).sum();
        prop_assert!(sum <= 1.01, "{sum}");
        prop_assert!(decided_or_asked(&diagnosis), "{:?}", diagnosis.findings.first());
        prop_assert!(diagnosis.findings.is_sorted_by(|a, b| a.confidence >= b.confidence));
        json(&diagnosis);
    }
}

const PHRASES: &[&str] = &[
    "docker login -u $X -p",
    "docker login http://",
    "Login Succeeded",
    "The push refers to repository [",
    "failed to push ",
    "docker.io/a/b",
    "***/app",
    "ghcr.io//",
    ":",
    "[",
    "]",
    "\"",
    "'",
    "Run docker/login-action@v3",
    "##[group]",
    "##[error]",
    "username:",
    "password: $***",
    "#9 [auth] a:pull b:pull",
    "#9 ERROR: ",
    "insufficient_scope",
    "https://x/v2/",
    "/blobs/uploads/ in ",
    "scope=repository%3A",
    "&service=",
    "Pushing [==> 1.2GB",
    "Step 1/2 : FROM ",
    "erro[",
    "repository with name '",
    "${{ env.",
    "}}",
    "uses: ",
    "- ",
    "with:\n",
    "tags: ",
    "&a [*a, *a]",
    "2026-05-04T09:12:00.0000000Z ",
    "日志",
    "İ",
    "\u{1b}[31m",
    "\u{202e}",
    "://a:b@",
    "-p",
    "PASSWORD=",
    "eyJaaaaaaaaaaaa",
    "unknown blob",
    "Error response from daemon: ",
    "denied: denied",
    "pull access denied for ",
    "configure-docker",
    "\"auths\"",
    "logging into ",
];
const GAPS: &[&str] = &["", " ", "\n", "\r\n", "\t"];
