internal import HTTPTypes

/// What may go wrong with a request; its code is stable, and docs/service.md lists it.
enum ProblemKind: String, CaseIterable {
    case malformed = "S100"
    case invalid = "S110"
    case unknownPath = "S120"
    case unknownThing = "S121"
    case wrongMethod = "S122"
    case tooLarge = "S123"
    case wrongType = "S124"
    case unauthenticated = "S130"
    case forbidden = "S131"
    case wrongHost = "S132"
    case foreignOrigin = "S133"
    case plainText = "S134"
    case keyMissing = "S140"
    case keyReused = "S141"
    case keyInProgress = "S142"
    case conflict = "S143"
    case notEnded = "S144"
    case busy = "S150"
    case draining = "S151"
    case unavailable = "S152"
    case queueAway = "S153"
    case failed = "S160"
    case defect = "S199"

    var code: String { rawValue }

    var status: HTTPResponse.Status {
        switch self {
        case .malformed, .keyMissing: .badRequest
        case .invalid, .keyReused, .failed: .unprocessableContent
        case .unknownPath, .unknownThing: .notFound
        case .wrongMethod: .methodNotAllowed
        case .tooLarge: .contentTooLarge
        case .wrongType: .unsupportedMediaType
        case .unauthenticated: .unauthorized
        case .forbidden, .foreignOrigin, .plainText: .forbidden
        case .wrongHost: .misdirectedRequest
        case .keyInProgress, .conflict, .notEnded: .conflict
        case .busy: .tooManyRequests
        case .draining, .unavailable, .queueAway: .serviceUnavailable
        case .defect: .internalServerError
        }
    }

    var title: String {
        switch self {
        case .malformed: "The request cannot be read"
        case .invalid: "The request asks for what there is not"
        case .unknownPath: "There is no such resource"
        case .unknownThing: "There is nothing of this name"
        case .wrongMethod: "The resource has no such method"
        case .tooLarge: "The body is too large"
        case .wrongType: "The body is not JSON"
        case .unauthenticated: "A key is needed"
        case .forbidden: "The key does not allow this"
        case .wrongHost: "The service has another name"
        case .foreignOrigin: "Pages of browsers are not served"
        case .plainText: "The request came without TLS"
        case .keyMissing: "An Idempotency-Key is needed"
        case .keyReused: "The Idempotency-Key came with another body"
        case .keyInProgress: "A request with this Idempotency-Key is being answered"
        case .conflict: "The state of things does not allow this"
        case .notEnded: "The execution has no results"
        case .busy: "Too much waits"
        case .draining: "The service is stopping"
        case .unavailable: "The store of executions cannot be used"
        case .queueAway: "The queue cannot be reached"
        case .failed: "The work failed"
        case .defect: "The service failed"
        }
    }
}
