/// Whose signed tokens are taken in the place of keys.
package struct TokenIssuer: Sendable {
    /// What the issuer signs with; at least as long as a signature.
    package let secret: [UInt8]
    /// Whom its tokens have to be for: `aud`.
    package let audience: String
    /// Whom they have to be of, `iss`; nil for anybody who has the secret.
    package let issuer: String?
    /// How far the clocks of both may be apart.
    package let leewaySeconds: Double

    package init(secret: [UInt8], audience: String, issuer: String?, leewaySeconds: Double) {
        self.secret = secret
        self.audience = audience
        self.issuer = issuer
        self.leewaySeconds = leewaySeconds
    }

    package static let shortestSecret = 32
}
