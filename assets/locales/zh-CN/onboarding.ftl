## 写 .pushpilot.toml

cmd-init = 把本项目的需要写进 .pushpilot.toml，供新加入的人使用
arg-init-image = 镜像名；当工作流推送多个镜像或无法读出镜像名时使用
arg-init-ask = 新人有问题该问谁（默认：本仓库的 issue 页面）
arg-init-yes = 文件已存在时直接覆盖，不再询问
arg-init-dry-run = 只展示文件内容，不写入
init-no-checkout = 当前文件夹不在任何 git 检出中，没有可写的项目。
init-no-push = 这里没有工作流推送镜像。请指定镜像：pushpilot init OWNER/NAME
init-which = 工作流推送了多个镜像（{ $images }）。请指定其中一个：pushpilot init OWNER/NAME
init-unclear = { $place } 推送 { $written }，要到运行时才能确定。请指定镜像：pushpilot init OWNER/NAME
init-no-login = 工作流中没有找到登录 { $image } 所在镜像仓库的步骤，文件中因此没有 secret 的名称。
init-linked = .pushpilot.toml 是链接，或不是普通文件，未作改动；请先移走再试。
init-new = { $file }（新文件）
init-changes = { $file } 将有如下改动：
init-same = { $file } 已经是这样，未作任何改动。
init-question = 覆盖它？[y/N]
init-needs-yes = 未作任何改动：文件已存在且内容不同，而这里没有可供询问的终端。如已同意，请加 --yes
init-kept = 未作任何改动。
init-dry = 未作任何改动（--dry-run）。
init-written = 已写入：{ $file }。请提交到仓库；新人随后运行：pushpilot onboard

## 文件有什么问题

project-file-not-toml = { $file } 第 { $line } 行：不是 TOML。
project-file-unknown-key = { $file } 第 { $line } 行：不认识的键 { $key }。此文件只说明需要什么，别无其他。
project-file-missing = { $file } 第 { $line } 行：缺少键 { $key }。
project-file-wrong-kind = { $file } 第 { $line } 行：{ $key } 的值类型不对。
project-file-bad-value = { $file } 第 { $line } 行：{ $key } 不能是 { $value }。
project-file-too-long = { $file } 第 { $line } 行：{ $key } 的值太长（最多 255 个字符）。
project-file-too-many = { $file } 第 { $line } 行：{ $key } 的条目太多（最多 50 条）。
project-file-two-registries = { $file } 第 { $line } 行：registry 写的是 { $registry }，image 写的是 { $image }。
project-file-newer = { $file } 第 { $line } 行：版本 { $version } 比本程序新，请使用更新的 pushpilot。

## 文件内容的说法

onboard-level-read = 拉取镜像
onboard-level-write = 推送镜像（Read & Write）
onboard-level-delete = 推送并删除镜像（Read, Write, Delete）
onboard-holds-username = 你的用户名
onboard-holds-token = 你的令牌

## 新人的第一步

cmd-onboard = 带新人在自己的 fork 中备齐本项目所需（读取 .pushpilot.toml）
step-onboard = 初到本项目
onboard-title = 本项目需要什么
onboard-reading = 正在读取 .pushpilot.toml、git，以及 GitHub 对 fork 的说明
onboard-no-checkout = 当前文件夹不在任何 git 检出中。
onboard-no-file = 本项目没有 .pushpilot.toml。
onboard-no-file-ask = 维护者可以在检出中写一份：
onboard-linked = .pushpilot.toml 是链接，或不是普通文件；没有读取它背后的内容。
onboard-wrong-file = .pushpilot.toml 无法使用。
onboard-wrong-file-ask = 其中的内容一概没有采用。请维护者改正那一行，或重新生成：pushpilot init
onboard-unread = 未能读取。
onboard-say = 以下来自它的 .pushpilot.toml。在你的 fork 里，这些都由你自己提供：
onboard-promise = 用你自己的账号、自己的令牌，secret 写进你自己的 fork。不会索取也看不到别人的值。
onboard-action-without-file = 不用此文件继续
onboard-action-later = 以后再启用
onboard-row-image = 镜像
onboard-row-registry = 镜像仓库
onboard-row-permission = 令牌权限
onboard-kind-secret = secret
onboard-kind-variable = 变量
onboard-lives-in-repository = 位于仓库
onboard-lives-in-environment = 位于环境 { $name }
onboard-name-holds = { $name }：{ $what }，{ $place }
onboard-row-workflow = 工作流
onboard-row-tags = 标签
onboard-row-ask = 有问题问谁
onboard-host-title = 本项目指定的镜像仓库
onboard-host-say = 文件指定了镜像仓库 { $host }。它由写文件的人选定，并不是 Docker Hub。你为它提供的用户名和令牌将发往这台主机。
onboard-host-question = 可以把你的凭据发往 { $host } 吗？
onboard-host-no = 不可以
onboard-host-no-note = 不向那里发送任何东西
onboard-host-yes = 可以，我了解 { $host }，并在那里有账号
onboard-host-yes-note = 在为它提供令牌之后才会发送
onboard-host-refused = 没有向 { $host } 发送任何东西，以后也不会。
onboard-fork-title = 你的 fork
onboard-row-fork = 你的 fork
onboard-row-upstream = 项目
onboard-row-actions = Actions 状态
onboard-fork-by-github = 由 GitHub 确认
onboard-fork-by-name = 依 git 远程的名称判断，未经 GitHub 确认
onboard-fork-not-in-checkout = 已在 GitHub 上；此检出没有指向它的远程
onboard-fork-member = 你本人对 { $repository } 有写权限，不需要 fork。
onboard-fork-member-say = 接下来的操作都针对该仓库。那里的 secret 属于项目：你写入的内容会替换现有的。
onboard-fork-missing = 还没有属于你的 { $repository } 的 fork。
onboard-fork-missing-say = 请在 GitHub 上创建，在此页面点一下即可。
onboard-fork-missing-then = 然后让此检出认识它（把 YOU 换成你的用户名），再看一次：
onboard-fork-no-remote = 此检出没有指向服务器上仓库的远程。
onboard-fork-unclear = GitHub 和远程的名称都没有说明哪个仓库是你的。
onboard-fork-question = 哪一个是你的 fork？
onboard-fork-secrets = fork 不继承 secret：项目的留在项目里，你的写进 fork。
onboard-fork-pull-requests = 你提给项目的 PR 看不到任何 secret，其构建因此无法推送，这是有意的安排；fork 自己分支上的构建则可以。
onboard-actions-on = 已启用
onboard-actions-off = 未启用，新的 fork 都是如此
onboard-actions-unknown = 未知；新的 fork 需先在其 Actions 页面启用
onboard-actions-enable = 启用之前那里不会构建任何东西。请在此页面点击“I understand my workflows, go ahead and enable them”：
onboard-written-out = 工作流里直接写了项目的命名空间 { $namespace }，你无法向那里推送。请在你的 fork 中修改 { $place }：
onboard-own-image = 项目推送的是 { $image }；你的镜像放在自己的命名空间。
