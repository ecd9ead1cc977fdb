//! The workflow pushes to another repository than the one that was proven.

use super::texts;

texts! {
    "renaming.ftl";
    title = "renaming-title";
    say(place, pushed, image) = "renaming-say";
    looking = "renaming-looking";
    by_hand = "renaming-by-hand";
    order = "renaming-order";
    writing = "renaming-writing";
    written = "renaming-written";
    push = "renaming-push";
    playing = "renaming-playing";
    action_take = "renaming-action-take";
    action_leave = "renaming-action-leave";
    action_play = "renaming-action-play";
}
