//! A world in which the real tools believe that they talk to Docker Hub: `registry-1.docker.io` is Debian's
//! docker-registry behind TLS, reached through a proxy, and its tokens come from the practice token service.
//! One docker engine for all, with every file of its own in a temporary folder.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::real_registry::RealRegistry;

const WAIT: Duration = Duration::from_secs(60);

/// A certificate that signed itself, for a host and both addresses of this machine that the tests use.
struct Certificate {
    certificate: rcgen::Certificate,
    key: rcgen::KeyPair,
}

impl Certificate {
    fn new(host: &str) -> Self {
        let mut wanted =
            rcgen::CertificateParams::new([host, "127.0.0.1", "0.0.0.0"].map(String::from)).unwrap();
        wanted.distinguished_name.push(rcgen::DnType::CommonName, host);
        let key = rcgen::KeyPair::generate().unwrap();
        Self { certificate: wanted.self_signed(&key).unwrap(), key }
    }
}

/// Everything that the tools of these tests talk to.
pub struct RealWorld {
    pub sandbox: Sandbox,
    pub dir: tempfile::TempDir,
    /// Trusts the registry that plays Docker Hub, and nobody else.
    pub trusted: PathBuf,
    pub proxy: String,
    /// Port of a service whose certificate nobody trusts.
    pub stranger: u16,
    pub engine: Engine,
    _registry: RealRegistry,
}

/// Every docker client that `PATH` finds, as one machine may have several.
pub fn docker_clients() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut clients: Vec<PathBuf> = std::env::split_paths(&path)
        .filter_map(|dir| dir.join("docker").canonicalize().ok())
        .filter(|path| path.is_file())
        .collect();
    // /bin may be /usr/bin.
    clients.sort();
    clients.dedup();
    clients
}

/// An engine needs it.
pub fn is_root() -> bool {
    let root = rustix::process::geteuid().is_root();
    assert!(root || std::env::var_os("CI").is_none(), "a docker engine needs root, and CI is set");
    if !root {
        eprintln!("nothing was tested: a docker engine needs root");
    }
    root
}

impl RealWorld {
    /// Needs root, for the engine.
    pub fn start(scenario: &str) -> Self {
        let sandbox = start_in_background(Scenario::parse(scenario).unwrap()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let own = Certificate::new("registry-1.docker.io");
        let (trusted, key) = (dir.path().join("trusted.pem"), dir.path().join("key.pem"));
        fs::write(&trusted, own.certificate.pem()).unwrap();
        fs::write(&key, own.key.serialize_pem()).unwrap();
        let registry = RealRegistry::encrypted(&sandbox, dir.path(), &trusted, &key);
        let proxy = format!("http://127.0.0.1:{}", proxy(registry.host.clone()));
        let engine = Engine::start(dir.path(), &trusted, &proxy);
        let storage = format!(
            "[storage]\ndriver = 'vfs'\ngraphroot = '{0}/graph'\nrunroot = '{0}/run'\n",
            dir.path().join("containers").display()
        );
        fs::write(dir.path().join("storage.conf"), storage).unwrap();
        Self { sandbox, trusted, proxy, stranger: stranger(), engine, dir, _registry: registry }
    }

    /// A command with a home of its own and nothing else of this machine's, to which `registry-1.docker.io` is
    /// the real registry of this world.
    pub fn command(&self, program: &str, home: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(home)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env("DOCKER_HOST", &self.engine.host)
            .env("SSL_CERT_FILE", &self.trusted)
            .env("SSL_CERT_DIR", home.join("none"))
            .env("HTTPS_PROXY", &self.proxy)
            .env("NO_PROXY", "127.0.0.1,0.0.0.0")
            .env("CONTAINERS_STORAGE_CONF", self.dir.path().join("storage.conf"));
        command
    }

    /// A port on which nobody listens.
    pub fn nobody() -> u16 {
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
    }
}

/// A proxy that reaches one host: the registry that plays Docker Hub's.
fn proxy(registry: String) -> u16 {
    serve(move |mut client| {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && head.len() < 8192 && client.read(&mut byte)? == 1 {
            head.push(byte[0]);
        }
        if !head.starts_with(b"CONNECT registry-1.docker.io:443 ") {
            return client.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        }
        let mut server = TcpStream::connect(&registry)?;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
        thread::spawn(move || {
            // Either side may hang up at any time; the other is then told.
            std::io::copy(&mut from_server, &mut to_client).ok();
            to_client.shutdown(std::net::Shutdown::Both).ok();
        });
        std::io::copy(&mut client, &mut server).ok();
        server.shutdown(std::net::Shutdown::Both)
    })
}

/// A service with a certificate that nobody trusts; it gets no further than showing it.
fn stranger() -> u16 {
    let own = Certificate::new("stranger.example");
    let chain: Vec<CertificateDer<'static>> = vec![own.certificate.der().clone()];
    let key = PrivateKeyDer::try_from(own.key.serialize_der()).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    serve(move |mut client| {
        let mut tls = ServerConnection::new(Arc::clone(&config)).expect("a good configuration");
        while tls.is_handshaking() {
            tls.complete_io(&mut client)?;
        }
        Ok(())
    })
}

/// Listens until the tests end, a thread for each connection.
fn serve(answer: impl Fn(TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            // A client that hangs up is what several of these tests are about.
            thread::spawn(move || drop(answer(client)));
        }
    });
    port
}

/// A docker engine with everything in a folder of its own. Ended when dropped, and with this process.
pub struct Engine {
    child: Child,
    /// As `DOCKER_HOST` wants it.
    pub host: String,
}

impl Engine {
    fn start(dir: &Path, trusted: &Path, proxy: &str) -> Self {
        let below = |name: &str| dir.join("engine").join(name);
        fs::create_dir_all(below("")).unwrap();
        let host = format!("unix://{}", below("socket").display());
        let log = fs::File::create(below("log")).unwrap();
        // The kernel ends it should this process be killed; it does the same for its containerd.
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "dockerd", "--storage-driver=vfs"])
            .args(["--iptables=false", "--ip6tables=false", "--bridge=none", "--host", &host])
            .arg("--data-root")
            .arg(below("data"))
            .arg("--exec-root")
            .arg(below("exec"))
            .arg("--pidfile")
            .arg(below("pid"))
            .env("SSL_CERT_FILE", trusted)
            .env("SSL_CERT_DIR", below("none"))
            .env("HTTPS_PROXY", proxy)
            .env("NO_PROXY", "127.0.0.1,localhost,0.0.0.0")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut engine = Self { child, host };
        let began = Instant::now();
        while !engine.answers() {
            let ended = engine.child.try_wait().unwrap();
            let said = || fs::read_to_string(below("log")).unwrap_or_default();
            assert!(ended.is_none(), "the engine ended: {}", said());
            assert!(began.elapsed() < WAIT, "the engine does not answer: {}", said());
            thread::sleep(Duration::from_millis(50));
        }
        engine
    }

    fn answers(&self) -> bool {
        let asked = Command::new("docker")
            .args(["version", "--format", "{{.Server.Version}}"])
            .env("DOCKER_HOST", &self.host)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Politely first: it then ends containerd and unmounts what it mounted.
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().ok();
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
