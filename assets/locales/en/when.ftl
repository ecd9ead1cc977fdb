# A point in time in ISO form, with how far away it is.
when-now = { $at } (now)
when-in-seconds = { $at } (in { $count } s)
when-today = { $at } (today)
when-minutes-ago = { $at } ({ $count ->
    [one] 1 minute
   *[other] { $count } minutes
 } ago)
when-hours-ago = { $at } ({ $count ->
    [one] 1 hour
   *[other] { $count } hours
 } ago)
when-days-ago = { $at } ({ $count ->
    [one] 1 day
   *[other] { $count } days
 } ago)
when-in-minutes = { $at } (in { $count ->
    [one] 1 minute
   *[other] { $count } minutes
 })
when-in-hours = { $at } (in { $count ->
    [one] 1 hour
   *[other] { $count } hours
 })
when-in-days = { $at } (in { $count ->
    [one] 1 day
   *[other] { $count } days
 })
# How old an image is, in a row of facts.
when-built-unknown = build time not recorded
when-built-now = built just now
when-built-minutes = built { $count } min ago
when-built-hours = built { $count } h ago
when-built-days = built { $count ->
    [one] 1 day
   *[other] { $count } days
 } ago
