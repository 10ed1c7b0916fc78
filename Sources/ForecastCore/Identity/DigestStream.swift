internal import CLibCrypto

/// An incremental SHA-256, for inputs that do not fit in memory.
package struct DigestStream: ~Copyable {
    // libcrypto never fails on SHA-256 once the context and the algorithm exist: both are checked
    // here, so the return codes further down carry no information.
    private let context: OpaquePointer

    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, Self.algorithm.pointer, nil) == 1
        else { preconditionFailure("libcrypto has no SHA-256") }
        self.context = context
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    package consuming func finish() -> Digest {
        let bytes = [UInt8](unsafeUninitializedCapacity: Digest.byteCount) { buffer, count in
            EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            count = Digest.byteCount
        }
        guard let digest = Digest(bytes: bytes) else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Fetched once: an implicit fetch takes a global lock on every digest.
    private struct Algorithm: @unchecked Sendable {
        let pointer = EVP_MD_fetch(nil, "SHA256", nil)
    }
    private static let algorithm = Algorithm()
}
