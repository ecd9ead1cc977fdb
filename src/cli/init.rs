//! `init`: what this project needs, from its workflows into `.pushpilot.toml`: shown first, never over another file
//! without a question.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::InitArgs;
use super::exit::Code;
use super::{Call, Stop, agreed, answer, runtime, world};
use crate::model::failure::Failure;
use crate::model::image::Image;
use crate::model::project::{Project, Push};
use crate::model::project_file::{self, NAME, ProjectFile};
use crate::model::secret_plan::NameKind;
use crate::outside::changed_file::ChangedFile;
use crate::outside::project_file::{self as on_disk, Unread};
use crate::outside::world::World;
use crate::outside::{project, workflow};
use crate::run;
use crate::text::{Text, credentials, onboarding as words};

/// The document of `init --json`; its fields are only ever added to.
#[derive(Serialize)]
struct Json<'a> {
    schema_version: u32,
    file: String,
    /// `written`, `same`, `differs` or `dry-run`.
    state: &'static str,
    registry: &'a str,
    image: String,
    permission: &'static str,
    workflow: Option<&'a str>,
    tags: &'a [String],
    ask: Option<&'a str>,
    names: Vec<Name<'a>>,
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
    /// `secret` or `variable`.
    kind: &'static str,
    holds: &'static str,
    r#where: String,
}

pub(super) fn run(call: &Call, args: &InitArgs) -> Result<Code, Stop> {
    let world = world(call)?;
    let runtime = runtime();
    let project = runtime.block_on(project::read(&world.folder, &call.env));
    runtime.shutdown_background();
    let root = project.root.clone().ok_or_else(|| stop(words::init_no_checkout()))?;
    let file = of(&project, &root, args)?;
    let text = file.to_string();
    let path = world.places.familiar(&on_disk::path(&root));
    let there = match on_disk::text(&root) {
        Ok(there) => there,
        Err(Unread::Failed(failure)) => return Err(Stop::of(&failure)),
        Err(Unread::Linked | Unread::Wrong(_)) => return Err(stop(words::init_linked())),
    };
    let order = Order { call, args, world: &world, root, path, file, text };
    order.carry_out(there.as_deref())
}

fn stop(words: Text) -> Stop {
    Stop { words, code: Code::CheckFailed }
}

/// What the file will say.
fn of(project: &Project, root: &Path, args: &InitArgs) -> Result<ProjectFile, Stop> {
    let image = match &args.image {
        Some(text) => Image::parse(text).map_err(|problem| Stop::no_image(text, &problem))?.without_tag(),
        None => the_one(&project.pushes)?,
    };
    let workflows = workflow::read_all(root);
    let plan = workflows.secret_plan(image.registry());
    // Of the jobs that push this image, or may push it.
    let pushes_it = |job: &&workflow::Job| {
        job.pushes.iter().any(|push| push.registry.as_ref().is_none_or(|of| of == image.registry()))
    };
    let jobs = workflows.on_their_own().flat_map(|workflow| &workflow.jobs).filter(pushes_it);
    let rules: Vec<String> = jobs.flat_map(|job| job.tag_rules.iter().cloned()).collect();
    let issues = || {
        let remote = project.remote.as_ref()?;
        Some(project_file::issues(&remote.host, &remote.slug()?))
    };
    let ask = args.ask.clone().or_else(issues);
    Ok(ProjectFile::of(&image, &plan, &project.pushes, &rules, ask.as_deref()))
}

/// The image, if the workflows push just one and its name can be read.
fn the_one(pushes: &[Push]) -> Result<Image, Stop> {
    let mut images: Vec<Image> = Vec::new();
    for push in pushes {
        if let Some(image) = push.image.as_ref().and_then(|image| Image::parse(image).ok())
            && !images.iter().any(|known| known.familiar() == image.familiar())
        {
            images.push(image.without_tag());
        }
    }
    match (images.len(), pushes.first()) {
        (1, _) => Ok(images.remove(0)),
        (0, None) => Err(Stop::usage(words::init_no_push())),
        (0, Some(push)) => {
            let written = push.image.as_ref().unwrap_or(&push.written);
            Err(Stop::usage(words::init_unclear(push.place.to_string(), written)))
        }
        _ => {
            let names: Vec<String> = images.iter().map(Image::familiar).collect();
            Err(Stop::usage(words::init_which(names.join(", "))))
        }
    }
}

/// What is to be written, and where.
struct Order<'a> {
    call: &'a Call,
    args: &'a InitArgs,
    world: &'a World,
    root: PathBuf,
    path: String,
    file: ProjectFile,
    text: String,
}

impl Order<'_> {
    fn carry_out(&self, there: Option<&str>) -> Result<Code, Stop> {
        if there == Some(self.text.as_str()) {
            self.tell(&words::init_same(&self.path));
            return self.end("same", Code::Good);
        }
        self.show(there);
        if self.file.names.is_empty() {
            self.tell(&words::init_no_login(self.file.image.familiar()));
        }
        if self.args.dry_run {
            self.tell(&words::init_dry());
            return self.end("dry-run", Code::Good);
        }
        if there.is_some() {
            // With data on its way there is nobody to ask.
            if self.args.json && !self.args.yes {
                self.tell(&words::init_needs_yes());
                return self.end("differs", Code::Cancelled);
            }
            if !agreed(self.call, self.args.yes, &words::init_question(), words::init_needs_yes)? {
                self.tell(&words::init_kept());
                return Ok(Code::Cancelled);
            }
        }
        let failed = |failure: Failure| Stop::of(&failure);
        let backup = on_disk::back_up(&self.root, &self.world.places.state).map_err(failed)?;
        on_disk::write(&self.root, &self.text).map_err(failed)?;
        let change = ChangedFile::new(&on_disk::path(&self.root), backup.as_deref(), &self.text);
        // What is written is written, whether it can be noted or not.
        drop(self.world.journal().add_with(run::now(), "project-file-written", &self.path, &change));
        if let Some(backup) = backup {
            self.tell(&credentials::use_backup(self.world.places.familiar(&backup)));
        }
        self.tell(&words::init_written(&self.path));
        self.end("written", Code::Good)
    }

    /// The whole file, or what would change in it.
    fn show(&self, there: Option<&str>) {
        let Some(there) = there else {
            self.tell(&words::init_new(&self.path));
            self.text.lines().for_each(|line| self.tell(&Text::raw(format!("  {line}"))));
            return;
        };
        self.tell(&words::init_changes(&self.path));
        let (old, new): (Vec<&str>, Vec<&str>) = (there.lines().collect(), self.text.lines().collect());
        let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("  - {line}"));
        let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("  + {line}"));
        gone.chain(come).for_each(|line| self.tell(&Text::raw(line)));
    }

    /// Talk: with `--json` standard output is for data.
    fn tell(&self, text: &Text) {
        let line = self.call.speaker.say(text);
        let _ =
            if self.args.json { writeln!(io::stderr(), "{line}") } else { writeln!(io::stdout(), "{line}") };
    }

    fn end(&self, state: &'static str, code: Code) -> Result<Code, Stop> {
        if !self.args.json {
            return Ok(code);
        }
        let names = self.file.names.iter().map(|one| Name {
            name: &one.name,
            kind: if one.kind == NameKind::Secret { "secret" } else { "variable" },
            holds: project_file::holds(one.role),
            r#where: one.lives(),
        });
        let printed = answer::json(&Json {
            schema_version: 1,
            file: NAME.to_owned(),
            state,
            registry: self.file.image.registry().host(),
            image: self.file.image.familiar(),
            permission: project_file::permission(self.file.permission),
            workflow: self.file.workflow.as_deref(),
            tags: &self.file.tags,
            ask: self.file.ask.as_deref(),
            names: names.collect(),
        });
        Ok(if printed.is_ok() { code } else { Code::CheckFailed })
    }
}
