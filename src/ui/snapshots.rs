//! The sample views as pictures in text, and what must hold for any view at any size.

use std::time::Duration;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use super::frame::{self, Drawn};
use super::look::{Glyphs, Look, Theme, ThemeName};
use super::print::screen_text;
use super::samples;
use super::scroll::{Scroll, Step};
use super::wrap::width;
use crate::flow::event::Key;
use crate::flow::page::{
    Action, Block, Cell, Choice, Choose, Input, Page, Row, Shown, Table, TaskRow, TaskState, Tone,
};
use crate::flow::view::{Check, CheckState, Group, View};
use crate::model::moment::Moment;
use crate::text::speak::Speaker;
use crate::text::{Language, Text};

fn look() -> Look {
    Look { theme: Theme::of(ThemeName::Dark), glyphs: Glyphs::UNICODE, links: false }
}

fn draw(view: &View, look: &Look, columns: u16, lines: u16) -> (Buffer, Drawn) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, lines));
    let speaker = Speaker::new(view.language);
    let drawn = frame::draw(view, &speaker, look, &mut Scroll::default(), &mut buffer);
    (buffer, drawn)
}

/// A view as it is seen on a screen of this size.
pub(crate) fn screens_text(view: &View, columns: u16, lines: u16) -> String {
    screen_text(&draw(view, &look(), columns, lines).0)
}

#[test]
fn screens() {
    for language in Language::ALL {
        for (name, view) in samples::all(language) {
            for (columns, lines) in [(80, 24), (120, 40)] {
                let (buffer, _) = draw(&view, &look(), columns, lines);
                let name = format!("{name}-{}-{columns}x{lines}", language.tag());
                insta::assert_snapshot!(name, screen_text(&buffer));
            }
        }
    }
}

#[test]
fn small_screens() {
    for (name, columns, lines) in [("narrow", 60, 16), ("least", 40, 10), ("too-small", 30, 6)] {
        for language in Language::ALL {
            let (buffer, _) = draw(&samples::paste(language), &look(), columns, lines);
            insta::assert_snapshot!(format!("{name}-{}", language.tag()), screen_text(&buffer));
        }
    }
}

#[test]
fn ascii_screens_are_ascii() {
    let look = Look { glyphs: Glyphs::ASCII, ..look() };
    for (name, view) in samples::all(Language::English) {
        for size in [(80, 24), (120, 40)] {
            let (buffer, _) = draw(&view, &look, size.0, size.1);
            // The name of the other language is the one word that is not English.
            let text = screen_text(&buffer).replace("中文", "");
            assert!(text.is_ascii(), "{name}: {text}");
        }
    }
}

/// The style of the cell where a text begins on the screen.
fn style_of(buffer: &Buffer, text: &str) -> Style {
    let screen = screen_text(buffer);
    let (y, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).expect("on the screen");
    let x = width(&line[..line.find(text).expect("in the line")]);
    let place = [x, y].map(|n| u16::try_from(n).expect("a small screen"));
    buffer[(place[0], place[1])].style()
}

#[test]
fn a_verdict_is_said_by_mark_word_and_colour() {
    let theme = look().theme;
    let (bad, _) = draw(&samples::verdict(Language::English), &look(), 80, 24);
    assert_eq!(style_of(&bad, "✗ This token").fg, theme.bad.fg);
    let (good, _) = draw(&samples::proven(Language::English), &look(), 80, 24);
    assert_eq!(style_of(&good, "✓ Proven").fg, theme.good.fg);
    // A cell that was not said in colour either: the word is in capitals in the table itself.
    assert_eq!(style_of(&bad, "NO").fg, theme.bad.fg);
}

#[test]
fn the_page_steps_back_behind_an_overlay() {
    let theme = look().theme;
    let (buffer, drawn) = draw(&samples::leave(Language::English), &look(), 80, 24);
    assert_eq!(style_of(&buffer, "Push a very").fg, theme.dim.fg);
    assert_eq!(style_of(&buffer, "Leave?").fg, theme.accent.fg);
    assert_eq!(style_of(&buffer, "So far this").fg, Some(Color::Reset));
    assert_eq!(style_of(&buffer, "choose").fg, Some(Color::Reset));
    assert!(drawn.targets.iter().any(|(_, target)| *target == super::Target::Pick("leave", 1)));
}

#[test]
fn a_click_finds_the_actions_and_options() {
    let (buffer, drawn) = draw(&samples::lanes(Language::Chinese), &look(), 80, 24);
    let screen = screen_text(&buffer);
    let row = screen.lines().position(|line| line.contains("用密码和")).expect("the second option");
    let hit = |x: u16, y: usize| {
        let y = u16::try_from(y).expect("a small screen");
        drawn.targets.iter().find(|(area, _)| area.contains((x, y).into())).map(|(_, target)| *target)
    };
    assert_eq!(hit(10, row), Some(super::Target::Pick("lane", 1)));
    assert_eq!(hit(3, 23), Some(super::Target::Act("continue")));
    assert_eq!(hit(3, 0), None);
}

#[test]
fn links_are_hidden_in_the_cells_and_change_nothing_that_is_seen() {
    let view = samples::paste(Language::English);
    let (plain, _) = draw(&view, &look(), 80, 24);
    let (linked, _) = draw(&view, &Look { links: true, ..look() }, 80, 24);
    assert_eq!(screen_text(&plain), screen_text(&linked));
    let sent: String = linked.content.iter().map(|cell| cell.symbol()).collect();
    let address = "https://app.docker.com/settings/personal-access-tokens/create";
    let link = format!("\u{1b}]8;id=pushpilot;{address}\u{1b}\\{address}\u{1b}]8;;\u{1b}\\");
    assert!(sent.contains(&link), "{sent:?}");
}

#[test]
fn quick_things_show_no_spinner_and_no_time() {
    let mut view = samples::working(Language::English);
    let at = |view: &mut View, millis: i64| {
        let Some(Block::Tasks(tasks)) = view.page.blocks.get_mut(2) else { panic!("the tasks") };
        tasks[3].state = TaskState::Running { since: Moment(view.now.0 - millis) };
        let (buffer, _) = draw(view, &look(), 80, 24);
        let screen = screen_text(&buffer);
        screen.lines().find(|line| line.contains("read back")).expect("the task").trim().to_owned()
    };
    assert_eq!(at(&mut view, 90), "∙ read back by tag and digest");
    assert_eq!(at(&mut view, 500), "⠼ read back by tag and digest");
    assert!(at(&mut view, 2500).ends_with("2 s"));
}

fn text() -> impl Strategy<Value = Text> {
    "[a-z 令牌。（\u{1b}e\u{301}👍/]{0,60}".prop_map(Text::raw)
}

fn tone() -> impl Strategy<Value = Tone> {
    prop::sample::select(vec![Tone::Plain, Tone::Dim, Tone::Good, Tone::Bad, Tone::Warn, Tone::Accent])
}

fn row() -> impl Strategy<Value = Row> {
    (text(), text(), tone(), prop::option::of(text())).prop_map(|(label, value, tone, aside)| Row {
        label,
        value,
        tone,
        aside,
    })
}

fn task() -> impl Strategy<Value = TaskRow> {
    let state = prop::sample::select(vec![
        TaskState::Waiting,
        TaskState::Running { since: Moment(0) },
        TaskState::Done,
        TaskState::Failed,
        TaskState::Skipped,
        TaskState::Folded,
    ]);
    (text(), state, prop::option::of(0_u64..1 << 40), prop::option::of(text())).prop_map(
        |(label, state, took, detail)| TaskRow {
            label,
            state,
            took: took.map(Duration::from_millis),
            detail,
        },
    )
}

fn block() -> impl Strategy<Value = Block> {
    let cell =
        || (text(), tone(), any::<bool>()).prop_map(|(text, tone, shortens)| Cell { text, tone, shortens });
    let table = (
        prop::collection::vec(text(), 0..5),
        prop::collection::vec(prop::collection::vec(cell(), 0..6), 0..4),
    )
        .prop_map(|(head, rows)| Block::Table(Table { head, rows }));
    let shown = prop_oneof![
        ("[a-z令\u{1b}]{0,40}", 0_usize..50).prop_map(|(text, caret)| Shown::Plain { text, caret }),
        (0_usize..20_000_000).prop_map(|length| Shown::Hidden { length }),
    ];
    let input = (text(), shown, prop::option::of(text()), prop::option::of(text()), any::<bool>()).prop_map(
        |(label, shown, hint, problem, focused)| {
            Block::Input(Input { id: "field", label, shown, hint, problem, focused })
        },
    );
    let option = (text(), prop::option::of(text()), any::<bool>())
        .prop_map(|(label, note, recommended)| Choice { id: String::new(), label, note, recommended });
    let choose = (text(), prop::collection::vec(option, 0..12), 0_usize..15, any::<bool>()).prop_map(
        |(label, options, at, focused)| Block::Choose(Choose { id: "list", label, options, at, focused }),
    );
    prop_oneof![
        (tone(), text()).prop_map(|(tone, text)| Block::Verdict(tone, text)),
        (tone(), text()).prop_map(|(tone, text)| Block::Say(tone, text)),
        Just(Block::Gap),
        prop::collection::vec(row(), 0..6).prop_map(Block::Steps),
        prop::collection::vec(row(), 0..6).prop_map(Block::Rows),
        prop::collection::vec(task(), 0..6).prop_map(Block::Tasks),
        table,
        "[a-z:/令]{0,90}".prop_map(Block::Link),
        "[a-z \n-]{0,90}".prop_map(Block::Command),
        input,
        choose,
        text().prop_map(|what| Block::Working { what, since: Moment(0) }),
    ]
}

fn page() -> impl Strategy<Value = Page> {
    let key =
        prop::sample::select(vec![Key::Enter, Key::Char('o'), Key::Esc, Key::Char('?'), Key::Char('L')]);
    let action = (key, text()).prop_map(|(key, label)| Action { id: "act", key, label });
    (text(), prop::collection::vec(block(), 0..8), prop::collection::vec(action, 0..7))
        .prop_map(|(title, blocks, actions)| Page { id: "page", title, blocks, actions, ahead: false })
}

fn view() -> impl Strategy<Value = View> {
    let state = prop::sample::select(vec![
        CheckState::Unknown,
        CheckState::Running,
        CheckState::Good,
        CheckState::Bad,
        CheckState::Warn,
        CheckState::Skipped,
        CheckState::Stale,
    ]);
    let group = prop::sample::select(vec![Group::DockerHub, Group::GitHub, Group::Test]);
    let check =
        (group, text(), state, prop::option::of(text()), prop::option::of(0_u64..1 << 50), any::<bool>())
            .prop_map(|(group, label, state, fact, took, current)| Check {
                id: "check",
                group,
                label,
                state,
                fact,
                took: took.map(Duration::from_millis),
                current,
            });
    (
        prop::sample::select(Language::ALL.to_vec()),
        prop::option::of("[a-z/令]{0,60}"),
        text(),
        prop::option::of(text()),
        page(),
        prop::option::of(page()),
        prop::collection::vec(check, 0..30),
    )
        .prop_map(|(language, subject, step_name, banner, page, overlay, checklist)| View {
            language,
            subject,
            step: 3,
            steps: 9,
            step_name,
            banner,
            page,
            overlay,
            checklist,
            now: Moment(5000),
            elapsed: Duration::from_secs(4000),
            typing: false,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any view at any size: no panic, no control character, no line wider than the screen (a wide
    /// character cut in two), the cursor and every target inside it.
    #[test]
    fn any_view_at_any_size(
        view in view(), columns in 1_u16..=210, lines in 1_u16..=62, ascii in any::<bool>(), links in any::<bool>(),
    ) {
        let glyphs = if ascii { Glyphs::ASCII } else { Glyphs::UNICODE };
        let look = Look { glyphs, links, ..look() };
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, lines));
        let speaker = Speaker::new(view.language);
        let mut scroll = Scroll::default();
        for step in [Step::PageDown, Step::Up, Step::PageDown, Step::PageDown] {
            buffer.reset();
            let drawn = frame::draw(&view, &speaker, &look, &mut scroll, &mut buffer);
            for line in screen_text(&buffer).lines() {
                prop_assert!(width(line) <= usize::from(columns), "{line:?}");
            }
            if !links {
                let sent: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
                prop_assert!(!sent.chars().any(char::is_control), "{sent:?}");
            }
            let inside = |x: u16, y: u16| x < columns && y < lines;
            prop_assert!(drawn.cursor.is_none_or(|(x, y)| inside(x, y)));
            for (area, _) in &drawn.targets {
                prop_assert!(inside(area.x, area.y), "{area:?}");
            }
            scroll.by(step);
        }
    }
}
