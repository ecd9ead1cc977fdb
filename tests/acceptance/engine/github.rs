//! What GitHub could answer to a walk, good or bad, and the changes that its answers stand for.

use pushpilot::flow::facts::ChangeKind;
use pushpilot::flow::github::{Answer, Order};
use pushpilot::model::failure::{Failure, FailureKind};
use pushpilot::model::proof::NoBuild;
use pushpilot::model::secret_plan::{Done, NameKind, Need, Row};
use pushpilot::model::start::{NoAim, Started};
use pushpilot::model::variable_offer::{Changed, Offer, Taken, candidates};

use crate::pictures::github;

fn failure(dice: u8) -> Failure {
    Failure::new(match dice % 5 {
        0 => FailureKind::TimedOut { seconds: 3 },
        1 => FailureKind::NeedsPermission { needed: "secrets=write".to_owned() },
        2 => FailureKind::Refused { status: 404, code: None },
        3 => FailureKind::ServiceError { status: 502 },
        _ => FailureKind::Stopped,
    })
}

/// `None` for work that this test does not know.
pub fn answer(order: &Order, dice: u8) -> Option<Answer> {
    let good = !dice.is_multiple_of(3);
    Some(match order {
        Order::SignIn { pasted: None, .. } if dice.is_multiple_of(4) => Answer::SignedIn(Ok(None)),
        Order::SignIn { .. } if !good => Answer::SignedIn(Err(failure(dice))),
        Order::ReadSecrets { .. } if !good => Answer::Secrets(Err(failure(dice))),
        Order::WriteSecrets { rows, .. } if !good => {
            let done = [Done::Confirmed, Done::Failed(failure(dice)), Done::NotTried, Done::Written];
            let came = |(at, row): (usize, &Row)| (row.clone(), done[(at + usize::from(dice)) % 4].clone());
            Answer::Written(rows.iter().enumerate().map(came).collect())
        }
        Order::OfferVariable { .. } if !good => Answer::Offered(Err(failure(dice))),
        Order::OfferVariable { plan, .. } => {
            let row = |need: Need| Row {
                need,
                shelf: pushpilot::model::github::Shelf::Repository,
                exists: false,
                updated: None,
                deed: pushpilot::model::secret_plan::Deed::Create,
                hides_organization: false,
            };
            let variables: Vec<Row> = candidates(plan).needs.into_iter().map(row).collect();
            assert!(variables.iter().all(|row| row.need.kind == NameKind::Variable));
            Answer::Offered(Ok(Box::new(Offer { variables, lines: Vec::new() })))
        }
        Order::TakeVariable { offer, .. } if !good => {
            Answer::Taken(Box::new(Taken::failed((**offer).clone(), &failure(dice))))
        }
        Order::TakeVariable { offer, .. } => Answer::Taken(Box::new(Taken {
            variables: offer.variables.iter().map(|row| (row.clone(), Done::Confirmed)).collect(),
            files: vec![("w.yml".to_owned(), Changed::Written { backup: "w.yml".to_owned() })],
        })),
        Order::ReadBuild { .. } if !good => Answer::Build(Err(match dice % 4 {
            0 => NoAim::Several(vec!["a.yml".to_owned(), "b.yml".to_owned()]),
            1 => NoAim::Disabled { name: "a".to_owned(), state: "disabled_manually".to_owned() },
            _ => NoAim::Failed(failure(dice)),
        })),
        Order::StartBuild { .. } if !good => Answer::Started(match dice % 4 {
            0 => Ok(Started::NotSeen),
            1 => Ok(Started::Refused(failure(2))),
            _ => Err(failure(dice)),
        }),
        Order::Watch { .. } if !good => Answer::Ended(Err(failure(dice))),
        Order::Cancel { .. } => Answer::Cancelled(if good { Ok(()) } else { Err(failure(dice)) }),
        Order::Prove { .. } if !good => Answer::Proved(Err(match dice % 2 {
            0 => NoBuild::Red(7),
            _ => NoBuild::Failed(failure(dice)),
        })),
        Order::PlayTokenPage(_) => {
            Answer::PagePlayed(if good { Ok("ghp_y".to_owned().into()) } else { Err(failure(dice)) })
        }
        Order::SignIn { .. }
        | Order::ReadSecrets { .. }
        | Order::WriteSecrets { .. }
        | Order::ReadBuild { .. }
        | Order::StartBuild { .. }
        | Order::Watch { .. }
        | Order::Prove { .. } => github::answer(order),
        #[allow(unreachable_patterns, reason = "other steps have orders of their own")]
        _ => return None,
    })
}

/// The changes that an answer stands for.
pub fn changes(answer: &Answer) -> Vec<ChangeKind> {
    let written = |rows: &[(Row, Done)], kind: ChangeKind| -> Vec<ChangeKind> {
        let done = rows.iter().filter(|(_, done)| matches!(done, Done::Written | Done::Confirmed));
        done.map(|_| kind).collect()
    };
    match answer {
        Answer::Written(rows) => written(rows, ChangeKind::SecretWritten),
        Answer::Taken(taken) => {
            let mut all = written(&taken.variables, ChangeKind::VariableWritten);
            let files = taken.files.iter().filter(|(_, changed)| matches!(changed, Changed::Written { .. }));
            all.extend(files.map(|_| ChangeKind::WorkflowChanged));
            all
        }
        Answer::Started(Ok(Started::Run { .. })) => vec![ChangeKind::RunStarted],
        Answer::Cancelled(Ok(())) => vec![ChangeKind::RunCancelled],
        _ => Vec::new(),
    }
}
