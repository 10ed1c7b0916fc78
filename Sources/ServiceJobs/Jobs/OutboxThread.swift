internal import Commands
internal import Decisions
internal import Dispatch
internal import ExperimentRunner
internal import ExperimentSpec
internal import Foundation
internal import Workers

/// Tells the planning system of forecasts, on a thread of its own: whoever asked for one does not wait until it has been told.
///
/// What waits is in the tables of the forecasts, so that nothing is lost with the process; processes that share the folder take
/// turns. What could not be told is tried again after half a minute, then after twice as long each time, up to an hour.
package final class OutboxThread: Sendable {
    private let configuration: ServiceConfiguration
    private let sink: any ResultSink
    private let clock: ServiceClock
    private let log: @Sendable (String, [String: String]) -> Void
    private let interruption = Interruption()
    private let wish = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// Seconds between two looks, where nobody says that there is something.
    private static let pause = 30.0
    private static let longestPause = 3_600.0

    package init(
        _ configuration: ServiceConfiguration, _ sink: any ResultSink, clock: ServiceClock,
        log: @escaping @Sendable (String, [String: String]) -> Void
    ) {
        self.configuration = configuration
        self.sink = sink
        self.clock = clock
        self.log = log
    }

    /// Begins with what an earlier process has left; does nothing where nobody is to be told.
    package func start() {
        guard configuration.tellsOfForecasts else {
            ended.signal()
            return
        }
        let thread = Thread { [self] in
            work()
            ended.signal()
        }
        thread.start()
    }

    /// Says that a forecast may have come.
    package func wake() { wish.signal() }

    /// Waits until nothing is told any more; a program that was called goes on, and is not called again.
    package func stop() {
        interruption.request()
        wish.signal()
        ended.wait()
    }

    private func work() {
        var pause = Self.pause
        // By when who failed is asked again.
        var silentUntil = 0.0
        while !interruption.isRequested {
            if clock.seconds() >= silentUntil {
                let isWell = configuration.experiments.map(tell).allSatisfy { $0 }
                silentUntil = isWell ? 0 : clock.seconds() + pause
                pause = isWell ? Self.pause : min(Self.longestPause, 2 * pause)
            }
            _ = wish.wait(timeout: .now() + Self.pause)
        }
    }

    /// Tells what waits of an experiment.
    /// - Returns: whether all of it was told, or was somebody else's to tell.
    private func tell(_ experiment: String) -> Bool {
        do {
            let place = sink.outbox
            guard try place.holdsEvents(of: experiment),
                let path = DeclaredExperiments(in: configuration.project).path(of: experiment)
            else { return true }
            let prepared = try PreparedExperiment(
                specPath: path, overrides: [], project: configuration.project)
            guard prepared.spec.production.trigger.isConfigured else { return true }
            let options = RunOptions(
                jobs: 1, force: false, progress: SilentProgress(), interruption: interruption,
                clock: clock.seconds, startedAt: clock.timestamp())
            let delivery = try Outbox(prepared, options).deliver(place, now: clock.timestamp())
            log(
                delivery.failure == nil ? "told" : "untold",
                ["experiment": experiment, "text": delivery.words])
            return delivery.failure == nil
        } catch is Interrupted {
            return true
        } catch {
            log("untold", ["experiment": experiment, "error": ExecutionFailure(error).detail])
            return false
        }
    }
}
