//! Pseudonyms for patient identifiers.

use forestall_base::hmac_sha256_hex;

/// The pseudonym of an identifier: `p` and the first 16 hexadecimal digits of HMAC-SHA256 (RFC 2104) of the identifier.
///
/// Whoever has the key can compute it again for a known identifier; without the key it cannot be traced back. The letter in
/// front keeps spreadsheets from taking it for a number.
///
/// ```
/// let key = b"key of the ward, kept elsewhere";
/// assert_eq!(forestall_assay::pseudonym(key, "P1001"), forestall_assay::pseudonym(key, "P1001"));
/// assert_ne!(forestall_assay::pseudonym(key, "P1001"), forestall_assay::pseudonym(b"other", "P1001"));
/// ```
pub fn pseudonym(key: &[u8], id: &str) -> String {
    let code = hmac_sha256_hex(key, id.as_bytes());
    format!("p{}", &code[..16])
}

#[cfg(test)]
mod tests {
    /// Oracle: RFC 4231, test case 2.
    #[test]
    fn pseudonym_is_the_head_of_the_published_code() {
        let name = super::pseudonym(b"Jefe", "what do ya want for nothing?");
        assert_eq!(name, "p5bdcc146bf60754e");
    }
}
