//! What can be said on the command line about replacing a token.

use clap::Args;

#[derive(Debug, Args)]
pub struct RotateArgs {
    #[arg(long, id = "rotate_repos", value_name = "FILE|OWNER/*|OWNER/NAME")]
    pub repos: Option<String>,
    #[arg(long, id = "rotate_registry", value_name = "HOST", default_value = "docker.io")]
    pub registry: String,
    #[arg(long, id = "rotate_image", value_name = "IMAGE")]
    pub image: Option<String>,
    #[arg(long, id = "rotate_old", value_name = "LABEL|ID")]
    pub old: Option<String>,
    #[arg(long, id = "rotate_grace", value_name = "DAYS", default_value_t = 7)]
    pub grace: u32,
    #[arg(long, conflicts_with = "password_stdin")]
    pub token_stdin: bool,
    #[arg(long)]
    pub password_stdin: bool,
    /// Given without a name, it is the first repository's.
    #[arg(long, id = "rotate_build", value_name = "OWNER/NAME", num_args = 0..=1, require_equals = true)]
    pub build: Option<Option<String>>,
    #[arg(long, id = "rotate_again")]
    pub again: bool,
    #[arg(long, id = "dry_run")]
    pub dry_run: bool,
    #[arg(long, short = 'y', id = "rotate_yes")]
    pub yes: bool,
    #[arg(long, id = "json")]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct UndoArgs {
    #[arg(long)]
    pub password_stdin: bool,
    #[arg(long, id = "dry_run")]
    pub dry_run: bool,
    #[arg(long, short = 'y', id = "rotate_yes")]
    pub yes: bool,
    #[arg(long, id = "json")]
    pub json: bool,
}
