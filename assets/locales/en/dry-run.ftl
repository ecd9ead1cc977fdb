# What a dry run would have done.

dry-banner = dry run
dry-push = This is a dry run: nothing is pushed, so only the registry's word says that it would work.
dry-written = This is a dry run: nothing was written.
dry-planned = would be written
dry-start = This is a dry run: no build was started, so there is nothing to watch or to confirm.
dry-remedy = Nothing speaks against it; only an upload would settle it, and this run opens none.
dry-verify-upload = Dry run: no upload was opened, so the verdict rests on the token service's word.
dry-would-push = Dry run: a tiny image would be pushed to { $image } under a tag that nobody uses, read back, and removed. Nothing was pushed.
dry-would-link = Dry run: { $path } would become a link to { $program }
dry-would-remind = { $count ->
    [0] Dry run: nothing that is noted expires; { $file } was not written.
    [one] Dry run: one reminder would be written to { $file }. Nothing was written.
   *[other] Dry run: { $count } reminders would be written to { $file }. Nothing was written.
}
