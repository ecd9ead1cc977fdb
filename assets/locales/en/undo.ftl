## What `undo` says of changes other than a rotation

undo-row = { $date }  { $what }: { $subject }
undo-under = {"            "}{ $how }
undo-project-file = Project file written
undo-link = Link made
undo-rotation = Token replaced
undo-file-back = Unchanged since. It goes back to what it was: { $backup }
undo-file-away = pushpilot made it, and it is unchanged since. It is removed.
undo-file-changed = It was changed since, so it is left alone.
undo-file-changed-copy = It was changed since, so it is left alone. What it was is here: { $backup }
undo-link-away = It still leads to pushpilot. It is removed.
undo-link-changed = It leads elsewhere now, so it is left alone.
undo-secret-away = pushpilot created it, and nobody has written it since. It is deleted at GitHub.
undo-variable-away = pushpilot created it, and it still has the value from then. It is deleted at GitHub.
undo-variable-overwritten = It was there before, and its value then was not kept. Change it with gh variable set NAME.
undo-written-since = Somebody else has written it since, so it is left alone.
undo-unproven = GitHub never showed that the write arrived, so it cannot be told whose value this is. It is left alone.
undo-is-gone = It is not there any more: nothing to take back.
undo-only-on-record = It is on record, and nothing of it goes back.
undo-left = Left as it is.
undo-back = Taken back.
