## What help adds to the words of a command

help-word-options = [OPTIONS]
help-word-command = <COMMAND>
help-word-command-maybe = [COMMAND]
help-values = {" "}[possible values: { $values }]
help-default = {" "}[default: { $value }]
help-variable = {" "}[env: { $name }]

## What is wrong with a command line

usage-between = ,{" "}
usage-unknown-argument = { $argument } is not known here.
usage-unknown-command = There is no command { $command }.
usage-did-you-mean = Perhaps you mean { $near }.
usage-value-missing = { $argument } needs a value.
usage-value-not-listed = { $value } does not fit { $argument }. It takes one of: { $values }
usage-value-wrong = { $value } does not fit { $argument }.
usage-not-a-number = { $value } does not fit { $argument }: it takes a whole number, 0 or more.
usage-too-many = { $argument } takes no value, and was given { $value }.
usage-no-equals = The value of { $argument } follows directly after an equals sign.
usage-twice = { $argument } can be given only once.
usage-conflict = { $argument } does not go together with { $others }.
usage-missing = This is missing: { $arguments }
usage-command-missing = A command is missing. There are: { $commands }
usage-not-text = An argument is not UTF-8.
usage-is = Usage: { $usage }
usage-more = More: { $command }
