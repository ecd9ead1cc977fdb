//! How long a frame takes: drawn in full, and from a key to the bytes that are written.

#[path = "../src/ui/samples.rs"]
mod samples;

use std::hint::black_box;
use std::io;

use criterion::{Criterion, criterion_group, criterion_main};
use pushpilot::flow::page::{Block, Shown};
use pushpilot::flow::view::View;
use pushpilot::text::Language;
use pushpilot::text::speak::Speaker;
use pushpilot::ui::frame;
use pushpilot::ui::look::{Glyphs, Look, Theme, ThemeName};
use pushpilot::ui::scroll::Scroll;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

fn look() -> Look {
    Look { theme: Theme::of(ThemeName::Dark), glyphs: Glyphs::UNICODE, links: false }
}

/// One character more or less in the field, as a key press leaves it.
fn typed(view: &mut View) {
    for block in &mut view.page.blocks {
        if let Block::Input(input) = block {
            let Shown::Hidden { length } = input.shown else { continue };
            input.shown = Shown::Hidden { length: if length > 36 { 36 } else { 37 } };
        }
    }
}

fn drawing(c: &mut Criterion) {
    let mut scroll = Scroll::default();
    for language in Language::ALL {
        let speaker = Speaker::new(language);
        let view = samples::verdict(language);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
        c.bench_function(&format!("frame at 80x24, {}", language.tag()), |b| {
            b.iter(|| {
                buffer.reset();
                frame::draw(black_box(&view), &speaker, &look(), &mut scroll, &mut buffer)
            });
        });

        let mut view = samples::paste(language);
        let area = Rect::new(0, 0, 200, 60);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let mut terminal = Terminal::with_options(CrosstermBackend::new(io::sink()), options)
            .expect("a sink takes everything");
        c.bench_function(&format!("key to frame at 200x60, {}", language.tag()), |b| {
            b.iter(|| {
                typed(&mut view);
                let drawn = terminal.draw(|frame| {
                    frame::draw(&view, &speaker, &look(), &mut scroll, frame.buffer_mut());
                });
                drawn.expect("a sink takes everything").area
            });
        });
    }
    c.bench_function("the words of a language, read at start", |b| {
        b.iter(|| Speaker::new(black_box(Language::Chinese)).language());
    });
}

criterion_group!(benches, drawing);
criterion_main!(benches);
