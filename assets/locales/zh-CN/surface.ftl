### 界面本身说的话：页面之外、页面之间。

surface-step = 第 { $step } 步，共 { $steps } 步：{ $name }
surface-progress = { $done } / { $all }
surface-now = 正在进行：{ $what }
surface-next = 下一项：{ $what }
surface-elapsed = 已用 { $time }
surface-seconds = { $seconds } 秒
surface-minutes = { $minutes } 分 { $seconds } 秒
surface-hours = { $hours } 小时 { $minutes } 分
surface-characters = { $count } 个字符
surface-recommended = 推荐
surface-more-below = PgDn：下面还有
surface-more-above = PgUp：回到上面
surface-find = /{ $typed }   { $found } / { $all }（Esc：全部）
surface-enlarge = 窗口太小，请放大，或按 p 改为逐行问答。
surface-console-font = Linux 控制台无法显示中文，因此使用英文。
surface-sent-to-clipboard = 已发送到终端的剪贴板。在 tmux 中需要设置 set-clipboard on。
surface-fault = pushpilot 自身出错，已停止。此前的改动都有记录；请反馈以下出错位置：
surface-no-place-for-a-token = 这是一个令牌，没有填入：此处的内容会显示出来，也会保存下来。令牌有专门的输入框，稍后会问到。
surface-no-field-for-a-paste = 粘贴的内容已忽略：本页没有可填写的输入框。
surface-tour-in-circles = 故事到此为止：“{ $tried }”已经试了三次，每次都回到这一页。

plain-step = 第 { $step } 步，共 { $steps } 步：{ $name }。
plain-good = 成功：{ $what }
plain-bad = 失败：{ $what }
plain-warn = 警告：{ $what }
plain-skipped = 跳过：{ $what }
plain-folded = （{ $what }）
plain-numbered = { $number }. { $what }
plain-row = { $label }：{ $value }
plain-aside = { $what }（{ $aside }）
plain-and = { $what }，{ $detail }
plain-command = 命令：{ $command }
plain-link = 地址：{ $address }
plain-field = { $label }：
plain-field-current = { $label } [{ $current }]：
plain-field-secret = { $label }（输入时不显示）：
plain-field-secret-current = { $label }（不显示；直接回车保留已输入的 { $current }）：
plain-what-now = 接下来做什么？
plain-answer = 请选择：
plain-answer-default = 请选择 [{ $number }]：
plain-choose-number = 请输入 1 到 { $last } 之间的数字。
plain-other-choices = 输入 ? 查看其他选择。
plain-at-work = 等待期间回车，会列出这时可做的事，例如停止。
plain-help-title = 这里可以输入什么
plain-help-number = 选择题：输入选项前的数字；直接回车采用推荐项。
plain-help-field = 填空：输入所问的内容；直接回车保留方括号里的值。
plain-help-more = 任何时候：输入 ? 会列出本页可做的所有事，例如返回、切换语言、退出。
plain-help-leave = 按 Ctrl-C 会先询问再退出；连按两次立即退出。
plain-choices = 可选操作：
plain-recommended = { $what }（推荐）
plain-choices-back = 直接回车返回问题。
plain-screen = 回到全屏界面
plain-quit = 退出

answers-not-toml = 答案文件第 { $line } 行不是有效的 TOML：{ $why }
answers-wrong-value = 答案“{ $id }”必须是文本、文本列表，或引用，例如 {"{"} env = "NAME" {"}"} 或 {"{"} file = "path" {"}"}。
answers-literal-secret = 答案“{ $id }”是机密，却以明文写在文件里。请改用引用：{"{"} env = "NAME" {"}"} 或 {"{"} file = "path" {"}"}。
answers-no-variable = 答案“{ $id }”引用环境变量 { $name }，但它未设置或不是文本。
answers-no-file = 答案“{ $id }”引用文件 { $path }，但无法读取：{ $why }
answers-unknown-choice = 答案“{ $id }”是“{ $given }”，此处可选：{ $known }。
answers-unreadable = 无法读取答案文件 { $path }：{ $why }
answers-unused = 没有问到，因此未使用：{ $ids }。
