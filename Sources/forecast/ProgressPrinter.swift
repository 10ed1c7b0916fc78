internal import ForecastCore
internal import Glibc
internal import Reports
internal import Synchronization
internal import Workers

/// Shows a run's progress on standard error: one line that rewrites itself on a terminal, a plain line
/// now and then elsewhere.
final class ProgressPrinter: RunProgress {
    private struct State {
        var stage = ""
        var total = 0
        var done = 0
        var cached = 0
        var started = ContinuousClock.now
        var lastShown: ContinuousClock.Instant?
        var lineIsOpen = false
        var countdown = Countdown()
        var fit: Fit?
    }

    /// A long fit in the middle of a stage.
    private struct Fit {
        var step: Int
        var steps: Int
        var words: String
        /// Where it was when it was first heard of.
        let firstStep: Int
        let started = ContinuousClock.now
        var countdown = Countdown()
    }

    private let state = Mutex(State())
    private let rewrites = Terminal.errorIsTerminal && !Terminal.isDumb

    /// How often the line changes: often enough to look alive, rarely enough for a log file.
    private var interval: Duration { rewrites ? .milliseconds(150) : .seconds(5) }

    func begin(_ stage: String, total: Int) {
        state.withLock { state in
            closeLine(&state)
            state = State()
            state.stage = stage
            state.total = total
            state.lastShown = rewrites ? nil : .now
            if rewrites { show(&state) }
        }
    }

    func advance(by count: Int, cached: Int) {
        state.withLock { state in
            state.fit = nil
            state.done += count
            state.cached += cached
            showIfDue(&state)
        }
    }

    func pulse() { state.withLock { showIfDue(&$0) } }

    func fitting(_ step: Int, of steps: Int, _ words: String) {
        state.withLock { state in
            if state.fit == nil || step <= state.fit?.step ?? 0 {
                state.fit = Fit(step: step, steps: steps, words: words, firstStep: step)
            }
            state.fit?.step = step
            state.fit?.steps = steps
            state.fit?.words = words
            showIfDue(&state)
        }
    }

    func warn(_ message: String) {
        state.withLock { closeLine(&$0) }
        Terminal.error("warning: \(message)")
    }

    /// Ends the last line; nothing may be printed over it.
    func finish() {
        state.withLock { closeLine(&$0) }
    }

    private func showIfDue(_ state: inout State) {
        if let last = state.lastShown, last.duration(to: .now) < interval { return }
        show(&state)
    }

    private func show(_ state: inout State) {
        state.lastShown = .now
        let line = line(&state)
        guard rewrites else {
            Terminal.error(line)
            return
        }
        Terminal.write("\r\u{1B}[K\(VisibleText.line(line))", to: STDERR_FILENO)
        state.lineIsOpen = true
    }

    private func closeLine(_ state: inout State) {
        guard state.lineIsOpen else { return }
        Terminal.write("\r\u{1B}[K", to: STDERR_FILENO)
        state.lineIsOpen = false
    }

    /// `forecasting volume  12,300 of 59,232 (21 %), 4,200 a second, 11 s left, 128 from cache`; before the first is
    /// computed, how long it has taken so far. What comes from the cache says nothing about what does not.
    private func line(_ state: inout State) -> String {
        guard state.total > 0 else { return state.stage }
        let elapsed = state.started.duration(to: .now) / .seconds(1)
        var parts = [
            "\(state.stage)  \(NumberText.count(state.done)) of \(NumberText.count(state.total)) (\(100 * state.done / state.total) %)"
        ]
        if state.fit != nil {
            parts.append(fitLine(&state.fit))
        } else if elapsed > 0.5 {
            let computed = state.done - state.cached
            if computed > 0 {
                let rate = Double(computed) / elapsed
                let pace = rate < 10 ? NumberText.fixed(rate, decimals: 1) : NumberText.count(Int(rate))
                parts.append("\(pace) a second")
                let left = state.countdown.shown(
                    estimate: Double(state.total - state.done) / rate, at: elapsed)
                parts.append("\(shown(seconds: left)) left")
            } else if state.done < state.total {
                parts.append("\(shown(seconds: elapsed)) so far")
            }
        }
        if state.cached > 0 { parts.append("\(NumberText.count(state.cached)) from cache") }
        return parts.joined(separator: ", ")
    }

    /// `window 2, epoch 0.6, loss 0.412, rate 0.0028, step 700 of at most 2,000, 50 s left`.
    private func fitLine(_ fit: inout Fit?) -> String {
        guard var now = fit else { return "" }
        defer { fit = now }
        let elapsed = now.started.duration(to: .now) / .seconds(1)
        let taken = now.step - now.firstStep
        let line =
            "\(now.words), step \(NumberText.count(now.step)) of at most \(NumberText.count(now.steps))"
        guard taken > 0, elapsed > 0.5 else { return line }
        let left = now.countdown.shown(
            estimate: elapsed / Double(taken) * Double(now.steps - now.step), at: elapsed)
        return "\(line), \(shown(seconds: left)) left"
    }

    private func shown(seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 90 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}
