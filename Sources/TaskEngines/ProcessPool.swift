internal import Dispatch
internal import Files
package import ForecastTasks
internal import Reports
internal import Synchronization
package import Workers

/// Has tasks performed by processes of this program on this machine.
package struct ProcessPool: Sendable {
    private let processes: Int
    private let program: String
    /// The words of each process behind the program's path: `task`, and where it finds and leaves things.
    private let arguments: [String]
    private let interruption: Interruption

    package init(processes: Int, program: String, arguments: [String], interruption: Interruption) {
        self.processes = processes
        self.program = program
        self.arguments = arguments
        self.interruption = interruption
    }

    /// Attempts at one task, by a new process each.
    private static let attempts = 3

    /// What this end reads of an answer.
    private struct Answer: Decodable {
        let status: String
        let message: String?
    }

    /// Performs `tasks` in any order.
    /// - Parameters:
    ///   - finished: called with each, and whether anything was computed; from any thread.
    ///   - failed: called with each that fails for good; what it throws ends the work. From any thread.
    /// - Throws: what `failed` throws first; `Interrupted`.
    package func perform(
        _ tasks: [ForecastTask], finished: @escaping @Sendable (ForecastTask, _ isComputed: Bool) -> Void,
        failed: @escaping @Sendable (ForecastTask, _ reason: String) throws -> Void
    ) throws {
        let lines = try tasks.map { try $0.line }
        let next = Atomic(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: min(processes, tasks.count)) { _ in
            do {
                try work(
                    tasks, lines, from: next, until: { failure.withLock { $0 != nil } }, finished, failed)
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func work(
        _ tasks: [ForecastTask], _ lines: [String], from next: borrowing Atomic<Int>,
        until isOver: () -> Bool, _ finished: (ForecastTask, Bool) -> Void,
        _ failed: (ForecastTask, String) throws -> Void
    ) throws {
        var process = try TaskProcess(program, arguments)
        while !isOver() {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < lines.count else { return }
            var reason = ""
            for attempt in 1...Self.attempts {
                if let line = try process.answer(to: lines[index], interruption: interruption) {
                    let answer = try JSONText.value(Answer.self, from: Array(line.utf8), path: "an answer")
                    if answer.status == "done" || answer.status == "cached" {
                        finished(tasks[index], answer.status == "done")
                        break
                    }
                    reason = answer.message ?? "without a word"
                    guard answer.status == "retry" else {
                        try failed(tasks[index], reason)
                        break
                    }
                } else {
                    reason = "the process that performed it ended"
                }
                if interruption.isRequested { throw Interrupted() }
                if attempt == Self.attempts { try failed(tasks[index], reason) }
                process = try TaskProcess(program, arguments)
            }
        }
    }
}
