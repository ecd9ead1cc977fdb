//! Puts the words of the person's language into the command line's help.

use clap::{Command, CommandFactory};

use super::args::Cli;
use super::exit::Code;
use crate::text::speak::Speaker;
use crate::text::{
    Text, commands as words, credentials, device, diagnosis, github, onboarding, probes, proof, rotation,
    sources, status, variable,
};

/// The command line, speaking one language.
#[must_use]
pub fn command(speaker: &Speaker) -> Command {
    let exit_codes: Vec<String> = Code::ALL
        .iter()
        .map(|(code, why)| format!("  {:>3}  {}", *code as u8, speaker.say(&why())))
        .collect();
    let after = format!("{}\n{}", speaker.say(&words::exit_title()), exit_codes.join("\n"));
    let about = format!("{}\n{}", speaker.say(&words::cmd_about()), speaker.say(&words::cmd_wizard()));
    localized(Cli::command(), speaker).about(about).after_help(after)
}

fn localized(command: Command, speaker: &Speaker) -> Command {
    let template = format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        speaker.say(&words::help_usage())
    );
    let arguments = speaker.say(&words::help_arguments());
    let options = speaker.say(&words::help_options());
    let mut command = command
        .help_template(template)
        .subcommand_help_heading(speaker.say(&words::help_commands()))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help(speaker.say(&words::arg_help())),
        );
    if command.get_name() == "pushpilot" {
        command = command.arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help(speaker.say(&words::arg_version())),
        );
    }
    command = command.mut_args(|arg| {
        let heading = if arg.is_positional() { arguments.clone() } else { options.clone() };
        let help = argument(arg.get_id().as_str()).map(|text| speaker.say(&text));
        match help {
            Some(help) => arg.help_heading(heading).help(help),
            None => arg.help_heading(heading),
        }
    });
    command.mut_subcommands(|sub| {
        let about = subcommand(sub.get_name()).map(|text| speaker.say(&text)).unwrap_or_default();
        localized(sub, speaker).about(about)
    })
}

fn subcommand(name: &str) -> Option<Text> {
    Some(match name {
        "diagnose" => diagnosis::cmd_diagnose(),
        "verify" => words::cmd_verify(),
        "test-push" => words::cmd_test_push(),
        "sources" => sources::cmd_sources(),
        "secrets" => github::cmd_secrets(),
        "list" => github::cmd_secrets_list(),
        "set" => github::cmd_secrets_set(),
        "rerun" => github::cmd_rerun(),
        "watch" => github::cmd_watch(),
        "confirm" => github::cmd_confirm(),
        "practice" => words::cmd_practice(),
        "serve" => words::cmd_practice_serve(),
        "codes" => words::cmd_codes(),
        "help" => diagnosis::cmd_help(),
        "init" => onboarding::cmd_init(),
        "onboard" => onboarding::cmd_onboard(),
        "status" => credentials::cmd_status(),
        "use" => credentials::cmd_use(),
        "rotate" => rotation::cmd_rotate(),
        "undo" => rotation::cmd_undo(),
        "install-links" => credentials::cmd_install_links(),
        "completions" => words::cmd_completions(),
        "man" => words::cmd_man(),
        _ => return None,
    })
}

fn argument(id: &str) -> Option<Text> {
    Some(match id {
        "image" => words::arg_image(),
        "images" => words::arg_images(),
        "file" => diagnosis::arg_file(),
        "workflow" => diagnosis::arg_workflow(),
        "topic" => diagnosis::arg_topic(),
        "offline" => diagnosis::arg_offline(),
        "probe" => probes::arg_probe(),
        "diagnosed_image" => diagnosis::arg_image(),
        "failed_run" => diagnosis::arg_run(),
        "all_causes" => diagnosis::arg_all(),
        "scenario" => words::arg_scenario(),
        "code" => words::arg_code(),
        "shell" => words::arg_shell(),
        "lang" => words::arg_lang(),
        "plain" => words::arg_plain(),
        "answers" => words::arg_answers(),
        "theme" => words::arg_theme(),
        "glyphs" => words::arg_glyphs(),
        "color" => words::arg_color(),
        "hyperlinks" => words::arg_hyperlinks(),
        "no_mouse" => words::arg_no_mouse(),
        "notify" => words::arg_notify(),
        "hub_url" => words::arg_hub_url(),
        "registry_url" => words::arg_registry_url(),
        "github_api_url" => github::arg_github_api_url(),
        "github_client_id" => device::arg_client_id(),
        "repo" => github::arg_repo(),
        "dry_run" | "wizard_dry_run" => github::arg_dry_run(),
        "env" => github::arg_env(),
        "org" => github::arg_org(),
        "dependabot" => github::arg_dependabot(),
        "as_variable" => variable::arg_variable(),
        "wanted_workflow" => github::arg_workflow(),
        "git_ref" => github::arg_ref(),
        "how" => github::arg_how(),
        "inputs" => github::arg_inputs(),
        "watch" => github::arg_watch(),
        "run" => github::arg_run(),
        "cancel" => proof::arg_cancel(),
        "of_run" => github::arg_of_run(),
        "username" => words::arg_username(),
        "token_stdin" => words::arg_token_stdin(),
        "json" => words::arg_json(),
        "fail_on_expiring" => words::arg_fail_on_expiring(),
        "keep" => words::arg_keep(),
        "untried" => sources::arg_untried(),
        "list" => words::arg_list(),
        "tour" => words::arg_tour(),
        "status_calendar" => credentials::arg_status_calendar(),
        "status_workflow" => credentials::arg_status_workflow(),
        "status_offline" => credentials::arg_status_offline(),
        "use_docker" => credentials::arg_use_docker(),
        "use_podman" => credentials::arg_use_podman(),
        "use_hook" => credentials::arg_use_hook(),
        "use_registry" => credentials::arg_use_registry(),
        "use_account" => credentials::arg_use_account(),
        "use_here" => credentials::arg_use_here(),
        "use_move" => credentials::arg_use_move(),
        "use_undo" => credentials::arg_use_undo(),
        "use_dry_run" => credentials::arg_use_dry_run(),
        "use_yes" => credentials::arg_use_yes(),
        "rotate_repos" => rotation::arg_repos(),
        "rotate_registry" => rotation::arg_registry(),
        "rotate_build" => rotation::arg_build(),
        "rotate_image" => rotation::arg_image(),
        "rotate_old" => rotation::arg_old(),
        "rotate_grace" => rotation::arg_grace(),
        "password_stdin" => rotation::arg_password_stdin(),
        "rotate_again" => rotation::arg_again(),
        "rotate_yes" => rotation::arg_yes(),
        "status_password_stdin" => status::arg_password_stdin(),
        "init_image" => onboarding::arg_init_image(),
        "init_ask" => onboarding::arg_init_ask(),
        "init_dry_run" => onboarding::arg_init_dry_run(),
        "init_yes" => onboarding::arg_init_yes(),
        "link_docker" => credentials::arg_docker(),
        "link_gh" => credentials::arg_gh(),
        "link_helper" => credentials::arg_helper(),
        "link_folder" => credentials::arg_folder(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{argument, command, subcommand};
    use crate::text::Language;
    use crate::text::speak::Speaker;

    #[test]
    fn every_command_and_argument_has_words() {
        for language in Language::ALL {
            let mut command = command(&Speaker::new(language));
            command.build();
            check(&command, language);
        }
    }

    fn check(command: &clap::Command, language: Language) {
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            assert!(matches!(id, "help" | "version") || argument(id).is_some(), "{id} of {command}");
            spoken(arg.get_help(), language, id);
        }
        for sub in command.get_subcommands() {
            assert!(subcommand(sub.get_name()).is_some(), "{}", sub.get_name());
            spoken(sub.get_about(), language, sub.get_name());
            check(sub, language);
        }
    }

    /// In the language's own words: one that is only named, by its key, has none.
    fn spoken(help: Option<&clap::builder::StyledStr>, language: Language, of: &str) {
        let help = help.map(ToString::to_string).unwrap_or_default();
        let own = match language {
            Language::English => !help.is_empty(),
            Language::Chinese => help.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')),
        };
        let key = ["cmd", "arg"].iter().any(|kind| help.to_lowercase().starts_with(&format!("{kind} ")));
        assert!(own && !key, "{of}: {help:?}");
    }
}
