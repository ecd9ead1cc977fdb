## 检查清单中的一项

details-title = 检查清单第 { $at } 项，共 { $all } 项
details-line = { $label }：{ $state }
details-fact = 实测
details-took = 用时
details-go = 去修改
details-next = 下一项
details-previous = 上一项
details-help-checklist = 逐项查看检查清单

about-signed-in = Docker Hub 认可这组用户名和密码（或令牌）。能登录不等于能推送。
about-token-created = 已有可用的令牌：粘贴的、在这里创建的，或本机已有的。令牌只显示一次，所以先保存，再使用。
about-token-read = 令牌可以拉取镜像。任何级别都包含这项权限。
about-token-write = 令牌可以推送镜像。构建需要的就是它，在 Docker 的网页上叫 Read & Write。
about-token-delete = 令牌可以删除标签。推送用不到它，但试推要靠它清理测试标签。
about-token-kept = 令牌已写入安全的位置，并读回比对一致。
about-secret-username = 工作流读取的、存放用户名的 GitHub secret。GitHub 不显示内容，只能看到它是否存在、何时更新。
about-secret-token = 工作流读取的、存放令牌的 GitHub secret。
about-secrets-updated = 两个 secret 都是在令牌创建之后更新的。
about-login = 即 docker login 所验证的：用户名与密码（或令牌）是否匹配。登录成功不代表能推送。
about-test-push = 已用一次性标签推送极小的镜像，按标签和摘要读回，比对一致。
about-build-green = 更新 secret 之后重新运行了工作流，每一步都成功。
about-image-there = 构建推送的标签已在 Docker Hub 上，摘要与本次构建一致。
about-image-pullable = 有拉取权限的人都可以拉取该镜像。

## 上一次运行改动了什么，如何撤销

undo-action = 如何撤销
undo-title = 如何撤销
undo-say = 以下各项需要手动操作，都很快。pushpilot 不会自动撤销：令牌只显示一次，删掉就找不回来了。
undo-token-made = 在 https://app.docker.com/settings/personal-access-tokens 的列表中删除它。
undo-token-kept = 删除密钥环中的 pushpilot 条目，或删除加密文件。
undo-token-deactivated = 在 https://app.docker.com/settings/personal-access-tokens 的列表中重新启用它。
undo-token-deleted = 令牌删除后无法恢复，只能新建。
undo-test-image-pushed = 在仓库的 Tags 页面删除该标签。
undo-test-image-removed = 已没有残留。
undo-report-saved = 删除该文件即可。
