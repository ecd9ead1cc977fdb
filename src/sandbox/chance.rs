//! Things that must not be guessed: identifiers, token values, upload states.

/// Random letters and digits.
pub(super) fn letters(count: usize) -> String {
    const ALPHABET: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    bytes(count).into_iter().map(|byte| char::from(ALPHABET[usize::from(byte % 62)])).collect()
}

/// Random decimal digits.
pub(super) fn digits(count: usize) -> String {
    bytes(count).into_iter().map(|byte| char::from(b'0' + byte % 10)).collect()
}

/// A random UUID, version 4.
pub(super) fn uuid() -> String {
    let mut bytes = bytes(16);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn bytes(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
