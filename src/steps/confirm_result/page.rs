//! What the build pushed, what the registry has of it, and how to pull it.

use super::State;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Cell, Page, Row, Table, Tone};
use crate::model::moment::Moment;
use crate::model::proof::{Checked, Listed, NoBuild, Proof, Status, Tried};
use crate::text::{Text, build as words, failures, github, pages, when};

/// More tags than these are counted in one line.
const TAGS: usize = 8;

#[must_use]
pub fn page(state: &State, facts: &Facts) -> Page {
    let title = words::proof_title();
    if let Some(since) = state.proving.since() {
        return Page::new("proof-reading", title)
            .block(Block::Working { what: words::proof_working(state.tags), since })
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    match (&state.trouble, facts.proof()) {
        (Some(why), _) => {
            let page =
                Page::new("proof-none", title).block(Block::Verdict(Tone::Warn, words::proof_unread()));
            let page = match why {
                NoBuild::Failed(failure) => page.say(github::sentence(failure)),
                NoBuild::Red(run) => page.say(words::proof_red(run.to_string())),
            };
            page.action("again", Key::Enter, pages::action_again()).action(
                "continue",
                Key::Char('s'),
                pages::action_to_report(),
            )
        }
        (None, Some(proof)) => {
            let at = facts.github.proof.as_ref().map_or_else(Moment::default, |proof| proof.at);
            proved(proof, at, state.lacks_again)
        }
        (None, None) => Page::new("proof-none", title).say(words::proof_unread()).action(
            "again",
            Key::Enter,
            pages::action_again(),
        ),
    }
}

fn proved(proof: &Proof, now: Moment, lacks_again: bool) -> Page {
    let mut page = Page::new("proof", words::proof_title());
    page = if proof.proven() {
        // Only what was compared is said to be the same.
        let said = match proof.digest() {
            Some(_) => words::proven(proof.checked.len()),
            None => words::proven_there(proof.checked.len()),
        };
        page.block(Block::Verdict(Tone::Good, said))
    } else if proof.checked.is_empty() {
        page.block(Block::Verdict(Tone::Warn, words::proof_nothing())).say(words::proof_nothing_say())
    } else if proof.lacks_tags() {
        page.block(Block::Verdict(Tone::Bad, words::proof_missing())).say(words::proof_missing_say())
    } else {
        page.block(Block::Verdict(Tone::Warn, words::not_proven()))
    };
    if !proof.checked.is_empty() {
        page = page.gap().block(Block::Table(table(proof)));
    }
    if proof.checked.len() > TAGS {
        page = page.dim(words::more_tags(proof.checked.len() - TAGS));
    }
    if proof.checked.iter().any(|checked| checked.listed == Listed::NotYet) {
        page = page.dim(words::hub_not_yet());
    }
    let mut rows = Vec::new();
    if let Some(digest) = proof.digest() {
        rows.push(Row::new(words::row_digest(), Text::raw(digest.to_string())));
    }
    rows.extend(proof.tried.iter().map(|tried| pull(tried, now)));
    if !rows.is_empty() {
        page = page.gap().block(Block::Rows(rows));
    }
    page = lines(page, proof);
    if lacks_again {
        page.action("continue", Key::Enter, pages::action_to_report())
            .action("build", Key::Char('b'), words::action_build_again())
            .action("again", Key::Char('r'), pages::action_again())
    } else if proof.proven() {
        page.action("continue", Key::Enter, pages::action_to_report()).action(
            "again",
            Key::Char('r'),
            pages::action_again(),
        )
    } else {
        page.action("again", Key::Enter, pages::action_again())
            .action("build", Key::Char('b'), words::action_build_again())
            .action("continue", Key::Char('s'), pages::action_to_report())
    }
}

/// The lines that get what arrived, here and on a server.
fn lines(page: Page, proof: &Proof) -> Page {
    let commands = |page: Page, lines: Vec<String>| {
        lines.into_iter().fold(page, |page, line| page.block(Block::Command(line)))
    };
    let pulls: Vec<String> = proof.arrived().map(Tried::pull_line).collect();
    if pulls.is_empty() {
        return page;
    }
    let page = commands(page.gap(), pulls);
    let mut logins: Vec<String> = proof.arrived().filter_map(Tried::login_line).collect();
    logins.dedup();
    if logins.is_empty() {
        return page.dim(words::server_open());
    }
    commands(page.dim(words::server_token()), logins)
}

fn table(proof: &Proof) -> Table {
    let hub = proof.checked.iter().any(|checked| checked.listed != Listed::Unknown);
    let mut head = vec![words::table_tag(), words::table_digest(), words::table_registry()];
    if hub {
        head.push(words::table_hub());
    }
    let rows = proof.checked.iter().take(TAGS).map(|checked| {
        let mut row = tag(checked, proof.began());
        if hub {
            row.push(match checked.listed {
                Listed::Yes { .. } => Cell::new(words::shown(), Tone::Good),
                Listed::NotYet => Cell::new(words::not_yet(), Tone::Dim),
                Listed::Unknown => Cell::new(Text::raw("-"), Tone::Dim),
            });
        }
        row
    });
    Table { head, rows: rows.collect() }
}

fn tag(checked: &Checked, began: Option<Moment>) -> Vec<Cell> {
    let digest = checked.found.as_ref().ok().and_then(Option::as_ref);
    let digest = digest.map_or_else(|| "-".to_owned(), |digest| digest.short());
    let status = checked.status(began);
    let tone = match status {
        Status::Same | Status::Present => Tone::Good,
        Status::Older | Status::Unknown => Tone::Warn,
        Status::Other | Status::Missing => Tone::Bad,
    };
    vec![
        Cell::new(Text::raw(checked.image.tag().unwrap_or_default()), Tone::Plain),
        Cell::new(Text::raw(digest), Tone::Dim),
        Cell::new(words::status(status), tone),
    ]
}

fn pull(tried: &Tried, now: Moment) -> Row {
    match &tried.pulled {
        Ok(pulled) => {
            let size = match pulled.size {
                small if small < 1_000_000 => format!("{} kB", small.div_ceil(1_000)),
                size => format!("{:.1} MB", size as f64 / 1_000_000.0),
            };
            let said = words::pulled(pulled.platforms.join(", "), size, when::built(pulled.created, now));
            Row::new(words::row_pull(), said).aside(if tried.is_open() {
                words::pull_open()
            } else {
                words::pull_private()
            })
        }
        Err(failure) => Row::new(words::row_pull(), failures::sentence(failure)).tone(Tone::Warn),
    }
}

#[cfg(test)]
mod tests {
    use super::{lines, proved};
    use crate::flow::event::Key;
    use crate::flow::page::{Block, Page};
    use crate::model::digest::Digest;
    use crate::model::image::Image;
    use crate::model::moment::Moment;
    use crate::model::proof::{Proof, Tried};
    use crate::model::pulled::Pulled;
    use crate::text::build as words;

    /// The commands on the page for an image that was pulled so.
    fn commands(image: &str, user: Option<&str>) -> Vec<String> {
        let pulled = Pulled {
            digest: Digest::parse(&format!("sha256:{}", "0".repeat(64))).expect("a digest"),
            platforms: vec!["linux/amd64".to_owned()],
            layers: 1,
            compared: 1,
            size: 1,
            created: None,
        };
        let image = Image::parse(image).expect("an image");
        let tried = Tried { image, user: user.map(str::to_owned), pulled: Ok(pulled) };
        let proof = Proof { tried: vec![tried], ..Proof::default() };
        let page = lines(Page::new("proof", words::proof_title()), &proof);
        let command = |block: &Block| match block {
            Block::Command(line) => Some(line.clone()),
            _ => None,
        };
        page.blocks.iter().filter_map(command).collect()
    }

    #[test]
    fn what_lacked_twice_is_not_looked_for_a_third_time_by_enter() {
        let next = |lacks_again| {
            let page = proved(&Proof::default(), Moment(0), lacks_again);
            page.actions.iter().find(|action| action.key == Key::Enter).map(|action| action.id)
        };
        assert_eq!((next(false), next(true)), (Some("again"), Some("continue")));
    }

    #[test]
    fn a_server_gets_the_lines_that_it_needs_and_no_token_in_them() {
        assert_eq!(commands("amyflash/app:1", None), ["docker pull amyflash/app:1"]);
        let hub = ["docker pull amyflash/app:1", "docker login -u amyflash"];
        assert_eq!(commands("amyflash/app:1", Some("amyflash")), hub);
        let elsewhere =
            ["docker pull harbor.corp:8443/team/app:1", "docker login -u 'robot$team+ci' harbor.corp:8443"];
        assert_eq!(commands("harbor.corp:8443/team/app:1", Some("robot$team+ci")), elsewhere);
        let quoted = commands("harbor.corp/team/app:1", Some("o'brien x"));
        assert_eq!(quoted[1], r"docker login -u 'o'\''brien x' harbor.corp");
    }
}
