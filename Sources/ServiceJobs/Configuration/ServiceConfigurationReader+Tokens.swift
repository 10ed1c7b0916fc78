internal import Files
internal import ForecastCore
internal import LocatedYAML

/// Signed tokens in the place of keys.
extension ServiceConfigurationReader {
    mutating func readTokens(_ keys: inout MappingReader, below folder: String) -> TokenIssuer? {
        guard var block = keys.mapping("jwt", &diagnostics) else { return nil }
        let node = block.node("secret_file", required: "secret_file: secrets/jwt")
        let path = node?.text(path: "jwt.secret_file", &diagnostics)
        let audience = block.text("audience", required: "audience: forecast-engine", &diagnostics)
        let issuer = block.text("issuer", &diagnostics)
        let leeway = block.integer("leeway_seconds", in: 0...300, &diagnostics) ?? 30
        block.finish(&diagnostics)
        guard let node, let path, let audience, let secret = secret(path, at: node.location, below: folder)
        else { return nil }
        return TokenIssuer(
            secret: secret, audience: audience, issuer: issuer, leewaySeconds: Double(leeway))
    }

    /// Without the line end that editors put behind it.
    private mutating func secret(_ path: String, at place: SourceLocation, below folder: String) -> [UInt8]? {
        var bytes: [UInt8]
        do {
            bytes = try FileSystem.read(path.hasPrefix("/") ? path : "\(folder)/\(path)", limit: 1 << 16)
        } catch {
            diagnostics.add(
                Diagnostic(
                    code: "S203", "the secret of tokens cannot be read: \(error)", at: place,
                    fix: "name a file that the service may read"))
            return nil
        }
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
}
