//! The embedded practice services: a Docker Hub or another registry on loopback, strict where life is strict.
//!
//! It shares no code with the clients that it is there to test. Where Docker documents a behaviour the
//! services keep to it; where nobody does, the comment at that place says UNSOURCED.

mod chance;
mod clock;
mod elsewhere;
mod faults;
mod github;
mod hub;
mod identity;
mod lessons;
mod machine;
mod refusal;
mod registry;
mod scenario;
mod serve;
mod signing;
mod storage;
mod token_service;
mod wire;
mod world;

pub use elsewhere::{Elsewhere, Registry};
pub use faults::{Effect, Fault};
pub use lessons::ScenarioError;
pub use machine::{Credential, Keyring, LaidOut, Machine, Noted, Place, Workflow};
pub use scenario::{
    Account, Author, Bilingual, Expect, ExpectedRun, GitHub, GitHubRepository, GitHubService, GitHubToken,
    Level, Member, Organization, PastRun, Permission, Privacy, Repository, Right, Rule, Scenario, Service,
    StoredSecret, StoredVariable, Token, Vault, Verdict,
};
pub use serve::{Sandbox, Summary, start, start_in_background};
pub use wire::{Name, Received};

use serve::Shared;
