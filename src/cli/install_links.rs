//! `install-links`: the names by which docker, podman and gh find this program. Nothing that is there is
//! replaced.

use std::path::{Path, PathBuf};

use super::args::InstallLinksArgs;
use super::exit::Code;
use super::{Call, Stop};
use crate::credential_helper;
use crate::outside::files::{self, Linked, MadeLink};
use crate::outside::journal::Journal;
use crate::outside::places::Places;
use crate::run;
use crate::text::{commands, credentials, dry_run, failures};

pub(super) fn run(call: &Call, args: &InstallLinksArgs) -> Result<Code, Stop> {
    let places = Places::of(&call.env).ok_or_else(|| Stop::usage(commands::no_home()))?;
    let program = std::env::current_exe().and_then(|path| path.canonicalize());
    let program = program.map_err(|_| Stop { words: credentials::no_own_path(), code: Code::CheckFailed })?;
    let mut code = Code::Good;
    for link in wanted(args, &places, &program) {
        let shown = places.familiar(&link);
        if args.dry_run && link.symlink_metadata().is_err() {
            println!("{}", call.speaker.say(&dry_run::would_link(shown, places.familiar(&program))));
            continue;
        }
        let (words, good) = match files::link(&link, &program) {
            Ok(Linked::Made) => {
                // What is made is made, whether it can be noted or not.
                let journal = Journal::in_folder(&places.state);
                let made = MadeLink { path: link.clone(), program: program.clone() };
                drop(journal.add_with(run::now(), "link-made", &shown, &made));
                (credentials::link_made(shown, places.familiar(&program)), true)
            }
            Ok(Linked::There) => (credentials::link_there(shown), true),
            Ok(Linked::Taken) => (credentials::link_taken(shown), false),
            Err(failure) => (failures::sentence(&failure), false),
        };
        if good {
            println!("{}", call.speaker.say(&words));
        } else {
            eprintln!("pushpilot: {}", call.speaker.say(&words));
            code = Code::CheckFailed;
        }
        if good && is_helper(&link) && call.env.find_program(credential_helper::NAME).is_none() {
            let folder = link.parent().map(|folder| places.familiar(folder)).unwrap_or_default();
            eprintln!("pushpilot: {}", call.speaker.say(&credentials::link_not_in_path(folder)));
            code = Code::CheckFailed;
        }
    }
    Ok(code)
}

fn wanted(args: &InstallLinksArgs, places: &Places, program: &Path) -> Vec<PathBuf> {
    let all = !(args.docker || args.gh || args.helper);
    let mut links = Vec::new();
    if args.helper || all {
        let folder = args.folder.clone().or_else(|| program.parent().map(Path::to_owned)).unwrap_or_default();
        links.push(folder.join(format!("{}{}", credential_helper::NAME, std::env::consts::EXE_SUFFIX)));
    }
    if args.docker || all {
        let name = format!("docker-pushpilot{}", std::env::consts::EXE_SUFFIX);
        links.push(places.docker.join("cli-plugins").join(name));
    }
    if args.gh || all {
        let name = format!("gh-pushpilot{}", std::env::consts::EXE_SUFFIX);
        links.push(places.gh_extensions.join("gh-pushpilot").join(name));
    }
    links
}

fn is_helper(link: &Path) -> bool {
    link.file_stem().is_some_and(|name| name == credential_helper::NAME)
}
