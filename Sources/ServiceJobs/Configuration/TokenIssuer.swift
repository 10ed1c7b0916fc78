/// Whose signed tokens are taken in the place of keys.
package struct TokenIssuer: Sendable {
    /// What the issuer's signatures are held against.
    package let key: VerificationKey
    /// Whom its tokens have to be for: `aud`.
    package let audience: String
    /// Whom they have to be of, `iss`; nil for anybody who has the secret.
    package let issuer: String?
    /// How far the clocks of both may be apart.
    package let leewaySeconds: Double

    package init(key: VerificationKey, audience: String, issuer: String?, leewaySeconds: Double) {
        self.key = key
        self.audience = audience
        self.issuer = issuer
        self.leewaySeconds = leewaySeconds
    }

    /// As long as a signature by it.
    package static let shortestSecret = 32
}
