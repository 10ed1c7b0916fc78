internal import Synchronization

/// What the service counts of its jobs, for `/metrics`.
package final class ServiceCounters: Sendable {
    package struct Values: Sendable {
        /// By kind and the state that they came to.
        package var ended: [String: Int] = [:]
        /// Seconds by kind.
        package var computeSeconds: [String: Double] = [:]
        package var queueSeconds: [String: Double] = [:]
        package var begun: [String: Int] = [:]
        package var repeated = 0
        package var refused = 0
    }

    private let values = Mutex(Values())

    package init() {}

    package var now: Values { values.withLock { $0 } }

    func note(_ change: (inout Values) -> Void) { values.withLock { change(&$0) } }
}
