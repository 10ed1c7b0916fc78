/// What an issuer's signatures are held against: one algorithm, which the configuration says and no token.
package enum VerificationKey: Sendable {
    /// HMAC with SHA-256 (`HS256`): whoever can verify can sign.
    case secret([UInt8])
    /// RSA with PKCS #1 padding and SHA-256 (`RS256`): the issuer alone can sign.
    case publicKey(RSAPublicKey)

    /// As a token's header names it (RFC 7518, 3.1).
    var algorithm: String {
        switch self {
        case .secret: "HS256"
        case .publicKey: "RS256"
        }
    }
}
