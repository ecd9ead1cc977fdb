# GitHub：secret、run 与最终证明。
arg-github-api-url = GitHub API 的地址；仅在它不同于仓库所在主机的默认地址时需要。
