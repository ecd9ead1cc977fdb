# 用户名改存为 variable，而不是 secret。

variable-title = 用户名不是机密
variable-say = GitHub 会把日志中所有 secret 的值替换为 ***。用户名存为 secret 后，镜像名处处显示为 ***/name：错误信息、标签、地址都是如此。错误更难读懂，却没有保护任何东西。
variable-looking = 正在向 GitHub 查询变量，并读取工作流
variable-order = 仅在你要求时才执行：先写入变量，并由 GitHub 的列表确认；再备份文件，只改上面这几行，其余一概不动。
variable-no-lines = 本机没有工作流读取它；只会写入变量。
variable-more-lines = 另有 { $count } 行
variable-action-take = 写入变量并修改这些行
variable-taking = 正在写入变量，随后修改工作流
variable-taken = 变量已就位，工作流已改为读取它。
variable-taken-partly = 没有全部完成。
variable-file-written = 已修改
variable-backup = 原文件：{ $path }
variable-file-changed = { $file }：已修改；原文件：{ $backup }
variable-file-not-tried = { $file }：因前面失败，未修改
variable-commit = 提交并推送之后，GitHub 才会看到这处修改：
variable-secret-stays = 在此之前，GitHub 上的工作流仍读取 secret，请予保留。本程序不会删除它。
variable-is-variable = { $name } 现在也是变量。推送修改后的工作流之前，仍需要这个 secret。
arg-variable = 同时把用户名写入变量，并让本地检出的工作流改为读取它，而不是 secret
variable-nothing-to-offer = 没有工作流把用户名存为 secret。
variable-would-change = 将修改 { $place }
variable-no-checkout = 本机没有此 GitHub 仓库的工作流：请在检出目录中运行，或去掉 --variable。
change-variable-written = 已写入 GitHub 变量
change-workflow-changed = 已修改工作流
undo-variable-written = 在 GitHub 的变量页面删除它，或执行：gh variable delete NAME
undo-workflow-changed = 对该文件执行 git checkout，或从本程序状态目录的 backups 文件夹取回副本。
