internal import Dispatch
internal import Synchronization
internal import Workers

/// The end of the service.
extension ExecutionService {
    /// Takes no more jobs, and wakes whoever waits for news. From here on what runs has `drain_seconds`.
    package func refuseJobs() {
        let watched = state.withLock { state in
            state.isDraining = true
            if state.stop == nil { state.stop = .now() + .seconds(configuration.drainSeconds) }
            return Array(state.watchers.keys)
        }
        for id in watched { notify(id) }
    }

    /// Takes no more jobs, waits for what runs, then gives back what has not ended. Blocks; when it returns, nothing runs.
    package func drain() {
        refuseJobs()
        for lane in [batch, forecasts] { for _ in 0..<lane.threads { lane.signal.signal() } }
        if ended.wait(timeout: state.withLock(\.stop) ?? .now()) == .timedOut {
            let running = state.withLock { $0.active.values.map(\.interruption) }
            for interruption in running { interruption.request() }
            ended.wait()
        }
    }
}
