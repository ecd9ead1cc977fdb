//! The wizard in a real terminal, by keys, until it is over.

use crate::machine::Machine;
use crate::terminal::Terminal;

/// What stands on each page of the guide's own story when its Enter is due.
const ENGLISH: [&str; 9] = [
    "continue",
    "Which token?",
    "This token cannot push.",
    "play the page (practice)",
    "Docker Hub token,",
    "This token can push.",
    "push it",
    "It pushes.",
    "finish",
];
const CHINESE: [&str; 9] = [
    "继续",
    "用哪个令牌？",
    "此令牌不能推送。",
    "代为操作网页（练习）",
    "Docker Hub 令牌，",
    "此令牌可以推送。",
    "开始试推",
    "推送成功。",
    "完成",
];

/// Plays the guide's story with nothing but Enter, and leaves by its last page.
fn play(language: &str, columns: u16, lines: u16, pages: &[&str], summary: &str) {
    let machine = Machine::new();
    let command = machine.in_terminal(&["practice", "read-only-token", "--lang", language]);
    let mut terminal = Terminal::start(command, columns, lines);
    for words in pages {
        terminal.wait_for(words);
        terminal.send("\r");
    }
    assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
    terminal.given_back();
    let everything = terminal.everything();
    for (taken, given_back) in [
        ("\u{1b}[?1049h", "\u{1b}[?1049l"),
        ("\u{1b}[?2004h", "\u{1b}[?2004l"),
        ("\u{1b}[?25l", "\u{1b}[?25h"),
    ] {
        let taken = everything.rfind(taken).unwrap_or_else(|| panic!("{taken:?} was never written"));
        assert!(everything.rfind(given_back) > Some(taken), "{given_back:?} is not the last word");
    }
    assert!(terminal.screen().contains(summary), "{}", terminal.screen());
}

#[test]
fn the_story_to_its_end_in_english() {
    for (columns, lines) in [(80, 24), (120, 40)] {
        play("en", columns, lines, &ENGLISH, "Proven: amyflash/music-management-system can be pushed.");
    }
}

#[test]
fn the_story_to_its_end_in_chinese() {
    for (columns, lines) in [(80, 24), (120, 40)] {
        play("zh-CN", columns, lines, &CHINESE, "已证明：可以推送到 amyflash/music-management-system。");
    }
}
