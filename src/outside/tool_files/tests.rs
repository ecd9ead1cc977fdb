use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::{ToolFile, Untouched};
use crate::model::failure::{FailureKind, FileTrouble};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("is there").permissions().mode() & 0o7777
}

#[test]
fn rights_and_links_stay() {
    let folder = folder();
    let (real, link) = (folder.path().join("real.json"), folder.path().join("config.json"));
    fs::write(&real, "{}").expect("writes");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("changes");
    symlink("real.json", &link).expect("links");
    let file = ToolFile::read(&link).expect("reads");
    assert!(file.readable_by_others);
    file.write("{ }").expect("writes");
    assert!(fs::symlink_metadata(&link).expect("is there").is_symlink());
    assert_eq!((fs::read_to_string(&real).expect("reads").as_str(), mode(&real)), ("{ }", 0o640));
    let new = folder.path().join("deep/auth.json");
    ToolFile::read(&new).expect("may be missing").write("{}").expect("writes");
    assert_eq!((mode(&new), mode(new.parent().expect("has one"))), (0o600, 0o700));
    assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 3, "nothing is left behind");
}

#[test]
fn what_another_program_wrote_meanwhile_stays() {
    let folder = folder();
    let path = folder.path().join("config.json");
    let missing = ToolFile::read(&path).expect("may be missing");
    fs::write(&path, "{\"new\": 1}").expect("writes");
    assert_eq!(missing.write("{}"), Err(Untouched::Changed));
    let file = ToolFile::read(&path).expect("reads");
    fs::write(&path, "{\"new\": 2}").expect("writes");
    assert_eq!(file.write("{}"), Err(Untouched::Changed));
    assert_eq!(fs::read_to_string(&path).expect("reads"), "{\"new\": 2}");
    assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 1, "nothing is left behind");
}

#[test]
fn each_obstacle_is_told_from_the_others() {
    let folder = folder();
    let path = folder.path().join("config.json");
    symlink(folder.path().join("nowhere"), &path).expect("links");
    assert_eq!(ToolFile::read(&path).err(), Some(Untouched::Dangling));
    fs::remove_file(&path).expect("removes");
    fs::write(&path, "{}").expect("writes");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("changes");
    assert_eq!(ToolFile::read(&path).err(), Some(Untouched::ReadOnly));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("changes");
    // Only root can give a file away.
    if std::os::unix::fs::chown(&path, Some(12345), None).is_ok() {
        assert_eq!(ToolFile::read(&path).err(), Some(Untouched::Foreign(12345)));
    }
    let is_folder = ToolFile::read(folder.path()).err();
    assert!(matches!(is_folder, Some(Untouched::Failed(_))), "{is_folder:?}");
}

/// A disk of one page, where that may be mounted.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_file_as_it_was() {
    let folder = folder();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=8k", "tmpfs"])
        .arg(folder.path())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        eprintln!("not tried: no small disk can be mounted here");
        return;
    }
    let path = folder.path().join("config.json");
    fs::write(&path, "{}").expect("writes");
    let outcome =
        ToolFile::read(&path).expect("reads").write(&format!("{{\"a\": \"{}\"}}", "x".repeat(20_000)));
    let (kept, left) = (fs::read_to_string(&path), fs::read_dir(folder.path()).map(Iterator::count));
    let unmounted = std::process::Command::new("umount").arg(folder.path()).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    let Err(Untouched::Failed(failure)) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(failure.kind, FailureKind::File { trouble: FileTrouble::NoSpace, .. }), "{failure:?}");
    assert_eq!((kept.expect("reads").as_str(), left.expect("lists")), ("{}", 1));
}
