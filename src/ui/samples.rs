//! Representative views in both languages, for snapshots, the benchmark and the gallery.

use std::time::Duration;

use pushpilot::flow::event::Key;
use pushpilot::flow::page::{
    Block, Cell, Choice, Choose, Input, Page, Row, Shown, Table, TaskRow, TaskState, Tone,
};
use pushpilot::flow::view::{Check, CheckState, Group, View};
use pushpilot::model::moment::Moment;
use pushpilot::text::{Language, Text};

/// When all of this happens.
const NOW: Moment = Moment(1_795_442_531_000);

/// Words in one of two languages.
#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    fn say(self, en: &str, zh: &str) -> Text {
        Text::raw(match self.0 {
            Language::English => en,
            Language::Chinese => zh,
        })
    }

    fn row(self, en: &str, zh: &str, value: &str) -> Row {
        Row::new(self.say(en, zh), Text::raw(value))
    }

    fn standing(self, page: Page) -> Page {
        page.action("back", Key::Esc, self.say("back", "返回"))
            .action("help", Key::Char('?'), self.say("help", "帮助"))
            .action("language", Key::Char('L'), self.say("中文", "EN"))
    }
}

/// Every sample, by name.
pub fn all(language: Language) -> Vec<(&'static str, View)> {
    vec![
        ("paste", paste(language)),
        ("verdict", verdict(language)),
        ("working", working(language)),
        ("lanes", lanes(language)),
        ("proven", proven(language)),
        ("help", help(language)),
        ("leave", leave(language)),
    ]
}

fn view(language: Language, step: usize, name: Text, page: Page) -> View {
    let typing = page.typing();
    View {
        language,
        subject: Some("amyflash/music-management-system".into()),
        step,
        steps: 9,
        step_name: name,
        banner: None,
        page,
        overlay: None,
        checklist: checklist(Words(language), step),
        now: NOW,
        elapsed: Duration::from_secs(100),
        typing,
    }
}

fn checklist(w: Words, step: usize) -> Vec<Check> {
    let check = |id, group, label, state, fact: Option<Text>, took: Option<u64>| Check {
        id,
        group,
        label,
        state,
        fact,
        took: took.map(Duration::from_millis),
        current: false,
    };
    use CheckState::{Bad, Good, Skipped, Unknown};
    use Group::{DockerHub, GitHub, Test};
    let mut list = vec![
        check(
            "account",
            DockerHub,
            w.say("signed in", "已登录"),
            Good,
            Some(Text::raw("amyflash")),
            Some(412),
        ),
        check("token", DockerHub, w.say("token created", "令牌已创建"), Unknown, None, None),
        check("read", DockerHub, w.say("Read", "读权限"), Unknown, None, None),
        check("write", DockerHub, w.say("Write", "写权限"), Unknown, None, None),
        check("delete", DockerHub, w.say("Delete", "删除权限"), Unknown, None, None),
        check("kept", DockerHub, w.say("kept safely", "安全保存"), Unknown, None, None),
        check("secret-name", GitHub, Text::raw("DOCKER_USERNAME"), Unknown, None, None),
        check("secret-token", GitHub, Text::raw("DOCKER_PASSWORD"), Unknown, None, None),
        check("login", Test, w.say("docker login", "docker login"), Unknown, None, None),
        check("push", Test, w.say("test push", "试推"), Unknown, None, None),
        check("build", Test, w.say("build green", "构建成功"), Unknown, None, None),
        check("image", Test, w.say("image on Docker Hub", "镜像已在 Docker Hub"), Unknown, None, None),
        check("pull", Test, w.say("visible, can be pulled", "可见、可拉取"), Unknown, None, None),
    ];
    let mut set = |at: usize, state, fact: Text, took: Option<u64>| {
        list[at].state = state;
        list[at].fact = Some(fact);
        list[at].took = took.map(Duration::from_millis);
    };
    if step >= 3 {
        set(1, Good, Text::raw("dckr_pat ...c4Qa"), None);
        set(2, Good, w.say("granted", "已授予"), Some(310));
        set(3, Bad, w.say("read-only token", "只读令牌"), Some(640));
        set(4, Skipped, w.say("not needed", "不需要"), None);
    }
    if step >= 5 {
        set(3, Good, w.say("granted", "已授予"), Some(640));
        set(5, Good, w.say("login keyring, compared", "密钥环，已比对"), Some(35));
        set(8, Good, w.say("accepted", "已接受"), Some(402));
        set(9, CheckState::Running, Text::raw(""), None);
    }
    if step >= 9 {
        for at in 9..13 {
            set(at, Good, w.say("proven", "已证实"), Some(1234));
        }
    }
    let current = match step {
        0..=2 => 1,
        3 | 4 => 3,
        _ => 9,
    };
    list[current].current = true;
    list
}

/// The page where the token is pasted.
pub fn paste(language: Language) -> View {
    let w = Words(language);
    let steps = vec![
        Row::new(
            w.say("Open", "打开"),
            Text::raw("https://app.docker.com/settings/personal-access-tokens/create"),
        ),
        w.row(
            "Access token description",
            "描述（Access token description）",
            "GitHub Actions - music-management-system",
        ),
        w.row("Expiration date", "有效期（Expiration date）", "90 days"),
        w.row("Access permissions", "权限（Access permissions）", "Read & Write")
            .aside(w.say("the default only reads public images", "默认值只能读取公开镜像")),
        Row::new(
            w.say(
                "Generate, then copy the token: it is shown only once",
                "点击 Generate 并复制令牌：它只显示这一次",
            ),
            Text::raw(""),
        ),
    ];
    let input = Input {
        id: "token",
        label: w.say("Paste it here", "粘贴到这里"),
        shown: Shown::Hidden { length: 36 },
        hint: Some(w.say(
            "Docker Hub access token, ends in c4Qa. Enter puts it into the keyring at once.",
            "Docker Hub 访问令牌，末四位 c4Qa。按回车后立即存入密钥环。",
        )),
        problem: None,
        focused: true,
    };
    let page = Page::new("create-token", w.say("Make a token that may push", "创建一个可以推送的令牌"))
        .block(Block::Steps(steps))
        .gap()
        .block(Block::Input(input))
        .gap()
        .dim(w.say(
            "Rather with your password, and let pushpilot make it? Leave this empty and press p.",
            "更愿意用密码登录，让 pushpilot 来创建？留空并按 p。",
        ))
        .action("use", Key::Enter, w.say("use it", "使用它"))
        .action("open", Key::Char('o'), w.say("open page", "打开网页"))
        .action("copy", Key::Char('c'), w.say("copy address", "复制地址"))
        .action("password", Key::Char('p'), w.say("password", "用密码"));
    view(language, 2, w.say("Create a token", "创建令牌"), w.standing(page))
}

/// A verdict with its proof.
pub fn verdict(language: Language) -> View {
    let w = Words(language);
    let cell = |en: &str, zh: &str, tone| Cell::new(w.say(en, zh), tone);
    let table = Table {
        head: vec![w.say("asked", "请求"), w.say("this token", "该令牌"), w.say("your account", "您的账号")],
        rows: [("pull", "yes", "有"), ("push", "NO", "无"), ("delete", "no", "无")]
            .into_iter()
            .map(|(name, en, zh)| {
                let tone = if en == "NO" { Tone::Bad } else { Tone::Plain };
                vec![cell(name, name, Tone::Plain), cell(en, zh, tone), cell("yes", "有", Tone::Plain)]
            })
            .collect(),
    };
    let page = Page::new("check-access", w.say("May it push?", "能否推送？"))
        .block(Block::Verdict(Tone::Bad, w.say("This token cannot push.", "该令牌不能推送。")))
        .gap()
        .say(w.say(
            "Its permission is Read-only; pushing needs Read & Write. Your account itself may push to amyflash/music-management-system, so only the token has to change.",
            "它的权限是 Read-only，而推送需要 Read & Write。您的账号本身可以推送到 amyflash/music-management-system，所以只需更换令牌。",
        ))
        .gap()
        .block(Block::Table(table))
        .gap()
        .block(Block::Rows(vec![
            w.row("auth.docker.io", "auth.docker.io", "pull: 200").tone(Tone::Dim),
            w.row("auth.docker.io", "auth.docker.io", "pull,push: 401, access token has insufficient scopes")
                .tone(Tone::Dim),
        ]))
        .gap()
        .say(w.say(
            "Docker Hub cannot widen a token afterwards: make a new one, it takes two minutes. The old one stays until the new one is proven.",
            "Docker Hub 不能事后扩大令牌的权限：请创建新令牌，大约两分钟。新令牌得到证实之前，旧令牌保持不变。",
        ))
        .action("new", Key::Enter, w.say("make a new token", "创建新令牌"))
        .action("asked", Key::Char('w'), w.say("what was asked", "查看请求"))
        .action("again", Key::Char('r'), w.say("ask again", "重新检查"));
    view(language, 3, w.say("Check access", "检查权限"), w.standing(page))
}

/// Work in parts, half-way.
pub fn working(language: Language) -> View {
    let w = Words(language);
    let task = |en: &str, zh: &str, state, took: Option<u64>, detail: Option<&str>| TaskRow {
        label: w.say(en, zh),
        state,
        took: took.map(Duration::from_millis),
        detail: detail.map(Text::raw),
    };
    let running = TaskState::Running { since: Moment(NOW.0 - 1340) };
    let page = Page::new(
        "test-push",
        w.say("Push a very small image, to prove that pushing works", "推一个极小的镜像，证明推送可行"),
    )
    .block(Block::Rows(vec![
        w.row("tag", "标签", "amyflash/music-management-system:pushpilot-20261123-7f3a"),
        w.row("size", "大小", if language == Language::English { "412 bytes" } else { "412 字节" })
            .aside(w.say("removed afterwards", "结束后由本程序删除")),
    ]))
    .gap()
    .block(Block::Tasks(vec![
        task("upload the layer", "上传层", TaskState::Done, Some(234), None),
        task("upload the configuration", "上传配置", TaskState::Done, Some(112), None),
        task("write the manifest", "写入清单", TaskState::Done, Some(203), Some("sha256:9f2c41be...81aa")),
        task("read back by tag and digest", "按标签与摘要读回", running, None, None),
        task("pull and compare", "拉取并比对", TaskState::Waiting, None, None),
        task("remove the tag", "删除标签", TaskState::Waiting, None, None),
    ]))
    .action("stop", Key::Char('x'), w.say("stop (cleans up first)", "停止（先清理已上传的）"));
    let mut view = view(language, 5, w.say("Test push", "试推"), w.standing(page));
    view.banner = Some(w.say("practice", "练习"));
    view
}

/// A list to choose from, and a field with a problem.
pub fn lanes(language: Language) -> View {
    let w = Words(language);
    let choice =
        |id: &str, label, note, recommended| Choice { id: id.into(), label, note: Some(note), recommended };
    let choose = Choose {
        id: "lane",
        label: w.say("How shall the token come about?", "怎样得到令牌？"),
        options: vec![
            choice(
                "browser",
                w.say("In the browser, then paste it", "在浏览器中创建，然后粘贴"),
                w.say("your password stays with Docker", "密码只交给 Docker"),
                true,
            ),
            choice(
                "password",
                w.say("With password and one-time code", "用密码和一次性验证码"),
                w.say("pushpilot makes it; nothing is kept", "由 pushpilot 创建，不保存密码"),
                false,
            ),
            choice(
                "here",
                w.say("One that is already here", "使用本机已有的"),
                w.say("docker-credential-secretservice", "docker-credential-secretservice"),
                false,
            ),
        ],
        at: 0,
        focused: true,
    };
    let input = Input {
        id: "username",
        label: w.say("Docker ID", "Docker ID"),
        shown: Shown::Plain { text: "amy@example.com".into(), caret: 15 },
        hint: None,
        problem: Some(w.say(
            "That is an e-mail address. docker login takes the Docker ID, for example amyflash.",
            "这是邮箱地址。docker login 需要 Docker ID，例如 amyflash。",
        )),
        focused: false,
    };
    let page = Page::new("lane", w.say("A new token", "新令牌"))
        .block(Block::Input(input))
        .gap()
        .block(Block::Choose(choose))
        .gap()
        .block(Block::Command("docker login -u amyflash --password-stdin".into()))
        .gap()
        .block(Block::Working {
            what: w.say("Waiting for the keyring to be unlocked", "等待密钥环解锁"),
            since: Moment(NOW.0 - 12_000),
        })
        .action("continue", Key::Enter, w.say("continue", "继续"));
    view(language, 2, w.say("Create a token", "创建令牌"), w.standing(page))
}

/// A page where nothing moves.
pub fn lanes_before(language: Language) -> View {
    let mut view = lanes(language);
    view.page.blocks.retain(|block| !matches!(block, Block::Working { .. }));
    view
}

/// The end.
pub fn proven(language: Language) -> View {
    let w = Words(language);
    let page = Page::new("report", w.say("The report", "报告"))
        .block(Block::Verdict(
            Tone::Good,
            w.say(
                "Proven: amyflash/music-management-system can be pushed and pulled.",
                "已证实：amyflash/music-management-system 可以推送和拉取。",
            ),
        ))
        .gap()
        .block(Block::Rows(vec![
            w.row("token", "令牌", "Read & Write").aside(
                w.say("expires 2027-02-21, in the login keyring", "2027-02-21 过期，保存在登录密钥环"),
            ),
            w.row("test push", "试推", "sha256:41be...0c7d")
                .aside(w.say("read back and compared", "已读回并比对")),
            Row::new(w.say("left behind", "遗留"), w.say("nothing", "无")),
        ]))
        .gap()
        .dim(w.say("6 min 20 s, of which yours: 48 s.", "共 6 分 20 秒，其中等待您操作 48 秒。"))
        .action("leave", Key::Enter, w.say("leave", "退出"))
        .action("save", Key::Char('s'), w.say("save the report", "保存报告"));
    view(language, 9, w.say("Report", "报告"), w.standing(page))
}

/// Help over a page.
pub fn help(language: Language) -> View {
    let w = Words(language);
    let mut view = verdict(language);
    view.overlay = Some(
        Page::new("help", w.say("Keys on this page", "本页按键"))
            .block(Block::Rows(vec![
                w.row("Enter", "Enter", "").value(w.say("make a new token", "创建新令牌")),
                w.row("w", "w", "").value(w.say("what was asked, and what came back", "查看请求与应答")),
                w.row("r", "r", "").value(w.say("ask the registry again", "重新询问镜像仓库")),
                w.row("Ctrl+C", "Ctrl+C", "").value(w.say("leave", "退出")),
            ]))
            .gap()
            .dim(w.say(
                "Nothing is changed on Docker Hub by looking. A push is only tried when you ask for it.",
                "检查不会改动 Docker Hub 上的任何内容；只有在您要求时才会试推。",
            ))
            .action("close", Key::Esc, w.say("close", "关闭")),
    );
    view
}

/// The question before leaving.
pub fn leave(language: Language) -> View {
    let w = Words(language);
    let mut view = working(language);
    let choice = |id: &str, label| Choice { id: id.into(), label, note: None, recommended: false };
    view.overlay = Some(
        Page::new("leave", w.say("Leave?", "退出？"))
            .say(w.say("So far this was changed:", "到目前为止的改动："))
            .block(Block::Rows(vec![
                Row::new(w.say("keyring", "密钥环"), w.say("one token stored", "保存了一个令牌")),
                Row::new(
                    w.say("Docker Hub", "Docker Hub"),
                    w.say("one layer of the test image", "试推镜像的一个层"),
                )
                .tone(Tone::Warn),
            ]))
            .gap()
            .block(Block::Choose(Choose {
                id: "leave",
                label: Text::raw(""),
                options: vec![
                    choice("stay", w.say("Stay", "留下")),
                    choice("clean", w.say("Clean up, then leave", "清理后退出")),
                ],
                at: 0,
                focused: true,
            }))
            .action("choose", Key::Enter, w.say("choose", "选择"))
            .action("stay", Key::Esc, w.say("stay", "留下")),
    );
    view
}

/// A way to give a row a translated value.
trait Value {
    fn value(self, value: Text) -> Self;
}

impl Value for Row {
    fn value(mut self, value: Text) -> Self {
        self.value = value;
        self
    }
}
