//! Colours by role and glyphs by meaning: five themes, two glyph sets.

use ratatui::style::{Color, Modifier, Style};

use crate::flow::page::Tone;

/// How everything is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub theme: Theme,
    pub glyphs: Glyphs,
    /// Whether addresses are written as OSC 8 links, too.
    pub links: bool,
}

/// The themes by the names that `--theme` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThemeName {
    Dark,
    Light,
    HighContrast,
    /// The terminal's own sixteen colours, on its own background.
    Sixteen,
    /// No colour at all: bold, dim, underlined.
    Mono,
}

impl ThemeName {
    pub const ALL: [Self; 5] = [Self::Dark, Self::Light, Self::HighContrast, Self::Sixteen, Self::Mono];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Sixteen => "16-colour",
            Self::Mono => "mono",
        }
    }
}

/// A style for each role. Green, red and yellow are for verdicts only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Painted under everything; only high contrast does, the others keep the person's background.
    pub ground: Style,
    pub plain: Style,
    pub strong: Style,
    pub dim: Style,
    pub good: Style,
    pub bad: Style,
    pub warn: Style,
    /// Where you are, and what a key is.
    pub accent: Style,
    /// Rules and frames: seen, not read.
    pub rule: Style,
    /// An address.
    pub link: Style,
    /// The word that says that this is not for real.
    pub banner: Style,
}

impl Theme {
    #[must_use]
    pub const fn of(name: ThemeName) -> Self {
        match name {
            ThemeName::Dark => {
                Self::rgb(None, [0xa3_adba, 0x82_d997, 0xff_9a94, 0xf2_c977, 0x82_bdff, 0x6a_7482])
            }
            ThemeName::Light => {
                Self::rgb(None, [0x57_606c, 0x1a_6b2f, 0xb3_261e, 0x7a_5200, 0x0b_5cad, 0x9a_a3ae])
            }
            ThemeName::HighContrast => Self::rgb(
                Some((0xff_ffff, 0x00_0000)),
                [0xd6_d6d6, 0x5d_ff7a, 0xff_a0a0, 0xff_e14d, 0x6e_e7ff, 0xd6_d6d6],
            ),
            ThemeName::Sixteen => Self::built(
                Style::new(),
                Style::new().add_modifier(Modifier::DIM),
                [Color::Green, Color::Red, Color::Yellow, Color::Cyan],
                Style::new().add_modifier(Modifier::DIM),
            ),
            ThemeName::Mono => Self::built(
                Style::new(),
                Style::new().add_modifier(Modifier::DIM),
                [Color::Reset; 4],
                Style::new().add_modifier(Modifier::DIM),
            ),
        }
    }

    /// Dim, good, bad, warn, accent and rule, as 24-bit colours.
    const fn rgb(ground: Option<(u32, u32)>, [dim, good, bad, warn, accent, rule]: [u32; 6]) -> Self {
        let base = match ground {
            Some((fore, back)) => Style::new().fg(Color::from_u32(fore)).bg(Color::from_u32(back)),
            None => Style::new(),
        };
        Self::built(
            base,
            base.fg(Color::from_u32(dim)),
            [Color::from_u32(good), Color::from_u32(bad), Color::from_u32(warn), Color::from_u32(accent)],
            base.fg(Color::from_u32(rule)),
        )
    }

    const fn built(base: Style, dim: Style, [good, bad, warn, accent]: [Color; 4], rule: Style) -> Self {
        let strong = base.add_modifier(Modifier::BOLD);
        Self {
            ground: base,
            plain: base,
            strong,
            dim,
            good: strong.fg(good),
            bad: strong.fg(bad),
            warn: strong.fg(warn),
            accent: strong.fg(accent),
            rule,
            link: base.fg(accent).add_modifier(Modifier::UNDERLINED),
            banner: strong.fg(warn).add_modifier(Modifier::REVERSED),
        }
    }

    #[must_use]
    pub const fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => self.plain,
            Tone::Dim => self.dim,
            Tone::Good => self.good,
            Tone::Bad => self.bad,
            Tone::Warn => self.warn,
            Tone::Accent => self.accent,
        }
    }
}

/// The signs that stand for something. All are one column wide everywhere: none is of the East Asian
/// "ambiguous" class, which terminals set up for Chinese draw two columns wide. Box lines, the middle
/// dot and the bullet are of that class; their dashed and mathematical cousins are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub good: &'static str,
    pub bad: &'static str,
    pub warn: &'static str,
    pub unknown: &'static str,
    pub running: &'static str,
    pub skipped: &'static str,
    /// Known, but for another token.
    pub stale: &'static str,
    /// What the person is at.
    pub here: &'static str,
    /// The bar before a field.
    pub field: &'static str,
    /// One character of a secret.
    pub secret: &'static str,
    pub across: &'static str,
    pub down: &'static str,
    /// The corner of a frame.
    pub corner: &'static str,
    pub spinner: &'static [&'static str],
}

impl Glyphs {
    pub const UNICODE: Self = Self {
        good: "✓",
        bad: "✗",
        warn: "!",
        unknown: "∙",
        running: "⋯",
        skipped: "-",
        stale: "~",
        here: "›",
        field: "▐",
        secret: "∙",
        across: "╌",
        down: "╎",
        corner: " ",
        spinner: &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
    };

    pub const ASCII: Self = Self {
        good: "+",
        bad: "x",
        warn: "!",
        unknown: ".",
        running: "o",
        skipped: "-",
        stale: "~",
        here: ">",
        field: "|",
        secret: "*",
        across: "-",
        down: "|",
        corner: "+",
        spinner: &["|", "/", "-", "\\"],
    };

    /// The mark of a verdict.
    #[must_use]
    pub const fn verdict(&self, tone: Tone) -> &'static str {
        match tone {
            Tone::Good => self.good,
            Tone::Bad => self.bad,
            Tone::Warn => self.warn,
            Tone::Plain | Tone::Dim | Tone::Accent => self.unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Style};
    use unicode_width::UnicodeWidthStr;

    use super::{Glyphs, Theme, ThemeName};

    /// Relative luminance (WCAG 2.2).
    fn luminance(colour: Color) -> f64 {
        let Color::Rgb(r, g, b) = colour else { panic!("{colour:?} is not known in numbers") };
        let part = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn contrast(a: Color, b: Color) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn read(theme: &Theme) -> [Style; 6] {
        [theme.dim, theme.good, theme.bad, theme.warn, theme.accent, theme.link]
    }

    #[test]
    fn every_colour_that_is_read_stands_out_on_the_usual_backgrounds() {
        for (name, grounds) in [
            (ThemeName::Dark, [0x00_0000, 0x1e_1e2e, 0x2e_3440]),
            (ThemeName::Light, [0xff_ffff, 0xfa_f4ed, 0xee_e8d5]),
        ] {
            for ground in grounds.map(Color::from_u32) {
                for style in read(&Theme::of(name)) {
                    let got = contrast(style.fg.expect("a colour"), ground);
                    assert!(got >= 4.5, "{name:?}: {style:?} on {ground:?} has {got:.2}");
                }
            }
        }
    }

    #[test]
    fn high_contrast_paints_its_ground_and_keeps_seven_to_one() {
        let theme = Theme::of(ThemeName::HighContrast);
        let ground = theme.ground.bg.expect("a painted ground");
        for style in read(&theme).into_iter().chain([theme.plain, theme.rule]) {
            assert!(contrast(style.fg.expect("a colour"), ground) >= 7.0, "{style:?}");
        }
    }

    #[test]
    fn mono_has_no_colour() {
        for style in read(&Theme::of(ThemeName::Mono)) {
            assert!(style.fg.is_none_or(|c| c == Color::Reset) && style.bg.is_none());
        }
    }

    #[test]
    fn every_glyph_is_one_column_wide_in_every_locale() {
        for set in [Glyphs::UNICODE, Glyphs::ASCII] {
            let all = [
                set.good,
                set.bad,
                set.warn,
                set.unknown,
                set.running,
                set.skipped,
                set.stale,
                set.here,
                set.field,
                set.secret,
                set.across,
                set.down,
                set.corner,
            ];
            for glyph in all.iter().chain(set.spinner) {
                assert_eq!((glyph.width(), glyph.width_cjk()), (1, 1), "{glyph}");
            }
        }
        for glyph in Glyphs::ASCII.spinner {
            assert!(glyph.is_ascii());
        }
    }
}
