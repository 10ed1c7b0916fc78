internal import CLibSSL

/// The public half of an RSA key, by libcrypto.
///
/// Unchecked: libcrypto reads a key that nobody changes from any thread (its reference is counted atomically).
package final class RSAPublicKey: @unchecked Sendable {
    private let key: OpaquePointer
    package let bits: Int

    /// The fewest bits that are taken (RFC 7518, 3.3).
    package static let fewestBits = 2_048

    /// Of a file as `openssl rsa -pubout` writes it (`BEGIN PUBLIC KEY`); nil for anything else, an elliptic curve among them.
    package init?(pem: [UInt8]) {
        // The source reads the bytes where they are, so it is gone before they may be.
        let found = pem.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let source = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
            defer { BIO_free(source) }
            return PEM_read_bio_PUBKEY(source, nil, nil, nil)
        }
        ERR_clear_error()
        guard let found else { return nil }
        guard EVP_PKEY_get_base_id(found) == Self.rsa else {
            EVP_PKEY_free(found)
            return nil
        }
        key = found
        bits = Int(EVP_PKEY_get_bits(found))
    }

    deinit { EVP_PKEY_free(key) }

    /// `NID_rsaEncryption`.
    private static let rsa: Int32 = 6

    /// Whether these bytes were signed by the private half: RSASSA-PKCS1-v1_5 with SHA-256.
    func verifies(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    }
}
