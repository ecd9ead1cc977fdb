//! The plain surface: the same pages as lines and questions, for screen readers, dumb terminals and scripts.
//!
//! Nothing is drawn twice and the cursor never moves: a page is printed once, what changes on it is
//! announced as a line, and one question is asked at a time.

pub mod answers;
pub mod echo;
mod gathered;
mod lines;
mod pages;
mod questions;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use pages::lines as page_lines;

use std::io::{self, IsTerminal, Read, Write};

use secrecy::ExposeSecret;

use self::answers::Answers;
use self::gathered::Gathered;
use self::lines::Lines;
use self::questions::{Meaning, Place, Question};
use crate::flow::event::Event;
use crate::flow::page::Block;
use crate::flow::view::View;
use crate::surface::signals::{Signal, Signals};
use crate::surface::{Input, Surface};
use crate::text::speak::Speaker;
use crate::text::{Language, Text, surface};

/// Where answers come from.
pub struct Source {
    input: Box<dyn Read + Send>,
    /// Whether a person types them: then what is typed is echoed by the terminal, except for secrets.
    terminal: bool,
    /// Nobody answers: the recommended answer is taken.
    story: bool,
}

impl Source {
    /// Standard input.
    #[must_use]
    pub fn stdin() -> Self {
        Self { input: Box::new(lines::stdin()), terminal: io::stdin().is_terminal(), story: false }
    }

    /// A script.
    pub fn script(input: impl Read + Send + 'static) -> Self {
        Self { input: Box::new(input), terminal: false, story: false }
    }

    /// A story that plays by itself: at every question Enter, which takes what is recommended.
    #[must_use]
    pub fn story() -> Self {
        Self { story: true, ..Self::script(io::repeat(b'\n').take(STORY)) }
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("terminal", &self.terminal).finish_non_exhaustive()
    }
}

/// Prints views as lines, and asks for answers.
pub struct Plain<W: Write> {
    out: W,
    lines: Lines,
    terminal: bool,
    story: bool,
    /// What the story did so far, on which pages: it ends where that leads in circles.
    done: Vec<Done>,
    answers: Answers,
    speaker: Speaker,
    signals: Signals,
    view: Option<View>,
    /// The page that was printed, in which language.
    visit: Option<(&'static str, bool, Language)>,
    /// The step that was announced.
    step: Option<(usize, Text)>,
    /// Whether it was said that there are other choices.
    told: bool,
    /// The same of the time while something is waited for.
    told_at_work: bool,
    /// The lines of the page as they stand.
    said: Vec<String>,
    place: Place,
    /// The field filled last: if a problem is shown with it now, it is asked again.
    filled: Option<&'static str>,
    /// Something was just done on this page: where that changed nothing, what is wrong with it is said again.
    acted: bool,
    /// The question whose prompt is on the last line.
    prompted: Option<Question>,
    /// The lines of an answer that has many.
    gathered: Gathered,
}

/// The recommended thing was done on a page.
#[derive(PartialEq)]
struct Done {
    page: &'static str,
    title: Text,
    verdict: Option<Text>,
    action: &'static str,
}

/// No story has so many questions.
const STORY: u64 = 60;
/// The same thing that was done so often on the same page will not help the next time either.
const ENOUGH: usize = 3;

impl<W: Write> std::fmt::Debug for Plain<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plain").field("terminal", &self.terminal).finish_non_exhaustive()
    }
}

impl<W: Write> Plain<W> {
    /// To be called inside the runtime that will call [`Surface::next`].
    ///
    /// # Errors
    /// When the system lets nobody listen for its signals.
    ///
    /// # Panics
    /// Outside of a runtime.
    pub fn new(out: W, source: Source, answers: Answers, language: Language) -> io::Result<Self> {
        Ok(Self {
            out,
            lines: Lines::new(source.input),
            terminal: source.terminal,
            story: source.story,
            done: Vec::new(),
            answers,
            speaker: Speaker::new(language),
            signals: Signals::listen()?,
            view: None,
            visit: None,
            step: None,
            told: false,
            told_at_work: false,
            said: Vec::new(),
            place: Place::default(),
            filled: None,
            acted: false,
            prompted: None,
            gathered: Gathered::default(),
        })
    }

    /// Whoever came from the screen may go back to it.
    pub(crate) fn offer_the_screen(&mut self) {
        self.place.has_screen = true;
    }

    /// The answers that nobody asked for, to be told at the end; nothing where there are none.
    #[must_use]
    pub fn unused(&self) -> Option<Text> {
        let unused = self.answers.unused();
        (!unused.is_empty()).then(|| surface::answers_unused(unused.join(", ")))
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{line}")
    }

    fn say(&mut self, text: &Text) -> io::Result<()> {
        let line = self.speaker.say(text);
        self.line(&line)
    }

    /// Leaves the line of a prompt that was not answered.
    fn interrupt_prompt(&mut self) -> io::Result<()> {
        if let Some(question) = self.prompted.take() {
            echo::restore()?;
            if !question.prompt.is_empty() {
                writeln!(self.out)?;
            }
        }
        Ok(())
    }

    fn prompt(&mut self, question: &Question) -> io::Result<()> {
        self.interrupt_prompt()?;
        for line in &question.lines {
            self.line(line)?;
        }
        write!(self.out, "{}", question.prompt)?;
        self.out.flush()
    }

    /// An answer from the file, said as if it had been typed; a secret is not said.
    fn filed(&mut self, question: &Question) -> io::Result<Option<Input>> {
        let answer = match question.answer(&mut self.answers) {
            Ok(None) => return Ok(None),
            Ok(Some(answer)) => answer,
            Err(wrong) => return Ok(Some(Input::Wrong(wrong))),
        };
        self.prompt(question)?;
        self.line(&answer.said)?;
        Ok(Some(Input::Event(self.settle(answer.event))))
    }

    /// Notes what an answer means for the questions that follow.
    fn settle(&mut self, event: Event) -> Event {
        match &event {
            Event::Fill(id, _) => {
                self.filled = Some(id);
                self.place.asked += 1;
            }
            Event::Pick(..) => self.place.asked += 1,
            Event::Act(id) => {
                self.done.extend(self.doing(id));
                self.acted = true;
                self.place = self.place.anew();
            }
            _ => self.place = Place::default(),
        }
        event
    }

    fn doing(&self, action: &'static str) -> Option<Done> {
        let page = self.view.as_ref()?.front();
        let verdict = page.blocks.iter().find_map(|block| match block {
            Block::Verdict(_, text) => Some(text.clone()),
            _ => None,
        });
        self.story.then(|| Done { page: page.id, title: page.title.clone(), verdict, action })
    }

    /// What the story has done here often enough, in words.
    fn in_circles(&self, question: &Question) -> Option<String> {
        let (action, words) = question.recommended()?;
        let doing = self.doing(action)?;
        (self.done.iter().filter(|done| **done == doing).count() >= ENOUGH).then_some(words)
    }

    /// What a line means that was typed at a question; nothing where the next question follows at once.
    fn take(&mut self, question: &Question, line: &str) -> io::Result<Option<Input>> {
        if !self.terminal && !question.prompt.is_empty() {
            // Nobody's terminal went to the next line.
            writeln!(self.out)?;
        }
        match question.read(line) {
            Meaning::Event(event) => return Ok(Some(Input::Event(self.settle(event)))),
            Meaning::Keep => self.place.asked += 1,
            Meaning::Menu => self.place.menu = true,
            Meaning::Back => self.place.menu = false,
            Meaning::Screen => return Ok(Some(Input::Exchange)),
            Meaning::Unclear { last } => self.say(&surface::plain_choose_number(last))?,
        }
        Ok(None)
    }

    /// The input has ended: a person wants to leave, a script has no answer.
    fn ended(&self, question: &Question) -> Input {
        if self.terminal { Input::Event(Event::Interrupt) } else { Input::Missing(question.id.clone()) }
    }

    /// A person at a terminal is asked before leaving; a script and a story that plays by itself cannot be.
    fn told_to_end(&self, signal: Signal) -> Event {
        if self.terminal && signal == Signal::Interrupt { Event::Interrupt } else { Event::Terminate }
    }

    /// The question to ask now. A page where something moves asks nothing by itself.
    fn question(&self) -> Option<Question> {
        let front = self.view.as_ref()?.front();
        match front.moves() && !self.place.menu {
            // A script's next line is meant for the next question, not for the wait.
            true if !self.terminal => None,
            true => Some(Question::quiet(front)),
            false => Question::of(front, self.place, &self.speaker),
        }
    }

    /// The step, where it changed, and the page in full.
    fn print_page(&mut self, view: &View) -> io::Result<()> {
        writeln!(self.out)?;
        let step = (view.step, view.step_name.clone());
        if self.step.as_ref() != Some(&step) {
            self.say(&view.place(surface::plain_step))?;
            if let Some(banner) = &view.banner {
                self.say(banner)?;
            }
            self.step = Some(step);
        }
        let title = match view.front().id {
            pages::HELP => self.speaker.say(&surface::plain_help_title()),
            _ => self.speaker.say(&view.front().title),
        };
        if !title.is_empty() {
            self.line(&title)?;
        }
        for at in 0..self.said.len() {
            let line = std::mem::take(&mut self.said[at]);
            self.line(&line)?;
            self.said[at] = line;
        }
        // Once each is enough; at work there is no prompt that would invite anybody to type.
        if self.terminal && !view.front().actions.is_empty() {
            let (told, hint) = match view.front().moves() {
                true => (&mut self.told_at_work, surface::plain_at_work()),
                false => (&mut self.told, surface::plain_other_choices()),
            };
            if !std::mem::replace(told, true) {
                self.say(&hint)?;
            }
        }
        Ok(())
    }
}

impl<W: Write> Surface for Plain<W> {
    fn show(&mut self, view: &View) -> io::Result<()> {
        if self.speaker.language() != view.language {
            self.speaker = Speaker::new(view.language);
        }
        self.speaker.tell(view.now);
        let front = view.front();
        let acted = std::mem::take(&mut self.acted);
        let visit = Some((front.id, view.overlay.is_some(), view.language));
        if self.visit != visit {
            self.interrupt_prompt()?;
            self.visit = visit;
            self.place = self.place.anew();
            self.filled = None;
            self.said = pages::lines(front, &self.speaker);
            self.print_page(view)?;
        } else {
            let now = pages::news(front, &self.speaker);
            let mut new: Vec<&String> = pages::new_lines(&self.said, &now);
            let again =
                if acted && new.is_empty() { pages::problems(front, &self.speaker) } else { Vec::new() };
            new.extend(&again);
            if !new.is_empty() {
                self.interrupt_prompt()?;
            }
            for line in new {
                writeln!(self.out, "{line}")?;
            }
            self.said = now;
        }
        if self.filled.take().is_some_and(|id| pages::has_problem(front, id)) {
            self.place.asked = self.place.asked.saturating_sub(1);
        }
        self.view = Some(view.clone());
        self.out.flush()
    }

    async fn next(&mut self) -> io::Result<Input> {
        loop {
            let question = self.question();
            let Some(question) = question else {
                match self.signals.next().await? {
                    Signal::Continued => continue,
                    signal => return Ok(Input::Event(self.told_to_end(signal))),
                }
            };
            if let Some(tried) = self.in_circles(&question) {
                self.say(&surface::tour_in_circles(tried))?;
                return Ok(Input::Missing(question.id));
            }
            if let Some(event) = question.only_action(self.place) {
                return Ok(Input::Event(self.settle(event)));
            }
            if self.prompted.as_ref() != Some(&question) {
                if let Some(input) = self.filed(&question)? {
                    return Ok(input);
                }
                // Before it is asked for: what is typed or pasted at once must not be seen either.
                if question.secret && self.terminal {
                    echo::off()?;
                }
                self.prompt(&question)?;
                self.prompted = Some(question.clone());
            }
            tokio::select! {
                line = self.lines.next() => {
                    echo::restore()?;
                    self.prompted = None;
                    let line = line?;
                    let line = if question.takes_many() {
                        match self.gathered.take(line.as_ref()) {
                            Some(whole) => whole,
                            // The prompt stands for all of its lines.
                            None => {
                                self.prompted = Some(question);
                                continue;
                            }
                        }
                    } else {
                        line
                    };
                    let Some(line) = line else { return Ok(self.ended(&question)) };
                    if let Some(input) = self.take(&question, line.expose_secret())? {
                        return Ok(input);
                    }
                }
                signal = self.signals.next() => match signal? {
                    // The shell may have turned the echo on again; the question is asked anew.
                    Signal::Continued => self.interrupt_prompt()?,
                    signal => return Ok(Input::Event(self.told_to_end(signal))),
                },
            }
        }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.interrupt_prompt()?;
        // A line of its own is what a screen reader or a script can take it from.
        self.line(&crate::model::clean::line(text))
    }

    fn leave(&mut self) -> io::Result<()> {
        self.interrupt_prompt()?;
        self.out.flush()
    }
}

impl<W: Write> Drop for Plain<W> {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing from us.
        let _ = echo::restore();
    }
}
