internal import Files
internal import ForecastCore
internal import LocatedYAML

/// Signed tokens in the place of keys.
extension ServiceConfigurationReader {
    mutating func readTokens(_ keys: inout MappingReader, below folder: String) -> TokenIssuer? {
        guard var block = keys.mapping("jwt", &diagnostics) else { return nil }
        let key = verificationKey(&block, below: folder)
        let audience = block.text("audience", required: "audience: forecast-engine", &diagnostics)
        let issuer = block.text("issuer", &diagnostics)
        let leeway = block.integer("leeway_seconds", in: 0...300, &diagnostics) ?? 30
        block.finish(&diagnostics)
        guard let key, let audience else { return nil }
        return TokenIssuer(key: key, audience: audience, issuer: issuer, leewaySeconds: Double(leeway))
    }

    /// One of the two: a token must not choose.
    private mutating func verificationKey(
        _ block: inout MappingReader, below folder: String
    ) -> VerificationKey? {
        let (secret, publicKey) = (block.node("secret_file"), block.node("public_key_file"))
        switch (secret, publicKey) {
        case (let node?, nil):
            guard let path = node.text(path: "jwt.secret_file", &diagnostics) else { return nil }
            return self.secret(path, at: node.location, below: folder).map(VerificationKey.secret)
        case (nil, let node?):
            guard let path = node.text(path: "jwt.public_key_file", &diagnostics) else { return nil }
            return self.publicKey(path, at: node.location, below: folder).map(VerificationKey.publicKey)
        default:
            diagnostics.add(
                Diagnostic(
                    code: "S214",
                    secret == nil
                        ? "'jwt' does not say what signatures are held against"
                        : "'jwt' names a secret and a public key, and tokens are signed by one of them",
                    at: publicKey?.location ?? block.location,
                    fix:
                        "write secret_file: secrets/jwt for tokens by HS256, or public_key_file: issuer.pem for tokens by RS256"
                ))
            return nil
        }
    }

    private mutating func bytes(
        _ path: String, called name: String, at place: SourceLocation, below folder: String
    ) -> [UInt8]? {
        do {
            return try FileSystem.read(path.hasPrefix("/") ? path : "\(folder)/\(path)", limit: 1 << 16)
        } catch {
            diagnostics.add(
                Diagnostic(
                    code: "S203", "\(name) of tokens cannot be read: \(error)", at: place,
                    fix: "name a file that the service may read"))
            return nil
        }
    }

    /// Without the line end that editors put behind it.
    private mutating func secret(_ path: String, at place: SourceLocation, below folder: String) -> [UInt8]? {
        guard var bytes = bytes(path, called: "the secret", at: place, below: folder) else { return nil }
        while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
        guard bytes.count >= TokenIssuer.shortestSecret else {
            diagnostics.add(
                Diagnostic(
                    code: "S211", "the secret of tokens has \(bytes.count) bytes, and can be guessed",
                    at: place,
                    fix: "make one of \(TokenIssuer.shortestSecret) or more: openssl rand -hex 32 > \(path)"))
            return nil
        }
        return bytes
    }

    private mutating func publicKey(
        _ path: String, at place: SourceLocation, below folder: String
    ) -> RSAPublicKey? {
        guard let bytes = bytes(path, called: "the public key", at: place, below: folder) else { return nil }
        guard let key = RSAPublicKey(pem: bytes), key.bits >= RSAPublicKey.fewestBits else {
            diagnostics.add(
                Diagnostic(
                    code: "S215",
                    "\(path) holds no public key of RSA with \(RSAPublicKey.fewestBits) bits or more",
                    at: place,
                    fix:
                        "have the issuer's key as PEM ('BEGIN PUBLIC KEY'): openssl rsa -pubin -in KEY -pubout"
                ))
            return nil
        }
        return key
    }
}
