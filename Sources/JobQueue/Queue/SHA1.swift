internal import CLibCrypto

/// By which Redis knows a script: EVALSHA.
enum SHA1 {
    static func hex(of bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 20)
        var count: UInt32 = 0
        let outcome = bytes.withUnsafeBytes {
            EVP_Digest($0.baseAddress, $0.count, &digest, &count, EVP_sha1(), nil)
        }
        precondition(outcome == 1 && count == 20, "libcrypto has no SHA-1")
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
