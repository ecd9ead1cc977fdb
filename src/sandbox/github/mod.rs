//! GitHub's REST API, as api.github.com, for what a build that pushes an image needs.
//!
//! Bodies have the shapes of GitHub's own description (github/rest-api-description); its documentation is
//! named where a behaviour comes from it. Runs really run: see [`runner`].

mod device;
mod door;
mod git;
mod limits;
mod logs;
mod paging;
mod push;
mod refs;
mod repository;
mod run;
mod runner;
mod runs;
mod secrets;
mod shapes;
mod state;
mod token_page;
mod variables;
mod vault;
mod workflows;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{MethodRouter, get, patch, post, put};
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use self::door::Need;
use self::state::State;
use super::Shared;
use super::refusal::Refusal;
use super::scenario::Scenario;

pub(super) use self::device::CLIENT;
pub(super) use self::logs::router as log_router;

const DOCUMENTATION: &str = "https://docs.github.com/rest";

/// GitHub with everything that it knows.
#[derive(Debug)]
pub(super) struct Service {
    state: Mutex<State>,
    /// The runs of the past take place when somebody asks for the first time.
    past: OnceCell<()>,
}

impl Service {
    pub(super) fn new(scenario: &Scenario, docker_token: impl Fn(&str) -> String, now: i64) -> Self {
        Self { state: Mutex::new(State::build(scenario, docker_token, now)), past: OnceCell::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value of a scenario's token by its name; the first one without a name.
    pub(super) fn token(&self, name: Option<&str>) -> Option<String> {
        let state = self.state();
        let mut tokens = state.tokens.iter();
        tokens.find(|token| name.is_none_or(|name| token.name == name)).map(|token| token.value.clone())
    }

    /// The same of another repository of the owner.
    pub(super) fn secret_of(
        &self,
        name: &str,
        vault: &super::scenario::Vault,
        secret: &str,
    ) -> Option<String> {
        let state = self.state();
        let keep = state.siblings.get(name)?.get(vault)?;
        keep.secrets.get(secret).map(|stored| stored.value.clone())
    }

    /// A secret as it arrived, and the key that opens it, both in Base64.
    pub(super) fn sealed(&self, vault: &super::scenario::Vault, name: &str) -> Option<(String, String)> {
        let state = self.state();
        let keep = state.vaults.get(vault)?;
        Some((keep.secrets.get(name)?.sealed.clone(), keep.private_key()))
    }

    /// What is stored under a secret's name at a level, asked behind the API's back.
    pub(super) fn secret(&self, vault: &super::scenario::Vault, name: &str) -> Option<String> {
        self.state().vaults.get(vault)?.secrets.get(name).map(|stored| stored.value.clone())
    }
}

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    let needs = |need: Need, handler: MethodRouter<Arc<Shared>>| {
        handler.layer(from_fn_with_state((Arc::clone(shared), need), door::enter))
    };
    let open = Router::new()
        .route("/", get(repository::root))
        .route("/meta", get(repository::meta))
        .route("/versions", get(repository::versions))
        .route("/rate_limit", get(repository::rate_limit))
        .route("/settings/personal-access-tokens", post(token_page::submit))
        .route("/practice/push", post(push::submit))
        .route("/login/device/code", post(device::code))
        .route("/login/oauth/access_token", post(device::token))
        .route("/login/device", post(device::page))
        .route("/settings/actions", post(repository::enable_actions))
        .route("/user", needs(Need::anybody(), get(repository::user)))
        .route("/user/repos", needs(Need::anybody(), get(repository::list)));
    let inner = open
        .merge(of_repository(&needs))
        .merge(of_secrets(&needs))
        .merge(of_actions(&needs))
        .fallback(|| async { not_found() })
        .method_not_allowed_fallback(|| async { not_found() })
        .with_state(Arc::clone(shared));
    // Addresses are rewritten before they are looked up, so all routes lie behind a fallback.
    Router::new()
        .fallback_service(inner)
        .layer(from_fn_with_state(Arc::clone(shared), door::greet))
        .layer(map_response(announce))
}

type Routes = Router<Arc<Shared>>;
type Handler = MethodRouter<Arc<Shared>>;

fn of_repository(needs: &impl Fn(Need, Handler) -> Handler) -> Routes {
    let variables = || {
        let write = needs(Need::write("actions_variables"), post(variables::create));
        needs(Need::read("actions_variables"), get(variables::list)).merge(write)
    };
    let variable =
        || needs(Need::write("actions_variables"), patch(variables::update).delete(variables::remove));
    let environment = needs(Need::look("actions"), get(repository::environment))
        .merge(needs(Need::write("administration"), put(repository::make_environment)));
    Router::new()
        .route("/repos/{owner}/{repo}", needs(Need::look("metadata"), get(repository::read)))
        .route("/repos/{owner}/{repo}/contents", needs(Need::look("contents"), get(repository::contents)))
        .route(
            "/repos/{owner}/{repo}/contents/{*path}",
            needs(Need::look("contents"), get(repository::contents)),
        )
        .route(
            "/repos/{owner}/{repo}/environments",
            needs(Need::look("actions"), get(repository::environments)),
        )
        .route("/repos/{owner}/{repo}/environments/{environment}", environment)
        .route("/repos/{owner}/{repo}/actions/variables", variables())
        .route("/repos/{owner}/{repo}/actions/variables/{variable}", variable())
        .route("/repos/{owner}/{repo}/environments/{environment}/variables", variables())
        .route("/repos/{owner}/{repo}/environments/{environment}/variables/{variable}", variable())
        .route(
            "/repos/{owner}/{repo}/actions/permissions",
            needs(Need::read("administration"), get(repository::permissions)),
        )
        .route(
            "/repos/{owner}/{repo}/rules/branches/{*branch}",
            needs(Need::look("metadata"), get(repository::rules)),
        )
        .route("/repos/{owner}/{repo}/git/ref/{*ref}", needs(Need::look("contents"), get(refs::read)))
        .route("/repos/{owner}/{repo}/git/refs/{*ref}", needs(Need::write("contents"), patch(refs::update)))
        .route("/repos/{owner}/{repo}/git/commits", needs(Need::write("contents"), post(refs::make_commit)))
        .route("/repos/{owner}/{repo}/git/commits/{sha}", needs(Need::look("contents"), get(refs::commit)))
}

/// Each level with its three paths.
fn of_secrets(needs: &impl Fn(Need, Handler) -> Handler) -> Routes {
    let (read, write) = (Need::read, Need::write);
    let levels = [
        ("/repos/{owner}/{repo}/actions", read("secrets"), write("secrets")),
        ("/repos/{owner}/{repo}/environments/{environment}", read("environments"), write("environments")),
        ("/repos/{owner}/{repo}/dependabot", read("dependabot_secrets"), write("dependabot_secrets")),
        (
            "/orgs/{org}/actions",
            read("organization_secrets").of_organization(),
            write("organization_secrets").of_organization(),
        ),
        (
            "/orgs/{org}/dependabot",
            read("organization_dependabot_secrets").of_organization(),
            write("organization_dependabot_secrets").of_organization(),
        ),
    ];
    let mut routes = Router::new().route(
        "/repos/{owner}/{repo}/actions/organization-secrets",
        needs(Need::read("secrets"), get(secrets::of_organization)),
    );
    for (base, read, write) in levels {
        let single =
            needs(read, get(secrets::read)).merge(needs(write, put(secrets::write).delete(secrets::remove)));
        routes = routes
            .route(&format!("{base}/secrets"), needs(read, get(secrets::list)))
            .route(&format!("{base}/secrets/public-key"), needs(read, get(secrets::public_key)))
            .route(&format!("{base}/secrets/{{secret}}"), single);
    }
    routes
}

fn of_actions(needs: &impl Fn(Need, Handler) -> Handler) -> Routes {
    let look = |handler: Handler| needs(Need::look("actions"), handler);
    let read = |handler: Handler| needs(Need::read("actions"), handler);
    let write = |handler: Handler| needs(Need::write("actions"), handler);
    let base = "/repos/{owner}/{repo}/actions";
    Router::new()
        .route(&format!("{base}/workflows"), look(get(workflows::list)))
        .route(&format!("{base}/workflows/{{workflow}}"), look(get(workflows::read)))
        .route(&format!("{base}/workflows/{{workflow}}/dispatches"), write(post(workflows::dispatch)))
        .route(&format!("{base}/workflows/{{workflow}}/runs"), look(get(runs::list)))
        .route(&format!("{base}/runs"), look(get(runs::list)))
        .route(&format!("{base}/runs/{{run}}"), look(get(runs::read)))
        .route(&format!("{base}/runs/{{run}}/jobs"), look(get(runs::jobs)))
        .route(&format!("{base}/runs/{{run}}/attempts/{{attempt}}"), look(get(runs::read)))
        .route(&format!("{base}/runs/{{run}}/attempts/{{attempt}}/jobs"), look(get(runs::jobs)))
        .route(&format!("{base}/runs/{{run}}/attempts/{{attempt}}/logs"), read(get(logs::of_run)))
        .route(&format!("{base}/runs/{{run}}/logs"), read(get(logs::of_run)))
        .route(&format!("{base}/runs/{{run}}/rerun"), write(post(runs::rerun)))
        .route(&format!("{base}/runs/{{run}}/rerun-failed-jobs"), write(post(runs::rerun_failed)))
        .route(&format!("{base}/runs/{{run}}/cancel"), write(post(runs::cancel)))
        .route(&format!("{base}/jobs/{{job}}"), look(get(runs::job)))
        .route(&format!("{base}/jobs/{{job}}/logs"), read(get(logs::of_job)))
        .route(&format!("{base}/jobs/{{job}}/rerun"), write(post(runs::rerun_job)))
        .route("/repos/{owner}/{repo}/check-runs/{job}/annotations", look(get(runs::annotations)))
}

/// JSON has its character set named, as GitHub's answers do.
async fn announce(mut response: Response) -> Response {
    use axum::http::{HeaderValue, header::CONTENT_TYPE};
    if response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json") {
        let kind = HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

/// The general error of the description.
fn refuse(status: StatusCode, message: &str) -> Refusal {
    let status_text = status.as_u16().to_string();
    Refusal::new(
        status,
        json!({"message": message, "documentation_url": DOCUMENTATION, "status": status_text}),
    )
}

fn not_found() -> Refusal {
    refuse(StatusCode::NOT_FOUND, "Not Found")
}

fn unprocessable(message: &str) -> Refusal {
    refuse(StatusCode::UNPROCESSABLE_ENTITY, message)
}

/// A body that has to be a JSON object, whatever its type is announced as.
fn read_body(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(refuse(StatusCode::BAD_REQUEST, "Body should be a JSON object")),
        Err(_) => Err(refuse(StatusCode::BAD_REQUEST, "Problems parsing JSON")),
    }
}
