package import ForecastCore
internal import Glibc

/// Signature Version 4, in the header `Authorization`.
///
/// **Source** AWS, "Create a signed AWS API request"; tests hold it against AWS's own test suite. libcurl signs too, but as
/// Debian 12 has it (7.88.1) wrongly for a PUT with a body.
package struct S3Signature {
    let keyID: String
    let secret: String
    let region: String
    let service: String

    /// - Parameter service: `s3`.
    package init(keyID: String, secret: String, region: String, service: String) {
        self.keyID = keyID
        self.secret = secret
        self.region = region
        self.service = service
    }

    /// The value of `Authorization`.
    /// - Parameters:
    ///   - path: encoded as it is sent.
    ///   - headers: all that are signed, with `host` and `x-amz-date` among them; names in small letters.
    ///   - time: as in `x-amz-date`.
    ///   - payload: the digest of the body.
    package func authorization(
        method: String, path: String, headers: [(name: String, value: String)], time: String, payload: Digest
    ) -> String {
        let sorted = headers.sorted { $0.name < $1.name }
        let names = sorted.map(\.name).joined(separator: ";")
        let request =
            ([method, path, ""] + sorted.map { "\($0.name):\(Self.trimmed($0.value))" } + ["", names])
            .joined(separator: "\n") + "\n" + payload.hex
        let day = String(time.prefix(8))
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", time, scope, Digest.sha256(request).hex].joined(separator: "\n")
        let key = [day, region, service, "aws4_request"].reduce(Array("AWS4\(secret)".utf8)) { key, word in
            Digest.authentication(of: Array(word.utf8), key: key).bytes
        }
        let signature = Digest.authentication(of: Array(text.utf8), key: key).hex
        return "AWS4-HMAC-SHA256 Credential=\(keyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
    }

    /// Without blanks at the ends, and with one where there were several.
    private static func trimmed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }

    /// A path with all bytes encoded that a path of S3 does not hold as they are.
    package static func encoded(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = path.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                [byte]
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A moment as `x-amz-date` has it: `20150830T123600Z`.
    package static func time(_ seconds: Int) -> String {
        var seconds = time_t(seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y%m%dT%H%M%SZ", &parts)
        return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
