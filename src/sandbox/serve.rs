//! Starts the services, says where they are, and stops them.

use std::collections::BTreeMap;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::clock::Clock;
use super::faults::{Effect, Fault};
use super::machine::{Credential, LaidOut, Noted};
use super::scenario::{PastRun, Scenario, Vault};
use super::wire::{self, Name, Received};
use super::world::World;
use super::{elsewhere, github, hub, registry, signing, storage, token_service};

/// Where each service listens, without a slash at the end.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    pub(super) hub: String,
    /// The whole realm, with its path.
    pub(super) token: String,
    pub(super) registry: String,
    pub(super) storage: String,
    pub(super) foreign: String,
    pub(super) github: String,
    /// Where GitHub sends those who fetch a log.
    pub(super) logs: String,
}

/// What all services have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) addresses: Addresses,
    pub(super) clock: Clock,
    pub(super) stop: CancellationToken,
    pub(super) github: github::Service,
    /// Runs that took place before practice began.
    pub(super) past: Vec<PastRun>,
    world: Mutex<World>,
    faults: Mutex<Vec<Fault>>,
    /// When the first request was spoilt.
    spoilt_since: OnceLock<Instant>,
    received: Mutex<Vec<Received>>,
    hanging: AtomicU32,
}

impl Shared {
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(super) fn effects(&self, service: Name, method: &str, target: &str) -> Vec<Effect> {
        let mut faults = lock(&self.faults);
        let passed = self.spoilt_since.get().map_or(Duration::ZERO, Instant::elapsed);
        let struck = faults.iter_mut().filter_map(|fault| fault.strikes(service, method, target, passed));
        let struck: Vec<Effect> = struck.collect();
        if !struck.is_empty() {
            self.spoilt_since.get_or_init(Instant::now);
        }
        struck
    }

    pub(super) fn hang(&self) {
        self.hanging.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn note(&self, request: Received) {
        lock(&self.received).push(request);
    }
}

/// A handler that panicked must not take the other services with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Running practice services. They stop when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    /// The Hub API, which also plays the web page where tokens are made.
    pub hub_url: String,
    /// The registry.
    pub registry_url: String,
    /// The realm that the registry's challenge names.
    pub token_url: String,
    /// Where the registry redirects those who fetch a blob.
    pub storage_url: String,
    /// An origin that belongs to somebody else; no credential may ever arrive there.
    pub foreign_url: String,
    /// GitHub's REST API, without a slash at the end.
    pub github_url: String,
    /// Where GitHub redirects those who fetch a log.
    pub logs_url: String,
    scenario: Scenario,
    shared: Arc<Shared>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What scripts need to talk to the services, as one JSON object.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The Hub API.
    pub hub_url: String,
    /// The registry.
    pub registry_url: String,
    /// The realm of the token service.
    pub token_url: String,
    /// The Docker ID of the person who practises.
    pub username: String,
    /// Values of the scenario's tokens by their names. They open nothing but these services.
    pub tokens: BTreeMap<String, String>,
    /// The scenario's repositories, as one would write them for Docker Hub.
    pub images: Vec<String>,
    /// GitHub's REST API.
    pub github_url: String,
    /// A token for it. It opens nothing but this service.
    pub github_token: String,
    /// The app that is registered there for signing in with a code.
    pub github_client_id: String,
    /// The registry by the host that images name, as `--registry-url` wants it.
    pub registry: String,
}

/// Starts the services on the caller's runtime, which needs time and IO enabled.
///
/// # Errors
/// When no port of 127.0.0.1 can be opened.
pub async fn start(scenario: Scenario) -> io::Result<Sandbox> {
    signing::warm_up();
    let (hub, hub_origin) = open().await?;
    let (token, token_origin) = open().await?;
    let (registry, registry_origin) = open().await?;
    let (storage, storage_origin) = open().await?;
    let (foreign, foreign_origin) = open().await?;
    let (github, github_origin) = open().await?;
    let (logs, logs_origin) = open().await?;
    let addresses = Addresses {
        hub: hub_origin,
        token: scenario
            .elsewhere
            .as_ref()
            .and_then(|elsewhere| elsewhere.realm(&registry_origin, &token_origin))
            .unwrap_or_else(|| format!("{token_origin}/token")),
        registry: registry_origin,
        storage: storage_origin,
        foreign: foreign_origin,
        github: github_origin,
        logs: logs_origin,
    };
    let clock = Clock::default();
    clock.set_offset(scenario.service.clock_offset_seconds);
    let world = World::build(&scenario, clock.now());
    let docker_token = |name: &str| world.named_token(name).unwrap_or_default();
    let shared = Arc::new(Shared {
        github: github::Service::new(&scenario, docker_token, clock.now()),
        past: scenario.github.runs.clone(),
        world: Mutex::new(world),
        faults: Mutex::new(scenario.faults.clone()),
        spoilt_since: OnceLock::new(),
        received: Mutex::default(),
        hanging: AtomicU32::new(0),
        stop: CancellationToken::new(),
        addresses: addresses.clone(),
        clock,
    });
    let tokens = match scenario.elsewhere {
        None => token_service::router(&shared),
        Some(_) => elsewhere::on_its_own(&shared),
    };
    for (name, listener, router) in [
        (Name::Hub, hub, hub::router(&shared)),
        (Name::Token, token, tokens),
        (Name::Registry, registry, registry::router(&shared)),
        (Name::Storage, storage, storage::router(&shared)),
        (Name::Foreign, foreign, storage::foreign_router()),
        (Name::GitHub, github, github::router(&shared)),
        (Name::Logs, logs, github::log_router(&shared)),
    ] {
        tokio::spawn(wire::serve(name, listener, router, Arc::clone(&shared)));
    }
    Ok(Sandbox {
        hub_url: addresses.hub,
        registry_url: addresses.registry,
        token_url: addresses.token,
        storage_url: addresses.storage,
        foreign_url: addresses.foreign,
        github_url: addresses.github,
        logs_url: addresses.logs,
        scenario,
        shared,
        thread: None,
    })
}

/// Starts the services on a thread and a runtime of their own, so that they never wait for the caller's.
///
/// # Errors
/// When the thread cannot be started or no port of 127.0.0.1 can be opened.
pub fn start_in_background(scenario: Scenario) -> io::Result<Sandbox> {
    let (tell, told) = mpsc::channel();
    let thread = thread::Builder::new().name("practice".to_owned()).spawn(move || {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return tell.send(Err(error)).unwrap_or_default(),
        };
        runtime.block_on(async {
            let started = start(scenario).await;
            let stop = started.as_ref().ok().map(|sandbox| sandbox.shared.stop.clone());
            if tell.send(started).is_ok()
                && let Some(stop) = stop
            {
                stop.cancelled().await;
            }
        });
        // A key that is still being made must not hold up the end.
        runtime.shutdown_background();
    })?;
    let mut sandbox = told.recv().map_err(|_| io::Error::other("the practice services did not start"))??;
    sandbox.thread = Some(thread);
    Ok(sandbox)
}

async fn open() -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    Ok((listener, origin))
}

impl Sandbox {
    /// What is being practised.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Every request that any service received so far, in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    /// How many requests were left without an answer on purpose.
    #[must_use]
    pub fn hanging(&self) -> u32 {
        self.shared.hanging.load(Ordering::Relaxed)
    }

    /// The value of a scenario's token by its name.
    #[must_use]
    pub fn token(&self, name: &str) -> Option<String> {
        self.shared.world().named_token(name)
    }

    /// The value of a scenario's token for GitHub by its name.
    #[must_use]
    pub fn github_token(&self, name: &str) -> Option<String> {
        self.shared.github.token(Some(name))
    }

    /// What GitHub has stored as a secret, asked behind the service's back.
    #[must_use]
    pub fn stored_secret(&self, vault: &Vault, name: &str) -> Option<String> {
        self.shared.github.secret(vault, name)
    }

    /// What GitHub has stored as a secret of one of the scenario's siblings.
    #[must_use]
    pub fn stored_secret_of(&self, sibling: &str, vault: &Vault, name: &str) -> Option<String> {
        self.shared.github.secret_of(sibling, vault, name)
    }

    /// Whether a token with this value is there and active.
    #[must_use]
    pub fn is_active(&self, token: &str) -> bool {
        self.shared.world().tokens.iter().any(|known| known.value == token && known.active)
    }

    /// Ends a token, as its owner does on the pages of the registry.
    pub fn deactivate(&self, token: &str) {
        let mut world = self.shared.world();
        world.tokens.iter_mut().filter(|known| known.value == token).for_each(|known| known.active = false);
    }

    /// The labels of all access tokens that are there.
    #[must_use]
    pub fn token_labels(&self) -> Vec<String> {
        self.shared.world().tokens.iter().map(|token| token.label.clone()).collect()
    }

    /// The same as it arrived, sealed, and the private key that opens it, both in Base64: for other programs to open.
    #[must_use]
    pub fn sealed_secret(&self, vault: &Vault, name: &str) -> Option<(String, String)> {
        self.shared.github.sealed(vault, name)
    }

    /// Host and port of the registry, as tools like skopeo want them before the name of an image.
    #[must_use]
    pub fn registry_host(&self) -> &str {
        self.registry_url.trim_start_matches("http://")
    }

    /// Writes the root certificate (PEM) that a registry must trust to accept the token service's tokens.
    /// Blocks until the key is made.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_root_certificate(&self, path: &Path) -> io::Result<()> {
        std::fs::write(path, signing::signer().certificate_pem())
    }

    /// Lets something go wrong from now on.
    pub fn add_fault(&self, fault: Fault) {
        lock(&self.shared.faults).push(fault);
    }

    /// Moves the services' clock so many seconds away from the machine's.
    pub fn set_time_offset(&self, seconds: i64) {
        self.shared.clock.set_offset(seconds);
    }

    /// Whether there is such a repository, asked behind the services' backs.
    #[must_use]
    pub fn has_repository(&self, name: &str) -> bool {
        self.shared.world().repositories.contains_key(name)
    }

    /// Whether the registry shows this tag, asked behind the services' backs.
    #[must_use]
    pub fn has_tag(&self, repository: &str, tag: &str) -> bool {
        let world = self.shared.world();
        world.content.shelves.get(repository).is_some_and(|shelf| shelf.tags.contains_key(tag))
    }

    /// Writes the scenario's machine below `dir`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn lay_out_machine(&self, dir: &Path) -> io::Result<LaidOut> {
        let host = self.scenario.elsewhere.as_ref().map(|elsewhere| elsewhere.host.as_str());
        let mut laid = self.scenario.machine.lay_out(dir, host, |credential| {
            let account = self.scenario.accounts.iter().find(|account| account.name == credential.user);
            match &credential.token {
                Some(name) => self.token(name).unwrap_or_default(),
                None => account.map(|account| account.password.clone()).unwrap_or_default(),
            }
        })?;
        let noted = self.scenario.machine.credentials.iter().filter(|credential| credential.noted);
        laid.notes = noted.filter_map(|credential| self.noted(credential)).collect();
        Ok(laid)
    }

    fn noted(&self, credential: &Credential) -> Option<Noted> {
        let name = credential.token.as_ref()?;
        let world = self.shared.world();
        let token = world.tokens.iter().find(|token| token.name.as_ref() == Some(name))?.clone();
        Some(Noted {
            user: credential.user.clone(),
            secret: token.value,
            label: token.label,
            created: token.created * 1000,
            expires: token.expires.map(|at| at * 1000),
        })
    }

    /// What scripts need to talk to the services.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let tokens = self.scenario.tokens.iter();
        let repositories = self.scenario.repositories.iter();
        let mut images = vec![self.scenario.expect.image.clone()];
        let host = self.scenario.elsewhere.as_ref().map_or_else(String::new, |one| format!("{}/", one.host));
        images.extend(repositories.map(|one| format!("{host}{}/{}", one.namespace, one.name)));
        let mut seen = std::collections::HashSet::new();
        images.retain(|image| seen.insert(image.clone()));
        Summary {
            hub_url: self.hub_url.clone(),
            registry_url: self.registry_url.clone(),
            token_url: self.token_url.clone(),
            username: self.scenario.main_account().name.clone(),
            tokens: tokens.filter_map(|token| Some((token.name.clone(), self.token(&token.name)?))).collect(),
            images,
            github_url: self.github_url.clone(),
            github_token: self.shared.github.token(None).unwrap_or_default(),
            github_client_id: super::github::CLIENT.to_owned(),
            registry: match &self.scenario.elsewhere {
                None => self.registry_url.clone(),
                Some(elsewhere) => format!("{}={}", elsewhere.host, self.registry_url),
            },
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // It ends by itself once it is told to stop; a panic in it has been printed already.
            thread.join().ok();
        }
    }
}
