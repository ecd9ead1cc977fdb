//! What a person or a script hears and is asked, to the character.

use std::time::Duration;

use secrecy::ExposeSecret;

use super::answers::Answers;
use super::{Plain, Source};
use crate::flow::event::{Event, Key};
use crate::flow::page::{Block, Choice, Choose, Input as Field, Page, Shown, TaskRow, TaskState, Tone};
use crate::flow::view::View;
use crate::model::moment::Moment;
use crate::surface::{Input, Surface};
use crate::text::{Language, Text};
use crate::ui::samples;

fn plain(typed: &'static str, answers: &str, language: Language) -> Plain<Vec<u8>> {
    let env = |name: &str| (name == "TOKEN").then(|| "dckr_pat_canary".to_owned());
    let answers = Answers::parse(answers, env, |path| std::fs::read_to_string(path)).expect("good answers");
    Plain::new(Vec::new(), Source::script(typed.as_bytes()), answers, language).expect("a runtime")
}

/// What was printed since the last call.
fn heard(plain: &mut Plain<Vec<u8>>) -> String {
    String::from_utf8(std::mem::take(&mut plain.out)).expect("text")
}

async fn next(plain: &mut Plain<Vec<u8>>) -> String {
    match plain.next().await.expect("memory reads and writes") {
        Input::Event(Event::Fill(id, value)) => format!("fill {id} {}", value.expose_secret()),
        Input::Event(Event::Pick(id, at)) => format!("pick {id} {at}"),
        Input::Event(Event::Act(id)) => format!("act {id}"),
        Input::Event(Event::Interrupt) => "interrupt".into(),
        Input::Missing(id) => format!("missing {id}"),
        Input::Wrong(words) => format!("wrong {}", words.id()),
        other => panic!("{other:?}"),
    }
}

/// The fields of the page in front, for changing them as the engine would.
fn field(view: &mut View) -> &mut Field {
    let mut fields = view.page.blocks.iter_mut().filter_map(|block| match block {
        Block::Input(input) => Some(input),
        _ => None,
    });
    fields.next().expect("a field")
}

#[tokio::test]
async fn a_verdict_is_read_out_and_asked_about() {
    let mut plain = plain("2\n", "", Language::English);
    plain.show(&samples::verdict(Language::English)).expect("printed");
    assert_eq!(next(&mut plain).await, "act asked");
    insta::assert_snapshot!("verdict-en", heard(&mut plain));
}

#[tokio::test]
async fn a_verdict_is_read_out_in_chinese_and_full_width_digits_answer() {
    let mut plain = plain("９\n３\n", "", Language::Chinese);
    plain.show(&samples::verdict(Language::Chinese)).expect("printed");
    assert_eq!(next(&mut plain).await, "act again");
    insta::assert_snapshot!("verdict-zh-CN", heard(&mut plain));
}

#[tokio::test]
async fn fields_are_asked_one_after_the_other_and_enter_keeps() {
    let mut view = samples::lanes(Language::English);
    view.page.blocks.retain(|block| !matches!(block, Block::Working { .. }));
    let mut plain = plain("\n2\n", "", Language::English);
    plain.show(&view).expect("printed");
    // The user name is kept, so the first event is the list's; the only action then follows by itself.
    assert_eq!(next(&mut plain).await, "pick lane 1");
    plain.show(&view).expect("printed");
    assert_eq!(next(&mut plain).await, "act continue");
    insta::assert_snapshot!("lanes-en", heard(&mut plain));
}

/// Twice the same empty answer is twice the same mistake, and twice told.
#[tokio::test]
async fn what_is_wrong_is_told_again_where_it_was_not_mended() {
    let mut view = samples::paste(Language::English);
    field(&mut view).problem = Some(Text::raw("That is too short."));
    let mut plain = plain("\n\n\n\n", "", Language::English);
    let told = |plain: &mut _| heard(plain).matches("That is too short.").count();
    plain.show(&view).expect("printed");
    assert_eq!(told(&mut plain), 1);
    assert_eq!(next(&mut plain).await, "act use");
    heard(&mut plain);
    plain.show(&view).expect("printed");
    assert_eq!(told(&mut plain), 1);
    // Only time passed.
    plain.show(&view).expect("printed");
    assert_eq!(heard(&mut plain), "");
}

#[tokio::test]
async fn a_field_with_a_problem_is_asked_again() {
    let mut view = samples::paste(Language::English);
    field(&mut view).shown = Shown::Hidden { length: 0 };
    field(&mut view).hint = None;
    let mut plain = plain("short\ndckr_pat_canary\n\n", "", Language::English);
    plain.show(&view).expect("printed");
    assert_eq!(next(&mut plain).await, "fill token short");
    heard(&mut plain);
    field(&mut view).problem = Some(Text::raw("That is too short."));
    field(&mut view).shown = Shown::Hidden { length: 5 };
    plain.show(&view).expect("printed");
    assert_eq!(next(&mut plain).await, "fill token dckr_pat_canary");
    field(&mut view).problem = None;
    field(&mut view).hint = Some(Text::raw("Docker Hub token, ends in nary."));
    plain.show(&view).expect("printed");
    assert_eq!(next(&mut plain).await, "act use");
    let heard = heard(&mut plain);
    assert!(!heard.contains("canary"), "{heard}");
    insta::assert_snapshot!("problem-en", heard);
}

#[tokio::test]
async fn work_is_announced_once_a_part_is_settled_and_by_nothing_else() {
    let mut view = samples::working(Language::English);
    let mut plain = plain("", "", Language::English);
    plain.show(&view).expect("printed");
    heard(&mut plain);
    for _ in 0..3 {
        view.now = Moment(view.now.0 + 1000);
        view.elapsed += Duration::from_secs(1);
        plain.show(&view).expect("printed");
    }
    assert_eq!(heard(&mut plain), "");
    let Some(Block::Tasks(tasks)) = view.page.blocks.get_mut(2) else { panic!("the tasks") };
    tasks[3].state = TaskState::Done;
    tasks[3].took = Some(Duration::from_millis(1400));
    tasks[4].state = TaskState::Running { since: view.now };
    plain.show(&view).expect("printed");
    assert_eq!(heard(&mut plain), "OK: read back by tag and digest, 1.4 s\n");
    let Some(Block::Tasks(tasks)) = view.page.blocks.get_mut(2) else { panic!("the tasks") };
    tasks[4] = TaskRow { state: TaskState::Failed, detail: Some(Text::raw("404")), ..tasks[4].clone() };
    plain.show(&view).expect("printed");
    assert_eq!(heard(&mut plain), "FAILED: pull and compare, 404\n");
}

#[tokio::test]
async fn a_question_mark_shows_the_other_choices() {
    let mut plain = plain("?\n\n？\n6\n", "", Language::English);
    plain.show(&samples::paste(Language::English)).expect("printed");
    heard(&mut plain);
    // First there and back, then the sixth: help.
    assert_eq!(next(&mut plain).await, "act help");
    insta::assert_snapshot!("choices-en", heard(&mut plain));
}

#[tokio::test]
async fn leaving_is_among_the_choices() {
    let mut plain = plain("?\n8\n", "", Language::Chinese);
    plain.show(&samples::paste(Language::Chinese)).expect("printed");
    assert_eq!(next(&mut plain).await, "interrupt");
}

#[tokio::test]
async fn an_overlay_is_a_page_of_its_own_and_the_page_is_read_again_after_it() {
    let mut plain = plain("2\n", "", Language::English);
    plain.show(&samples::leave(Language::English)).expect("printed");
    assert_eq!(next(&mut plain).await, "pick leave 1");
    assert!(heard(&mut plain).contains("Leave?\nSo far this was changed:\n"));
    let mut after = samples::leave(Language::English);
    after.overlay = None;
    plain.show(&after).expect("printed");
    assert!(heard(&mut plain).starts_with("\nPush a very small image"));
}

#[tokio::test]
async fn the_answers_file_answers_and_no_secret_is_said() {
    let answers = "token = { env = 'TOKEN' }\ncreate-token = 'use'\nelsewhere = 'x'";
    let mut plain = plain("", answers, Language::English);
    let view = samples::paste(Language::English);
    plain.show(&view).expect("printed");
    assert_eq!(next(&mut plain).await, "fill token dckr_pat_canary");
    plain.show(&view).expect("printed");
    assert_eq!(next(&mut plain).await, "act use");
    let heard = heard(&mut plain);
    assert!(!heard.contains("canary") && heard.contains("Answer [1]: use it\n"), "{heard}");
    assert_eq!(
        plain.unused().map(|text| plain.speaker.say(&text)),
        Some("Not asked for, so not used: elsewhere.".into())
    );
    // Asked once more, there is no more answer, and no input either.
    plain.show(&view).expect("printed");
    assert_eq!(next(&mut plain).await, "missing token");
}

#[tokio::test]
async fn answers_that_do_not_fit_are_told() {
    for (answers, words) in [
        ("token = 'dckr_pat_literal'", "wrong answers-literal-secret"),
        ("token = { env = 'TOKEN' }\ncreate-token = 'fly'", "wrong answers-unknown-choice"),
    ] {
        let mut plain = plain("", answers, Language::English);
        plain.show(&samples::paste(Language::English)).expect("printed");
        let mut last = next(&mut plain).await;
        if last.starts_with("fill") {
            last = next(&mut plain).await;
        }
        assert_eq!(last, words);
    }
}

#[tokio::test]
async fn the_end_of_the_input_names_the_question() {
    let mut plain = plain("", "", Language::English);
    plain.show(&samples::paste(Language::English)).expect("printed");
    assert_eq!(next(&mut plain).await, "missing token");
    let page = Page::new("report", Text::raw("The report")).action("leave", Key::Enter, Text::raw("leave"));
    plain.show(&View { page, ..samples::proven(Language::English) }).expect("printed");
    assert_eq!(next(&mut plain).await, "missing report");
}

#[tokio::test]
async fn hostile_text_does_not_reach_the_terminal() {
    let mut view = samples::proven(Language::English);
    view.page.blocks = vec![
        Block::Verdict(Tone::Warn, Text::raw("a\u{1b}[2Jb")),
        Block::Command("rm\u{7} -rf".into()),
        Block::Link("https://x\u{1b}]0;t\u{7}".into()),
        Block::Choose(Choose {
            id: "list",
            label: Text::raw("\u{9b}31mpick"),
            options: vec![Choice {
                id: "a".into(),
                label: Text::raw("\u{202e}a"),
                note: None,
                recommended: true,
            }],
            at: 0,
            focused: true,
        }),
    ];
    let mut plain = plain("1\n", "", Language::English);
    plain.show(&view).expect("printed");
    assert_eq!(next(&mut plain).await, "pick list 0");
    let heard = heard(&mut plain);
    assert!(!heard.chars().any(|c| c != '\n' && !crate::model::clean::is_plain(c)), "{heard:?}");
    assert!(heard.contains("WARNING: ab\n") && heard.contains("  1. a (recommended)\n"), "{heard}");
}
