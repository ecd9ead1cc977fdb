## 帮助里附加在命令说明之后的内容

help-word-options = [选项]
help-word-command = <命令>
help-word-command-maybe = [命令]
help-values = （可选值：{ $values }）
help-default = （默认：{ $value }）
help-variable = （环境变量：{ $name }）

## 命令行的错误

usage-between = 、
usage-unknown-argument = 这里没有参数 { $argument }。
usage-unknown-command = 没有 { $command } 这个命令。
usage-did-you-mean = 你要用的可能是 { $near }。
usage-value-missing = { $argument } 缺少值。
usage-value-not-listed = { $argument } 不能是 { $value }，可选值：{ $values }
usage-value-wrong = { $argument } 不能是 { $value }。
usage-not-a-number = { $argument } 不能是 { $value }：需要不小于 0 的整数。
usage-too-many = { $argument } 不带值，却给了 { $value }。
usage-no-equals = { $argument } 的值要紧跟在等号之后。
usage-twice = { $argument } 只能写一次。
usage-conflict = { $argument } 不能与 { $others } 同时使用。
usage-missing = 缺少：{ $arguments }
usage-command-missing = 缺少命令，可用的有：{ $commands }
usage-not-text = 有一个参数不是 UTF-8。
usage-is = 用法：{ $usage }
usage-more = 详情：{ $command }
