//! What the surfaces themselves say, around and between the pages.

use std::time::Duration;

use super::{Text, texts};

texts! { "surface.ftl";
    step(step, steps, name) = "surface-step";
    progress(done, all) = "surface-progress";
    now(what) = "surface-now";
    next(what) = "surface-next";
    elapsed(time) = "surface-elapsed";
    seconds(seconds) = "surface-seconds";
    minutes(minutes, seconds) = "surface-minutes";
    hours(hours, minutes) = "surface-hours";
    characters(count) = "surface-characters";
    recommended = "surface-recommended";
    more_below = "surface-more-below";
    more_above = "surface-more-above";
    find(typed, found, all) = "surface-find";
    enlarge = "surface-enlarge";
    /// Why the language is English although Chinese was asked for.
    console_font = "surface-console-font";
    /// There is no acknowledgement, so it does not say "copied".
    sent_to_clipboard = "surface-sent-to-clipboard";
    fault = "surface-fault";
    /// A token was given to a field that is shown.
    no_place_for_a_token = "surface-no-place-for-a-token";
    no_field_for_a_paste = "surface-no-field-for-a-paste";
    /// A story that plays by itself has taken the recommended way three times.
    tour_in_circles(tried) = "surface-tour-in-circles";
    plain_step(step, steps, name) = "plain-step";
    plain_good(what) = "plain-good";
    plain_bad(what) = "plain-bad";
    plain_warn(what) = "plain-warn";
    plain_skipped(what) = "plain-skipped";
    plain_folded(what) = "plain-folded";
    plain_numbered(number, what) = "plain-numbered";
    plain_row(label, value) = "plain-row";
    plain_aside(what, aside) = "plain-aside";
    plain_and(what, detail) = "plain-and";
    plain_command(command) = "plain-command";
    plain_link(address) = "plain-link";
    plain_field(label) = "plain-field";
    plain_field_current(label, current) = "plain-field-current";
    plain_field_secret(label) = "plain-field-secret";
    plain_field_secret_current(label, current) = "plain-field-secret-current";
    plain_what_now = "plain-what-now";
    plain_answer = "plain-answer";
    plain_answer_default(number) = "plain-answer-default";
    plain_choose_number(last) = "plain-choose-number";
    plain_other_choices = "plain-other-choices";
    plain_at_work = "plain-at-work";
    plain_help_title = "plain-help-title";
    plain_help_number = "plain-help-number";
    plain_help_field = "plain-help-field";
    plain_help_more = "plain-help-more";
    plain_help_leave = "plain-help-leave";
    plain_choices = "plain-choices";
    plain_recommended(what) = "plain-recommended";
    plain_choices_back = "plain-choices-back";
    plain_screen = "plain-screen";
    plain_quit = "plain-quit";
    answers_not_toml(why, line) = "answers-not-toml";
    answers_wrong_value(id) = "answers-wrong-value";
    answers_literal_secret(id) = "answers-literal-secret";
    answers_no_variable(id, name) = "answers-no-variable";
    answers_no_file(id, path, why) = "answers-no-file";
    answers_unknown_choice(id, given, known) = "answers-unknown-choice";
    answers_unreadable(path, why) = "answers-unreadable";
    answers_unused(ids) = "answers-unused";
}

/// A span as a person says it: tenths of a second below ten, then whole seconds, minutes, hours.
pub(crate) fn span(span: Duration) -> Text {
    let whole = span.as_secs();
    match whole {
        0..10 => seconds(format!("{}.{}", whole, span.subsec_millis() / 100)),
        10..60 => seconds(whole),
        60..3600 => minutes(whole / 60, whole % 60),
        _ => hours(whole / 3600, whole % 3600 / 60),
    }
}

/// A span that still grows: whole seconds, so that it does not flicker.
pub(crate) fn running(span: Duration) -> Text {
    match span.as_secs() {
        whole @ 0..10 => seconds(whole),
        whole => self::span(Duration::from_secs(whole)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{running, span};
    use crate::text::speak::Speaker;
    use crate::text::{Language, Text};

    #[test]
    fn spans_are_said_as_a_person_would() {
        for (millis, en, zh) in [
            (234, "0.2 s", "0.2 秒"),
            (42_900, "42 s", "42 秒"),
            (100_000, "1 min 40 s", "1 分 40 秒"),
            (7_500_000, "2 h 5 min", "2 小时 5 分"),
        ] {
            let text = span(Duration::from_millis(millis));
            assert_eq!(Speaker::new(Language::English).say(&text), en);
            assert_eq!(Speaker::new(Language::Chinese).say(&text), zh);
        }
        assert_eq!(Speaker::new(Language::English).say(&running(Duration::from_millis(3700))), "3 s");
    }

    #[test]
    fn a_message_with_braces_is_said_with_braces() {
        let text: Text = super::answers_literal_secret("token");
        let said = Speaker::new(Language::English).say(&text);
        assert!(said.ends_with(r#"{ env = "NAME" } or { file = "path" }."#), "{said}");
    }
}
