//! A GitHub that answers at once: it keeps two secrets, one build that turns green, and three tags.

use pushpilot::flow::github::{Access, Answer, Ended, Offered, Order, SecretsRead, SignedIn};
use pushpilot::model::digest::Digest;
use pushpilot::model::github::{Shelf, TokenFacts};
use pushpilot::model::image::Image;
use pushpilot::model::moment::Moment;
use pushpilot::model::project::Place;
use pushpilot::model::proof::{Checked, Listed, Proof, Tried};
use pushpilot::model::pulled::Pulled;
use pushpilot::model::secret_plan::{Deed, Done, Known, NameKind, Need, Plan, Role, Row};
use pushpilot::model::start::{Aim, Started, Triggers};
use pushpilot::model::workflow_run::{Conclusion, Run, Seen, State};

use super::{IMAGE, NOON};

const WORKFLOW: &str = ".github/workflows/docker.yml";
const RUN: u64 = 17_600_000_004;

pub fn answer(order: &Order) -> Answer {
    match order {
        Order::SignIn { host, slug, .. } => Answer::SignedIn(Ok(Some(Box::new(SignedIn {
            access: Access {
                host: host.clone(),
                slug: slug.clone(),
                token: "ghp_x".to_owned().into(),
                told: TokenFacts::default(),
            },
            not_kept: None,
        })))),
        Order::ReadSecrets { .. } => {
            let rows = [row(Role::Username, "DOCKER_USERNAME", 17), row(Role::Token, "DOCKER_PASSWORD", 18)];
            let plan = Plan { needs: rows.iter().map(|row| row.need.clone()).collect(), ..Plan::default() };
            let rows = rows.into_iter().map(|row| (row, Known::Nothing)).collect();
            Answer::Secrets(Ok(Box::new(SecretsRead {
                renamed: None,
                plan,
                rows,
                unseen_by: None,
                by_pull_request: false,
                dependabot: None,
            })))
        }
        Order::WriteSecrets { rows, .. } => {
            let written =
                rows.iter().map(|row| (Row { updated: Some(at(2)), ..row.clone() }, Done::Confirmed));
            Answer::Written(written.collect())
        }
        Order::ReadBuild { .. } => Answer::Build(Ok(Box::new(Offered {
            began: None,
            aim: Aim {
                workflow: 1,
                name: "Docker Build and Push".into(),
                path: WORKFLOW.into(),
                git_ref: "main".into(),
                triggers: Triggers { dispatch: Some(Vec::new()), ..Triggers::default() },
                runs: vec![run(Conclusion::Failure)],
                usual: None,
            },
        }))),
        Order::StartBuild { .. } => Answer::Started(Ok(Started::Run { id: RUN, attempt: 1 })),
        Order::Watch { .. } => {
            let seen = Seen { run: run(Conclusion::Success), jobs: Vec::new(), changed: true };
            Answer::Ended(Ok(Box::new(Ended { seen, failed: Vec::new() })))
        }
        Order::Prove { .. } => Answer::Proved(Ok(Box::new(proof()))),
        other => panic!("nobody answers {other:?}"),
    }
}

fn at(minutes: i64) -> Moment {
    Moment(NOON + minutes * 60_000)
}

fn row(role: Role, name: &str, line: usize) -> Row {
    let places = vec![Place { file: WORKFLOW.into(), line }];
    let need = Need { role, kind: NameKind::Secret, name: name.into(), environment: None, places };
    Row {
        need,
        shelf: Shelf::Repository,
        exists: true,
        updated: Some(at(-57_600)),
        deed: Deed::Update,
        hides_organization: false,
    }
}

fn run(conclusion: Conclusion) -> Run {
    Run {
        id: RUN,
        workflow: 1,
        name: "Docker Build and Push".into(),
        title: "Build".into(),
        path: WORKFLOW.into(),
        event: "workflow_dispatch".into(),
        branch: Some("main".into()),
        commit: "d7e7f56".into(),
        attempt: 1,
        state: State::Done(conclusion),
        url: format!("https://github.com/{IMAGE}/actions/runs/{RUN}"),
        created: Some(at(1)),
        started: Some(at(1)),
        updated: Some(at(2)),
        actor: "amyflash".into(),
        from_fork: false,
    }
}

fn proof() -> Proof {
    let digest = Digest::parse(&format!("sha256:{}", "41be".repeat(16))).expect("a digest");
    let image = Image::parse(IMAGE).expect("an image");
    let checked = ["latest", "20261123", "sha-d7e7f56"].map(|tag| Checked {
        image: image.with_tag(tag),
        expected: Some(digest.clone()),
        found: Ok(Some(digest.clone())),
        listed: Listed::Yes { pushed: None },
    });
    let pulled = Pulled {
        digest: digest.clone(),
        platforms: vec!["linux/amd64".into()],
        layers: 4,
        compared: 4,
        size: 184_000_000,
        created: Some(at(2)),
    };
    let tried = vec![Tried { image: image.with_tag("latest"), user: None, pulled: Ok(pulled) }];
    Proof { run: Some(run(Conclusion::Success)), checked: checked.into(), tried }
}
