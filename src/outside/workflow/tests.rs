use std::fmt::Write as _;

use proptest::prelude::*;

use super::{Workflow, Workflows, parse, parse_with};
use crate::model::image::{Image, Registry};
use crate::model::project::Value;
use crate::model::secret_plan::{NameKind, Refusal};

fn workflow(text: &str) -> Workflow {
    parse("w.yml", text).unwrap_or_else(|failure| panic!("{failure:?}\n{text}"))
}

/// One line for each login and push, as `line kind registry …`.
fn told(workflow: &Workflow) -> Vec<String> {
    let value = |value: &Option<Value>| match value {
        None => "-".to_owned(),
        Some(Value::Literal(text)) => format!("'{text}'"),
        Some(Value::Secret(name)) => format!("secret {name}"),
        Some(Value::Variable(name)) => format!("variable {name}"),
        Some(Value::Expression(text)) => format!("? {text}"),
    };
    let mut told = Vec::new();
    for job in &workflow.jobs {
        for login in &job.logins {
            let registry = login.registry.as_ref().map_or("?", |registry| registry.host());
            told.push(format!(
                "{} login {registry} {} {}",
                login.place.line,
                value(&login.username),
                value(&login.secret)
            ));
        }
        for push in &job.pushes {
            let registry = push.registry.as_ref().map_or("?", |registry| registry.host());
            let mut line =
                format!("{} push {registry} {}", push.place.line, push.image.as_deref().unwrap_or("?"));
            if let Some(login) = push.login {
                let _ = write!(line, " by {}", job.logins[login].place.line);
            }
            told.push(line);
        }
    }
    told
}

#[test]
fn the_usual_actions_are_understood() {
    let found = workflow(
        "name: CI
on: push
env:
  IMAGE: amyflash/music-management-system
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Sign in
        uses: docker/login-action@184bdaa0721073962dff0199f1fb9940f07167d1 # v3
        with:
          username: ${{ secrets.DOCKERHUB_USERNAME }}
          password: ${{ secrets.DOCKERHUB_TOKEN }}
      - uses: docker/login-action@v3
        with:
          registry: ghcr.io
          username: ${{ github.actor }}
          password: ${{ secrets.GITHUB_TOKEN }}
      - uses: docker/build-push-action@v6
        with:
          push: ${{ github.event_name != 'pull_request' }}
          tags: |
            ${{ env.IMAGE }}:latest
            ghcr.io/amyflash/app:${{ github.sha }}
      - uses: docker/build-push-action@v6
        with:
          push: false
          tags: a/not-pushed
",
    );
    assert_eq!(
        told(&found),
        [
            "11 login docker.io secret DOCKERHUB_USERNAME secret DOCKERHUB_TOKEN",
            "15 login ghcr.io ? ${{ github.actor }} secret GITHUB_TOKEN",
            "24 push docker.io amyflash/music-management-system:latest by 11",
            "25 push ghcr.io ghcr.io/amyflash/app by 15",
        ]
    );
    let secrets: Vec<_> = found
        .names
        .iter()
        .filter(|named| named.kind == NameKind::Secret)
        .map(|named| (named.name.as_str(), named.line))
        .collect();
    assert_eq!(secrets, [("DOCKERHUB_TOKEN", 14), ("DOCKERHUB_USERNAME", 13), ("GITHUB_TOKEN", 19)]);
    assert_eq!(found.name.as_deref(), Some("CI"));
}

#[test]
fn metadata_names_the_images_and_some_tags() {
    let found = workflow(
        "jobs:
  build:
    env: { OWNER: amyflash }
    steps:
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: |
            # both registries
            ${{ env.OWNER }}/app
            name=ghcr.io/${{ github.repository }},enable=true
          tags: |
            type=ref,event=branch
            type=raw,value=latest,enable={{is_default_branch}}
            type=raw,value={{date 'YYYYMMDD'}}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ${{ steps.meta.outputs.tags }}
      - uses: docker/bake-action@v5
        with:
          push: true
          files: |
            ./docker-bake.hcl
            ${{ steps.meta.outputs.bake-file }}
      - uses: docker/bake-action@v5
        with: { push: true }
      - uses: docker/build-push-action@v6
        with:
          outputs: type=image,name=amyflash/other,push-by-digest=true,push=true
",
    );
    assert_eq!(
        told(&found),
        [
            // A tag on a condition is the run's to decide.
            "10 push docker.io amyflash/app",
            "11 push ghcr.io ghcr.io/${{ github.repository }}",
            "26 push ? ?",
            "30 push docker.io amyflash/other",
        ]
    );
}

#[test]
fn plain_commands_are_understood() {
    let found = workflow(
        "env:
  DOCKER_USER: ${{ vars.DOCKER_USER }}
jobs:
  all:
    steps:
      - env:
          TOKEN: ${{ secrets.TOKEN }}
        run: |
          set -e
          echo \"$TOKEN\" | docker login -u \"$DOCKER_USER\" --password-stdin
          IMAGE=amyflash/app
          docker build -t $IMAGE:1 .
          docker push $IMAGE:1 && docker push \"${IMAGE}:${GITHUB_SHA}\"
          sudo podman login -u me -p ${{ secrets.QUAY }} quay.io
          podman push localhost/x docker://quay.io/me/x:2
          docker buildx build --platform linux/amd64 --push \\
            -t amyflash/app:3 \\
            --tag=amyflash/app:4 .
          skopeo copy docker://a/b docker://ghcr.io/c/d:1
          docker compose push
          # docker push a/commented
          echo docker push a/echoed
      - run: >-
          docker login ghcr.io
          --username x --password hunter2
      - run: docker push \"${{ secrets.WHERE }}\"
",
    );
    assert_eq!(
        told(&found),
        [
            "10 login docker.io variable DOCKER_USER secret TOKEN",
            "14 login quay.io 'me' secret QUAY",
            "24 login ghcr.io 'x' ''",
            "13 push docker.io amyflash/app:1 by 10",
            "13 push docker.io amyflash/app by 10",
            "15 push quay.io quay.io/me/x:2 by 14",
            "17 push docker.io amyflash/app:3 by 10",
            "18 push docker.io amyflash/app:4 by 10",
            "19 push ghcr.io ghcr.io/c/d:1 by 24",
            "20 push ? ?",
            "26 push ? ?",
        ]
    );
    assert!(!format!("{found:?}").contains("hunter2"), "a secret in the open is never carried on");
}

#[test]
fn other_actions_and_registries_are_understood() {
    let found = workflow(
        "jobs:
  all:
    steps:
      - uses: azure/docker-login@v2
        with: { login-server: me.azurecr.io, username: u, password: '${{ secrets.P }}' }
      - uses: redhat-actions/push-to-registry@v2
        with: { image: me/app, tags: 1 2, registry: quay.io, username: u, password: '${{ secrets.Q }}' }
      - uses: docker/login-action@v3
        with: { registry: '${{ secrets.REGISTRY }}', username: a@b.example, password: plain }
",
    );
    assert_eq!(
        told(&found),
        [
            "4 login me.azurecr.io 'u' secret P",
            "6 login quay.io 'u' secret Q",
            "8 login ? 'a@b.example' ''",
            "7 push quay.io quay.io/me/app:1 by 6",
            "7 push quay.io quay.io/me/app:2 by 6",
        ]
    );
}

#[test]
fn a_workflow_of_another_shape_is_read_for_what_it_has() {
    for text in [
        "",
        "jobs: x",
        "jobs: [a]",
        "jobs: {a: {steps: {b: c}}}",
        "jobs: {a: {steps: [x, {run: [y]}, {uses: {}}]}}",
    ] {
        assert_eq!(told(&workflow(text)), [""; 0], "{text}");
    }
}

proptest! {
    #[test]
    fn any_arrangement_of_the_words_is_read(parts in prop::collection::vec("(jobs:|a:|steps:|- uses: docker/build-push-action|- run: \\||with:|push: true|tags: \\||x/y:1|\\$\\{\\{ steps\\.m\\.outputs \\}\\}|\\$\\{\\{|docker push|docker login -u|-p|\\||echo|id: m|env:|'|\"|\\\\)", 0..40), indents in prop::collection::vec(0_usize..6, 40)) {
        let mut text = String::new();
        for (part, indent) in parts.iter().zip(indents) {
            let _ = writeln!(text, "{}{part}", "  ".repeat(indent));
        }
        let _ = parse("w.yml", &text);
    }
}

/// A repository of these files, its first one read.
fn calling(files: &'static [(&'static str, &'static str)]) -> Workflow {
    let find = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
    parse_with(files[0].0, files[0].1, &find).unwrap_or_else(|failure| panic!("{failure:?}"))
}

const CALLED: &str = "on:
  workflow_call:
    inputs: {user: {default: nobody}}
jobs:
  push:
    environment: {name: production}
    steps:
      - uses: docker/login-action@v3
        with:
          username: ${{ inputs.user }}
          password: ${{ secrets.TOKEN }}
";

#[test]
fn called_workflows_are_read_in_the_caller_s_names() {
    let inherited = calling(&[
        ("a.yml", "on: push\njobs:\n  x:\n    uses: ./b.yml\n    secrets: inherit\n"),
        ("b.yml", CALLED),
    ]);
    assert_eq!(told(&inherited), ["8 login docker.io 'nobody' secret TOKEN"]);
    assert_eq!(inherited.jobs[0].environment, Some(Value::Literal("production".into())));
    assert_eq!(
        (inherited.calls, inherited.jobs[0].logins[0].place.file.as_str()),
        (vec!["b.yml".to_owned()], "b.yml")
    );
    let mapped = calling(&[
        (
            "a.yml",
            "on: push\njobs:\n  x:\n    uses: ./b.yml\n    with: {user: \"${{ vars.WHO }}\"}\n    secrets:\n      token: ${{ secrets.HUB }}\n",
        ),
        ("b.yml", CALLED),
    ]);
    assert_eq!(told(&mapped), ["8 login docker.io variable WHO secret HUB"]);
    let nothing = calling(&[("a.yml", "on: push\njobs:\n  x:\n    uses: ./b.yml\n"), ("b.yml", CALLED)]);
    assert_eq!(told(&nothing), ["8 login docker.io 'nobody' ''"]);
}

#[test]
fn an_environment_that_only_the_run_names_is_said_to_be_open() {
    let open = |environment: &str| {
        let text = format!(
            "on: push\njobs:\n  x:\n    environment: {environment}\n    steps:\n      - uses: docker/login-action@v3\n        with: {{username: amy, password: \"${{{{ secrets.HUB }}}}\"}}\n"
        );
        let read = vec![workflow(&text)];
        Workflows { read, unreadable: Vec::new() }.secret_plan(&Registry::docker_hub())
    };
    for environment in ["${{ inputs.where }}", "{name: \"${{ inputs.where }}\"}", "${{ vars.WHERE }}"] {
        let plan = open(environment);
        assert_eq!((plan.environment_open.len(), plan.needs[0].environment.as_deref()), (1, None));
    }
    let plan = open("production");
    assert_eq!((plan.environment_open.len(), plan.needs[0].environment.as_deref()), (0, Some("production")));
    assert_eq!(open("").environment_open, []);
}

#[test]
fn composite_actions_of_the_repository_are_read_with_what_they_are_given() {
    let found = calling(&[
        (
            "a.yml",
            "on: push
env: {WHO: '${{ secrets.HUB_USER }}'}
jobs:
  x:
    steps:
      - uses: ./.github/actions/login
        with:
          user: ${{ env.WHO }}
          password: ${{ secrets.HUB_TOKEN }}
",
        ),
        (
            ".github/actions/login/action.yaml",
            "inputs: {user: {}, password: {}}
runs:
  using: composite
  steps:
    - run: echo \"$P\" | docker login -u \"${{ inputs.user }}\" --password-stdin
      env: {P: '${{ inputs.password }}'}
",
        ),
    ]);
    assert_eq!(told(&found), ["5 login docker.io secret HUB_USER secret HUB_TOKEN"]);
}

#[test]
fn files_that_call_themselves_come_to_an_end() {
    let found = calling(&[(
        "a.yml",
        "on: [push, workflow_call]\njobs:\n  x:\n    uses: ./a.yml\n  y:\n    uses: ./a.yml\n",
    )]);
    assert_eq!(found.jobs, []);
    let found = calling(&[
        ("a.yml", "on: push\njobs:\n  x:\n    steps:\n      - uses: ./c\n"),
        ("c/action.yml", "runs:\n  steps:\n    - uses: ./c\n    - run: docker push amyflash/app:1\n"),
    ]);
    assert_eq!(told(&found), ["4 push docker.io amyflash/app:1"]);
}

#[test]
fn what_a_run_is_known_to_be_fills_in_its_tags() {
    let text = "on: push\njobs:\n  x:\n    steps:\n      - run: docker push amyflash/app:${{ github.sha }}\n";
    let run = [("sha".to_owned(), "abc".to_owned())].into();
    let found = super::parse_in_run("w.yml", text, &|_| None, run).expect("reads");
    assert_eq!(told(&found), ["5 push docker.io amyflash/app:abc"]);
}

/// What stands in another repository is not read: it is named, and nothing is assumed in its place.
#[test]
fn a_workflow_of_another_repository_is_named_and_not_guessed_at() {
    const OTHER: &str = "acme/ci/.github/workflows/docker.yml@v1";
    let job = |more: &str| format!("on: push\njobs:\n  x:\n    uses: {OTHER}\n{more}");
    let plan = |text: &str| {
        let read = super::Workflows { read: vec![workflow(text)], unreadable: Vec::new() };
        read.secret_plan(&Registry::docker_hub())
    };
    for handed in ["    secrets: inherit\n", "    secrets:\n      token: ${{ secrets.HUB }}\n"] {
        let plan = plan(&job(handed));
        assert_eq!((plan.assumed, plan.needs.len()), (false, 0), "{handed}");
        let Some(Refusal::Elsewhere(called)) = plan.refusal("amyflash") else { panic!("{plan:?}") };
        assert_eq!((called.workflow.as_str(), called.place.line), (OTHER, 4));
    }
    // Handed no secret it cannot sign in with one.
    let without = plan(&job(""));
    assert_eq!((without.assumed, without.called.len()), (true, 0));
    // Beside a login of one's own it is a remark.
    let own = "  y:\n    steps:\n      - uses: docker/login-action@v3\n        with: {username: '${{ secrets.U }}', password: '${{ secrets.P }}'}\n";
    let beside = plan(&format!("{}{own}", job("    secrets: inherit\n")));
    assert_eq!((beside.needs.len(), beside.called.len(), beside.refusal("amyflash")), (2, 1, None));
}

/// A matrix that only the run knows decides nothing here: not which image, not which secret.
#[test]
fn what_a_matrix_of_the_run_decides_is_left_open() {
    let matrices = [
        "{image: '${{ fromJSON(needs.list.outputs.images) }}', user: [amyflash]}",
        "${{ fromJSON(needs.list.outputs.all) }}",
        "{image: [app], include: '${{ fromJSON(vars.MORE) }}'}",
    ];
    for matrix in matrices {
        let text = format!(
            "on: push\njobs:\n  x:\n    strategy:\n      matrix: {matrix}\n    steps:\n      - uses: docker/login-action@v3\n        with: {{username: '${{{{ matrix.user }}}}', password: '${{{{ secrets[matrix.name] }}}}'}}\n      - uses: docker/build-push-action@v6\n        with: {{push: true, tags: 'amyflash/${{{{ matrix.image }}}}:1'}}\n"
        );
        let read = super::Workflows { read: vec![workflow(&text)], unreadable: Vec::new() };
        let (logins, pushes) = read.logins_and_pushes();
        assert_eq!((logins.len(), pushes.len()), (1, 1), "{matrix}");
        let named = pushes[0].image.as_ref().is_some_and(|image| Image::parse(image).is_ok());
        assert!(!named, "{matrix}: {:?}", pushes[0].image);
        let plan = read.secret_plan(&Registry::docker_hub());
        assert_eq!((plan.assumed, plan.needs.len(), plan.unclear.len()), (false, 0, 1), "{matrix}: {plan:?}");
    }
}
