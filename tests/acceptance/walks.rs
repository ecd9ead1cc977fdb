//! Whatever is typed, pasted or resized, in whatever order: one can always leave, and the terminal is given back.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::machine::Machine;
use crate::terminal::Terminal;

#[test]
fn whatever_is_typed_the_terminal_is_given_back() {
    let keys = prop_oneof![
        4 => Just("\r".to_owned()),
        2 => Just("\u{1b}[B".to_owned()),
        1 => Just("\u{1b}[A".to_owned()),
        1 => Just("\t".to_owned()),
        1 => Just("\u{1b}[5~\u{1b}[6~".to_owned()),
        1 => Just("\u{1b}OP".to_owned()),
        1 => Just("\u{1b}[200~dckr_pat_x\u{7}\u{202e}好\r\n\u{1b}[31m\u{1b}[201~".to_owned()),
        1 => Just("\u{1b}[<0;10;10M\u{1b}[<0;10;10m".to_owned()),
        1 => Just("\u{1b}[999;999R\u{1b}]0;x\u{7}".to_owned()),
        2 => "[a-z0-9 ?好ü]{1,3}",
    ];
    let size = (20_u16..140, 5_u16..50);
    let walks = prop::collection::vec((keys, prop::option::weighted(0.2, size)), 1..25);
    let config = Config { cases: 40, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let typed = TestRunner::new(config).run(&walks, |walk| {
        let machine = Machine::new();
        let mut terminal = Terminal::start(machine.in_terminal(&["practice", "all-well"]), 80, 24);
        terminal.wait_for("pushpilot");
        for (keys, size) in &walk {
            if let Some((columns, lines)) = size {
                terminal.resize(*columns, *lines);
            }
            // It may have been left by what was typed.
            if terminal.try_send(keys).is_err() {
                break;
            }
        }
        terminal.interrupt();
        let code = terminal.ended();
        terminal.given_back();
        prop_assert!([0, 1, 3, 130].contains(&code), "{code} after {walk:?}\n{}", terminal.screen());
        Ok(())
    });
    if let Err(why) = typed {
        panic!("{why}");
    }
}
