### What the surfaces themselves say, around and between the pages.

surface-step = step { $step } of { $steps }: { $name }
surface-progress = { $done } of { $all }
surface-now = now: { $what }
surface-next = next: { $what }
surface-elapsed = { $time } so far
surface-seconds = { $seconds } s
surface-minutes = { $minutes } min { $seconds } s
surface-hours = { $hours } h { $minutes } min
surface-characters = { $count ->
    [one] { $count } character
   *[other] { $count } characters
}
surface-recommended = recommended
surface-more-below = PgDn: more
surface-more-above = PgUp: back up
surface-find = /{ $typed }   { $found } of { $all } (Esc: all)
surface-enlarge = Please enlarge the window, or press p to go on line by line.
surface-console-font = The Linux console cannot draw Chinese, so this is in English.
surface-sent-to-clipboard = Sent to the terminal's clipboard. Under tmux this needs "set-clipboard on".
surface-fault = pushpilot stopped at a fault of its own. What was changed so far is in its notes; please report this place:
surface-no-place-for-a-token = That is a token. It was not taken: what stands in this field is shown and kept. The token has a field of its own, later.
surface-no-field-for-a-paste = What was pasted was ignored: no field on this page takes it.
surface-tour-in-circles = The story ends here: "{ $tried }" was tried three times, and each time it led back to this page.

plain-step = Step { $step } of { $steps }: { $name }.
plain-good = OK: { $what }
plain-bad = FAILED: { $what }
plain-warn = WARNING: { $what }
plain-skipped = SKIPPED: { $what }
plain-folded = ({ $what })
plain-numbered = { $number }. { $what }
plain-row = { $label }: { $value }
plain-aside = { $what } ({ $aside })
plain-and = { $what }, { $detail }
plain-command = Command: { $command }
plain-link = Address: { $address }
plain-field = { $label }:{" "}
plain-field-current = { $label } [{ $current }]:{" "}
plain-field-secret = { $label } (is not shown while you type):{" "}
plain-field-secret-current = { $label } (is not shown; Enter keeps the { $current } given):{" "}
plain-what-now = What now?
plain-answer = Answer:{" "}
plain-answer-default = Answer [{ $number }]:{" "}
plain-choose-number = Please answer with a number from 1 to { $last }.
plain-other-choices = ? shows what else you can do here.
plain-at-work = While something is waited for, Enter shows what you can do meanwhile, such as stopping it.
plain-help-title = What can be typed here
plain-help-number = At a list: the number in front of what you want. Enter alone takes what is recommended.
plain-help-field = At a field: what it asks for. Enter alone keeps what stands in brackets.
plain-help-more = Anywhere: ? lists everything that can be done on the page, such as going back, the other language, or leaving.
plain-help-leave = Ctrl-C asks before leaving; twice leaves at once.
plain-choices = You can:
plain-recommended = { $what } (recommended)
plain-choices-back = Enter alone returns to the question.
plain-screen = go on on the screen
plain-quit = quit

answers-not-toml = The answers file is not TOML, line { $line }: { $why }
answers-wrong-value = The answer "{ $id }" must be text, a list of texts, or a reference such as {"{"} env = "NAME" {"}"} or {"{"} file = "path" {"}"}.
answers-literal-secret = The answer "{ $id }" is a secret and stands in the file as it is. Refer to it instead: {"{"} env = "NAME" {"}"} or {"{"} file = "path" {"}"}.
answers-no-variable = The answer "{ $id }" refers to the environment variable { $name }, which is not set or not text.
answers-no-file = The answer "{ $id }" refers to the file { $path }, which cannot be read: { $why }
answers-unknown-choice = The answer "{ $id }" is "{ $given }". Possible here: { $known }.
answers-unreadable = The answers file { $path } cannot be read: { $why }
answers-unused = Not asked for, so not used: { $ids }.
