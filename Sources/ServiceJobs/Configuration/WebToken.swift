package import ForecastCore

/// A signed token (JWT, RFC 7519) in its compact form, held against its issuer.
///
/// One algorithm is taken, that of the issuer's key: what the token says of itself chooses nothing, so there is no `none` and no
/// public key that becomes a secret. Nothing of the claims is read before the signature is known to be good (RFC 8725).
package struct WebToken: Sendable {
    /// `sub`: visible ASCII.
    package let subject: String
    package let scopes: Set<ServiceConfiguration.Scope>

    /// Why a token is not taken; says nothing that its bearer could guess a secret by.
    package struct Refusal: Error, Equatable {
        package let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private static let longest = 8_192

    /// - Parameter now: seconds since 1970.
    package init(_ text: String, of issuer: TokenIssuer, now: Double) throws(Refusal) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.longest, parts.count == 3, let signature = Base64URL.bytes(of: parts[2])
        else { throw Refusal("it is no signed token") }
        let signed = Array(parts[0]) + [UInt8(ascii: ".")] + Array(parts[1])
        guard Self.isSigned(signed, signature, by: issuer.key) else {
            throw Refusal("its signature is not the issuer's")
        }
        try Self.check(header: Self.json(parts[0]), issuer.key.algorithm)
        let claims = try Self.json(parts[1])
        try Self.check(claims, of: issuer, now: now)
        guard let subject = claims["sub"]?.string, (1...128).contains(subject.utf8.count),
            subject.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { throw Refusal("it names no subject (sub: 1 to 128 visible characters)") }
        self.subject = subject
        let words = (claims["scope"]?.string ?? "").split(separator: " ").map(String.init)
        scopes = Set(words.compactMap(ServiceConfiguration.Scope.init))
    }

    private static func isSigned(_ bytes: [UInt8], _ signature: [UInt8], by key: VerificationKey) -> Bool {
        switch key {
        case .secret(let secret): Digest.authentication(of: bytes, key: secret).equals(signature)
        case .publicKey(let key): key.verifies(signature, of: bytes)
        }
    }

    private static func json(_ part: Substring.UTF8View) throws(Refusal) -> JSONValue {
        guard let bytes = Base64URL.bytes(of: part), let value = try? JSONReader.value(of: bytes, depth: 8),
            case .object = value
        else { throw Refusal("it cannot be read") }
        return value
    }

    private static func check(header: JSONValue, _ algorithm: String) throws(Refusal) {
        guard header["alg"]?.string == algorithm else { throw Refusal("it is not signed by \(algorithm)") }
        // What has to be understood and is not makes the token void (RFC 7515, 4.1.11).
        guard header["crit"] == nil else { throw Refusal("it wants extensions that there are not") }
    }

    private static func check(_ claims: JSONValue, of issuer: TokenIssuer, now: Double) throws(Refusal) {
        guard let end = seconds(claims["exp"]) else { throw Refusal("it has no end (exp)") }
        guard now < end + issuer.leewaySeconds else { throw Refusal("it has ended (exp)") }
        if let value = claims["nbf"] {
            guard let begin = seconds(value) else { throw Refusal("its beginning (nbf) is no time") }
            guard now >= begin - issuer.leewaySeconds else { throw Refusal("it has not begun (nbf)") }
        }
        let audiences = claims["aud"]?.items?.map(\.string) ?? [claims["aud"]?.string]
        guard audiences.contains(issuer.audience) else { throw Refusal("it is for somebody else (aud)") }
        if let name = issuer.issuer, claims["iss"]?.string != name {
            throw Refusal("it is of somebody else (iss)")
        }
    }

    /// A NumericDate.
    private static func seconds(_ value: JSONValue?) -> Double? {
        guard case .number(let text)? = value, let seconds = Double(text), seconds.isFinite else {
            return nil
        }
        return seconds
    }
}
