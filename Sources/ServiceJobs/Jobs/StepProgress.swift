internal import Commands
internal import Synchronization
internal import Workers

/// Turns what a run tells of itself into steps and per cent: load 10, segment 20, the models 30 to 70, revenue, metrics, save
/// 95. A new step is told at once, a new percentage at most twice a second, and none is smaller than the one before it.
final class StepProgress: RunProgress {
    private struct State {
        var step = ProductionStep.load
        var total = 0
        var done = 0
        var told: JobProgress?
        var toldAt = -Double.infinity
    }

    private let kind: JobKind
    private let clock: @Sendable () -> Double
    private let tell: @Sendable (JobProgress) -> Void
    private let warned: @Sendable (String) -> Void
    private let state = Mutex(State())

    init(
        _ kind: JobKind, clock: @escaping @Sendable () -> Double,
        warned: @escaping @Sendable (String) -> Void,
        tell: @escaping @Sendable (JobProgress) -> Void
    ) {
        self.kind = kind
        self.clock = clock
        self.warned = warned
        self.tell = tell
    }

    /// What a job has come to when a step begins, and when the next one does.
    private static func percent(_ step: ProductionStep) -> (from: Int, to: Int) {
        switch step {
        case .load: (10, 19)
        case .segment: (20, 29)
        case .tft: (30, 42)
        case .ets: (43, 55)
        case .croston: (56, 62)
        case .ensemble: (63, 70)
        case .revenue: (71, 74)
        case .metrics: (75, 94)
        case .save: (95, 97)
        case .trigger: (98, 99)
        }
    }

    /// The step that a stage belongs to: a training names its own, the others follow from their words.
    private func step(of stage: String, now: ProductionStep) -> ProductionStep {
        if let named = ProductionStep.allCases.first(where: { $0.words == stage }) { return named }
        guard kind != .train else { return now }
        if stage.hasPrefix("reading ") { return .load }
        if stage.hasPrefix("scoring ") { return .metrics }
        if stage.hasPrefix("writing ") { return .save }
        return now.rawValue < ProductionStep.ets.rawValue ? .ets : now
    }

    func begin(_ stage: String, total: Int) {
        report { state in
            state.step = step(of: stage, now: state.step)
            state.total = total
            state.done = 0
        }
    }

    func advance(by count: Int, cached: Int) { report { $0.done += count } }
    func pulse() {}
    func warn(_ message: String) { warned(message) }

    func fitting(_ step: Int, of steps: Int, _ words: String) {
        report { state in
            state.total = steps
            state.done = step
        }
    }

    private func report(_ change: (inout State) -> Void) {
        let now = clock()
        let news = state.withLock { state -> JobProgress? in
            change(&state)
            let range = Self.percent(state.step)
            let share = state.total > 0 ? min(1, Double(state.done) / Double(state.total)) : 0
            let percent = max(
                range.from + Int(share * Double(range.to - range.from)), state.told?.percent ?? 0)
            let progress = JobProgress(
                step: max(state.step.rawValue, state.told?.step ?? 0), name: "\(state.step)", percent: percent
            )
            let isStep = progress.step != state.told?.step
            guard isStep || (progress != state.told && now - state.toldAt >= 0.5) else { return nil }
            state.told = progress
            state.toldAt = now
            return progress
        }
        if let news { tell(news) }
    }
}
