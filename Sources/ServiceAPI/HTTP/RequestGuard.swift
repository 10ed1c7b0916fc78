internal import HTTPTypes
internal import ServiceJobs

/// Who may ask: the right name, no page of a browser, a key where keys are configured.
struct RequestGuard: Sendable {
    private let names: Set<String>
    private let keys: [ServiceKey]?

    init(_ configuration: ServiceConfiguration) {
        let listen = configuration.listen
        let own = listen.isLoopback ? ["localhost", "127.0.0.1", "[::1]"] : []
        // With keys, and without names, any name will do: a page that came by a rebound name has no key.
        names = Set(
            (listen.isLoopback || !listen.names.isEmpty ? own + listen.names : []).map { $0.lowercased() })
        keys = configuration.keys
    }

    /// The name of the key that came, or `-` where none is wanted.
    /// - Throws: `Problem` of 401, 403 or 421.
    func admit(_ request: HTTPRequest, for scope: ServiceConfiguration.Scope?) throws(Problem) -> String {
        guard let scope else { return "-" }
        try checkName(request)
        let isForeign =
            request.headerFields[.secFetchSite].map { $0 != "none" && $0 != "same-origin" } ?? false
        if request.headerFields[.origin] != nil || isForeign {
            throw Problem(.foreignOrigin, "requests of pages (Origin, Sec-Fetch-Site) are not answered")
        }
        guard let keys else { return "-" }
        guard let header = request.headerFields[.authorization], header.lowercased().hasPrefix("bearer ")
        else {
            throw Problem(.unauthenticated, "send the key: Authorization: Bearer KEY")
        }
        let text = String(header.dropFirst("bearer ".count))
        // All of them, so that the time tells nothing.
        let found = keys.reduce(ServiceKey?.none) { $1.matches(text) ? $1 : $0 }
        guard let found else { throw Problem(.unauthenticated, "the key is not known") }
        guard found.scopes.contains(scope) else {
            throw Problem(
                .forbidden, "the key '\(found.name)' lacks the scope '\(scope.rawValue)' that this asks for")
        }
        return found.name
    }

    /// A page of somebody else's name that resolves to this machine sends that name.
    private func checkName(_ request: HTTPRequest) throws(Problem) {
        guard !names.isEmpty else { return }
        let authority = (request.authority ?? "").lowercased()
        let name =
            authority.hasPrefix("[")
            ? String(authority.prefix { $0 != "]" }) + "]" : String(authority.prefix { $0 != ":" })
        guard names.contains(name) else {
            throw Problem(
                .wrongHost, "the header Host names '\(name)', which is none of listen.names in service.yaml")
        }
    }
}

extension HTTPField.Name {
    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a field") }
        return name
    }

    static let secFetchSite = named("Sec-Fetch-Site")
    static let idempotencyKey = named("Idempotency-Key")
    static let prefer = named("Prefer")
    static let lastEventID = named("Last-Event-ID")
    static let requestID = named("X-Request-Id")
    static let contentTypeOptions = named("X-Content-Type-Options")
    static let link = named("Link")
    static let traceparent = named("traceparent")
}
