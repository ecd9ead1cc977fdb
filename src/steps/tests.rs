//! The pages about GitHub on both surfaces, in both languages; none of them scrolls on a small screen.

use std::time::Duration;

use super::{Step, rerun_workflow};
use crate::flow::State;
use crate::flow::form::Form;
use crate::flow::github::{Access, FailedJob, LeftOut, SecretsRead};
use crate::flow::plan::{Kind, Plan};
use crate::flow::step_context::Cx;
use crate::model::access::Note;
use crate::model::account::{Credential, Origin, Username};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::{Shelf, Slug, TokenFacts};
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::project::{Place, Project, Push, Remote};
use crate::model::proof::{Checked, Listed, Proof, Tried};
use crate::model::pulled::Pulled;
use crate::model::secret_plan::{self, Deed, Done, Known, NameKind, Need, Role, Row};
use crate::model::start::{Aim, Filter, NoAim, Triggers};
use crate::model::variable_offer::{Changed, ChangedLine, Offer, Taken};
use crate::model::workflow_run::{Conclusion, Job, Run, Seen, State as Stage, Step as Part, Unseen};
use crate::steps::rerun_workflow::renaming::Renaming;
use crate::steps::update_secrets::sign_in::SignIn;
use crate::steps::update_secrets::variable::Variable;
use crate::text::Language;
use crate::text::speak::Speaker;
use crate::ui::screens_text;

const NOW: Moment = Moment(1_795_442_531_000);
const IMAGE: &str = "amyflash/music-management-system";

fn at(minutes: i64) -> Moment {
    Moment(NOW.0 + minutes * 60_000)
}

/// A run of the wizard that has come so far that its token provably pushes.
fn begin(language: Language, step: Step) -> State {
    let plan = Plan {
        kind: Kind::Real,
        image: None,
        username: None,
        first: Step::FindProject,
        token_page: "https://app.docker.com/".into(),
        hub: "https://hub.docker.com/".into(),
        seed: 1,
    };
    let mut state = State::begin(plan, language, at(-4), None).0;
    (state.at, state.now) = (step, NOW);
    let username = Username::parse("amyflash").expect("a name");
    let credential = Credential {
        registry: Registry::docker_hub(),
        username,
        secret: "dckr_pat_0123456789abcdefghijc4Qa".to_owned().into(),
        origin: Origin::Pasted,
        identity_token: false,
    };
    state.facts.image = Image::parse(&format!("{IMAGE}:latest")).ok();
    state.facts.use_credential(credential, Some("c4Qa".into()), Note::default());
    let remote = Remote {
        name: "origin".into(),
        host: "github.com".into(),
        owner: "amyflash".into(),
        repository: "music-management-system".into(),
    };
    let project = Project { remote: Some(remote), branch: Some("main".into()), ..Project::default() };
    state.facts.looked = Some(crate::flow::effect::Looked { project, ..Default::default() });
    state.facts.github.access = Some(Access {
        host: "github.com".into(),
        slug: Slug::parse(IMAGE).expect("a repository"),
        token: "ghp_x".to_owned().into(),
        told: TokenFacts::default(),
    });
    state
}

fn line(role: Role, name: &str, number: usize) -> Row {
    let place = Place { file: ".github/workflows/docker.yml".into(), line: number };
    let need =
        Need { role, kind: NameKind::Secret, name: name.into(), environment: None, places: vec![place] };
    let updated = Some(at(-60 * 24 * 40));
    Row {
        need,
        shelf: Shelf::Repository,
        exists: true,
        updated,
        deed: Deed::Update,
        hides_organization: false,
    }
}

fn lines() -> Vec<Row> {
    vec![line(Role::Username, "DOCKER_USERNAME", 17), line(Role::Token, "DOCKER_PASSWORD", 18)]
}

fn read(unseen_by: Option<Unseen>) -> Box<SecretsRead> {
    let rows = lines();
    let needs = rows.iter().map(|row| row.need.clone()).collect();
    let plan = secret_plan::Plan { needs, ..secret_plan::Plan::default() };
    let rows = rows.into_iter().map(|row| (row, Known::Nothing)).collect();
    Box::new(SecretsRead { renamed: None, plan, rows, unseen_by, by_pull_request: false, dependabot: None })
}

fn variable(taken: bool) -> Variable {
    let row = line(Role::Username, "DOCKER_USERNAME", 17);
    let need = Need { kind: NameKind::Variable, ..row.need };
    let row = Row { need, exists: false, updated: None, deed: Deed::Create, ..row };
    let place = Place { file: ".github/workflows/docker.yml".into(), line: 17 };
    let changed = ChangedLine {
        place,
        before: "          username: ${{ secrets.DOCKER_USERNAME }}".into(),
        after: "          username: ${{ vars.DOCKER_USERNAME }}".into(),
    };
    let backup = "~/.local/state/pushpilot/backups/2026-11-23T091851Z-docker.yml".into();
    let done = Taken {
        variables: vec![(row.clone(), Done::Confirmed)],
        files: vec![(changed.place.file.clone(), Changed::Written { backup })],
    };
    Variable {
        shown: true,
        offer: Some(Box::new(Offer { variables: vec![row], lines: vec![changed] })),
        taken: taken.then(|| Box::new(done)),
        ..Variable::default()
    }
}

fn lacking() -> Failure {
    Failure::new(FailureKind::NeedsPermission { needed: "secrets=write".into() })
}

fn run(state: Stage) -> Run {
    Run {
        id: 17_600_000_004,
        workflow: 1,
        name: "Docker Build and Push".into(),
        title: "Build".into(),
        path: ".github/workflows/docker.yml".into(),
        event: "workflow_dispatch".into(),
        branch: Some("main".into()),
        commit: "d7e7f56".into(),
        attempt: 1,
        state,
        url: format!("https://github.com/{IMAGE}/actions/runs/17600000004"),
        created: Some(at(-2)),
        started: Some(at(-2)),
        updated: Some(at(-1)),
        actor: "amyflash".into(),
        from_fork: false,
    }
}

fn seen(state: Stage, failing: bool) -> Seen {
    let names = [
        "Set up job",
        "Run actions/checkout@v4",
        "Log in to Docker Hub",
        "Collect tags",
        "Build and push",
        "Post Build and push",
        "Post Log in to Docker Hub",
        "Complete job",
    ];
    let steps = names.iter().enumerate().map(|(number, name)| Part {
        number: number as u64 + 1,
        name: (*name).into(),
        state: match (number, &state) {
            (0..=3, _) => Stage::Done(Conclusion::Success),
            (4, Stage::Running) => Stage::Running,
            (4, _) if failing => Stage::Done(Conclusion::Failure),
            (_, Stage::Running) => Stage::Queued,
            _ => Stage::Done(Conclusion::Success),
        },
        started: Some(at(-1)),
        completed: (number < 4 || number > 4 && state != Stage::Running).then(|| at(-1)),
    });
    let job = Job {
        id: 1,
        name: "build".into(),
        state: state.clone(),
        started: Some(at(-2)),
        completed: state.is_done().then(|| at(-1)),
        url: String::new(),
        steps: steps.collect(),
    };
    Seen { run: run(state), jobs: vec![job], changed: true }
}

fn aim() -> Aim {
    Aim {
        workflow: 1,
        name: "Docker Build and Push".into(),
        path: ".github/workflows/docker.yml".into(),
        git_ref: "main".into(),
        triggers: Triggers {
            push: Some(Filter { paths: true, ..Filter::default() }),
            dispatch: Some(Vec::new()),
            ..Triggers::default()
        },
        runs: vec![run(Stage::Done(Conclusion::Failure))],
        usual: Some(Duration::from_secs(312)),
    }
}

fn proof(missing: bool) -> Proof {
    let digest = Digest::parse(&format!("sha256:{}", "41be".repeat(16))).expect("a digest");
    let image = Image::parse(IMAGE).expect("an image");
    let tags = ["latest", "20261123", "sha-d7e7f56"].iter().enumerate().map(|(at, tag)| Checked {
        image: image.with_tag(tag),
        expected: Some(digest.clone()),
        found: Ok(Some(digest.clone()).filter(|_| !missing || at != 1)),
        listed: if at == 2 { Listed::NotYet } else { Listed::Yes { pushed: None } },
    });
    let pulled = Pulled {
        digest: digest.clone(),
        platforms: vec!["linux/amd64".into(), "linux/arm64".into()],
        layers: 4,
        compared: 4,
        size: 184_000_000,
        created: Some(at(-2)),
    };
    Proof {
        run: Some(run(Stage::Done(Conclusion::Success))),
        checked: tags.collect(),
        tried: vec![Tried { image: image.with_tag("latest"), user: None, pulled: Ok(pulled) }],
    }
}

/// Every usual page, by its name.
fn pages(language: Language) -> Vec<(&'static str, State)> {
    let mut all = Vec::new();
    let mut add = |name, step, set: &dyn Fn(&mut State)| {
        let mut state = begin(language, step);
        set(&mut state);
        all.push((name, state));
    };
    let secrets = Step::UpdateSecrets;
    add("review", secrets, &|state| state.steps.update_secrets.read = Some(read(None)));
    add("review-fork", secrets, &|state| state.steps.update_secrets.read = Some(read(Some(Unseen::Fork))));
    add("variable", secrets, &|state| {
        state.steps.update_secrets.read = Some(read(None));
        state.steps.update_secrets.variable = variable(false);
    });
    add("variable-written", secrets, &|state| {
        state.steps.update_secrets.read = Some(read(None));
        state.steps.update_secrets.variable = variable(true);
    });
    add("sign-in", secrets, &|state| {
        let form = Form::default().secret("github-token");
        state.steps.update_secrets.sign_in = SignIn { asking: true, form, ..SignIn::default() };
    });
    add("code", secrets, &|state| {
        let plan = state.plan.clone();
        let mut effects = (Vec::new(), 0, None);
        let mut cx = Cx::for_test(&mut state.facts, &plan, NOW, &mut effects);
        let sign_in = &mut state.steps.update_secrets.sign_in;
        sign_in.signing.start(&mut cx, crate::flow::effect::Job::OfferRun);
        sign_in.code = Some(("WDJB-MJHT".into(), "https://github.com/login/device".into()));
    });
    add("written", secrets, &|state| {
        let rows =
            lines().into_iter().map(|row| (Row { updated: Some(NOW), ..row }, Done::Confirmed)).collect();
        state.facts.github.secrets = Some(state.facts.learned(rows, NOW));
    });
    add("written-partly", secrets, &|state| {
        let done = [Done::Confirmed, Done::Failed(lacking())];
        state.facts.github.secrets = Some(state.facts.learned(lines().into_iter().zip(done).collect(), NOW));
    });
    let build = Step::RerunWorkflow;
    add("choose", build, &|state| rerun_workflow::offer(&mut state.steps.rerun_workflow, Box::new(aim())));
    add("which", build, &|state| {
        state.steps.rerun_workflow.no_aim =
            Some(NoAim::Several(vec!["docker.yml".into(), "test.yml".into()]));
    });
    for (name, written) in [("renaming", false), ("renamed", true)] {
        add(name, build, &|state| {
            let place = Place { file: ".github/workflows/docker.yml".into(), line: 22 };
            let push = Push {
                image: Some("music-collective/music-management-system:latest".into()),
                written: "${{ github.repository_owner }}/music-management-system".into(),
                place: place.clone(),
                registry: Some(Registry::docker_hub()),
                login: None,
            };
            let changed = ChangedLine {
                place: place.clone(),
                before: format!("          images: {}", push.written),
                after: format!("          images: {IMAGE}"),
            };
            state.facts.looked.as_mut().expect("looked at").project.pushes = vec![push];
            let backup = "~/.local/state/pushpilot/backups/2026-11-23T091851Z-docker.yml".into();
            let came = written.then(|| vec![(place.file, Changed::Written { backup })]);
            state.steps.rerun_workflow.renaming = Renaming::showing(vec![changed], came);
        });
    }
    add("green", build, &|state| {
        state.steps.rerun_workflow.failed = Some(Vec::new());
        let seen = seen(Stage::Done(Conclusion::Success), false);
        state.facts.github.run = Some(state.facts.learned(seen, NOW));
    });
    add("red", build, &|state| {
        let log = "#9 ERROR: failed to push amyflash/app:latest: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed\n";
        let diagnosis =
            crate::diagnosis::diagnose(log.as_bytes(), crate::diagnosis::Evidence::default()).ok();
        let job = FailedJob { job: "build".into(), diagnosis, lines: Vec::new() };
        state.steps.rerun_workflow.failed = Some(vec![job]);
        let seen = seen(Stage::Done(Conclusion::Failure), true);
        state.facts.github.run = Some(state.facts.learned(seen, NOW));
    });
    add("running", build, &|state| {
        rerun_workflow::offer(&mut state.steps.rerun_workflow, Box::new(aim()));
        let plan = state.plan.clone();
        let mut effects = (Vec::new(), 0, None);
        let mut cx = Cx::for_test(&mut state.facts, &plan, NOW, &mut effects);
        rerun_workflow::watch(&mut state.steps.rerun_workflow, 17_600_000_004, 1, &mut cx);
        let seen = seen(Stage::Running, false);
        state.facts.github.run = Some(state.facts.learned(seen, NOW));
    });
    let confirm = Step::ConfirmResult;
    add("proof-missing", confirm, &|state| {
        state.facts.github.proof = Some(state.facts.learned(proof(true), NOW));
    });
    add("proof", confirm, &|state| state.facts.github.proof = Some(state.facts.learned(proof(false), NOW)));
    add("left-out", Step::Report, &|state| state.facts.github.left_out = Some(LeftOut::NotWanted));
    all
}

#[test]
fn they_look_like_this() {
    for language in Language::ALL {
        let speaker = Speaker::new(language);
        for (name, state) in pages(language) {
            let view = state.view();
            for (columns, lines) in [(80, 24), (120, 40)] {
                let name = format!("{name}-{}-{columns}x{lines}", language.tag());
                insta::assert_snapshot!(name, screens_text(&view, columns, lines));
            }
            let plain = crate::plain::page_lines(&view.page, &speaker);
            insta::assert_snapshot!(format!("{name}-{}-plain", language.tag()), plain.join("\n"));
        }
    }
}

/// What a tall screen shows stands on a small one too, without scrolling.
#[test]
fn they_fit_a_small_screen() {
    let mut cut = Vec::new();
    for language in Language::ALL {
        for (name, state) in pages(language) {
            let view = state.view();
            let small = screens_text(&view, 80, 24);
            let tall = screens_text(&view, 80, 60);
            let lost = tall.lines().filter(|line| !small.lines().any(|shown| shown == *line)).count();
            if lost > 0 {
                cut.push(format!("{name} in {}: {lost} lines", language.tag()));
            }
        }
    }
    assert!(cut.is_empty(), "{cut:#?}");
}
