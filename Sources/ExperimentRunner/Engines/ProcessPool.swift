internal import Dispatch
internal import Files
internal import ForecastTasks
internal import Reports
internal import Synchronization
internal import Workers

/// Has tasks performed by processes of this program on this machine. What comes out lies in the store, where the run reads it.
struct ProcessPool {
    let processes: Int
    let project: Project
    /// Threads of a process.
    let jobs: Int
    let interruption: Interruption

    /// Attempts at one task, by a new process each.
    private static let attempts = 3

    /// What this end reads of an answer.
    private struct Answer: Decodable {
        let status: String
        let message: String?
    }

    /// Performs `tasks` in any order.
    /// - Parameter finished: called with each, and whether anything was computed; from any thread.
    /// - Throws: `TaskFailure` for the first that fails for good; `Interrupted`.
    func perform(
        _ tasks: [ForecastTask], finished: @escaping @Sendable (ForecastTask, _ isComputed: Bool) -> Void
    ) throws {
        let lines = try tasks.map { try $0.line }
        let next = Atomic(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: min(processes, tasks.count)) { _ in
            do {
                try work(tasks, lines, from: next, until: { failure.withLock { $0 != nil } }, finished)
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func work(
        _ tasks: [ForecastTask], _ lines: [String], from next: borrowing Atomic<Int>,
        until isOver: () -> Bool,
        _ finished: (ForecastTask, Bool) -> Void
    ) throws {
        var process = try TaskProcess(arguments)
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
                    guard answer.status == "retry" else { throw TaskFailure(tasks[index], reason) }
                } else {
                    reason = "the process that performed it ended"
                }
                if interruption.isRequested { throw Interrupted() }
                guard attempt < Self.attempts else { throw TaskFailure(tasks[index], reason) }
                process = try TaskProcess(arguments)
            }
        }
    }

    private var arguments: [String] {
        [
            "--project", project.root, "--results", project.results, "--store", project.store, "--jobs",
            String(jobs),
        ]
    }
}
