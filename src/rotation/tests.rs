//! A small world that a rotation is played in, with failures and kills anywhere.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::{Hand, Kept, Listed, Made, Mark, Next, Note, Order, Place, Rotation, Step, Target, Why, read};
use crate::model::moment::{DAY, Moment};

/// How a token is at the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    None,
    Active,
    Inactive,
}

/// What is outside of the program, and outlives it.
#[derive(Debug)]
struct World {
    old: Life,
    new: Life,
    /// Whether each secret has the new token.
    secrets: Vec<bool>,
    /// What tools on this machine read.
    tools_new: bool,
    held_new: bool,
    held_old: bool,
    journal: Vec<Value>,
    now: Moment,
    /// The old token's id leads to another token.
    mistaken: bool,
}

/// What befalls one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Good,
    /// Refused: nothing happened.
    Refused,
    /// The answer is lost; it happened, or not.
    Lost(bool),
    /// The program is killed before or after it happened, or after the end was noted.
    Killed(u8),
}

fn order(targets: usize, made: Made) -> Order {
    let target = |at: usize| Target {
        owner: "amyflash".into(),
        repository: format!("app-{at}"),
        shelf: if at.is_multiple_of(2) { Place::Repository } else { Place::Environment("production".into()) },
        name: "DOCKER_PASSWORD".into(),
        before: Some("2026-10-01T00:00:00Z".into()),
    };
    Order {
        registry: "docker.io".into(),
        username: "amyflash".into(),
        image: "amyflash/app".into(),
        label: "CI · now".into(),
        made,
        old: (made == Made::Here).then(|| Listed { id: "1".into(), label: "CI".into() }),
        host: "github.com".into(),
        targets: (0..targets).map(target).collect(),
        // Half of the worlds want a build.
        build: targets.is_multiple_of(2).then(|| "amyflash/app-0".into()),
        kept: Kept::Keyring,
        grace: 7,
    }
}

impl World {
    fn new(targets: usize, made: Made) -> Self {
        let mut world = Self {
            old: Life::Active,
            new: if made == Made::Elsewhere { Life::Active } else { Life::None },
            secrets: vec![false; targets],
            tools_new: false,
            held_new: false,
            held_old: false,
            journal: Vec::new(),
            now: Moment(1_800_000_000_000),
            mistaken: false,
        };
        let rotation = Rotation::begin("1800000000000-1".into(), order(targets, made));
        world.write(&Note::begun(&rotation));
        world
    }

    fn write(&mut self, note: &Note) {
        let mut line = serde_json::to_value(note).expect("is written");
        line["at"] = self.now.iso().into();
        self.journal.push(line);
    }

    fn read(&self) -> Rotation {
        read(&self.journal).expect("is read").pop().expect("is there")
    }

    /// What a step does outside; whether it succeeded.
    fn act(&mut self, step: Step, hand: &mut Hand) -> bool {
        match step {
            Step::Make => {
                assert_eq!(self.new, Life::None, "a second token is made");
                self.new = Life::Active;
                hand.token = true;
            }
            Step::Discard => self.new = Life::None,
            Step::Hold => (self.held_new, self.held_old) = (true, true),
            Step::Prove => return self.new == Life::Active,
            Step::Store => self.tools_new = true,
            Step::Write(at) => self.secrets[at] = true,
            Step::PutBack(at) => self.secrets[at] = false,
            Step::Build | Step::Green | Step::Machine | Step::Undo => {}
            Step::Deactivate if self.mistaken => {}
            Step::Deactivate => self.old = Life::Inactive,
            Step::Wrong | Step::Activate => {
                if self.old == Life::Inactive {
                    self.old = Life::Active;
                }
            }
            Step::Dead => return self.old != Life::Active,
            Step::Alive => return self.old == Life::Active,
            Step::Delete => self.old = Life::None,
            Step::Forget | Step::Release => (self.held_new, self.held_old) = (false, false),
            Step::Restore => self.tools_new = false,
            Step::Withdraw => self.new = Life::None,
        }
        true
    }

    /// One run of the program, up to its end or its death.
    fn run(&mut self, session: bool, given: bool, fates: &mut impl Iterator<Item = Fate>) -> Option<Next> {
        let mut rotation = self.read();
        let mut hand = Hand { token: given, session, tried: BTreeMap::new() };
        loop {
            self.check(&rotation);
            let next = rotation.next(&hand, self.now);
            let Next::Do(step) = next else { return Some(next) };
            *hand.tried.entry(step).or_default() += 1;
            let fate = fates.next().unwrap_or(Fate::Good);
            let looks = matches!(step, Step::Prove | Step::Green | Step::Machine | Step::Dead | Step::Alive);
            if !looks {
                self.mark(&mut rotation, step, Mark::Began);
            }
            let good = match fate {
                Fate::Killed(0) => return None,
                Fate::Refused | Fate::Lost(false) => false,
                _ => self.act(step, &mut hand),
            };
            let failed = |sure| Mark::Failed { sure, why: String::new() };
            let mark = match fate {
                Fate::Killed(1) => return None,
                Fate::Good | Fate::Killed(_) if good => {
                    Mark::Done { at: self.now, detail: (step == Step::Make).then(|| "2".into()) }
                }
                Fate::Lost(_) => {
                    if step == Step::Make {
                        hand.token = false;
                    }
                    failed(false)
                }
                _ => failed(!looks || fate == Fate::Good),
            };
            self.mark(&mut rotation, step, mark);
            if matches!(fate, Fate::Killed(_)) {
                return None;
            }
        }
    }

    fn mark(&mut self, rotation: &mut Rotation, step: Step, mark: Mark) {
        self.write(&Note::of(rotation, step, &mark));
        rotation.note(step, mark);
    }

    /// What must hold at every moment.
    fn check(&self, rotation: &Rotation) {
        let alive = |new: bool| if new { self.new == Life::Active } else { self.old == Life::Active };
        for (at, new) in self.secrets.iter().enumerate() {
            assert!(alive(*new), "secret {at} is locked out: {self:?}");
            let (written, back) = (rotation.is_done(Step::Write(at)), rotation.is_done(Step::PutBack(at)));
            assert!(!written || back || rotation.goes_back() || *new, "claimed as written: {at}");
            assert!(!back || !*new, "claimed as put back: {at}");
        }
        assert!(alive(self.tools_new), "this machine is locked out: {self:?}");
        if self.secrets.contains(&true) || self.tools_new {
            assert!(rotation.is_done(Step::Prove), "an unproven token is in use");
            let let_go = rotation.may_be_done(Step::Forget) || rotation.may_be_done(Step::Release);
            assert!(self.held_old || let_go, "the old one is lost");
        }
    }
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => Just(Fate::Good),
        2 => Just(Fate::Refused),
        1 => any::<bool>().prop_map(Fate::Lost),
        2 => (0_u8..3).prop_map(Fate::Killed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Whatever befalls it, nobody is locked out and nothing is claimed that is not so; and with nothing in the
    /// way it ends.
    #[test]
    fn it_locks_nobody_out_and_comes_to_its_end(
        targets in 0_usize..6,
        made_here in any::<bool>(),
        fates in proptest::collection::vec(fate(), 0..60),
        undo_after in proptest::option::of(0_usize..12),
        sessions in proptest::collection::vec(any::<bool>(), 12),
    ) {
        let made = if made_here { Made::Here } else { Made::Elsewhere };
        let mut world = World::new(targets, made);
        let mut fates = fates.into_iter();
        for run in 0..160 {
            if undo_after.is_some_and(|after| run == after + 1) && !world.read().goes_back() && !world.read().is_past_return() {
                let mut rotation = world.read();
                let now = world.now;
                world.mark(&mut rotation, Step::Undo, Mark::Done { at: now, detail: None });
            }
            let session = made_here && sessions.get(run).copied().unwrap_or(true);
            let end = world.run(session, !made_here, &mut fates);
            world.now = world.now.plus(DAY * 3);
            match end {
                // The person does it at the page, if it is theirs to do.
                Some(Next::Stuck(Why::OldByHand)) if !made_here => world.old = Life::Inactive,
                Some(Next::Stuck(Why::NewByHand)) => world.new = Life::None,
                Some(Next::Stuck(Why::NotActive)) if world.old == Life::Inactive => world.old = Life::Active,
                // It cannot be helped: what is gone is put nowhere.
                Some(Next::Stuck(Why::Gone)) => return Ok(()),
                _ => {}
            }
        }
        let rotation = world.read();
        prop_assert!(rotation.is_over(), "{:?} {:?}", world, rotation);
        let back = rotation.goes_back();
        prop_assert!(world.secrets.iter().all(|new| *new != back), "{:?}", world);
        prop_assert!(!world.held_old && !world.held_new);
        if back {
            // One that was handed over and never kept is the person's own affair.
            let ours = made_here || rotation.may_be_done(Step::Hold);
            prop_assert_eq!((world.old, ours && world.new == Life::Active), (Life::Active, false));
        } else {
            prop_assert!(world.old != Life::Active && world.new == Life::Active);
        }
    }
}

#[test]
fn another_token_taken_for_the_old_one_lives_again() {
    let mut world = World::new(1, Made::Here);
    world.mistaken = true;
    let end = world.run(true, false, &mut std::iter::empty());
    assert_eq!(end, Some(Next::Stuck(Why::OldByHand)));
    let rotation = world.read();
    assert!(rotation.is_done(Step::Wrong) && rotation.due().is_none());
    // A person deactivates the right one; nothing is deleted by a number that was wrong.
    world.old = Life::Inactive;
    let end = world.run(true, false, &mut std::iter::empty());
    assert_eq!((end, world.old), (Some(Next::Done), Life::Inactive));
    assert!(world.read().mark(Step::Delete).is_none());
}

#[test]
fn the_old_token_is_deleted_when_its_time_is_up() {
    let mut world = World::new(2, Made::Here);
    let due = world.now.plus(DAY * 7);
    assert_eq!(world.run(true, false, &mut std::iter::empty()), Some(Next::Rest(due)));
    assert_eq!(world.old, Life::Inactive);
    world.now = due;
    assert_eq!(world.run(false, false, &mut std::iter::empty()), Some(Next::Rest(due)), "no session");
    assert_eq!(world.run(true, false, &mut std::iter::empty()), Some(Next::Done));
    assert_eq!(world.old, Life::None);
}

#[test]
fn one_secret_that_fails_holds_up_no_other_and_keeps_the_old_token() {
    let mut world = World::new(3, Made::Here);
    // Make, hold, prove, store, the first secret three times, the others once.
    let fates = [Fate::Good; 4].into_iter().chain([Fate::Refused, Fate::Good, Fate::Good]);
    let end = world.run(true, false, &mut fates.chain([Fate::Refused; 2]));
    assert_eq!(end, Some(Next::Stuck(Why::SecretsLeft)));
    assert_eq!((world.secrets.as_slice(), world.old), ([false, true, true].as_slice(), Life::Active));
    assert_eq!(world.read().left().collect::<Vec<_>>(), [0]);
}

#[test]
fn what_a_newer_version_wrote_is_not_understood() {
    let mut world = World::new(1, Made::Here);
    world.journal[0]["version"] = 2.into();
    assert!(read(&world.journal).is_err());
    let strange = serde_json::json!({"version": 1, "rotation": "x", "done": {"step": "dance"}});
    assert!(read(&[strange]).is_err());
    assert!(read(&[serde_json::json!({"at": "x", "change": "github-secret-written", "of": "y"})]).is_ok());
}
