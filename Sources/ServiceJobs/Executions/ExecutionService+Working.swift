internal import Foundation
internal import Glibc
internal import Synchronization
internal import Workers

/// What the threads of a lane do.
extension ExecutionService {
    func work(in lane: JobLane) {
        while true {
            lane.signal.wait()
            if state.withLock(\.isDraining) { return }
            let next = lane.waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let next, let active = state.withLock({ $0.active[next] }) else { continue }
            perform(active, threads: threads(of: lane))
        }
    }

    private func threads(of lane: JobLane) -> Int {
        if lane === forecasts { return configuration.predict.threads }
        return configuration.queue.threads > 0
            ? configuration.queue.threads : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }

    private func perform(_ active: ActiveExecution, threads: Int) {
        var execution = active.execution
        let id = execution.id
        let begun = clock.seconds()
        state.withLock { $0.active[id]?.begun = begun }
        counters.note {
            $0.begun[execution.kind.rawValue, default: 0] += 1
            $0.queueSeconds[execution.kind.rawValue, default: 0] += begun - active.since
        }
        do {
            let started = try update(id, telling: "running") { execution in
                execution.attempt += 1
                execution.started = clock.timestamp()
                if execution.state != .cancelling { execution.state = .running }
            }
            guard let started else { return }
            execution = started
            log("running", ["execution": id, "attempt": "\(execution.attempt)"])
            let job = try active.job ?? prepared(execution)
            let attempt = JobAttempt(
                runner: runner, sink: sink, clock: clock, job: job, id: id, threads: threads,
                interruption: active.interruption,
                warned: { [log] in log("warning", ["execution": id, "text": $0]) })
            let outcome = try attempt.perform(
                isCancelled: { self.active(id)?.state == .cancelling },
                progress: { [self] in note($0, of: id) })
            execution = state.withLock { $0.active[id]?.execution } ?? execution
            execution.state = .finished
            execution.progress = .done
            execution.result = outcome.value
        } catch is Interrupted {
            execution = state.withLock { $0.active[id]?.execution } ?? execution
            if execution.state == .cancelling {
                execution.state = .cancelled
            } else {
                // Given back: whoever comes next goes on where it stopped.
                execution.state = .queued
                execution.attempt -= 1
            }
        } catch {
            execution = state.withLock { $0.active[id]?.execution } ?? execution
            execution.state = .failed
            execution.error = ExecutionFailure(error).value
        }
        let seconds = clock.seconds() - begun
        counters.note {
            $0.ended["\(execution.kind.rawValue) \(execution.state.rawValue)", default: 0] += 1
            $0.computeSeconds[execution.kind.rawValue, default: 0] += seconds
        }
        if execution.state == .finished { state.withLock { $0.seconds[Self.sort(of: execution)] = seconds } }
        if execution.state.isEnd { execution.ended = clock.timestamp() }
        log(
            execution.state.rawValue,
            ["execution": id, "seconds": "\((seconds * 1000).rounded() / 1000)"])
        end(&execution, telling: execution.state.rawValue)
        if execution.state == .finished, execution.kind == .predict { outbox?.wake() }
        removeOld()
    }

    /// Of one that an earlier process took: only while the data are those that it was asked about.
    private func prepared(_ execution: Execution) throws -> PreparedJob {
        let request = JobRequest(stored: execution.kind, execution.request, configuration)
        let job = try runner.prepare(request)
        guard job.id == execution.id else { throw ExecutionFailure.changed }
        return job
    }

    /// Results first: an execution without them could not be asked for.
    func removeOld() {
        do {
            let old = try store.ended(before: configuration.keptExecutions)
            guard !old.isEmpty else { return }
            try sink.forget(old)
            try store.remove(old)
        } catch {
            log("unremoved", ["error": "\(error)"])
        }
    }
}
