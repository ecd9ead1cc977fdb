//! Workflows of every shape that pushes images: a run of each takes the secrets that its logins name and really
//! pushes, and the proof finds every tag of every image.

use pushpilot::sandbox::{Scenario, Workflow};
use serde_json::Value;

use crate::github::Story;

const STEPS: &str = "      - uses: docker/login-action@v3
        with: {username: '${{ secrets.USER }}', password: '${{ secrets.PASS }}'}
      - uses: docker/build-push-action@v6
        with: {push: true, tags: \"IMAGE\"}
";

/// `on: workflow_dispatch` and `jobs`, with the steps of every pushing job in the place of `STEPS image`.
fn workflow(on: &str, jobs: &str) -> String {
    let mut text = format!("name: Docker Build and Push\non: {on}\njobs:\n");
    for line in jobs.lines() {
        match line.trim().strip_prefix("STEPS ") {
            Some(image) => {
                text += &format!("    runs-on: ubuntu-latest\n    steps:\n{}", STEPS.replace("IMAGE", image));
            }
            None => text += &format!("{line}\n"),
        }
    }
    text
}

fn story(files: &[(&str, String)]) -> Story {
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    scenario.github.runs.clear();
    scenario.github.secrets.clear();
    scenario.machine.workflows.clear();
    for (path, text) in files {
        match path.strip_prefix(".github/workflows/") {
            Some(file) => {
                scenario.machine.workflows.push(Workflow { file: file.to_owned(), text: text.clone() });
            }
            None => drop(scenario.machine.files.insert((*path).to_owned(), text.clone())),
        }
    }
    Story::of(scenario)
}

const DOCKER: &str = ".github/workflows/docker.yml";
const PUSH: &str = ".github/workflows/push.yml";

/// From nothing stored to every tag proven, by commands alone. What the build left, and the proof.
async fn proven(story: &Story, arguments: &[&str]) -> (Value, Vec<String>) {
    let token = story.new_token().await;
    let set = [&["secrets", "set", "--username", "amyflash", "--token-stdin", "--json"], arguments].concat();
    let set = story.run(&set, token.expose());
    assert_eq!(set.code, Some(0), "{} {}", set.said, set.talk);
    let green = story.run(&["rerun", "--workflow", "docker.yml", "--watch", "--json"], "");
    assert_eq!(green.code, Some(0), "{} {}", green.said, green.talk);
    let proof = story.run(&["confirm", "--json"], "");
    assert_eq!(proof.code, Some(0), "{} {}", proof.said, proof.talk);
    let proof = proof.json();
    assert_eq!(proof["proven"], true, "{proof:#}");
    for pull in proof["pulls"].as_array().expect("a list") {
        let line = format!("docker pull {}", pull["image"].as_str().expect("a name"));
        assert_eq!(
            (&pull["pull"], &pull["server"]),
            (&Value::from(line.clone()), &serde_json::json!([line]))
        );
    }
    let mut tags = Vec::new();
    for tag in proof["tags"].as_array().expect("a list") {
        assert_eq!(tag["status"], "same", "{proof:#}");
        tags.push(tag["name"].as_str().expect("a name").to_owned());
    }
    (green.json(), tags)
}

fn jobs(run: &Value) -> Vec<String> {
    let jobs = run["run"]["jobs"].as_array().expect("a list");
    jobs.iter().map(|job| job["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn a_matrix_pushes_each_of_its_images() {
    let jobs_of = "  build:
    strategy:
      matrix:
        image: [api, web]
        include:
          - image: web
            tag: stable
          - image: worker
            tag: edge
    STEPS amyflash/${{ matrix.image }}:${{ matrix.tag || 'latest' }}
  after:
    needs: build
    STEPS amyflash/music-management-system:latest";
    let story = story(&[(DOCKER, workflow("workflow_dispatch", jobs_of))]);
    let (run, tags) = proven(&story, &[]).await;
    assert_eq!(jobs(&run), ["build (api)", "build (web, stable)", "build (worker, edge)", "after"]);
    let images = ["api:latest", "web:stable", "worker:edge", "music-management-system:latest"];
    assert_eq!(tags, images.map(|image| format!("amyflash/{image}")));
    let said = story.run(&["confirm"], "").said;
    for image in images {
        assert!(said.contains(&format!("To pull it: docker pull amyflash/{image}\n")), "{image}: {said}");
    }
    assert_eq!(said.matches("a token of its own that only reads").count(), 1, "{said}");
}

#[tokio::test]
async fn a_called_workflow_pushes_with_what_it_is_handed() {
    for (secrets, user, pass) in [
        ("inherit", "DOCKER_USERNAME", "DOCKER_PASSWORD"),
        ("{user: '${{ secrets.DOCKER_USERNAME }}', pass: '${{ secrets.DOCKER_PASSWORD }}'}", "user", "pass"),
    ] {
        let caller = workflow(
            "workflow_dispatch",
            &format!(
                "  image:\n    uses: ./{PUSH}\n    with: {{name: music-management-system}}\n    secrets: {secrets}"
            ),
        );
        let declared = if secrets == "inherit" {
            String::new()
        } else {
            ", secrets: {user: {required: true}, pass: {required: true}}".to_owned()
        };
        let called = workflow(
            &format!(
                "{{workflow_call: {{inputs: {{name: {{type: string, required: true}}, tag: {{type: string, \
                 default: latest}}}}{declared}}}}}"
            ),
            "  push:\n    STEPS amyflash/${{ inputs.name }}:${{ inputs.tag }}",
        );
        let called = called.replace("secrets.USER", &format!("secrets.{user}"));
        let called = called.replace("secrets.PASS", &format!("secrets.{pass}"));
        let story = story(&[(DOCKER, caller), (PUSH, called)]);
        let (run, tags) = proven(&story, &[]).await;
        assert_eq!(jobs(&run), ["image / push"], "{secrets}");
        assert_eq!(tags, ["amyflash/music-management-system:latest"], "{secrets}");
        assert!(
            story.sandbox.stored_secret(&pushpilot::sandbox::Vault::Repository, "DOCKER_PASSWORD").is_some()
        );
    }
}

/// An action of the repository signs in and pushes; its inputs are all that it sees of the secrets.
#[tokio::test]
async fn an_action_of_the_repository_pushes_with_its_inputs() {
    const ACTION: &str = ".github/actions/publish/action.yml";
    let action = "inputs: {user: {required: true}, pass: {required: true}, tag: {default: latest}}
runs:
  using: composite
  steps:
    - uses: docker/login-action@v3
      with: {username: '${{ inputs.user }}', password: '${{ inputs.pass }}'}
    - uses: docker/build-push-action@v6
      with: {push: true, tags: 'amyflash/music-management-system:${{ inputs.tag }}'}
";
    let uses = "      - uses: ./.github/actions/publish
        with: {user: '${{ secrets.HUB_USER }}', pass: '${{ secrets.HUB_TOKEN }}', tag: stable}
";
    let text = |checkout: &str| {
        format!(
            "on: workflow_dispatch\njobs:\n  push:\n    runs-on: ubuntu-latest\n    steps:\n{checkout}{uses}"
        )
    };
    let good = story(&[(DOCKER, text("      - uses: actions/checkout@v4\n")), (ACTION, action.to_owned())]);
    let (_, tags) = proven(&good, &[]).await;
    assert_eq!(tags, ["amyflash/music-management-system:stable"]);
    // Without a checkout there is no such action on the runner, as in life.
    let bare = story(&[(DOCKER, text("")), (ACTION, action.to_owned())]);
    let red = bare.run(&["rerun", "--workflow", "docker.yml", "--watch", "--json"], "");
    assert_eq!(red.code, Some(11), "{} {}", red.said, red.talk);
}
