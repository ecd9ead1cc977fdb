//! The catalogue: one file a cause, each with the words it listens for, its judgement and its remedies. How to add one
//! stands with the list, in [`crate::model::cause`].

mod weighed;

pub(crate) use weighed::{FITS, SETTLES, Sign, Weighed};

use super::finding::{Probe, Remedy};
use super::picture::Picture;
use crate::model::cause::{CauseId, each_cause};

/// A cause as the catalogue knows it. Its sentences stand in [`crate::text::causes`].
#[derive(Debug)]
pub(crate) struct Cause {
    pub id: CauseId,
    /// What tools and registries print when this is the cause.
    pub signs: &'static [Sign],
    /// Weighs the picture, given what the signs weigh. The result is an odds-like number: see [`Weighed`].
    pub judge: fn(&Picture, Weighed) -> Weighed,
    /// What would tell it from its rivals; at least one.
    pub probes: &'static [Probe],
    pub next: fn(&Picture) -> Vec<Remedy>,
}

/// The judgement of a cause that its signs tell alone.
pub(crate) fn by_signs(_: &Picture, signs: Weighed) -> Weighed {
    signs
}

macro_rules! catalogue {
    ($(($id:ident, $file:ident, $name:literal, $code:literal),)*) => {
        $(mod $file;)*
        /// All causes, in the order of [`CauseId::ALL`].
        pub(crate) const CATALOGUE: &[Cause] = &[$($file::CAUSE),*];
    };
}
each_cause!(catalogue);

#[cfg(test)]
mod tests {
    use super::CATALOGUE;
    use crate::model::cause::CauseId;

    #[test]
    fn the_catalogue_holds_every_cause_once_and_in_order() {
        let ids: Vec<CauseId> = CATALOGUE.iter().map(|cause| cause.id).collect();
        assert_eq!(ids, CauseId::ALL);
    }

    #[test]
    fn every_cause_names_what_would_decide_it() {
        let without: Vec<CauseId> =
            CATALOGUE.iter().filter(|cause| cause.probes.is_empty()).map(|cause| cause.id).collect();
        assert_eq!(without, []);
    }

    #[test]
    fn signs_are_lower_case_and_long_enough_to_be_rare() {
        for cause in CATALOGUE {
            for sign in cause.signs {
                let all = || std::iter::once(&sign.words).chain(sign.with).chain(sign.without);
                assert!(all().all(|words| **words == words.to_ascii_lowercase()), "{:?}: {sign:?}", cause.id);
                assert!(sign.words.len() >= 4, "{:?}: {sign:?}", cause.id);
            }
        }
    }
}
