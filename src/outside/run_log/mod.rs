//! Logs as they arrive: plain text, compressed, as PowerShell writes it, or the archive in which GitHub hands out the
//! logs of a run.
//!
//! The archive holds one file a job at its top (`0_build.txt`), and the same in pieces in a folder a job
//! (<https://docs.github.com/rest/actions/workflow-runs#download-workflow-run-logs>).

mod utf16;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use self::utf16::Utf16;

/// How a zip archive begins (APPNOTE 4.3.7).
const ZIP: &[u8] = b"PK\x03\x04";
/// As much of one file as is read: an archive can hold more than any disk.
const LONGEST: u64 = 8 << 30;
/// As many files as are looked at.
const MOST: usize = 2000;

/// Calls `read` for each log, with its name where it has one.
///
/// # Errors
/// What opening and reading gave, and what `read` gave.
pub fn each(
    path: Option<&Path>,
    mut read: impl FnMut(Option<&str>, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    let mut source: Box<dyn Read> = match path {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(io::stdin().lock()),
    };
    let mut start = [0; ZIP.len()];
    let mut filled = 0;
    while filled < start.len() {
        match source.read(&mut start[filled..])? {
            0 => break,
            more => filled += more,
        }
    }
    let mut whole = (&start[..filled]).chain(source);
    match start {
        [0x1f, 0x8b, ..] => return read(None, &mut MultiGzDecoder::new(whole).take(LONGEST)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            let big = start[0] == 0xfe;
            whole.read_exact(&mut [0; 2])?;
            return read(None, &mut Utf16::new(whole, big));
        }
        _ if start != ZIP => return read(None, &mut whole),
        _ => {}
    }
    // The table of an archive stands at its end; what arrives as a stream is set down first.
    let mut file = match path {
        Some(path) => File::open(path)?,
        None => {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut whole, &mut file)?;
            file
        }
    };
    file.seek(SeekFrom::Start(0))?;
    let mut archive = ZipArchive::new(file).map_err(io::Error::other)?;
    for (at, name) in logs(&archive) {
        let entry = archive.by_index(at).map_err(io::Error::other)?;
        read(Some(&name), &mut entry.take(LONGEST))?;
    }
    Ok(())
}

/// Place and name of the files to read: whole jobs if there are any, else every text.
fn logs(archive: &ZipArchive<File>) -> Vec<(usize, String)> {
    let texts: Vec<(usize, String)> = (0..archive.len())
        .take(MOST)
        .filter_map(|at| Some((at, archive.name_for_index(at)?.ok()?.into_owned())))
        .filter(|(_, name)| !name.ends_with('/'))
        .collect();
    let jobs: Vec<(usize, String)> = texts
        .iter()
        .filter(|(_, name)| !name.contains('/') && Path::new(name).extension().is_some_and(|e| e == "txt"))
        .cloned()
        .collect();
    if jobs.is_empty() { texts } else { jobs }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::each;

    fn read(bytes: &[u8]) -> Vec<(Option<String>, String)> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("room");
        let mut all = Vec::new();
        let done = each(Some(file.path()), |name, log| {
            let mut text = String::new();
            log.read_to_string(&mut text)?;
            all.push((name.map(str::to_owned), text));
            Ok(())
        });
        done.expect("it reads");
        all
    }

    fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in files {
            archive.start_file(*name, SimpleFileOptions::default()).expect("memory");
            archive.write_all(text.as_bytes()).expect("memory");
        }
        archive.finish().expect("memory").into_inner()
    }

    #[test]
    fn plain_text_is_read_whole_however_short() {
        for text in ["", "P", "PK", "denied\n"] {
            assert_eq!(read(text.as_bytes()), [(None, text.to_owned())]);
        }
    }

    #[test]
    fn what_is_compressed_or_written_by_powershell_is_read_as_text() {
        let text = "push: denied \u{1f40b} 好\n".repeat(2000);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(text.as_bytes()).expect("memory");
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for bytes in [gz.finish().expect("memory"), little, big] {
            assert_eq!(read(&bytes), [(None, text.clone())]);
        }
    }

    #[test]
    fn of_a_run_the_jobs_are_read_and_not_their_pieces_again() {
        let archive =
            zipped(&[("build/1_Set up job.txt", "a"), ("0_build.txt", "a\nb"), ("1_test.txt", "c")]);
        let names: Vec<Option<String>> = read(&archive).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, [Some("0_build.txt".to_owned()), Some("1_test.txt".to_owned())]);
        assert_eq!(read(&zipped(&[("build/2_Push.txt", "x")]))[0].1, "x");
    }
}
