//! Which part of a page is in sight when it is longer than the screen.

use std::ops::Range;

use super::sheet::Sheet;

/// How far the page in front is scrolled. A new page begins at its top; the field that has the keys
/// comes into sight by itself, and otherwise the person's scrolling stays.
#[derive(Debug, Default)]
pub struct Scroll {
    page: Option<(&'static str, bool)>,
    focus: Option<Range<usize>>,
    top: usize,
    lines: usize,
    height: usize,
}

impl Scroll {
    /// Moves by so many screens (`pages`) or lines; whether that changed anything.
    pub fn by(&mut self, step: Step) -> bool {
        let screen = self.height.saturating_sub(2).max(1);
        let before = self.top;
        self.top = match step {
            Step::PageDown => self.top + screen,
            Step::PageUp => self.top.saturating_sub(screen),
            Step::Down => self.top + 3,
            Step::Up => self.top.saturating_sub(3),
        }
        .min(self.lines.saturating_sub(self.height));
        self.top != before
    }

    /// The first line in sight of this page at this height.
    pub(crate) fn settle(
        &mut self,
        page: &'static str,
        overlay: bool,
        sheet: &Sheet,
        height: usize,
    ) -> usize {
        if self.page != Some((page, overlay)) {
            *self = Self { page: Some((page, overlay)), ..Self::default() };
        }
        let resized = self.height != height;
        self.lines = sheet.lines.len();
        self.height = height;
        if (self.focus != sheet.focus || resized) && height > 0 {
            if let Some(focus) = &sheet.focus {
                self.top = self.top.max(focus.end.saturating_sub(height)).min(focus.start);
            }
            self.focus.clone_from(&sheet.focus);
        }
        self.top = self.top.min(self.lines.saturating_sub(height));
        self.top
    }
}

/// A move of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    PageDown,
    PageUp,
    Down,
    Up,
}

#[cfg(test)]
mod tests {
    use super::{Scroll, Step};
    use crate::ui::sheet::Sheet;

    fn sheet(lines: usize, focus: Option<std::ops::Range<usize>>) -> Sheet {
        let mut sheet = Sheet { focus, ..Sheet::default() };
        (0..lines).for_each(|_| sheet.gap());
        sheet
    }

    #[test]
    fn the_focus_comes_into_sight_and_scrolling_by_hand_stays() {
        let mut scroll = Scroll::default();
        assert_eq!(scroll.settle("a", false, &sheet(30, Some(2..4)), 10), 0);
        assert_eq!(scroll.settle("a", false, &sheet(30, Some(18..20)), 10), 10);
        assert!(scroll.by(Step::PageUp));
        assert_eq!(scroll.settle("a", false, &sheet(30, Some(18..20)), 10), 2);
        assert_eq!(scroll.settle("b", false, &sheet(30, None), 10), 0);
    }

    #[test]
    fn nothing_scrolls_past_the_ends() {
        let mut scroll = Scroll::default();
        scroll.settle("a", false, &sheet(12, None), 10);
        assert!(scroll.by(Step::PageDown) && !scroll.by(Step::PageDown));
        assert_eq!(scroll.settle("a", false, &sheet(12, None), 10), 2);
        assert_eq!(scroll.settle("a", false, &sheet(5, None), 10), 0);
        assert!(!scroll.by(Step::Down));
    }
}
