# 工作流推送的仓库与已验证的不是同一个。

renaming-title = 工作流推送的是另一个镜像
renaming-say = { $place } 推送的是 { $pushed }，而验证通过的是 { $image }。不改就启动，构建仍会像之前一样失败。
renaming-looking = 正在读取工作流
renaming-by-hand = 这一行无法由程序修改：请手动改好，再提交、推送。
renaming-order = 仅在你要求时才执行：先备份文件，只改上面这几行，其余一概不动。
renaming-writing = 正在修改工作流
renaming-written = 本地检出的工作流现在推送正确的镜像。
renaming-push = 提交并推送之后，GitHub 才会看到这处修改；推送也会启动构建：
renaming-playing = 练习：正在推送这处修改
renaming-action-take = 修改这一行
renaming-action-leave = 保持原样
renaming-action-play = 代为推送（练习）
