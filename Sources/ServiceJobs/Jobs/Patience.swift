internal import DataSnapshots
internal import ForecastCore
internal import ForecastExecutions
internal import Glibc
internal import Workers

/// Tries again what failed because a server was away, as one is that is started anew: nobody has to ask a second time.
struct Patience {
    /// How long all pauses take together.
    private static let mostSeconds = 30.0

    let interruption: Interruption
    /// Told what went wrong, each time.
    let told: (String) -> Void

    /// What `body` returns at last.
    /// - Throws: `Interrupted`; what `body` throws that does not pass, or has not passed.
    func keep<Output>(_ body: () throws -> Output) throws -> Output {
        var pause = 0.25
        var waited = 0.0
        while true {
            do {
                return try body()
            } catch  where waited < Self.mostSeconds && Self.isPassing(error) {
                told("a server is away and is tried again: \(ExecutionFailure(error).detail)")
                try sleep(pause)
                waited += pause
                pause = min(4, 2 * pause)
            }
        }
    }

    private func sleep(_ seconds: Double) throws(Interrupted) {
        let slices = Int(seconds / 0.05)
        for _ in 0..<slices {
            if interruption.isRequested { throw Interrupted() }
            usleep(50_000)
        }
    }

    /// Whether the same may well succeed once the server is back.
    static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let error as ExecutionError: error.isPassing
        case let error as DiagnosticsError:
            !error.diagnostics.isEmpty && error.diagnostics.allSatisfy { passing.contains($0.code) }
        default: false
        }
    }

    private static let passing = [DataErrorCode.noDatabase, .databaseLost].map(\.rawValue)
}
