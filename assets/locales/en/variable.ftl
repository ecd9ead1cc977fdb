# The user name as a variable instead of a secret.

variable-title = A user name is no secret
variable-say = GitHub replaces the value of every secret in every log by ***. With the user name as a secret, the image is called ***/name everywhere: in error messages, in tags, in addresses. That makes errors hard to read and protects nothing.
variable-looking = Asking GitHub for the variables, reading the workflows
variable-order = Only if you ask for it: first the variable, confirmed by GitHub's list; then these lines, nothing else in the file, after a copy of it was kept.
variable-no-lines = No line of a workflow on this machine reads it; only the variable would be written.
variable-more-lines = and { $count } more { $count ->
        [one] line
       *[other] lines
    }
variable-action-take = write the variable, change the lines
variable-taking = Writing the variable, then changing the workflow
variable-taken = The variable is there, and the workflow reads it.
variable-taken-partly = Not all of it was done.
variable-file-written = changed
variable-backup = before: { $path }
variable-file-changed = { $file }: changed; before: { $backup }
variable-file-not-tried = { $file }: not changed, after the failure before it
variable-commit = GitHub sees it once you have committed and pushed it:
variable-secret-stays = Until then the workflow on GitHub reads the secret: leave it there. It is never deleted from here.
variable-is-variable = { $name } is a variable too now. The secret is still needed until the changed workflow is pushed.
arg-variable = Also put the user name into a variable, and let the workflows of this checkout read it instead of the secret
variable-nothing-to-offer = No workflow keeps the user name as a secret.
variable-would-change = would change { $place }
variable-no-checkout = The workflows of this repository are not on this machine: run it in the checkout, or leave out --variable.
change-variable-written = GitHub variable written
change-workflow-changed = workflow changed
undo-variable-written = Delete it on the page of variables, or: gh variable delete NAME
undo-workflow-changed = git checkout the file, or take the copy from the folder "backups" in this program's state folder.
