# 试运行时本会执行的操作。

dry-banner = 试运行
dry-push = 这是试运行：不推送任何内容，能否推送只凭镜像仓库的答复判断。
dry-written = 这是试运行：没有写入任何内容。
dry-planned = 将会写入
dry-start = 这是试运行：没有启动构建，因此没有可查看或确认的内容。
dry-remedy = 没有发现阻碍；只有打开上传会话才能定论，而本次运行不会这样做。
dry-verify-upload = 试运行：没有打开上传会话，结论只凭令牌服务的答复。
dry-would-push = 试运行：本会以一个无人使用的标签向 { $image } 推送一个极小的镜像，读回后删除。没有推送任何内容。
dry-would-link = 试运行：{ $path } 本会成为指向 { $program } 的链接
dry-would-remind = { $count ->
    [0] 试运行：没有记录在案的到期日，未写入 { $file }。
   *[other] 试运行：本会把 { $count } 条提醒写入 { $file }。没有写入任何内容。
}
