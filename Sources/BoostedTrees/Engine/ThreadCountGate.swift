internal import Dispatch
internal import Synchronization

/// Lets calls into LightGBM run at the same time only when they use the same number of threads.
///
/// LightGBM keeps that number in one variable of the process, and reads it again and again within a call: it makes
/// a buffer per thread, then starts the threads. A call with another number between the two makes it write behind the
/// buffers. Which calls wait for which decides no bit of a result.
package final class ThreadCountGate: Sendable {
    private struct State {
        /// What the calls that are inside use; of no meaning when there are none.
        var threads = 0
        var inside = 0
        /// In the order they came: nobody overtakes, so none waits for ever.
        var waiting: [(threads: Int, turn: DispatchSemaphore)] = []
    }

    private let state = Mutex(State())
    private let setThreads: @Sendable (Int) -> Void

    /// - Parameter setThreads: told the number before the first call comes in, while no call is inside.
    package init(setThreads: @escaping @Sendable (Int) -> Void) {
        self.setThreads = setThreads
    }

    /// Makes one call, on `threads` threads. `body` must not come back here.
    package func pass<Output>(threads: Int, _ body: () -> Output) -> Output {
        enter(threads)
        defer { leave() }
        return body()
    }

    private func enter(_ threads: Int) {
        let turn: DispatchSemaphore? = state.withLock { state in
            if state.waiting.isEmpty, state.inside == 0 || state.threads == threads {
                admit(1, threads: threads, &state)
                return nil
            }
            let turn = DispatchSemaphore(value: 0)
            state.waiting.append((threads, turn))
            return turn
        }
        turn?.wait()
    }

    private func leave() {
        state.withLock { state in
            state.inside -= 1
            guard state.inside == 0, let first = state.waiting.first else { return }
            let next = state.waiting.prefix { $0.threads == first.threads }
            state.waiting.removeFirst(next.count)
            admit(next.count, threads: first.threads, &state)
            for call in next { call.turn.signal() }
        }
    }

    private func admit(_ count: Int, threads: Int, _ state: inout State) {
        if state.inside == 0 { setThreads(threads) }
        state.threads = threads
        state.inside += count
    }
}
