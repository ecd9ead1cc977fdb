//! The two surfaces on a real terminal: what is taken is given back, and no secret is left on the screen.
//!
//! Each test runs this binary once more inside a pseudo-terminal, in the role of the program.

#![cfg(unix)]

#[path = "../../src/ui/samples.rs"]
#[allow(dead_code, reason = "one file of samples serves tests, benchmark and gallery")]
mod samples;

mod terminal;

use pushpilot::flow::event::{Event, Key};
use pushpilot::flow::page::{self, Block, Shown};
use pushpilot::flow::view::View;
use pushpilot::plain::answers::Answers;
use pushpilot::plain::{Plain, Source};
use pushpilot::surface::{Input, Surface, fault};
use pushpilot::text::Language;
use pushpilot::ui::abilities::{Abilities, Wishes};
use pushpilot::ui::{Options, Ui};
use secrecy::ExposeSecret;
use terminal::Terminal;

/// A secret that must be found nowhere.
const CANARY: &str = "dckr_pat_canary_canary_canary";

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// The role of the wizard on its screen: shows the paste page, says what it hears on the way out.
#[test]
#[ignore = "a role, played inside the terminal of another test"]
fn role_screen() {
    fault::keep_quiet(Language::English);
    let look = Abilities::of(&Wishes::default(), |name| std::env::var(name).ok(), true).look;
    let mut view = samples::paste(Language::English);
    block_on(async {
        let (mut heard, mut typed) = (String::new(), 0);
        let mut ui = Ui::new(Options { look, mouse: false, notify: false, ask_background: false })
            .expect("a terminal");
        loop {
            ui.show(&view).expect("drawn");
            match ui.next().await.expect("read") {
                Input::Event(Event::Interrupt | Event::Terminate) => break,
                Input::Event(Event::Key(Key::Char('!'))) => panic!("{CANARY}"),
                Input::Event(Event::Paste(text)) => {
                    let text = text.expose_secret();
                    heard = format!("PASTED {} {}", text.len(), text.matches(['\r', '\n']).count());
                    field(&mut view).shown = Shown::Hidden { length: text.len() };
                }
                Input::Event(Event::Key(Key::Char('x'))) => {
                    typed += 1;
                    field(&mut view).shown = Shown::Hidden { length: typed };
                }
                _ => {}
            }
        }
        ui.leave().expect("given back");
        println!("{heard} LEFT");
    });
}

/// The one field of a page.
fn field(view: &mut View) -> &mut page::Input {
    let field = view.page.blocks.iter_mut().find_map(|block| match block {
        Block::Input(field) => Some(field),
        _ => None,
    });
    field.expect("the page has a field")
}

/// The role of the wizard in lines: asks for the secret and says how long it was.
#[test]
#[ignore = "a role, played inside the terminal of another test"]
fn role_plain() {
    fault::keep_quiet(Language::English);
    let heard = block_on(async {
        let answers = Answers::default();
        let mut plain =
            Plain::new(std::io::stdout(), Source::stdin(), answers, Language::English).expect("begun");
        plain.show(&samples::paste(Language::English)).expect("printed");
        plain.next().await.expect("read")
    });
    match heard {
        Input::Event(Event::Fill("token", secret)) => println!("GOT {}", secret.expose_secret().len()),
        Input::Event(Event::Interrupt) => println!("INTERRUPTED"),
        other => println!("{other:?}"),
    }
}

#[test]
fn a_bracketed_paste_fills_the_field_and_shows_only_its_length() {
    let mut terminal = Terminal::run("role_screen", 80, 24);
    terminal.wait_for("Paste it here");
    terminal.send(&format!("\u{1b}[200~{CANARY}\n\u{1b}[201~"));
    terminal.wait_for("30 characters");
    terminal.send("\u{3}");
    terminal.wait_for("PASTED 30 1 LEFT");
    terminal.given_back();
    assert!(!terminal.everything().contains(CANARY));
}

#[test]
fn a_paste_without_brackets_fills_the_field_and_does_not_submit() {
    let mut terminal = Terminal::run("role_screen", 80, 24);
    terminal.wait_for("Paste it here");
    terminal.send(&format!("{CANARY}\r"));
    terminal.wait_for("30 characters");
    terminal.send("\u{3}");
    terminal.wait_for("PASTED 30 1 LEFT");
}

/// Longer than what is read at once.
#[test]
fn a_long_paste_without_brackets_is_read_to_its_end() {
    let mut terminal = Terminal::run("role_screen", 80, 24);
    terminal.wait_for("Paste it here");
    terminal.send(&"a".repeat(3000));
    terminal.wait_for("3000 characters");
    terminal.send("\u{3}");
    terminal.wait_for("PASTED 3000 0 LEFT");
}

#[test]
fn a_resize_is_drawn_and_nothing_is_lost() {
    let mut terminal = Terminal::run("role_screen", 80, 24);
    terminal.wait_for("next: token created");
    terminal.resize(120, 40);
    terminal.wait_for("GitHub secrets");
    terminal.resize(44, 12);
    terminal.wait_for("36 characters");
    terminal.resize(20, 5);
    terminal.wait_for("enlarge");
    terminal.send("\u{3}");
    terminal.given_back();
}

/// Both reach the program at the same moment, and neither hides the other.
#[test]
fn what_is_typed_while_the_window_changes_is_heard() {
    let mut terminal = Terminal::run("role_screen", 80, 24);
    terminal.wait_for("Paste it here");
    for typed in 1..=200 {
        terminal.resize(80 + typed % 2, 24);
        terminal.send("x");
        terminal.wait_for(&format!("   {typed} character"));
    }
    terminal.send("\u{3}");
    terminal.given_back();
}

#[test]
fn back_in_the_foreground_the_screen_is_taken_again_and_drawn_whole() {
    let mut terminal = Terminal::run("role_screen", 80, 24);
    terminal.wait_for("Paste it here");
    terminal.signal(rustix::process::Signal::CONT);
    terminal.wait_for_times("\u{1b}[?1049h", 2);
    terminal.wait_for_times("next: token created", 2);
    // Something else wrote on the screen: Ctrl-L.
    terminal.send("\u{c}");
    terminal.wait_for_times("next: token created", 3);
    terminal.wait_for("Paste it here");
    terminal.send("\u{3}");
    terminal.wait_for("LEFT");
    terminal.given_back();
}

#[test]
fn a_fault_gives_the_terminal_back_and_does_not_say_what_it_held() {
    let mut terminal = Terminal::run("role_screen", 80, 24);
    terminal.wait_for("Paste it here");
    terminal.send("!");
    terminal.wait_for("main.rs:");
    terminal.given_back();
    assert!(!terminal.everything().contains(CANARY));
}

#[test]
fn a_signal_to_end_is_heard() {
    let mut terminal = Terminal::run("role_screen", 80, 24);
    terminal.wait_for("Paste it here");
    terminal.signal(rustix::process::Signal::TERM);
    terminal.wait_for("LEFT");
    terminal.given_back();
}

#[test]
fn the_plain_surface_does_not_echo_a_secret() {
    let mut terminal = Terminal::run("role_plain", 80, 24);
    terminal.wait_for("is not shown");
    terminal.wait_for_echo(false);
    terminal.send(&format!("{CANARY}\r"));
    terminal.wait_for("GOT 29");
    terminal.wait_for_echo(true);
    assert!(!terminal.everything().contains("canary"));
}

#[test]
fn an_interrupt_at_a_secret_turns_the_echo_on_again() {
    let mut terminal = Terminal::run("role_plain", 80, 24);
    terminal.wait_for_echo(false);
    terminal.send("\u{3}");
    // What it says is not waited for: an interrupt makes the system forget output on its way.
    terminal.wait_for_echo(true);
}
