//! Puts the words of the person's language into the command line's help.

use std::ffi::OsStr;

use clap::{Arg, Command, CommandFactory};

use super::args::Cli;
use super::exit::Code;
use super::faults;
use crate::text::speak::Speaker;
use crate::text::{
    Language, Text, commands as words, credentials, device, diagnosis, github, onboarding, probes, proof,
    rotation, sources, status, usage, variable,
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
    let command = localized(Cli::command(), speaker).about(about).after_help(after);
    // English is what the library speaks; to go through all of it again would only take time.
    if speaker.language() == Language::English { command } else { with_usage(command, speaker) }
}

fn localized(command: Command, speaker: &Speaker) -> Command {
    let mut command = command.disable_help_flag(true).disable_version_flag(true).arg(
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
    command = command.mut_args(|arg| match argument(arg.get_id().as_str()) {
        Some(help) => with_values(arg, &speaker.say(&help), speaker),
        None => arg,
    });
    let command = command.mut_subcommands(|sub| {
        let about = subcommand(sub.get_name()).map(|text| speaker.say(&text)).unwrap_or_default();
        localized(sub, speaker).about(about)
    });
    let template = template(&command, speaker);
    command.help_template(template)
}

/// Its own headings, as the library ends each of its with an ASCII colon.
fn template(command: &Command, speaker: &Speaker) -> String {
    let style = *command.get_styles().get_header();
    let heading = |text: Text| format!("{style}{}{style:#}", speaker.say(&text));
    let mut template = format!("{{about-with-newline}}\n{}{{usage}}", heading(words::help_usage()));
    let mut section = |there: bool, text: Text, tag: &str| {
        if there {
            template.push_str(&format!("\n\n{}\n{tag}", heading(text)));
        }
    };
    section(command.has_subcommands(), words::help_commands(), "{subcommands}");
    section(command.get_positionals().next().is_some(), words::help_arguments(), "{positionals}");
    section(true, words::help_options(), "{options}");
    template + "{after-help}"
}

/// What the library would add to the help of an argument in English: its default, what it can be, its variable.
fn with_values(arg: Arg, help: &str, speaker: &Speaker) -> Arg {
    if !arg.get_action().takes_values() {
        return arg.help(help.to_owned());
    }
    let (said, mut help) = (help, help.to_owned());
    let mut add = |text: Text| help.push_str(&speaker.say(&text));
    let lossy = |text: &OsStr| text.to_string_lossy().into_owned();
    let values: Vec<String> = arg.get_possible_values().iter().map(|one| one.get_name().to_owned()).collect();
    // Most say themselves which there are.
    if !values.iter().all(|value| said.contains(value.as_str())) {
        add(usage::help_values(usage::listed(&values, speaker)));
    }
    let defaults: Vec<String> = arg.get_default_values().iter().map(|one| lossy(one)).collect();
    if !defaults.is_empty() {
        add(usage::help_default(defaults.join(" ")));
    }
    if let Some(name) = arg.get_env().map(lossy) {
        add(usage::help_variable(name));
    }
    arg.help(help).hide_possible_values(true).hide_default_value(true).hide_env(true)
}

/// The lines after "usage", in which the library has words of its own.
fn with_usage(command: Command, speaker: &Speaker) -> Command {
    let mut built = command.clone();
    built.build();
    usages(command, &built, speaker)
}

fn usages(command: Command, built: &Command, speaker: &Speaker) -> Command {
    let line = faults::bare_usage(&built.clone().render_usage().to_string());
    let line = [
        ("[OPTIONS]", usage::help_options_word()),
        ("<COMMAND>", usage::help_command_word()),
        ("[COMMAND]", usage::help_command_maybe()),
    ]
    .into_iter()
    .fold(line, |line, (word, text)| line.replace(word, &speaker.say(&text)));
    // A second line begins below the first, behind the word before it.
    let line = line.replace("\n       ", "\n      ");
    command.override_usage(line).mut_subcommands(|sub| match built.find_subcommand(sub.get_name()) {
        Some(built) => usages(sub, built, speaker),
        None => sub,
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

    /// The help of every command, as it is printed: nothing of the parser's own English in Chinese.
    #[test]
    fn the_help_of_every_command_is_of_one_language() {
        let mut tree = command(&Speaker::new(Language::Chinese));
        tree.build();
        let mut commands = vec![tree];
        while let Some(mut command) = commands.pop() {
            let help = command.render_help().to_string();
            for english in [
                "Usage",
                "Options",
                "Commands",
                "Arguments",
                "[OPTIONS]",
                "[default",
                "[possible",
                "[env",
                "：:",
            ] {
                assert!(!help.contains(english), "{english} in the help of {command}:\n{help}");
            }
            let marks = help.lines().filter(|line| line.ends_with(':'));
            assert_eq!(marks.count(), 0, "{help}");
            assert!(help.contains("用法：") && help.contains("选项："), "{help}");
            commands.extend(command.get_subcommands().cloned());
        }
        let mut english = command(&Speaker::new(Language::English));
        let help = english.render_help().to_string();
        for heading in
            ["Usage: pushpilot [OPTIONS] [IMAGE]", "\nCommands:\n", "\nOptions:\n", "[default: auto]"]
        {
            assert!(help.contains(heading), "{heading}:\n{help}");
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
