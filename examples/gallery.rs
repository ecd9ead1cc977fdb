//! Prints the sample views as the terminal surface draws them: `gallery [WIDTH] [HEIGHT] [NAME]`.

#[path = "../src/ui/samples.rs"]
mod samples;

use pushpilot::text::Language;
use pushpilot::text::speak::Speaker;
use pushpilot::ui::frame;
use pushpilot::ui::look::{Glyphs, Look, Theme, ThemeName};
use pushpilot::ui::print::screen_text;
use pushpilot::ui::scroll::Scroll;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |at: usize, or: u16| args.get(at).and_then(|n| n.parse().ok()).unwrap_or(or);
    let area = Rect::new(0, 0, number(1, 80), number(2, 24));
    let look = Look { theme: Theme::of(ThemeName::Dark), glyphs: Glyphs::UNICODE, links: false };
    for language in Language::ALL {
        let speaker = Speaker::new(language);
        for (name, view) in samples::all(language) {
            if args.get(3).is_none_or(|only| only == name) {
                let mut buffer = Buffer::empty(area);
                frame::draw(&view, &speaker, &look, &mut Scroll::default(), &mut buffer);
                println!("== {name} {}\n{}", language.tag(), screen_text(&buffer));
            }
        }
    }
}
