//! Lets the causes compete: weights become shares, and what is explained by something else steps back.

use super::causes::{CATALOGUE, Cause, FITS, Weighed};
use super::finding::{Finding, Probe};
use super::picture::{Heard, Picture};
use super::probes;
use crate::model::cause::CauseId;

/// The weight of a cause that is in no catalogue.
const UNKNOWN: f32 = 1.0;
/// Guesses fade beside a cause that the words fit.
const EXPLAINED: f32 = 0.1;
/// A weight below this is a guess: the words fit many causes.
const GUESS: f32 = 3.0;
/// What words count in a line that is no error, beside others that stand in one.
const IN_PASSING: f32 = 0.25;
/// Less is not worth a person's time.
const LEAST: f32 = 0.02;
/// No text is proof of everything.
const MOST: f32 = 0.97;
/// How likely a secret is dead rather than wrong, where both are told in the same words.
const AS_LIKELY: f32 = 0.75;
/// How many lines of evidence one finding shows.
const CLUES: usize = 5;
/// Below this the text does not tell, and only a probe can.
pub(super) const SURE: f32 = 0.6;

/// All findings, most likely first.
pub(super) fn rank(picture: &Picture) -> Vec<Finding> {
    let mut judged: Vec<(&Cause, Weighed)> = CATALOGUE
        .iter()
        .map(|cause| (cause, (cause.judge)(picture, signs(cause, picture))))
        .map(|(cause, weighed)| match &picture.probed {
            Some(probed) => (cause, probes::weigh(picture, probed, cause.id, weighed)),
            None => (cause, weighed),
        })
        .collect();
    dead_or_wrong(picture, &mut judged);
    judged.retain(|(_, weighed)| weighed.weight > 0.0);
    let strongest = judged.iter().map(|(_, weighed)| weighed.weight).fold(0.0, f32::max);
    if strongest >= FITS {
        for (_, weighed) in judged.iter_mut().filter(|(_, weighed)| weighed.weight < GUESS) {
            weighed.weight *= EXPLAINED;
        }
    }
    // What is known not to have ended the job, or not to speak of images, explains at most half of it.
    let unknown =
        if picture.only_passing && picture.probed.is_none() { UNKNOWN.max(strongest) } else { UNKNOWN };
    let all: f32 = unknown + judged.iter().map(|(_, weighed)| weighed.weight).sum::<f32>();
    let mut findings: Vec<Finding> = judged
        .into_iter()
        .map(|(cause, weighed)| finding(cause, picture, weighed, all))
        .filter(|finding| finding.confidence >= LEAST)
        .collect();
    findings.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    findings
}

/// A secret that ran out or was revoked is refused in the words for a wrong one: only asking tells them apart.
fn dead_or_wrong(picture: &Picture, judged: &mut [(&Cause, Weighed)]) {
    let sign = |heard: &Heard| {
        CATALOGUE.iter().find(|cause| cause.id == heard.cause).map(|cause| &cause.signs[heard.sign])
    };
    let wrong = |heard: &&Heard| heard.cause == CauseId::BadCredentials;
    let asked = picture.probed.as_deref().is_some_and(|probed| probes::made(probed).contains(&Probe::SignIn));
    if asked || picture.heard.iter().filter(wrong).filter_map(sign).any(|sign| sign.alone) {
        return;
    }
    let weight = |id| judged.iter().find(|(cause, _)| cause.id == id).map(|(_, weighed)| weighed.clone());
    let Some(wrong) = weight(CauseId::BadCredentials).filter(|wrong| wrong.weight > GUESS) else { return };
    let dead = judged.iter_mut().find(|(cause, _)| cause.id == CauseId::TokenExpiredOrRevoked);
    if let Some((_, dead)) = dead.filter(|(_, dead)| dead.weight < wrong.weight) {
        dead.weight = dead.weight.max(wrong.weight * AS_LIKELY);
        dead.evidence.extend(wrong.evidence);
    }
}

/// What would decide between the likeliest causes, where neither the text does nor what was measured: never nothing.
pub(super) fn needs_probe(findings: &[Finding], picture: &Picture) -> Vec<Probe> {
    let made = picture.probed.as_deref().map(probes::made).unwrap_or_default();
    let Some(first) = findings.first().filter(|first| first.confidence < SURE) else { return Vec::new() };
    let near = findings.iter().filter(|finding| finding.confidence * 4.0 >= first.confidence);
    let wanted = open(near.take(4), &made);
    let wanted = if wanted.is_empty() { open(findings.iter(), &made) } else { wanted };
    // All was asked that anybody could be asked: what is left is what was not shown.
    if wanted.is_empty() { vec![Probe::WholeLog] } else { wanted }
}

/// The probes of these findings that were not made yet.
fn open<'a>(findings: impl Iterator<Item = &'a Finding>, made: &[Probe]) -> Vec<Probe> {
    let mut wanted = Vec::new();
    let causes = findings.flat_map(|finding| CATALOGUE.iter().find(|c| c.id == finding.cause));
    for probe in causes.flat_map(|cause| cause.probes) {
        if !wanted.contains(probe) && !made.contains(probe) {
            wanted.push(*probe);
        }
    }
    wanted
}

/// What the signs of one cause weigh: the heaviest that was heard. Where some words stand in lines that
/// are errors as a whole, the same words in passing (a retry, a test's output) count for less.
fn signs(cause: &Cause, picture: &Picture) -> Weighed {
    let errors = picture.heard.iter().any(|heard| heard.is_error);
    let heard = picture.heard.iter().filter(|heard| heard.cause == cause.id);
    heard.fold(Weighed::default(), |weighed, heard| {
        let share = if errors && !heard.is_error { IN_PASSING } else { 1.0 };
        weighed.at_least(cause.signs[heard.sign].weight * share, heard.clue.clone())
    })
}

fn finding(cause: &Cause, picture: &Picture, weighed: Weighed, all: f32) -> Finding {
    let Weighed { weight, mut evidence, mut against } = weighed;
    for clues in [&mut evidence, &mut against] {
        clues.sort_by_key(|clue| clue.line);
        clues.dedup_by(|a, b| (a.source, a.line) == (b.source, b.line));
        clues.truncate(CLUES);
    }
    Finding {
        cause: cause.id,
        confidence: (weight / all).min(MOST),
        evidence,
        against,
        next: (cause.next)(picture),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::{Diagnosis, Evidence, diagnose};
    use crate::model::cause::CauseId;

    fn run(log: &str) -> Diagnosis {
        diagnose(log.as_bytes(), Evidence::default()).expect("memory cannot fail")
    }

    #[test]
    fn guesses_fade_beside_a_cause_that_the_words_say() {
        let denied = "denied: requested access to the resource is denied";
        let guess = |log: &str| {
            let found =
                run(log).findings.into_iter().find(|finding| finding.cause == CauseId::OrgPermissionMissing);
            found.map_or(0.0, |finding| finding.confidence)
        };
        assert!(guess(denied) > 0.1);
        assert!(guess(&format!("toomanyrequests: slow down\n{denied}")) < 0.02);
    }

    #[test]
    fn words_in_passing_count_for_less_than_the_line_that_ends_it() {
        let diagnosis = run(
            "waiting for db: dial tcp 10.0.0.1:5432: connection refused, retrying\nError: no space left on device\n",
        );
        assert_eq!(diagnosis.findings[0].cause, CauseId::DiskOrDaemon);
        assert!(diagnosis.findings[0].confidence > diagnosis.findings[1].confidence * 2.0);
    }

    #[test]
    fn nothing_is_quite_sure_and_what_is_sure_needs_no_probe() {
        let diagnosis =
            run("Get \"https://registry.example.org/v2/\": x509: certificate signed by unknown authority");
        assert!((0.9..1.0).contains(&diagnosis.findings[0].confidence));
        assert!(diagnosis.needs_probe.is_empty());
    }
}
