internal import ExperimentRunner
internal import ForecastCore
internal import Workers

/// What was done in each step, and how long it took.
struct StepLog {
    struct Entry: Encodable, Sendable {
        let step: Int
        let name: String
        let result: String
        let seconds: Double
    }

    private(set) var entries: [Entry] = []
    private let options: RunOptions
    private var start: Double

    init(_ options: RunOptions) {
        self.options = options
        start = options.clock()
    }

    /// Says that a step begins.
    mutating func begin(_ step: ProductionStep) {
        options.progress.begin(step.words, total: 0)
        start = options.clock()
    }

    /// Says what came of it.
    mutating func end(_ step: ProductionStep, _ result: String) {
        let seconds = options.clock() - start
        entries.append(
            Entry(
                step: step.rawValue, name: step.name, result: result,
                seconds: (seconds * 1000).rounded() / 1000))
    }

    func text(width: Int) -> String {
        entries.map { entry in
            let number = String(repeating: " ", count: entry.step < 10 ? 1 : 0) + "\(entry.step)"
            let name = entry.name + String(repeating: " ", count: max(0, 22 - entry.name.count))
            let seconds = NumberText.fixed(entry.seconds, decimals: 1)
            return
                "\(number)  \(name) \(String(repeating: " ", count: max(0, 6 - seconds.count)))\(seconds) s  \(entry.result)"
        }.joined(separator: "\n")
    }
}
