extension Digest {
    /// The SHA-256 of `message` that only who has `key` can make: HMAC.
    ///
    /// **Source** RFC 2104; its test cases are those of RFC 4231.
    package static func authentication(of message: [UInt8], key: [UInt8]) -> Digest {
        let block = 64
        var padded = key.count > block ? sha256(key).bytes : key
        padded += [UInt8](repeating: 0, count: block - padded.count)
        let inner = sha256(padded.map { $0 ^ 0x36 } + message)
        return sha256(padded.map { $0 ^ 0x5C } + inner.bytes)
    }

    /// Whether `bytes` are those of the digest; takes the same time for any of 32 bytes.
    package func equals(_ bytes: [UInt8]) -> Bool {
        let own = self.bytes
        guard bytes.count == own.count else { return false }
        return zip(own, bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
