//! The published descriptions of GitHub's and Docker Hub's APIs, held between the built program and the practice
//! services: no request of the one and no answer of the other leaves them.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};
use serde_json::{Map, Value, json};

use crate::gate::{Gate, modules};
use crate::machine::{Machine, Ran};

/// A description by its file name, in the folder that `PUSHPILOT_SPECS` names.
fn described(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PUSHPILOT_SPECS").filter(|folder| !folder.is_empty())?;
    Some(Path::new(&folder).join(file)).filter(|file| file.is_file())
}

/// What this program asks of GitHub, of all that GitHub describes (13 MB, which Prism reads for minutes).
const ASKED: [&str; 34] = [
    "/user",
    "/meta",
    "/rate_limit",
    "/repos/{owner}/{repo}",
    "/repos/{owner}/{repo}/environments",
    "/repos/{owner}/{repo}/environments/{environment_name}",
    "/repos/{owner}/{repo}/contents/{path}",
    "/repos/{owner}/{repo}/actions/permissions",
    "/repos/{owner}/{repo}/actions/secrets",
    "/repos/{owner}/{repo}/actions/secrets/public-key",
    "/repos/{owner}/{repo}/actions/secrets/{secret_name}",
    "/repos/{owner}/{repo}/actions/organization-secrets",
    "/repos/{owner}/{repo}/actions/variables",
    "/repos/{owner}/{repo}/actions/variables/{name}",
    "/repos/{owner}/{repo}/environments/{environment_name}/secrets",
    "/repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key",
    "/repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}",
    "/repos/{owner}/{repo}/dependabot/secrets",
    "/repos/{owner}/{repo}/dependabot/secrets/public-key",
    "/repos/{owner}/{repo}/dependabot/secrets/{secret_name}",
    "/repos/{owner}/{repo}/actions/workflows",
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}",
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
    "/repos/{owner}/{repo}/actions/runs",
    "/repos/{owner}/{repo}/actions/runs/{run_id}",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/cancel",
    "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
    "/repos/{owner}/{repo}/git/ref/{ref}",
    "/repos/{owner}/{repo}/git/refs/{ref}",
    "/repos/{owner}/{repo}/git/commits/{commit_sha}",
    "/repos/{owner}/{repo}/git/commits",
];

/// The part of GitHub's description that this program asks for, with all that it refers to.
fn cut(whole: &Value) -> Value {
    let mut paths = Map::new();
    for path in ASKED {
        let operations = whole["paths"].get(path).unwrap_or_else(|| panic!("{path} is not described"));
        paths.insert(path.to_owned(), operations.clone());
    }
    let mut cut = json!({
        "openapi": whole["openapi"], "info": {"title": "cut", "version": "1"}, "servers": whole["servers"],
        "paths": paths, "components": {},
    });
    let mut todo: VecDeque<String> = references(&cut["paths"]).into();
    let mut done = BTreeSet::new();
    while let Some(reference) = todo.pop_front() {
        let Some(pointer) = reference.strip_prefix('#').filter(|_| done.insert(reference.clone())) else {
            continue;
        };
        let part = whole.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"));
        todo.extend(references(part));
        let mut names = pointer.trim_start_matches('/').splitn(3, '/').skip(1);
        let (kind, name) = (names.next().expect("a kind"), names.next().expect("a name"));
        cut["components"][kind][name] = part.clone();
    }
    cut
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(values) => values.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// What the description says more strictly than GitHub is: it recommends a media type that the description does
/// not name, and a workflow's number is also a text, of which only one may be. Examples are not what is tested.
fn tolerate(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, value| !(name == "examples" && value.is_object()));
            if let Some(Value::Object(content)) = fields.get_mut("content")
                && let Some(json) = content.get("application/json").cloned()
            {
                content.insert("application/vnd.github+json".to_owned(), json);
            }
            let in_path = fields.get("in").is_some_and(|place| place == "path");
            if in_path
                && let Some(Value::Object(schema)) = fields.get_mut("schema")
                && let Some(one) = schema.remove("oneOf")
            {
                schema.insert("anyOf".to_owned(), one);
            }
            fields.values_mut().for_each(tolerate);
        }
        Value::Array(values) => values.iter_mut().for_each(tolerate),
        _ => {}
    }
}

/// GitHub's description: one that is cut down already, else what npm has of it.
fn of_github(modules: &Path, folder: &Path) -> PathBuf {
    let read = |file: &Path| -> Value {
        let text = fs::read(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        serde_json::from_slice(&text).expect("JSON")
    };
    let mut description = match described("github-openapi.json") {
        Some(file) => read(&file),
        None => cut(&read(&modules.join("@octokit/openapi/generated/api.github.com.json"))),
    };
    tolerate(&mut description);
    let file = folder.join("github.json");
    fs::write(&file, description.to_string()).expect("written");
    file
}

/// The Hub's description, in which addresses of pages and ends of tokens are texts, with `null` as their example.
fn of_the_hub(folder: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(described("docker-hub-openapi.yaml")?).expect("text");
    let mut repaired = String::new();
    let mut before = "";
    for line in text.lines() {
        repaired += line;
        repaired.push('\n');
        if ["next:", "previous:", "expires_at:"].contains(&before.trim()) && line.trim() == "type: string" {
            repaired += &line.replace("type: string", "nullable: true\n");
        }
        before = line;
    }
    let file = folder.join("hub.yaml");
    fs::write(&file, repaired).expect("written");
    Some(file)
}

/// Not described in a way that Prism could follow: logs, which redirect to another host, where Prism would look
/// for the description's answer; paths with a slash in a parameter, for which a template has one segment; and
/// variables, which a description that was cut down may not have in full.
fn by_github(path: &str) -> bool {
    let (logs, variables) = (path.ends_with("/logs"), path.contains("/actions/variables"));
    !logs && !variables && !path.contains("/contents/.github/workflows/")
}

/// Not described as they are used: the deletion of a tag, by docker's own tools; and a tag of a public repository,
/// which the Hub shows to anybody, while the description demands a session.
fn by_the_hub(path: &str) -> bool {
    !path.starts_with("/v2/repositories/") && !path.contains("/tags/")
}

struct Stand {
    sandbox: Sandbox,
    machine: Machine,
}

impl Stand {
    fn new(scenario: &str) -> Self {
        let sandbox = start_in_background(Scenario::named(scenario).expect("a scenario")).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        machine.set("GITHUB_API_URL", &sandbox.github_url);
        Self { sandbox, machine }
    }

    #[track_caller]
    fn must(&self, arguments: &[&str], code: i32) -> Ran {
        let ran = self.machine.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        ran
    }
}

#[test]
fn nothing_asked_of_github_and_nothing_it_answers_leaves_what_is_published() {
    let Some(modules) = modules() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let description = of_github(&modules, folder.path());
    for scenario in ["all-well", "environment-secret"] {
        let mut stand = Stand::new(scenario);
        let gate = Gate::of(&modules, &description, &stand.sandbox.github_url, by_github);
        stand.machine.set("GITHUB_API_URL", &gate.url);
        let secrets = stand.machine.run(&["secrets", "list", "--json"]);
        assert_eq!(secrets.code, 0, "{}{}\n{:#?}", secrets.stdout, secrets.stderr, gate.passed());
        if scenario == "all-well" {
            stand.must(&["watch", "--json"], 0);
            stand.must(&["secrets", "set", "--json"], 0);
            stand.must(&["rerun", "--watch", "--json"], 0);
            stand.must(&["rerun", "--how", "commit", "--watch", "--json"], 0);
            stand.must(&["confirm", "--json"], 0);
        } else {
            stand.must(&["watch", "--json"], 11);
            stand.must(&["rerun", "--how", "failed", "--watch", "--json"], 11);
        }
        gate.had_no_objection();
    }
}

/// The wizard with a password: session, list, creation, and what the repository is.
#[test]
fn nothing_asked_of_docker_hub_and_nothing_it_answers_leaves_what_is_published() {
    let Some(modules) = modules() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let Some(description) = of_the_hub(folder.path()) else {
        eprintln!("left out: PUSHPILOT_SPECS names no folder with docker-hub-openapi.yaml");
        return;
    };
    let mut stand = Stand::new("password-with-2fa");
    let gate = Gate::of(&modules, &description, &stand.sandbox.hub_url, by_the_hub);
    stand.machine.set("PUSHPILOT_HUB_URL", &gate.url);
    let account = stand.sandbox.scenario().main_account().clone();
    stand.machine.set("THE_PASSWORD", &account.password);
    stand.machine.set("THE_CODE", account.totp.clone().expect("it has one"));
    let answers = "lane = \"password\"\npassword = { env = \"THE_PASSWORD\" }\ncode = { env = \"THE_CODE\" }\n\
                   keep = \"run-only\"\n";
    let answers = stand.machine.write("answers.toml", answers).display().to_string();
    let ran = stand.machine.run_with(&["--plain", "--answers", &answers], &"\n".repeat(40));
    assert_eq!(ran.code, 0, "{}{}\n{:#?}", ran.stdout, ran.stderr, gate.passed());
    gate.had_no_objection();
    for (method, path) in [
        ("POST", "/v2/users/login"),
        ("POST", "/v2/users/2fa-login"),
        ("POST", "/v2/access-tokens"),
        ("GET", "/v2/access-tokens"),
    ] {
        let asked = gate.passed().iter().any(|one| one.method == method && one.target.starts_with(path));
        assert!(asked, "{method} {path}: {:#?}", gate.passed());
    }
}
