//! What is wrong with a command line, and what help adds to the words of its commands.

use super::speak::Speaker;
use super::texts;

texts! {
    "usage.ftl";
    help_options_word = "help-word-options";
    help_command_word = "help-word-command";
    help_command_maybe = "help-word-command-maybe";
    help_values(values) = "help-values";
    help_default(value) = "help-default";
    help_variable(name) = "help-variable";
    between = "usage-between";
    unknown_argument(argument) = "usage-unknown-argument";
    unknown_command(command) = "usage-unknown-command";
    did_you_mean(near) = "usage-did-you-mean";
    value_missing(argument) = "usage-value-missing";
    value_not_listed(value, argument, values) = "usage-value-not-listed";
    value_wrong(value, argument) = "usage-value-wrong";
    not_a_number(value, argument) = "usage-not-a-number";
    too_many(value, argument) = "usage-too-many";
    no_equals(argument) = "usage-no-equals";
    twice(argument) = "usage-twice";
    conflict(argument, others) = "usage-conflict";
    missing(arguments) = "usage-missing";
    command_missing(commands) = "usage-command-missing";
    not_text = "usage-not-text";
    usage_is(usage) = "usage-is";
    more(command) = "usage-more";
}

/// Names, with the mark between them that the language has for lists.
#[must_use]
pub fn listed(names: &[String], speaker: &Speaker) -> String {
    names.join(&speaker.say(&between()))
}
