//! Shows the sample views: `gallery text|svg|live|plain [LANG] [NAME] [WIDTH] [HEIGHT]`.

#[path = "../src/ui/samples.rs"]
#[allow(dead_code, reason = "one file of samples serves tests, benchmark and gallery")]
mod samples;

use std::io;

use pushpilot::flow::event::{Event, Key};
use pushpilot::flow::view::View;
use pushpilot::plain::answers::Answers;
use pushpilot::plain::{Plain, Source};
use pushpilot::surface::{Input, Surface};
use pushpilot::text::Language;
use pushpilot::text::speak::Speaker;
use pushpilot::ui::abilities::{Abilities, Wishes};
use pushpilot::ui::look::{Glyphs, Look, Theme, ThemeName};
use pushpilot::ui::print::screen_text;
use pushpilot::ui::scroll::Scroll;
use pushpilot::ui::{Options, Ui, frame, picture};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let arg = |at: usize| args.get(at).map(String::as_str);
    let language = arg(1).and_then(Language::parse).unwrap_or(Language::English);
    let views: Vec<(&str, View)> = samples::all(language)
        .into_iter()
        .filter(|(name, _)| arg(2).is_none_or(|only| only == "all" || only == *name))
        .collect();
    let number = |at: usize, or: u16| arg(at).and_then(|n| n.parse().ok()).unwrap_or(or);
    let area = Rect::new(0, 0, number(3, 80), number(4, 24));
    let look = Look { theme: Theme::of(ThemeName::Dark), glyphs: Glyphs::UNICODE, links: false };
    match arg(0) {
        Some("live") => {
            pushpilot::surface::fault::keep_quiet(language);
            let env = |name: &str| std::env::var(name).ok();
            let look = Abilities::of(&Wishes::default(), env, true).look;
            walk(&mut Ui::new(Options { look, mouse: true, notify: false, ask_background: false })?, &views)
                .await
        }
        Some("plain") => {
            let plain = &mut Plain::new(io::stdout(), Source::stdin(), Answers::default(), language)?;
            walk(plain, &views).await
        }
        format => {
            let speaker = Speaker::new(language);
            for (name, view) in &views {
                let mut buffer = Buffer::empty(area);
                frame::draw(view, &speaker, &look, &mut Scroll::default(), &mut buffer);
                match format {
                    Some("svg") => println!("{}", picture::svg(&buffer, name)),
                    _ => println!("== {name}\n{}", screen_text(&buffer)),
                }
            }
            Ok(())
        }
    }
}

/// One view after another, a key each; Ctrl-C leaves, `!` is a fault, `c` copies.
async fn walk(surface: &mut impl Surface, views: &[(&str, View)]) -> io::Result<()> {
    let mut at = 0;
    loop {
        surface.show(&views[at].1)?;
        match surface.next().await? {
            Input::Redraw | Input::Exchange => {}
            Input::Event(Event::Interrupt) | Input::Missing(_) | Input::Wrong(_) => return surface.leave(),
            Input::Event(Event::Key(Key::Char('!'))) => panic!("dckr_pat_canary"),
            Input::Event(Event::Key(Key::Char('c'))) => surface.copy("https://example.com")?,
            Input::Event(Event::Key(_) | Event::Act(_)) => at = (at + 1) % views.len(),
            Input::Event(_) => {}
        }
    }
}
