//! What the terminal can do and the person wants: which surface, colours, glyphs, links, language.

use super::look::{Glyphs, Look, Theme, ThemeName};
use crate::text::{Text, surface};

/// A choice that may be left to the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    #[default]
    Auto,
    Always,
    Never,
}

/// The glyph sets by the names that `--glyphs` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlyphSet {
    Unicode,
    Ascii,
}

/// What the command line says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// `--plain`, or an accessible mode asked for.
    pub plain: bool,
    pub colour: When,
    pub theme: Option<ThemeName>,
    pub glyphs: Option<GlyphSet>,
    pub links: When,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Abilities {
    /// Lines and questions instead of a screen.
    pub plain: bool,
    pub look: Look,
    /// Whether the theme depends on a background that only the terminal knows.
    pub ask_background: bool,
    /// Whether Chinese can be drawn; otherwise why not.
    pub chinese: Result<(), Text>,
}

impl Abilities {
    /// Decides from the wishes, the environment and whether both standard input and output are a
    /// terminal. Reads nothing by itself.
    pub fn of(wishes: &Wishes, env: impl Fn(&str) -> Option<String>, terminal: bool) -> Self {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let term = env("TERM").unwrap_or_default();
        let console = term == "linux";
        let plain = wishes.plain || !terminal || term == "dumb" || accessible(&set);
        let theme = match wishes.theme {
            _ if !coloured(wishes.colour, &set, terminal && term != "dumb") => ThemeName::Mono,
            Some(theme) => theme,
            None => fitting(&set, console),
        };
        let ascii = match wishes.glyphs {
            Some(set) => set == GlyphSet::Ascii,
            None => console || !utf8(&set),
        };
        let links = match wishes.links {
            When::Always => true,
            When::Never => false,
            When::Auto => !plain && links(&set, &term),
        };
        // The two multiplexers apart, a terminal of these colours answers or ignores the question.
        let multiplexed = set("STY").is_some() || (term.starts_with("screen") && set("TMUX").is_none());
        let ask_background = !plain
            && !multiplexed
            && theme == ThemeName::Sixteen
            && wishes.theme.is_none()
            && truecolour(&set)
            && !console;
        Self {
            plain,
            ask_background,
            look: Look {
                theme: Theme::of(theme),
                glyphs: if ascii { Glyphs::ASCII } else { Glyphs::UNICODE },
                links,
            },
            // Its font has at most 512 glyphs (console_codes(4)).
            chinese: if console && !plain { Err(surface::console_font()) } else { Ok(()) },
        }
    }
}

/// `ACCESSIBLE` is what other wizards ask for; the second name is GitHub's own tool's.
fn accessible(set: &impl Fn(&str) -> Option<String>) -> bool {
    ["ACCESSIBLE", "GH_ACCESSIBLE_PROMPTER"]
        .into_iter()
        .filter_map(set)
        .any(|value| !matches!(value.as_str(), "0" | "false" | "no"))
}

/// The flag, then `NO_COLOR`, then `CLICOLOR_FORCE`, then the terminal.
fn coloured(wish: When, set: &impl Fn(&str) -> Option<String>, able: bool) -> bool {
    match wish {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR").is_some() => false,
        When::Auto => able || set("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
    }
}

fn truecolour(set: &impl Fn(&str) -> Option<String>) -> bool {
    set("COLORTERM").is_some_and(|value| matches!(value.as_str(), "truecolor" | "24bit"))
}

/// 24-bit colours only where they exist and the background is known: a guess could be unreadable,
/// whereas the terminal's own sixteen fit its background.
fn fitting(set: &impl Fn(&str) -> Option<String>, console: bool) -> ThemeName {
    let truecolour = truecolour(set);
    // `foreground;background`, or with something between them, in numbers of the sixteen colours.
    let background = set("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
    match background {
        Some(0..=6 | 8) if truecolour && !console => ThemeName::Dark,
        Some(7 | 15) if truecolour && !console => ThemeName::Light,
        _ => ThemeName::Sixteen,
    }
}

/// Whether the locale's characters are UTF-8. One that names no character set says nothing against it.
fn utf8(set: &impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    locale.split_once('.').is_none_or(|(_, charset)| {
        let charset = charset.split('@').next().unwrap_or_default().to_ascii_lowercase();
        matches!(charset.as_str(), "utf-8" | "utf8")
    })
}

/// Terminals that are known to understand OSC 8. Multiplexers pass it on only in some versions and
/// settings, so not there.
fn links(set: &impl Fn(&str) -> Option<String>, term: &str) -> bool {
    if set("TMUX").is_some() || set("STY").is_some() || term.starts_with("screen") || term.starts_with("tmux")
    {
        return false;
    }
    let program = set("TERM_PROGRAM").unwrap_or_default();
    let vte = set("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
    matches!(program.as_str(), "iTerm.app" | "WezTerm" | "vscode" | "ghostty")
        || vte.is_some_and(|version| version >= 5002)
        || set("WT_SESSION").is_some()
        || matches!(term, "xterm-kitty" | "foot" | "alacritty" | "xterm-ghostty")
}

#[cfg(test)]
mod tests {
    use super::{Abilities, GlyphSet, When, Wishes};
    use crate::ui::look::{Glyphs, Theme, ThemeName};

    fn of(wishes: &Wishes, env: &[(&str, &str)]) -> Abilities {
        let find =
            |name: &str| env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Abilities::of(wishes, find, true)
    }

    fn theme(wishes: &Wishes, env: &[(&str, &str)]) -> Theme {
        of(wishes, env).look.theme
    }

    #[test]
    fn colour_follows_the_flag_then_no_color_then_the_terminal() {
        let auto = Wishes::default();
        let wish = |colour| Wishes { colour, ..auto };
        let mono = Theme::of(ThemeName::Mono);
        assert_eq!(theme(&auto, &[("NO_COLOR", "1")]), mono);
        assert_eq!(theme(&auto, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), mono);
        assert_ne!(theme(&auto, &[("NO_COLOR", "")]), mono);
        assert_eq!(theme(&auto, &[("TERM", "dumb")]), mono);
        assert_ne!(theme(&auto, &[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")]), mono);
        assert_eq!(theme(&wish(When::Never), &[]), mono);
        assert_ne!(theme(&wish(When::Always), &[("NO_COLOR", "1")]), mono);
    }

    #[test]
    fn the_background_is_never_guessed() {
        let auto = Wishes::default();
        let known = |background| [("COLORTERM", "truecolor"), ("COLORFGBG", background)];
        assert_eq!(theme(&auto, &known("15;0")), Theme::of(ThemeName::Dark));
        assert_eq!(theme(&auto, &known("0;default;15")), Theme::of(ThemeName::Light));
        assert_eq!(theme(&auto, &[("COLORTERM", "truecolor")]), Theme::of(ThemeName::Sixteen));
        assert_eq!(theme(&auto, &[("COLORFGBG", "15;0")]), Theme::of(ThemeName::Sixteen));
        let light = Wishes { theme: Some(ThemeName::Light), ..auto };
        assert_eq!(theme(&light, &[]), Theme::of(ThemeName::Light));
    }

    #[test]
    fn the_background_is_asked_for_only_where_the_answer_decides() {
        let auto = Wishes::default();
        let asks = |wishes: &Wishes, env: &[(&str, &str)]| of(wishes, env).ask_background;
        assert!(asks(&auto, &[("COLORTERM", "truecolor"), ("TERM", "xterm-256color")]));
        assert!(!asks(&auto, &[("TERM", "xterm-256color")]), "sixteen colours fit any background");
        assert!(!asks(&auto, &[("COLORTERM", "truecolor"), ("COLORFGBG", "15;0")]), "it is known");
        assert!(!asks(&auto, &[("COLORTERM", "truecolor"), ("TERM", "screen")]));
        assert!(!asks(&auto, &[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]));
        assert!(!asks(&Wishes { plain: true, ..auto }, &[("COLORTERM", "truecolor")]));
        let light = Wishes { theme: Some(ThemeName::Light), ..auto };
        assert!(!asks(&light, &[("COLORTERM", "truecolor")]), "it was chosen");
    }

    #[test]
    fn the_linux_console_gets_ascii_and_english_and_the_reason() {
        let console = of(&Wishes::default(), &[("TERM", "linux"), ("LANG", "zh_CN.UTF-8")]);
        assert_eq!(console.look.glyphs, Glyphs::ASCII);
        assert_eq!(console.chinese.as_ref().map_err(|why| why.id()), Err("surface-console-font"));
        let wished = Wishes { glyphs: Some(GlyphSet::Unicode), ..Wishes::default() };
        assert_eq!(of(&wished, &[("TERM", "linux")]).look.glyphs, Glyphs::UNICODE);
    }

    #[test]
    fn glyphs_follow_the_character_set() {
        let auto = Wishes::default();
        assert_eq!(of(&auto, &[("LANG", "zh_CN.GBK")]).look.glyphs, Glyphs::ASCII);
        assert_eq!(of(&auto, &[("LC_ALL", ""), ("LANG", "zh_CN.utf8")]).look.glyphs, Glyphs::UNICODE);
        assert_eq!(of(&auto, &[]).look.glyphs, Glyphs::UNICODE);
    }

    #[test]
    fn plain_where_there_is_no_screen_or_it_is_asked_for() {
        let auto = Wishes::default();
        assert!(!of(&auto, &[("TERM", "xterm")]).plain);
        assert!(of(&auto, &[("TERM", "dumb")]).plain);
        assert!(of(&auto, &[("ACCESSIBLE", "1")]).plain);
        assert!(!of(&auto, &[("ACCESSIBLE", "0")]).plain);
        assert!(of(&Wishes { plain: true, ..auto }, &[]).plain);
        assert!(Abilities::of(&auto, |_| None, false).plain);
    }

    #[test]
    fn links_only_where_they_are_known_to_work() {
        let auto = Wishes::default();
        let links = |env: &[(&str, &str)]| of(&auto, env).look.links;
        assert!(links(&[("VTE_VERSION", "7600")]));
        assert!(links(&[("TERM", "xterm-kitty")]));
        assert!(!links(&[("TERM", "xterm-256color")]));
        assert!(!links(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/x"), ("VTE_VERSION", "7600")]));
        let always = Wishes { links: When::Always, ..auto };
        assert!(of(&always, &[("TMUX", "/tmp/x")]).look.links);
    }
}
