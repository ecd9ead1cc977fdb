//! Which question comes next on a page, how it is put, and what an answer means.

use secrecy::{ExposeSecret, SecretString};

use super::answers::Answers;
use crate::flow::event::{Event, Key};
use crate::flow::page::{Action, Block, Choose, Input, LOG, Page, Shown};
use crate::model::clean;
use crate::text::speak::Speaker;
use crate::text::{Text, diagnosis, surface};

/// How far a page has been asked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// So many of its fields and lists.
    pub(crate) asked: usize,
    /// Whether the other choices are shown.
    pub(crate) menu: bool,
    /// Whether the screen is one of them.
    pub(crate) has_screen: bool,
}

impl Place {
    /// Nothing was asked yet.
    pub(crate) fn anew(self) -> Self {
        Self { has_screen: self.has_screen, ..Self::default() }
    }
}

/// A question as it is put.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Question {
    /// Names it in the answers file: the field's, the list's, or the page's id.
    pub(crate) id: String,
    /// What is printed before the prompt.
    pub(crate) lines: Vec<String>,
    pub(crate) prompt: String,
    pub(crate) secret: bool,
    asks: Asks,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
enum Asks {
    Value(&'static str),
    Option {
        id: &'static str,
        options: Vec<(String, String)>,
        at: usize,
    },
    /// One of the page's actions.
    Act(Vec<(&'static str, String)>),
    /// One of all actions, the screen where it can be had, or to leave.
    Menu {
        actions: Vec<(&'static str, String)>,
        has_screen: bool,
    },
    /// Nothing: somebody may want the menu while work goes on.
    Nothing,
}

/// What a typed line means.
#[derive(Debug)]
pub(crate) enum Meaning {
    Event(Event),
    /// The field keeps what it has.
    Keep,
    /// The other choices are wanted.
    Menu,
    /// From there back to the question.
    Back,
    /// From there to the screen.
    Screen,
    /// A number from one to this was expected.
    Unclear {
        last: usize,
    },
}

/// An answer from the file.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) event: Event,
    /// What is printed behind the prompt.
    pub(crate) said: String,
}

impl Question {
    /// What to ask at this place of the page; nothing where it has neither questions nor actions.
    pub(crate) fn of(page: &Page, place: Place, speaker: &Speaker) -> Option<Self> {
        if place.menu {
            return Some(Self::menu(page, place.has_screen, speaker));
        }
        let mut fields =
            page.blocks.iter().filter(|block| matches!(block, Block::Input(_) | Block::Choose(_)));
        match fields.nth(place.asked) {
            Some(Block::Input(input)) => Some(Self::value(input, speaker)),
            Some(Block::Choose(choose)) => Some(Self::option(choose, speaker)),
            Some(_) => unreachable!("filtered above"),
            None => Self::act(page, speaker),
        }
    }

    /// Asks nothing, but hears somebody who wants something.
    pub(crate) fn quiet(page: &Page) -> Self {
        Self {
            id: page.id.into(),
            lines: Vec::new(),
            prompt: String::new(),
            secret: false,
            asks: Asks::Nothing,
        }
    }

    fn value(input: &Input, speaker: &Speaker) -> Self {
        let label = input.label.clone();
        let prompt = match &input.shown {
            Shown::Plain { text, .. } if text.is_empty() => surface::plain_field(label),
            Shown::Plain { text, .. } => surface::plain_field_current(label, text),
            Shown::Hidden { length: 0 } => surface::plain_field_secret(label),
            Shown::Hidden { length } => {
                surface::plain_field_secret_current(label, surface::characters(*length))
            }
        };
        let lines = if input.id == LOG { vec![speaker.say(&diagnosis::wrong_dot())] } else { Vec::new() };
        Self {
            id: input.id.into(),
            lines,
            prompt: speaker.say(&prompt),
            secret: matches!(input.shown, Shown::Hidden { .. }),
            asks: Asks::Value(input.id),
        }
    }

    fn option(choose: &Choose, speaker: &Speaker) -> Self {
        let label = speaker.say(&choose.label);
        let mut lines: Vec<String> = if label.is_empty() { Vec::new() } else { vec![label] };
        let mut options = Vec::new();
        for (at, option) in choose.options.iter().enumerate() {
            let label = option.label.clone();
            let said = match &option.note {
                Some(note) => surface::plain_row(label, note.clone()),
                None => label,
            };
            let said = if option.recommended { surface::plain_recommended(said) } else { said };
            lines.push(numbered(at, &said, speaker));
            options.push((option.id.clone(), speaker.say(&option.label)));
        }
        let at = choose.at.min(options.len().saturating_sub(1));
        Self {
            id: choose.id.into(),
            lines,
            prompt: speaker.say(&surface::plain_answer_default(at + 1)),
            secret: false,
            asks: Asks::Option { id: choose.id, options, at },
        }
    }

    /// What now? The page's own actions; where it has none, the standing ones. If the page has asked
    /// its questions and there is one thing to do, nothing needs to be asked.
    fn act(page: &Page, speaker: &Speaker) -> Option<Self> {
        let own: Vec<&Action> = page.actions.iter().filter(|action| !action.stands()).collect();
        let shown = if own.is_empty() { page.actions.iter().collect() } else { own };
        let mut lines = vec![speaker.say(&surface::plain_what_now())];
        for (at, action) in shown.iter().enumerate() {
            let label = action.label.clone();
            let said = if at == 0 { surface::plain_recommended(label) } else { label };
            lines.push(numbered(at, &said, speaker));
        }
        (!shown.is_empty()).then(|| Self {
            id: page.id.into(),
            lines,
            prompt: speaker.say(&surface::plain_answer_default(1_usize)),
            secret: false,
            asks: Asks::Act(named(&shown, speaker)),
        })
    }

    fn menu(page: &Page, has_screen: bool, speaker: &Speaker) -> Self {
        let actions: Vec<&Action> = page.actions.iter().collect();
        let mut lines = vec![speaker.say(&surface::plain_choices())];
        lines.extend(actions.iter().enumerate().map(|(at, action)| numbered(at, &action.label, speaker)));
        let further = has_screen.then(surface::plain_screen).into_iter().chain([surface::plain_quit()]);
        lines.extend((actions.len()..).zip(further).map(|(at, what)| numbered(at, &what, speaker)));
        lines.push(speaker.say(&surface::plain_choices_back()));
        Self {
            id: page.id.into(),
            lines,
            prompt: speaker.say(&surface::plain_answer()),
            secret: false,
            asks: Asks::Menu { actions: named(&actions, speaker), has_screen },
        }
    }

    /// Whether its answer has many lines.
    pub(crate) fn takes_many(&self) -> bool {
        self.asks == Asks::Value(LOG)
    }

    /// The one action of a page whose questions are answered: it follows by itself.
    pub(crate) fn only_action(&self, place: Place) -> Option<Event> {
        match &self.asks {
            Asks::Act(actions) if place.asked > 0 && actions.len() == 1 => Some(Event::Act(actions[0].0)),
            _ => None,
        }
    }

    /// What an empty answer does, where that does something: the action, and its words.
    pub(crate) fn recommended(&self) -> Option<(&'static str, String)> {
        match &self.asks {
            Asks::Act(actions) => actions.first().cloned(),
            _ => None,
        }
    }

    /// What a line means, typed at this question.
    pub(crate) fn read(&self, line: &str) -> Meaning {
        let bare = line.trim();
        if bare == "?" || bare == "？" {
            return Meaning::Menu;
        }
        match &self.asks {
            Asks::Value(_) if line.is_empty() => Meaning::Keep,
            Asks::Value(id) => Meaning::Event(Event::Fill(id, SecretString::from(line))),
            Asks::Option { id, options, at } => match number(bare, options.len(), Some(*at)) {
                Some(at) => Meaning::Event(Event::Pick(id, at)),
                None => Meaning::Unclear { last: options.len() },
            },
            Asks::Act(actions) => match number(bare, actions.len(), Some(0)) {
                Some(at) => Meaning::Event(Event::Act(actions[at].0)),
                None => Meaning::Unclear { last: actions.len() },
            },
            Asks::Menu { .. } if bare.is_empty() => Meaning::Back,
            Asks::Menu { actions, has_screen } => {
                let last = actions.len() + usize::from(*has_screen) + 1;
                match number(bare, last, None) {
                    Some(at) if at < actions.len() => Meaning::Event(Event::Act(actions[at].0)),
                    Some(at) if at + 1 == last => Meaning::Event(Event::Interrupt),
                    Some(_) => Meaning::Screen,
                    None => Meaning::Unclear { last },
                }
            }
            Asks::Nothing => Meaning::Menu,
        }
    }

    /// The answer that the file has for this question, if it has one.
    ///
    /// # Errors
    /// The words for an answer that does not fit.
    pub(crate) fn answer(&self, answers: &mut Answers) -> Result<Option<Answer>, Text> {
        match &self.asks {
            Asks::Value(id) if self.secret => {
                let secret = answers.secret(id)?;
                Ok(secret.map(|secret| Answer { event: Event::Fill(id, secret), said: String::new() }))
            }
            Asks::Value(id) => Ok(answers.value(id)?.map(|value| {
                let said = clean::line(value.expose_secret()).into_owned();
                Answer { event: Event::Fill(id, value), said }
            })),
            Asks::Option { id, options, .. } => {
                let known: Vec<&str> = options.iter().map(|(id, _)| id.as_str()).collect();
                let at = answers.choice(id, &known)?;
                Ok(at.map(|at| Answer { event: Event::Pick(id, at), said: options[at].1.clone() }))
            }
            Asks::Act(actions) => {
                let known: Vec<&str> = actions.iter().map(|(id, _)| *id).collect();
                let at = answers.choice(&self.id, &known)?;
                Ok(at.map(|at| Answer { event: Event::Act(actions[at].0), said: actions[at].1.clone() }))
            }
            Asks::Menu { .. } | Asks::Nothing => Ok(None),
        }
    }
}

fn numbered(at: usize, what: &Text, speaker: &Speaker) -> String {
    format!("  {}", speaker.say(&surface::plain_numbered(at + 1, what.clone())))
}

fn named(actions: &[&Action], speaker: &Speaker) -> Vec<(&'static str, String)> {
    actions.iter().map(|action| (action.id, speaker.say(&action.label))).collect()
}

/// The place that a number from one to `last` names; an empty answer is the default. Digits may be full-width.
fn number(answer: &str, last: usize, default: Option<usize>) -> Option<usize> {
    if answer.is_empty() {
        return default.filter(|at| *at < last);
    }
    let fold = |c: char| match Key::Char(c).folded() {
        Key::Char(c) => c,
        _ => c,
    };
    let number: usize = answer.chars().map(fold).collect::<String>().parse().ok()?;
    (1..=last).contains(&number).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_may_be_full_width_and_must_be_in_range() {
        assert_eq!(number("２", 3, None), Some(1));
        assert_eq!(number("12", 12, None), Some(11));
        assert_eq!(number("", 3, Some(2)), Some(2));
        assert_eq!(number("", 0, Some(0)), None);
        for wrong in ["0", "4", "-1", "two", "1.", "99999999999999999999"] {
            assert_eq!(number(wrong, 3, Some(0)), None, "{wrong}");
        }
    }
}
