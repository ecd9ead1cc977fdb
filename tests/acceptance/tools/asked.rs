//! What real tools ask this program: for the login of one of several accounts, and for a word under a push that failed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Bench, CONFIG, SET_UP, UNLOCK, present};

/// Of several accounts on one registry the folder decides that a tool is started in: all that a helper is told is the
/// host, so that no tool can choose by the namespace of the image. Where none is chosen, each tool is told so.
#[test]
fn of_several_accounts_the_folder_decides_for_real_tools() {
    let Some(bench) = Bench::new() else { return };
    let engine = bench.engine();
    bench.must(&format!(
        "{SET_UP}pushpilot use --registry \"$HOST\" --docker --podman --yes; mkdir \"$ROOT/bobs\""
    ));
    if engine.is_some() {
        bench.must("tar c -C \"$ROOT\" file | docker import - \"$HOST/bobs/docker:1\"");
    }
    let store = "printf '{\"ServerURL\":\"%s\",\"Username\":\"bob\",\"Secret\":\"nobody-knows\"}' \"$HOST\" | docker-credential-pushpilot store\n";
    bench.must(store);
    let login = |folder: &str, tool: &str| {
        let script = format!("{UNLOCK}cd \"$ROOT/{folder}\"; {tool} login --get-login \"$HOST\"");
        let output = bench.run(true, &script);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let tools = ["skopeo", "buildah", "podman"];
    // Who signs in with a second account is that one from then on.
    for tool in tools {
        assert_eq!(login("", tool).1, "bob", "{tool}");
    }
    bench.must("pushpilot use --registry \"$HOST\" --account amy; cd bobs; pushpilot use --registry \"$HOST\" --account bob --here");
    for (folder, name) in [("", "amy"), ("bobs", "bob"), ("image", "amy")] {
        if folder == "image" {
            fs::create_dir_all(bench.path("root/image")).expect("a folder");
        }
        for tool in tools {
            assert_eq!(login(folder, tool).1, name, "{tool} in {folder:?}");
        }
    }
    // The engine's client too; the name of the image changes nothing, and the registry knows no bob.
    if engine.is_some() {
        let push = |folder: &str| {
            let script = format!("{UNLOCK}cd \"$ROOT/{folder}\"; docker push -q \"$HOST/bobs/docker:1\"");
            bench.run(true, &script).status.success()
        };
        assert!(push("") && !push("bobs"));
    }
    // With two and no choice nobody is guessed at.
    fs::remove_file(bench.path("home/.config/pushpilot/accounts.json")).expect("there were choices");
    for tool in tools {
        let (good, _, said) = login("", tool);
        assert!(!good && said.contains("several accounts") && said.contains("--account"), "{tool}: {said}");
    }
}

/// What the helper answers does not hang on notes: with a ledger that is cut, newer or not even text it answers as
/// always, and leaves the files as they are.
#[test]
fn the_helper_answers_whatever_became_of_the_notes() {
    let Some(bench) = Bench::new() else { return };
    bench.must(SET_UP);
    let state = bench.path("home/.local/state/pushpilot");
    fs::create_dir_all(&state).expect("a folder");
    for (ledger, journal) in [
        (&b"{\"version\": 1, \"salt\": \"ab"[..], &b"{\"at\":\"2026"[..]),
        (b"{\"version\": 99, \"notes\": {}}", b"{\"rotation\": {\"version\": 99}}\n"),
        (b"\xff\xfe\x00", b"\xff\xff\n"),
    ] {
        fs::write(state.join("ledger.json"), ledger).expect("writes");
        fs::write(state.join("journal.jsonl"), journal).expect("writes");
        let login = bench.must("printf %s \"$HOST\" | docker-credential-pushpilot get");
        assert!(login.contains("\"amy\"") && login.contains("proof-of-push"), "{login}");
        bench.must("docker-credential-pushpilot list");
        assert_eq!(fs::read(state.join("ledger.json")).expect("reads"), ledger);
        assert_eq!(fs::read(state.join("journal.jsonl")).expect("reads"), journal);
    }
}

/// Every docker client that is found, as one machine may have several, and whether it asks plugins after a command
/// (since 26.1).
fn docker_clients() -> Vec<(PathBuf, bool)> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).filter_map(|dir| dir.join("docker").canonicalize().ok());
    let mut clients: Vec<PathBuf> = found.collect();
    clients.sort();
    clients.dedup();
    let asks = |client: &Path| {
        let told = Command::new(client).arg("--version").output().expect("tells its version").stdout;
        let told = String::from_utf8_lossy(&told).replace("Docker version ", "");
        let mut numbers = told.split(['.', ',']).map(|number| number.parse::<u32>().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (26, 1)
    };
    clients.into_iter().map(|client| (client.clone(), asks(&client))).collect()
}

/// Under a push that fails, docker itself prints what this plugin says of it: on a terminal, once that was asked for.
/// A client that is too old for it fails as before.
#[test]
fn under_a_failed_push_docker_names_the_cause_once_asked_to() {
    let Some(bench) = Bench::new() else { return };
    if !present(&["script"]) {
        return;
    }
    let Some(_engine) = bench.engine() else { return };
    bench.must(&format!("{SET_UP}pushpilot install-links --docker"));
    bench.must("tar c -C \"$ROOT\" file | docker import - \"$HOST/team/docker:1\"");
    let push = |client: &Path, image: &str| {
        let script = format!("script -qec '{} push '\"{image}\" /dev/null", client.display());
        let output = bench.run(true, &script);
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let image = "$HOST/team/docker:1";
    let clients = docker_clients();
    for (client, _) in &clients {
        let (good, said) = push(client, image);
        assert!(!good && said.contains("no basic auth") && !said.contains("docker pushpilot"), "{said}");
    }
    let dry = bench.must("pushpilot use --hook --dry-run");
    assert!(dry.contains("push,buildx build,login,pull") && bench.config() == CONFIG, "{dry}");
    bench.must("pushpilot use --hook --yes");
    for (client, asks) in &clients {
        let (good, said) = push(client, image);
        assert!(!good && said.contains("no basic auth"), "{said}");
        assert_eq!(said.contains("What's next") && said.contains("docker pushpilot"), *asks, "{said}");
        // It names the cause that the diagnosis finds in the same words.
        let found = bench.must("printf 'no basic auth credentials' | pushpilot diagnose --json - || true");
        let found: serde_json::Value = serde_json::from_str(&found).expect("is JSON");
        let id = found["causes"][0]["id"].as_str().unwrap_or_else(|| panic!("{found:#}"));
        let title = crate::scenarios::words_in("en", "causes", &format!("cause-{id}"));
        assert_eq!(said.contains(&title), *asks, "{title}: {said}");
    }
    // A push that succeeds gets no line, and what was asked for is taken back.
    bench.must("pushpilot use --registry \"$HOST\" --docker --yes");
    for (client, _) in &clients {
        let script = format!("{UNLOCK}script -qec '{} push '\"{image}\" /dev/null", client.display());
        let output = bench.run(true, &script);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && !said.contains("What's next"), "{said}");
    }
    bench.must("pushpilot undo --yes");
    assert_eq!(bench.config(), CONFIG);
}
