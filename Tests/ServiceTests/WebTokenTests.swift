import ForecastCore
import Foundation
import ServiceJobs
import Testing

@Suite("Signed tokens") struct WebTokenTests {
    private static let secret = Array("0123456789abcdef0123456789abcdef".utf8)
    private let issuer = TokenIssuer(
        key: .secret(secret), audience: "forecast-engine", issuer: "https://login.example", leewaySeconds: 30)
    private let now = 1_800_000_000.0

    static func base64(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=", with: "")
    }

    /// A token, as any library makes one.
    static func token(
        _ claims: String, header: String = #"{"alg":"HS256","typ":"JWT"}"#, key: [UInt8] = secret
    ) -> String {
        let signed = "\(base64(Array(header.utf8))).\(base64(Array(claims.utf8)))"
        return "\(signed).\(base64(Digest.authentication(of: Array(signed.utf8), key: key).bytes))"
    }

    private static let good =
        #"{"sub":"nestjs","iss":"https://login.example","aud":["x","forecast-engine"],"exp":1800000060,"nbf":1799999990,"scope":"read run other"}"#

    private func refusal(_ text: String, now: Double? = nil) -> String? {
        do throws(WebToken.Refusal) {
            _ = try WebToken(text, of: issuer, now: now ?? self.now)
            return nil
        } catch {
            return error.reason
        }
    }

    /// The token of RFC 7515, A.1, whose signature others have made.
    @Test("a signature that somebody else made is known to be good, and what it signs is read then")
    func example() {
        let key = Array(
            Data(
                base64Encoded:
                    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="
            )
                ?? Data())
        let text =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let joe = TokenIssuer(key: .secret(key), audience: "a", issuer: nil, leewaySeconds: 0)
        let error = #expect(throws: WebToken.Refusal.self) { try WebToken(text, of: joe, now: 1_300_819_380) }
        #expect(error?.reason == "it has ended (exp)")
        let early = #expect(throws: WebToken.Refusal.self) { try WebToken(text, of: joe, now: 1_300_819_379) }
        #expect(early?.reason == "it is for somebody else (aud)")
    }

    @Test("names who asks, and what they may")
    func taken() throws {
        let token = try WebToken(Self.token(Self.good), of: issuer, now: now)
        #expect(token.subject == "nestjs" && token.scopes == [.read, .run])
        let single = Self.good.replacing(#"["x","forecast-engine"]"#, with: #""forecast-engine""#)
        #expect(refusal(Self.token(single)) == nil)
    }

    @Test(
        "is taken for its time, its audience and its issuer alone",
        arguments: [
            ("\"exp\":1800000060", "\"exp\":1799999970", "it has ended (exp)"),
            ("\"exp\":1800000060", "\"exp\":\"1800000060\"", "it has no end (exp)"),
            ("\"exp\":1800000060,", "", "it has no end (exp)"),
            ("\"exp\":1800000060", "\"exp\":1e999", "it cannot be read"),
            ("\"nbf\":1799999990", "\"nbf\":1800000031", "it has not begun (nbf)"),
            ("\"nbf\":1799999990", "\"nbf\":true", "its beginning (nbf) is no time"),
            ("\"forecast-engine\"", "\"forecast\"", "it is for somebody else (aud)"),
            ("\"aud\":[\"x\",\"forecast-engine\"],", "", "it is for somebody else (aud)"),
            ("login.example", "login.example.org", "it is of somebody else (iss)"),
            ("\"sub\":\"nestjs\",", "", "it names no subject (sub: 1 to 128 visible characters)"),
            ("\"nestjs\"", "\"nest js\"", "it names no subject (sub: 1 to 128 visible characters)"),
            ("\"sub\":\"nestjs\"", "\"sub\":\"nestjs\",\"sub\":\"admin\"", "it cannot be read"),
        ])
    func claims(text: String, other: String, reason: String) {
        #expect(refusal(Self.token(Self.good.replacing(text, with: other))) == reason)
    }

    @Test("the algorithm is the service's choice and never the token's")
    func algorithm() {
        for name in ["none", "None", "HS384", "RS256", "hs256", ""] {
            let header = "{\"alg\":\"\(name)\"}"
            #expect(refusal(Self.token(Self.good, header: header)) == "it is not signed by HS256", "\(name)")
            let unsigned =
                Self.token(Self.good, header: header).split(separator: ".").prefix(2).joined(separator: ".")
                + "."
            #expect(refusal(unsigned) == "its signature is not the issuer's")
        }
        let critical = #"{"alg":"HS256","crit":["b64"],"b64":false}"#
        #expect(refusal(Self.token(Self.good, header: critical)) == "it wants extensions that there are not")
    }

    @Test("whoever changes a character of it, signs with another secret or writes it otherwise is not taken")
    func forged() {
        let text = Self.token(Self.good)
        for place in stride(from: 0, to: text.utf8.count, by: 7) {
            var bytes = Array(text.utf8)
            bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(refusal(String(decoding: bytes, as: UTF8.self)) != nil, "\(place)")
        }
        #expect(refusal(Self.token(Self.good, key: Self.secret + [1])) == "its signature is not the issuer's")
        for other in ["\(text)=", "\(text).", " \(text)", text.replacing(".", with: ".."), "", "..", "a.b.c"]
        {
            #expect(refusal(other) != nil, "\(other)")
        }
        #expect(refusal(text + String(repeating: "A", count: 9_000)) == "it is no signed token")
    }
}
