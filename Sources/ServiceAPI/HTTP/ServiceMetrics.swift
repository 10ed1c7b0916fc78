internal import Synchronization

/// Requests as counted, for `/metrics`.
final class ServiceMetrics: Sendable {
    /// Seconds.
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    struct Route: Sendable {
        var counts: [Int: Int] = [:]
        var buckets = [Int](repeating: 0, count: ServiceMetrics.bounds.count + 1)
        var seconds = 0.0
    }

    private let routes = Mutex<[String: Route]>([:])

    /// - Parameter route: method and template, of which there are few: never what a client made up.
    func note(_ route: String, status: Int, seconds: Double) {
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        routes.withLock { routes in
            routes[route, default: Route()].counts[status, default: 0] += 1
            routes[route, default: Route()].buckets[bucket] += 1
            routes[route, default: Route()].seconds += seconds
        }
    }

    var now: [String: Route] { routes.withLock { $0 } }
}
