//! What the steps do: the three docker actions, and everything else as if it had gone well.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::docker::{Docker, Image};
use super::expression::Context;
use super::journal::Journal;
use super::plan::{StepPlan, Work};
use super::{script, tags};

/// One runner at work on one job.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) context: Context,
    pub(super) docker: Docker,
    pub(super) journal: Journal,
    /// Images that scripts have built, by their references.
    pub(super) built: BTreeMap<String, String>,
    /// The repository's files, which are at hand once they are checked out.
    pub(super) files: BTreeMap<String, String>,
    pub(super) checked_out: bool,
    pub(super) now: Timestamp,
}

impl Desk {
    pub(super) fn say(&mut self, text: &str) {
        self.journal.line(self.now, text);
    }

    fn group(&mut self, title: &str, lines: &[String]) {
        self.say(&format!("##[group]{title}"));
        lines.iter().for_each(|line| self.say(line));
        self.say("##[endgroup]");
    }

    /// Does a step. `false` where it failed; the log says why.
    pub(super) async fn perform(&mut self, step: &StepPlan) -> bool {
        let env: Vec<(String, String)> =
            step.env.iter().map(|(name, value)| (name.clone(), self.context.fill(value))).collect();
        let inputs: Vec<(String, String)> = match &step.work {
            Work::Uses(_, with) => {
                with.iter().map(|(name, value)| (name.clone(), self.context.fill(value))).collect()
            }
            Work::Script(_) => Vec::new(),
        };
        let heading = self.context.fill(&step.work.heading());
        self.say(&format!("##[group]{heading}"));
        if let Work::Script(text) = &step.work {
            for line in self.context.fill(text).lines() {
                self.say(&format!("\u{1b}[36;1m{line}\u{1b}[0m"));
            }
            self.say("shell: /usr/bin/bash -e {0}");
        }
        self.list("with:", &inputs);
        self.list("env:", &env);
        self.say("##[endgroup]");
        for (name, value) in &env {
            self.context.set(&format!("env.{name}"), value);
        }
        let inputs = Inputs(inputs);
        let done = match (&step.work, step.work.action().unwrap_or_default()) {
            (Work::Script(text), _) => {
                let text = self.context.fill(text);
                script::run(self, &text, &env).await
            }
            (_, "docker/login-action") => self.login(&inputs).await,
            (_, "docker/metadata-action") => self.metadata(&inputs, step.id.as_deref()),
            (_, "docker/build-push-action") => self.build_and_push(&inputs, step.id.as_deref()).await,
            (_, "actions/checkout") => {
                self.checked_out = true;
                self.say(&format!("Syncing repository: {}", self.context.get("github.repository")));
                self.say(&format!(
                    "HEAD is now at {}",
                    self.context.get("github.sha").get(..7).unwrap_or_default()
                ));
                Ok(())
            }
            (_, path) if path.starts_with("./") => self.composite(path, &inputs, step.id.as_deref()).await,
            _ => Ok(()),
        };
        // A step within an action has said it already.
        if let Err(why) = done.as_ref().map_err(String::as_str)
            && !why.is_empty()
        {
            self.say(&format!("##[error]{why}"));
        }
        done.is_ok()
    }

    /// Inputs and variables are shown where they hold something (actions/runner, `Handler`).
    fn list(&mut self, title: &str, pairs: &[(String, String)]) {
        if pairs.iter().any(|(_, value)| !value.is_empty()) {
            self.say(title);
        }
        for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
            self.say(&format!("  {name}: {value}"));
        }
    }

    /// docker/login-action, `src/docker.ts`.
    async fn login(&mut self, inputs: &Inputs) -> Result<(), String> {
        let (user, secret) = (inputs.get("username"), inputs.get("password"));
        match (user.is_empty(), secret.is_empty()) {
            (true, true) => return Err("Username and password required".to_owned()),
            (true, false) => return Err("Username required".to_owned()),
            (false, true) => return Err("Password required".to_owned()),
            (false, false) => {}
        }
        let registry = if inputs.get("registry").is_empty() { "docker.io" } else { inputs.get("registry") };
        self.say(&format!("Logging into {registry}..."));
        self.docker.login(registry, user, secret).await?;
        self.say("Login Succeeded!");
        Ok(())
    }

    /// docker/metadata-action: what the tagging rules make of this run.
    fn metadata(&mut self, inputs: &Inputs, id: Option<&str>) -> Result<(), String> {
        let images = lines(inputs.get("images"));
        if images.is_empty() {
            return Err("Input required and not supplied: images".to_owned());
        }
        let made = tags::make(&self.context, inputs.get("tags"), self.now);
        let references: Vec<String> =
            images.iter().flat_map(|image| made.iter().map(move |tag| format!("{image}:{tag}"))).collect();
        let labels = vec![
            format!("org.opencontainers.image.revision={}", self.context.get("github.sha")),
            format!(
                "org.opencontainers.image.source=https://github.com/{}",
                self.context.get("github.repository")
            ),
            format!(
                "org.opencontainers.image.version={}",
                made.first().map(String::as_str).unwrap_or_default()
            ),
        ];
        let context = ["event_name", "sha", "ref"]
            .map(|name| format!("{name}: {}", self.context.get(&format!("github.{name}"))));
        self.group("Context info", &context);
        self.group("Processing images input", &images);
        self.group("Docker image version", &made.iter().take(1).cloned().collect::<Vec<_>>());
        self.group("Docker tags", &references);
        self.group("Docker labels", &labels);
        if let Some(id) = id {
            let version = made.first().cloned().unwrap_or_default();
            for (name, value) in
                [("tags", references.join("\n")), ("labels", labels.join("\n")), ("version", version)]
            {
                self.context.set(&format!("steps.{id}.outputs.{name}"), &value);
            }
        }
        Ok(())
    }

    /// docker/build-push-action: the groups of `src/main.ts` around the output of buildx.
    async fn build_and_push(&mut self, inputs: &Inputs, id: Option<&str>) -> Result<(), String> {
        let references = lines(inputs.get("tags"));
        let pushes = inputs.get("push") == "true" || inputs.get("outputs").contains("push=true");
        for (title, line) in [
            ("GitHub Actions runtime token ACs", "refs/heads: read/write"),
            ("Docker info", "Server Version: 28.0.4"),
            ("Proxy configuration", "No proxy configuration found"),
            ("Buildx version", "github.com/docker/buildx v0.29.1"),
            ("Builder info", "{\"name\": \"default\", \"driver\": \"docker\"}"),
        ] {
            self.group(title, &[line.to_owned()]);
        }
        let shown: String = references.iter().map(|reference| format!(" --tag {reference}")).collect();
        let end = if pushes { " --push" } else { "" };
        self.say(&format!("[command]/usr/bin/docker buildx build --iidfile /tmp/iidfile{shown}{end} ."));
        let image = self.image(&labels(inputs.get("labels")));
        let pushed = self.buildx(&image, &references, pushes).await;
        let pushed = pushed.map_err(|why| format!("buildx failed with: {why}"))?;
        self.group("ImageID", std::slice::from_ref(&pushed.config));
        if pushes {
            self.group("Digest", std::slice::from_ref(&pushed.digest));
            let metadata = json!({
                "containerimage.config.digest": pushed.config,
                "containerimage.digest": pushed.digest,
                "image.name": references.join(","),
            });
            let metadata = serde_json::to_string_pretty(&metadata).unwrap_or_default();
            self.group("Metadata", &metadata.lines().map(str::to_owned).collect::<Vec<_>>());
        }
        self.group("Check build summary support", &["Build summary supported!".to_owned()]);
        if let Some(id) = id {
            self.context.set(&format!("steps.{id}.outputs.digest"), &pushed.digest);
            self.context.set(&format!("steps.{id}.outputs.imageid"), &pushed.config);
        }
        Ok(())
    }

    /// An image of this commit, this run and this moment.
    pub(super) fn image(&self, labels: &Value) -> Image {
        let content = format!(
            "{} {} {}\n",
            self.context.get("github.sha"),
            self.context.get("github.run_id"),
            self.context.get("github.run_attempt")
        );
        Image::build(&content, labels, &self.now.to_string())
    }

    /// `docker buildx build`, with or without `--push`, in BuildKit's plain output. The error is the last
    /// line, as buildx prints it.
    pub(super) async fn buildx(
        &mut self,
        image: &Image,
        references: &[String],
        pushes: bool,
    ) -> Result<super::docker::Pushed, String> {
        for line in [
            "#0 building with \"default\" instance using docker driver",
            "#1 [internal] load build definition from Dockerfile",
            "#1 transferring dockerfile: 51B done",
            "#1 DONE 0.0s",
            "#2 [1/1] FROM docker.io/library/alpine:latest",
            "#2 CACHED",
            "#3 exporting to image",
            "#3 exporting layers done",
        ] {
            self.say(line);
        }
        if !pushes {
            self.say("#3 DONE 0.1s");
            return Ok(self.docker.keep(image));
        }
        self.say("#3 pushing layers");
        let outcome = self.docker.push(image, references).await;
        for (scope, why) in self.docker.refusals.clone() {
            self.say(&format!("#4 [auth] {scope} token for registry-1.docker.io"));
            self.say(&format!("#4 ERROR: {why}"));
        }
        match outcome {
            Ok(pushed) => {
                self.say("#3 pushing layers 0.9s done");
                for reference in references {
                    self.say(&format!("#3 pushing manifest for {reference}@{} 0.3s done", pushed.digest));
                }
                self.say("#3 DONE 1.4s");
                Ok(pushed)
            }
            Err(why) => {
                self.say(&format!("#3 ERROR: {why}"));
                for line in ["------", " > exporting to image:", "------"] {
                    self.say(line);
                }
                let last = format!("ERROR: failed to build: failed to solve: {why}");
                self.say(&last);
                Err(last)
            }
        }
    }

    /// What actions do once the job is over; `true` where there is something to do.
    pub(super) fn clean_up(&mut self, step: &StepPlan) {
        self.say("Post job cleanup.");
        if step.work.action() == Some("docker/login-action") {
            self.say("[command]/usr/bin/docker logout docker.io");
            self.say("Removing login credentials for docker.io");
        }
    }
}

/// The inputs of an action.
pub(super) struct Inputs(Vec<(String, String)>);

impl Inputs {
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }
}

/// Lists are written with commas or with line ends.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn labels(text: &str) -> Value {
    let pairs = text.lines().filter_map(|line| line.trim().split_once('='));
    Value::Object(pairs.map(|(name, value)| (name.to_owned(), value.into())).collect::<Map<_, _>>())
}
