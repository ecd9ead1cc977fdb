//! The command line as data; its words stand in `commands.ftl`, in both languages.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::github::args::{ConfirmArgs, RerunArgs, SecretsArgs, WatchArgs};
use super::rotate::args::{RotateArgs, UndoArgs};
use crate::ui::abilities::{GlyphSet, When, Wishes};
use crate::ui::look::ThemeName;

/// Everything that can be said on the command line. Secrets cannot: they come on standard input, in the
/// environment or from the keyring.
#[derive(Debug, Parser)]
#[command(
    name = "pushpilot",
    version,
    disable_help_subcommand = true,
    override_usage = "pushpilot [OPTIONS] [IMAGE]\n       pushpilot [OPTIONS] <COMMAND> [...]"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    pub image: Option<String>,
    #[arg(long, id = "wizard_dry_run")]
    pub dry_run: bool,
    #[command(flatten)]
    pub surface: SurfaceArgs,
    #[command(flatten)]
    pub places: PlaceArgs,
    #[arg(long, env = "PUSHPILOT_USERNAME", global = true, hide_env_values = true)]
    pub username: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Diagnose(DiagnoseArgs),
    Verify(VerifyArgs),
    TestPush(TestPushArgs),
    Sources(SourcesArgs),
    Secrets(SecretsArgs),
    Rerun(RerunArgs),
    Watch(WatchArgs),
    Confirm(ConfirmArgs),
    Onboard(OnboardArgs),
    Practice(PracticeArgs),
    Codes(CodesArgs),
    Help { topic: Option<String> },
    Init(InitArgs),
    InstallLinks(InstallLinksArgs),
    Use(UseArgs),
    Status(StatusArgs),
    Rotate(RotateArgs),
    Undo(UndoArgs),
    Completions { shell: clap_complete::Shell },
    Man,
}

/// How to show.
#[derive(Clone, Debug, Args)]
pub struct SurfaceArgs {
    #[arg(long, global = true)]
    pub lang: Option<String>,
    #[arg(long, global = true, alias = "accessible")]
    pub plain: bool,
    #[arg(long, global = true, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    #[arg(long, global = true, value_enum)]
    theme: Option<Theme>,
    #[arg(long, global = true, value_enum)]
    glyphs: Option<Glyphs>,
    #[arg(long, global = true, value_enum, default_value_t)]
    color: Wanted,
    #[arg(long, global = true, value_enum, default_value_t)]
    hyperlinks: Wanted,
    #[arg(long, global = true)]
    pub no_mouse: bool,
    #[arg(long, global = true)]
    pub notify: bool,
}

/// Where Docker Hub and GitHub are.
#[derive(Clone, Debug, Args)]
pub struct PlaceArgs {
    #[arg(long, env = "PUSHPILOT_HUB_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub hub_url: Option<String>,
    #[arg(
        long,
        env = "PUSHPILOT_REGISTRY_URL",
        global = true,
        value_name = "[HOST=]URL",
        hide_env_values = true
    )]
    pub registry_url: Option<String>,
    #[arg(long, env = "GITHUB_API_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub github_api_url: Option<String>,
    #[arg(
        long,
        env = "PUSHPILOT_GITHUB_CLIENT_ID",
        global = true,
        value_name = "ID",
        hide_env_values = true
    )]
    pub github_client_id: Option<String>,
}

#[derive(Debug, Args)]
pub struct DiagnoseArgs {
    pub file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub workflow: Option<PathBuf>,
    #[arg(long, value_name = "IMAGE", id = "diagnosed_image")]
    pub image: Option<String>,
    #[arg(long = "run", value_name = "URL|ID", conflicts_with_all = ["file", "offline"])]
    pub failed_run: Option<String>,
    #[arg(long, value_name = "[HOST/]OWNER/NAME", requires = "failed_run")]
    pub repo: Option<String>,
    #[arg(long, conflicts_with = "offline")]
    pub probe: bool,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub offline: bool,
    #[arg(long)]
    pub json: bool,
    #[arg(long = "all", id = "all_causes", conflicts_with = "json")]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    pub images: Vec<String>,
    #[arg(long)]
    pub token_stdin: bool,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub json: bool,
    #[arg(long, value_name = "DAYS")]
    pub fail_on_expiring: Option<u32>,
}

#[derive(Debug, Args)]
pub struct TestPushArgs {
    pub image: String,
    #[arg(long)]
    pub token_stdin: bool,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub keep: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct SourcesArgs {
    pub image: Option<String>,
    /// A name of its own, as its words differ from those of `diagnose --offline`.
    #[arg(long = "offline")]
    pub untried: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct PracticeArgs {
    #[command(subcommand)]
    pub command: Option<PracticeCommand>,
    pub scenario: Option<String>,
    #[arg(long)]
    pub list: bool,
    #[arg(long)]
    pub tour: bool,
}

#[derive(Debug, Args)]
pub struct OnboardArgs {
    #[arg(long, id = "wizard_dry_run")]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct InitArgs {
    #[arg(id = "init_image", value_name = "IMAGE")]
    pub image: Option<String>,
    #[arg(long, id = "init_ask", value_name = "TEXT")]
    pub ask: Option<String>,
    #[arg(long, id = "init_dry_run")]
    pub dry_run: bool,
    #[arg(long, short = 'y', id = "init_yes")]
    pub yes: bool,
    #[arg(long, id = "json")]
    pub json: bool,
}

/// Without any of the three, all are made.
#[derive(Debug, Args)]
pub struct InstallLinksArgs {
    #[arg(long, id = "link_docker")]
    pub docker: bool,
    #[arg(long, id = "link_gh")]
    pub gh: bool,
    #[arg(long, id = "link_helper")]
    pub helper: bool,
    #[arg(long, value_name = "DIR", id = "link_folder")]
    pub folder: Option<PathBuf>,
    #[arg(long)]
    pub dry_run: bool,
}

/// Without a tool, those that are installed.
#[derive(Debug, Default, Args)]
pub struct UseArgs {
    #[arg(long, id = "use_docker")]
    pub docker: bool,
    #[arg(long, id = "use_podman")]
    pub podman: bool,
    #[arg(long, id = "use_hook")]
    pub hook: bool,
    #[arg(long, id = "use_registry", value_name = "HOST", default_value = "docker.io")]
    pub registry: String,
    #[arg(long, id = "use_account", value_name = "NAME")]
    pub account: Option<String>,
    #[arg(long, id = "use_here", requires = "use_account")]
    pub here: bool,
    #[arg(long = "move", id = "use_move", conflicts_with = "use_undo")]
    pub move_plain: bool,
    #[arg(long, id = "use_undo", conflicts_with = "use_account")]
    pub undo: bool,
    #[arg(long, id = "use_dry_run")]
    pub dry_run: bool,
    #[arg(long, short = 'y', id = "use_yes")]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct StatusArgs {
    #[arg(long, id = "json")]
    pub json: bool,
    #[arg(long, id = "fail_on_expiring", value_name = "DAYS")]
    pub fail_on_expiring: Option<u32>,
    #[arg(long, id = "status_calendar", value_name = "FILE")]
    pub calendar: Option<PathBuf>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, id = "status_workflow", conflicts_with = "json")]
    pub workflow: bool,
    #[arg(long, id = "status_offline")]
    pub offline: bool,
    #[arg(long, id = "status_password_stdin", conflicts_with = "status_offline")]
    pub password_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub enum PracticeCommand {
    Serve {
        scenario: Option<String>,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub struct CodesArgs {
    pub code: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Wanted {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Theme {
    Dark,
    Light,
    HighContrast,
    #[value(name = "16")]
    Sixteen,
    Mono,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Glyphs {
    Unicode,
    Ascii,
}

impl From<Wanted> for When {
    fn from(wanted: Wanted) -> Self {
        match wanted {
            Wanted::Auto => Self::Auto,
            Wanted::Always => Self::Always,
            Wanted::Never => Self::Never,
        }
    }
}

impl Cli {
    /// What stands before a command although it belongs to another use: the image of the wizard, or a scenario.
    /// (The parser's own rule against that would refuse the flags that belong to every command, too.)
    #[must_use]
    pub fn stray(&self) -> Option<&str> {
        let command = self.command.as_ref()?;
        if let Some(image) = &self.image {
            return Some(image);
        }
        // Each command has its own, where it changes anything.
        if self.dry_run {
            return Some("--dry-run");
        }
        match command {
            Command::Practice(args) if args.command.is_some() => args.scenario.as_deref().or(match args {
                PracticeArgs { list: true, .. } => Some("--list"),
                PracticeArgs { tour: true, .. } => Some("--tour"),
                _ => None,
            }),
            _ => None,
        }
    }

    /// An empty variable counts as not set here, as everywhere in this program.
    #[must_use]
    pub fn without_empty(mut self) -> Self {
        for value in [&mut self.username, &mut self.places.hub_url, &mut self.places.registry_url] {
            value.take_if(|value| value.is_empty());
        }
        self
    }
}

impl SurfaceArgs {
    /// What the person wishes, for the surface to reconcile with what the terminal can do.
    #[must_use]
    pub fn wishes(&self) -> Wishes {
        Wishes {
            plain: self.plain || self.answers.is_some(),
            colour: self.color.into(),
            theme: self.theme.map(|theme| match theme {
                Theme::Dark => ThemeName::Dark,
                Theme::Light => ThemeName::Light,
                Theme::HighContrast => ThemeName::HighContrast,
                Theme::Sixteen => ThemeName::Sixteen,
                Theme::Mono => ThemeName::Mono,
            }),
            glyphs: self.glyphs.map(|glyphs| match glyphs {
                Glyphs::Unicode => GlyphSet::Unicode,
                Glyphs::Ascii => GlyphSet::Ascii,
            }),
            links: self.hyperlinks.into(),
        }
    }
}
