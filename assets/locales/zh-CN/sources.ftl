### 各个工具会使用哪一份已保存的凭据。

cmd-sources = 说明 docker、podman 等工具推送某个镜像时会用哪份凭据，以及哪份可用
arg-untried = 不访问网络
sources-title = { $image }（{ $registry }）
sources-uses = { $tool } 以 { $user } 登录，凭据来自 { $place }，其中的密码或令牌是明文。
sources-uses-helper = { $tool } 以 { $user } 登录：{ $place } 指定了 docker-credential-{ $helper }，密码或令牌由它保管。
sources-makes = { $tool } 按 { $place } 的设置，向 docker-credential-{ $helper } 现取一份凭据。
sources-nobody = { $tool } 找不到凭据，会匿名访问：可以拉取公开镜像，不能推送。
sources-stops = { $tool } 还没访问镜像仓库就会报错退出。
sources-stumbles = 途中遇到的问题：{ $reason }
sources-taken = 刚才试过：镜像仓库接受这份凭据。
sources-refused = 刚才试过：镜像仓库拒绝了这份凭据。
sources-not-tried = 没有试：{ $reason }
sources-tried-above = 与上面是同一个密码或令牌，没有再试第二次。
sources-only-named-file = 没有用到：{ $place } 里的 { $user }。有环境变量指定了另一个文件，工具只读那个文件。
sources-not-read = 没有用到：{ $place } 里的 { $user }。这个工具不读该位置。
sources-client-too-old = 没有用到：{ $place } 里的 { $user }。docker 客户端从 28.3 起才读这个变量，这里的版本更旧。
sources-other-key = 没有用到：{ $place } 里的 { $user }。这个工具不会查找键 { $key }。
sources-behind-helper = 没有用到：{ $place } 里的 { $user }。文件里还指定了凭据助手，此时只以助手为准。
sources-general-store = 没有用到：{ $place } 里的 { $user }。它在 docker 的 credsStore 里，这个工具不会去问。
sources-later = 没有用到：{ $place } 里的 { $user }。前面已经先找到另一份。
sources-mend-command = 解决办法：{ $command }
sources-mend-unset = 解决办法：取消设置 { $variable }，或者把登录信息写进它指定的文件。
sources-mend-helper = 解决办法：修好 docker-credential-{ $helper }，或者把它从文件中去掉后重新登录。
sources-somebody = 某个账号
