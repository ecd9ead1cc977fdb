# The workflow pushes to another repository than the one that was proven.

renaming-title = The workflow pushes something else
renaming-say = { $place } pushes { $pushed }; what was proven is { $image }. Started as it is, the build would fail as before.
renaming-looking = Reading the workflow
renaming-by-hand = The line cannot be changed from here: change it by hand, commit, push.
renaming-order = Only if you ask for it: these lines, nothing else in the file, after a copy of it was kept.
renaming-writing = Changing the workflow
renaming-written = The workflow of this checkout pushes the right image now.
renaming-push = GitHub sees it once you have committed and pushed it; that also starts the build:
renaming-playing = Practice: the change is pushed
renaming-action-take = change the line
renaming-action-leave = leave it as it is
renaming-action-play = play the push (practice)
