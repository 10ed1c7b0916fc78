internal import Hummingbird
internal import Logging

/// What Hummingbird keeps of a request.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}
