//! Finds something in a long list: what is typed after `/` leaves the options that hold it.

use crate::flow::event::Key;
use crate::flow::page::{Block, Choose, Page};
use crate::flow::view::View;
use crate::model::clean;
use crate::text::{Text, surface};

/// The key that begins it; a Chinese input method sends its wide form.
pub(crate) const FIND: Key = Key::Char('/');

/// Longer words find nothing.
const LONGEST: usize = 64;

/// A list in which something is looked for. The engine knows nothing of it: it is told which option is chosen.
#[derive(Debug)]
pub(crate) struct Finder {
    page: &'static str,
    list: &'static str,
    typed: String,
    /// What stands at each option, and which one is chosen, as they were shown last.
    options: Vec<String>,
    at: usize,
}

/// What a key comes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// This option of the list is chosen now.
    Pick(&'static str, usize),
    /// Other options are in sight, or none.
    Changed,
    /// Nothing is looked for any more.
    Over,
    /// It has nothing to do with finding.
    Other,
}

impl Finder {
    /// Looks for something on a page with a long list that has the keys; nothing elsewhere.
    pub(crate) fn begin(page: &Page) -> Option<Self> {
        let list = lists(page).find(|list| list.focused && list.is_long())?;
        Some(Self { page: page.id, list: list.id, typed: String::new(), options: Vec::new(), at: list.at })
    }

    /// The view with only those options that hold what was typed; nothing where its list is not in sight.
    pub(crate) fn narrow(&mut self, view: &View, mut say: impl FnMut(&Text) -> String) -> Option<View> {
        let mut view = view.clone();
        let page = view.overlay.as_mut().unwrap_or(&mut view.page);
        let here = page.id == self.page;
        let list = page.blocks.iter_mut().filter(|_| here).find_map(|block| match block {
            Block::Choose(list) if list.focused && list.id == self.list => Some(list),
            _ => None,
        })?;
        let words = list.options.iter().map(|option| {
            let note = option.note.as_ref().map(&mut say).unwrap_or_default();
            format!("{} {note}", say(&option.label)).to_lowercase()
        });
        self.options = words.collect();
        self.at = list.at;
        let found = self.found();
        list.label = surface::find(clean::line(&self.typed).into_owned(), found.len(), list.options.len());
        list.at = found.iter().position(|at| *at == list.at).unwrap_or(0);
        list.options = found.iter().map(|at| list.options[*at].clone()).collect();
        Some(view)
    }

    /// What a key comes to while its list is in sight.
    pub(crate) fn take(&mut self, key: Key) -> Found {
        match key {
            Key::Char(c) if self.typed.chars().count() < LONGEST => self.typed.push(c),
            Key::Char(_) => return Found::Changed,
            Key::Backspace if !self.typed.is_empty() => drop(self.typed.pop()),
            Key::Backspace | Key::Esc => return Found::Over,
            Key::Ctrl('u') => self.typed.clear(),
            Key::Up | Key::Down => return self.step(key),
            // Nothing is chosen that cannot be seen.
            Key::Enter if self.found().is_empty() => return Found::Changed,
            _ => return Found::Other,
        }
        let found = self.found();
        match found.first() {
            Some(first) if !found.contains(&self.at) => Found::Pick(self.list, *first),
            _ => Found::Changed,
        }
    }

    /// The place in the whole list of an option in sight.
    pub(crate) fn whole(&self, list: &'static str, at: usize) -> usize {
        if list == self.list { self.found().get(at).copied().unwrap_or(at) } else { at }
    }

    fn step(&self, key: Key) -> Found {
        let found = self.found();
        let here = found.iter().position(|at| *at == self.at);
        let next = match key {
            Key::Up => here.and_then(|here| here.checked_sub(1)),
            _ => here.map(|here| here + 1),
        };
        next.and_then(|next| found.get(next)).map_or(Found::Changed, |at| Found::Pick(self.list, *at))
    }

    fn found(&self) -> Vec<usize> {
        let wanted = self.typed.to_lowercase();
        (0..self.options.len()).filter(|at| self.options[*at].contains(&wanted)).collect()
    }
}

fn lists(page: &Page) -> impl Iterator<Item = &Choose> {
    page.blocks.iter().filter_map(|block| match block {
        Block::Choose(list) => Some(list),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Finder, Found, lists};
    use crate::flow::event::Key;
    use crate::flow::page::{Block, Choice, Choose};
    use crate::flow::view::View;
    use crate::text::speak::Speaker;
    use crate::text::{Language, Text};
    use crate::ui::samples;

    /// A page with a list of so many numbered options, `team/service-1` and on.
    fn view(count: usize, at: usize) -> View {
        let mut view = samples::verdict(Language::English);
        let option = |number| Choice {
            id: String::new(),
            label: Text::raw(format!("Team/service-{number}")),
            note: None,
            recommended: false,
        };
        view.page.blocks = vec![Block::Choose(Choose {
            id: "images",
            label: Text::raw("Images"),
            options: (1..=count).map(option).collect(),
            at,
            focused: true,
        })];
        view
    }

    fn shown(finder: &mut Finder, view: &View) -> Vec<String> {
        let speaker = Speaker::new(Language::English);
        let narrow = finder.narrow(view, |text| speaker.say(text)).expect("its list is there");
        let list = lists(&narrow.page).next().expect("the list");
        let mark = |at| if at == list.at { "> " } else { "" };
        let label = [speaker.say(&list.label)];
        let options = list.options.iter().enumerate();
        let options = options.map(|(at, option)| format!("{}{}", mark(at), speaker.say(&option.label)));
        label.into_iter().chain(options).collect()
    }

    #[test]
    fn what_is_typed_leaves_what_holds_it_and_the_choice_follows() {
        assert!(Finder::begin(&view(9, 0).page).is_none(), "digits choose among nine");
        let mut finder = Finder::begin(&view(30, 4).page).expect("a long list");
        assert_eq!(shown(&mut finder, &view(30, 4)).len(), 31);
        assert_eq!(finder.take(Key::Char('e')), Found::Changed, "the fifth holds it, too");
        assert_eq!(finder.take(Key::Char('-')), Found::Changed);
        assert_eq!(finder.take(Key::Char('1')), Found::Pick("images", 0));
        assert_eq!(finder.take(Key::Char('2')), Found::Pick("images", 11));
        let lines = shown(&mut finder, &view(30, 11));
        assert_eq!(lines, ["/e-12   1 of 30 (Esc: all)", "> Team/service-12"]);
        assert_eq!(finder.whole("images", 0), 11);
        assert_eq!(finder.take(Key::Enter), Found::Other, "the page takes it");
        assert_eq!(finder.take(Key::Char('x')), Found::Changed);
        assert_eq!(shown(&mut finder, &view(30, 11)), ["/e-12x   0 of 30 (Esc: all)"]);
        assert_eq!(finder.take(Key::Enter), Found::Changed, "nothing in sight is chosen");
    }

    #[test]
    fn arrows_pass_what_is_hidden() {
        let mut finder = Finder::begin(&view(30, 0).page).expect("a long list");
        shown(&mut finder, &view(30, 0));
        assert_eq!(finder.take(Key::Char('0')), Found::Pick("images", 9));
        shown(&mut finder, &view(30, 9));
        assert_eq!(finder.take(Key::Down), Found::Pick("images", 19));
        shown(&mut finder, &view(30, 29));
        assert_eq!(finder.take(Key::Down), Found::Changed);
        assert_eq!(finder.take(Key::Up), Found::Pick("images", 19));
        assert_eq!(finder.take(Key::Esc), Found::Over);
    }

    #[test]
    fn another_page_ends_it() {
        let mut finder = Finder::begin(&view(30, 0).page).expect("a long list");
        let other = samples::verdict(Language::English);
        assert!(finder.narrow(&other, |_| String::new()).is_none());
    }
}
