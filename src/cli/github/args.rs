//! What can be said on the command line about GitHub.

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum};

use crate::model::start::How;

/// Which repository, and how to tell what comes of it.
#[derive(Clone, Debug, Args)]
pub struct RepoArgs {
    #[arg(long, value_name = "[HOST/]OWNER/NAME")]
    pub repo: Option<String>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct SecretsArgs {
    #[command(subcommand)]
    pub command: SecretsCommand,
}

#[derive(Debug, Subcommand)]
pub enum SecretsCommand {
    List {
        #[command(flatten)]
        shelf: ShelfArgs,
        #[command(flatten)]
        repo: RepoArgs,
    },
    Set {
        #[command(flatten)]
        shelf: ShelfArgs,
        #[arg(long)]
        token_stdin: bool,
        #[arg(long = "variable", conflicts_with_all = ["org", "dependabot"])]
        as_variable: bool,
        #[command(flatten)]
        repo: RepoArgs,
    },
}

/// Where secrets are to be, whatever the workflow suggests.
#[derive(Clone, Debug, Args)]
pub struct ShelfArgs {
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    #[arg(long, value_name = "NAME", conflicts_with = "env")]
    pub org: Option<String>,
    #[arg(long, conflicts_with = "env")]
    pub dependabot: bool,
}

#[derive(Debug, Args)]
pub struct RerunArgs {
    #[arg(long = "workflow", value_name = "FILE|NAME")]
    pub wanted_workflow: Option<String>,
    #[arg(long = "ref", value_name = "BRANCH|TAG")]
    pub git_ref: Option<String>,
    #[arg(long, value_enum)]
    pub how: Option<How>,
    #[arg(long = "input", value_name = "NAME=VALUE")]
    pub inputs: Vec<String>,
    #[arg(long)]
    pub watch: bool,
    #[command(flatten)]
    pub repo: RepoArgs,
}

impl ValueEnum for How {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

#[derive(Debug, Args)]
pub struct WatchArgs {
    pub run: Option<u64>,
    #[arg(long)]
    pub cancel: bool,
    #[command(flatten)]
    pub repo: RepoArgs,
}

#[derive(Debug, Args)]
pub struct ConfirmArgs {
    pub images: Vec<String>,
    #[arg(long = "run", value_name = "RUN")]
    pub of_run: Option<u64>,
    #[command(flatten)]
    pub repo: RepoArgs,
}
