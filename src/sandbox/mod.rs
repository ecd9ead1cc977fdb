//! The embedded practice services: a Docker Hub on loopback, strict where life is strict.
//!
//! It shares no code with the clients that it is there to test. Where Docker documents a behaviour the
//! services keep to it; where nobody does, the comment at that place says UNSOURCED.

mod chance;
mod clock;
mod faults;
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

pub use faults::{Effect, Fault};
pub use lessons::ScenarioError;
pub use machine::{Credential, Keyring, LaidOut, Machine, Noted, Place, Workflow};
pub use scenario::{
    Account, Bilingual, Expect, Level, Member, Organization, Privacy, Repository, Right, Scenario, Service,
    Token, Verdict,
};
pub use serve::{Sandbox, Summary, start, start_in_background};
pub use wire::{Name, Received};

use serve::Shared;
