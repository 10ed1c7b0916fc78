internal import Glibc
internal import Synchronization

/// What FORECAST_FAILPOINT says: `name[:pass][=action]`.
package struct FailpointTrap: Equatable, Sendable {
    package enum Action: String, Sendable { case kill, stop, error, full }

    /// Nil for any.
    package let failpoint: Failpoint?
    /// 1 for the first time that the step is reached.
    package let pass: Int
    package let action: Action

    /// Nil when `text` is not understood.
    package init?(_ text: String) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        failpoint = Failpoint(rawValue: String(parts[0]))
        guard failpoint != nil || parts[0] == "any",
            let pass = parts.count == 2 ? Int(parts[1]) : 1, pass > 0,
            let action = halves.count == 2 ? Action(rawValue: String(halves[1])) : .kill
        else { return nil }
        self.pass = pass
        self.action = action
    }

    static let armed = text.flatMap(FailpointTrap.init)

    static var problem: String? {
        guard let text, armed == nil else { return nil }
        return "FORECAST_FAILPOINT is '\(text)', which is no failpoint; docs/crash-safety.md lists them"
    }

    private static let text: String? = getenv("FORECAST_FAILPOINT").map { String(cString: $0) }
    private static let passes = Atomic(0)

    func spring(at reached: Failpoint) throws(FileError) {
        guard failpoint == nil || failpoint == reached,
            Self.passes.add(1, ordering: .relaxed).newValue == pass
        else { return }
        switch action {
        case .kill: kill(getpid(), SIGKILL)
        case .stop: kill(getpid(), SIGSTOP)
        case .error: throw FileError(reached.rawValue, "(failpoint)", code: EIO)
        case .full: throw FileError(reached.rawValue, "(failpoint)", code: ENOSPC)
        }
    }
}
