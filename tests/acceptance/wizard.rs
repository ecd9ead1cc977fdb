//! The wizard in a real terminal, by keys, until it is over.

use pushpilot::sandbox::{Scenario, start_in_background};

use crate::machine::Machine;
use crate::terminal::Terminal;

/// What stands on each page of the guide's own story when its Enter is due.
const ENGLISH: [&str; 15] = [
    "Enter last failed run",
    "permission is too small",
    "Which token?",
    "This token cannot push.",
    "play the page (practice)",
    "Docker Hub token,",
    "This token can push.",
    "push it",
    "It pushes.",
    "nothing has been changed yet",
    "Written, and confirmed",
    "Run the workflow by hand",
    "The build is green",
    "All 3 tags arrived",
    "finish",
];
const CHINESE: [&str; 15] = [
    "Enter 最近一次失败的运行",
    "令牌权限不足",
    "用哪个令牌？",
    "此令牌不能推送。",
    "代为操作网页（练习）",
    "Docker Hub 令牌，",
    "此令牌可以推送。",
    "开始试推",
    "推送成功。",
    "目前尚未做任何改动",
    "已写入，并由 GitHub",
    "手动运行工作流",
    "构建成功，用时",
    "全部 3 个标签",
    "完成",
];

/// Plays the guide's story with nothing but Enter, and leaves by its last page.
fn play(language: &str, columns: u16, lines: u16, pages: &[&str], summary: &str) {
    let machine = Machine::new();
    let command = machine.in_terminal(&["practice", "read-only-token", "--lang", language]);
    let mut terminal = Terminal::start(command, columns, lines);
    terminal.enter_at(pages);
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

/// Whenever it is pressed while the first page is waited for, the page takes it.
#[test]
fn an_enter_typed_ahead_of_the_first_page_counts() {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&["practice", "all-well"]), 80, 24);
    terminal.wait_for("^F ");
    terminal.send("\u{6}\r");
    terminal.wait_for("Which token?");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
}

/// A workflow that pushes many images; their names follow.
const MANY: &str = "on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
";

/// Where digits cannot reach everything.
#[test]
fn something_is_found_in_a_long_list() {
    let images = (1..=30).map(|number| format!("            amyflash/service-{number}:latest\n"));
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    scenario.machine.workflows[0].text = format!("{MANY}{}", images.collect::<String>());
    let sandbox = start_in_background(scenario).expect("started");
    let machine = Machine::of(&sandbox);
    let mut terminal = Terminal::start(machine.in_terminal(&["--dry-run"]), 80, 24);
    terminal.check_everything();
    terminal.wait_for("amyflash/service-3");
    terminal.send("/");
    terminal.wait_for("30 of 30");
    terminal.send("E-27");
    terminal.wait_for("1 of 30");
    terminal.wait_for("amyflash/service-27");
    terminal.wait_for_none("amyflash/service-26");
    terminal.send("\u{1b}");
    terminal.wait_for("amyflash/service-26");
    let screen = terminal.screen();
    let chosen = screen.lines().find(|line| line.contains("service-27")).expect("it is in sight");
    assert!(chosen.trim_start().starts_with('›'), "the choice stays:\n{screen}");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
}

/// A terminal that draws badly, or a person who would rather be read to.
#[test]
fn the_screen_can_be_left_for_lines_and_taken_again() {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&["practice", "all-well"]), 80, 24);
    terminal.check_everything();
    terminal.enter_at(&["Enter continue"]);
    terminal.wait_for("Which token?");
    terminal.send("\u{1b}[15~");
    terminal.given_back();
    terminal.wait_for("Answer [");
    assert!(terminal.screen().contains("Which token?"), "{}", terminal.screen());
    terminal.send("?\r");
    terminal.wait_for("go on on the screen");
    let screen = terminal.screen();
    let number = screen.lines().find(|line| line.ends_with("go on on the screen"));
    let number = number.and_then(|line| line.trim().split('.').next()).expect("it has a number");
    terminal.send(&format!("{number}\r"));
    terminal.wait_for("Esc back");
    terminal.enter_at(&["Which token?"]);
    terminal.wait_for("can push");
    // Without room for a page, it is the one thing to do.
    terminal.resize(39, 9);
    terminal.wait_for("press p");
    terminal.send("p");
    terminal.given_back();
    terminal.wait_for("What now?");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
    terminal.given_back();
}

/// A Ctrl-C that comes while the screen goes is for neither surface, and is heard all the same.
#[test]
fn whoever_wants_to_leave_while_the_screen_goes_is_asked_in_lines() {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&["practice", "all-well"]), 80, 24);
    terminal.wait_for("What went wrong?");
    terminal.send("\u{1b}[15~\u{3}");
    terminal.given_back();
    terminal.wait_for("Leave?");
    terminal.wait_for("Answer [");
    terminal.send("\u{3}");
    assert_eq!(terminal.ended(), 130);
    terminal.given_back();
}

/// What nobody has read yet is not accepted: the verdict stays until its own Enter.
#[test]
fn an_enter_typed_ahead_of_a_verdict_does_not_pass_it() {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&["practice", "slow-network"]), 80, 24);
    terminal.check_everything();
    terminal.enter_at(&["Enter continue", "Which token?"]);
    terminal.wait_for("x stop");
    terminal.send("\r");
    terminal.wait_for("This token can push.");
    terminal.send("w");
    terminal.wait_for("Enter close");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
}

/// Whoever sends SIGTERM cannot be asked: the end, with the terminal as it was.
#[test]
fn a_signal_to_end_asks_nothing() {
    let machine = Machine::new();
    for arguments in [&["practice"][..], &["practice", "--plain"], &["practice", "slow-network", "--tour"]] {
        let mut terminal = Terminal::start(machine.in_terminal(arguments), 80, 24);
        terminal.wait_for("music-management-system");
        terminal.signal(rustix::process::Signal::TERM);
        assert_eq!(terminal.ended(), 130, "{arguments:?}: {}", terminal.screen());
        terminal.given_back();
    }
}

#[test]
fn a_note_of_the_expiry_tells_an_expired_token_from_a_wrong_one() {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&["practice", "expired-token"]), 80, 24);
    terminal.check_everything();
    terminal.enter_at(&["Enter continue", "Which token?"]);
    terminal.wait_for("This token no longer works.");
    terminal.wait_for("E-TOKEN-01");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
}

/// Its font has no Chinese: the program stays English, says why, and offers no switch.
#[test]
fn the_linux_console_stays_english_and_says_why() {
    let machine = Machine::new();
    let mut command = machine.in_terminal(&["practice", "--lang", "zh-CN"]);
    command.env("TERM", "linux");
    let mut terminal = Terminal::start(command, 80, 40);
    terminal.wait_for("What went wrong?");
    terminal.wait_for("The Linux console cannot draw Chinese");
    assert!(terminal.screen().is_ascii(), "{}", terminal.screen());
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
}

/// The checklist line by line, over any page and from a field too; closing it loses nothing.
#[test]
fn the_checklist_opens_line_by_line() {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&["practice", "all-well"]), 120, 40);
    terminal.check_everything();
    terminal.wait_for("Enter continue");
    // F3: the letter is text while a field has the keys.
    terminal.send("\u{1b}OR");
    terminal.wait_for("Checklist, line 1 of 14");
    terminal.send("\u{1b}[B");
    terminal.wait_for("Checklist, line 2 of 14");
    terminal.send("\r");
    terminal.wait_for("Registry user");
    terminal.send("\r");
    terminal.wait_for("Which token?");
    terminal.send("\r");
    terminal.wait_for("This token can push.");
    terminal.send("C");
    terminal.wait_for("Write: OK");
    terminal.wait_for("upload opened");
    terminal.send("\r");
    // A click on a line of the panel: button, column, row, from one.
    terminal.wait_for("GitHub secrets");
    let heading = terminal.screen().lines().position(|line| line.contains("GitHub secrets"));
    let row = heading.expect("it was waited for") + 2;
    terminal.send(&format!("\u{1b}[<0;90;{row}M"));
    terminal.wait_for("Checklist, line 7 of 14");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
}

#[test]
fn the_story_to_its_end_in_english() {
    for (columns, lines) in [(80, 24), (120, 40)] {
        play(
            "en",
            columns,
            lines,
            &ENGLISH,
            "Proven: amyflash/music-management-system was built, pushed, and can be pulled.",
        );
    }
}

#[test]
fn the_story_to_its_end_in_chinese() {
    for (columns, lines) in [(80, 24), (120, 40)] {
        play(
            "zh-CN",
            columns,
            lines,
            &CHINESE,
            "已证明：amyflash/music-management-system 已构建、已推送、可以拉取。",
        );
    }
}

/// The guide's whole story, from the failed run to the proof, with a token that is pasted: keys are counted as
/// a person presses them.
#[test]
fn the_whole_story_takes_few_keys_and_one_paste() {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&["practice"]), 80, 24);
    let (mut keys, mut pastes) = (0, 0);
    for words in [
        "Enter last failed run",
        "permission is too small",
        "Which token?",
        "This token cannot push.",
        "Paste the token here",
        "This token can push.",
        "push it",
        "It pushes.",
        "nothing has been changed yet",
        "Written, and confirmed",
        "Run the workflow by hand",
        "The build is green",
        "All 3 tags arrived",
        "finish",
    ] {
        terminal.wait_for(words);
        if words == "Paste the token here" {
            let screen = terminal.screen();
            let page = screen.split_whitespace().find(|word| word.starts_with("http://"));
            let token = made_by_hand(page.expect("the page is named"));
            pastes += 1;
            terminal.send(&format!("\u{1b}[200~{token}\u{1b}[201~"));
            terminal.wait_for("36 characters");
        }
        keys += 1;
        terminal.send("\r");
    }
    assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
    println!("the guide's whole story: {keys} keystrokes, {pastes} paste");
    assert!(keys <= 15 && pastes == 1, "{keys} keystrokes, {pastes} pastes");
}

/// A token from the practice page, as a person makes it in the browser.
pub fn made_by_hand(page: &str) -> String {
    use pushpilot::outside::http::{Ask, Http, Method};
    let fields = [("description", "GitHub Actions"), ("expiration", "90"), ("permission", "repo:write")];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let ask = Ask::new(Method::POST, page.parse().expect("an address"));
    let http = Http::default();
    let asked = runtime.block_on(http.send(ask.form(&fields).accepting("application/json")));
    let read = asked.read(|answer| answer.json::<serde_json::Value>());
    read.answer.expect("it is made")["token"].as_str().expect("a token").to_owned()
}
