# ISO 格式的时间，附上相对现在的远近。
when-now = { $at }（现在）
when-in-seconds = { $at }（{ $count } 秒后）
when-today = { $at }（今天）
when-minutes-ago = { $at }（{ $count } 分钟前）
when-hours-ago = { $at }（{ $count } 小时前）
when-days-ago = { $at }（{ $count } 天前）
when-in-minutes = { $at }（{ $count } 分钟后）
when-in-hours = { $at }（{ $count } 小时后）
when-in-days = { $at }（{ $count } 天后）
# 镜像是多久以前构建的，列在事实一行中。
when-built-unknown = 未记录构建时间
when-built-now = 刚刚构建
when-built-minutes = { $count } 分钟前构建
when-built-hours = { $count } 小时前构建
when-built-days = { $count } 天前构建
