internal import HTTPTypes
internal import ServiceJobs

/// Who may ask: the right name, no page of a browser, a key where keys are configured.
struct RequestGuard: Sendable {
    private let names: Set<String>
    private let keys: [ServiceKey]?
    private let tokens: TokenIssuer?
    private let wantsKeys, wantsTLS: Bool
    private let clock: ServiceClock

    init(_ configuration: ServiceConfiguration, _ clock: ServiceClock) {
        let listen = configuration.listen
        let own = listen.isLoopback ? ["localhost", "127.0.0.1", "[::1]"] : []
        // With keys, and without names, any name will do: a page that came by a rebound name has no key.
        names = Set(
            (listen.isLoopback || !listen.names.isEmpty ? own + listen.names : []).map { $0.lowercased() })
        keys = configuration.keys
        tokens = configuration.tokens
        wantsKeys = configuration.wantsKeys
        wantsTLS = listen.isBehindTLS
        self.clock = clock
    }

    /// The name of the key that came, or `-` where none is wanted.
    /// - Throws: `Problem` of 401, 403 or 421.
    func admit(_ request: HTTPRequest, for endpoint: Endpoint) throws(Problem) -> String {
        // One that says nothing of this service answers whatever calls it: probes come by an address.
        let isPublic = endpoint.operation == .live || endpoint.operation == .ready
        if !isPublic { try checkName(request) }
        guard let scope = endpoint.scope else { return "-" }
        let isForeign =
            request.headerFields[.secFetchSite].map { $0 != "none" && $0 != "same-origin" } ?? false
        if request.headerFields[.origin] != nil || isForeign {
            throw Problem(.foreignOrigin, "requests of pages (Origin, Sec-Fetch-Site) are not answered")
        }
        if wantsTLS, request.headerFields[.forwardedProto]?.lowercased() != "https" {
            throw Problem(.plainText, "requests come by the proxy in front, which speaks TLS")
        }
        guard wantsKeys else { return "-" }
        guard let header = request.headerFields[.authorization], header.lowercased().hasPrefix("bearer ")
        else {
            throw Problem(.unauthenticated, "send the key: Authorization: Bearer KEY")
        }
        let text = String(header.dropFirst("bearer ".count))
        let (name, scopes) = try bearer(of: text)
        guard scopes.contains(scope) else {
            throw Problem(
                .forbidden, "the key '\(name)' lacks the scope '\(scope.rawValue)' that this asks for")
        }
        return name
    }

    /// Who has such a key, or brings such a token.
    private func bearer(
        of text: String
    ) throws(Problem) -> (name: String, scopes: Set<ServiceConfiguration.Scope>) {
        // All of them, so that the time tells nothing.
        if let found = (keys ?? []).reduce(ServiceKey?.none, { $1.matches(text) ? $1 : $0 }) {
            return (found.name, found.scopes)
        }
        guard let tokens, text.utf8.contains(UInt8(ascii: ".")) else {
            throw Problem(.unauthenticated, "the key is not known")
        }
        do throws(WebToken.Refusal) {
            let token = try WebToken(text, of: tokens, now: clock.unixSeconds())
            return ("token:\(token.subject)", token.scopes)
        } catch {
            throw Problem(.unauthenticated, "the token is not taken: \(error.reason)")
        }
    }

    /// A page of somebody else's name that resolves to this machine sends that name.
    private func checkName(_ request: HTTPRequest) throws(Problem) {
        guard !request.headerFields.contains(.host) else {
            throw Problem(.malformed, "the header Host came twice")
        }
        guard !names.isEmpty else { return }
        let authority = (request.authority ?? "").lowercased()
        guard let name = Self.name(in: authority), names.contains(name) else {
            throw Problem(
                .wrongHost,
                "the header Host names '\(RequestProblem.echo(authority))', which is none of listen.names in service.yaml"
            )
        }
    }

    /// What stands before the port; nil where anything but a port comes behind it.
    private static func name(in authority: String) -> String? {
        let isAddress = authority.hasPrefix("[")
        guard let end = authority.firstIndex(of: isAddress ? "]" : ":")
        else { return isAddress ? nil : authority }
        let rest = isAddress ? authority[authority.index(after: end)...] : authority[end...]
        let name = isAddress ? authority[...end] : authority[..<end]
        guard !rest.isEmpty else { return String(name) }
        let port = rest.dropFirst()
        guard rest.hasPrefix(":"), port.utf8.count <= 5, port.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        return String(name)
    }
}

extension HTTPField.Name {
    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a field") }
        return name
    }

    /// The first one is the request's authority: here is what came besides.
    static let host = named("Host")
    static let secFetchSite = named("Sec-Fetch-Site")
    static let idempotencyKey = named("Idempotency-Key")
    static let prefer = named("Prefer")
    static let requestDeadline = named("X-Request-Deadline")
    static let lastEventID = named("Last-Event-ID")
    static let requestID = named("X-Request-Id")
    static let contentTypeOptions = named("X-Content-Type-Options")
    static let link = named("Link")
    static let traceparent = named("traceparent")
    static let forwardedProto = named("X-Forwarded-Proto")
    static let rateLimit = named("RateLimit")
    static let rateLimitPolicy = named("RateLimit-Policy")
}
