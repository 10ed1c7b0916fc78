internal import ForecastCore
internal import ForecastTasks
internal import HTTPTypes
internal import ServiceJobs

/// What the service does for each operation of its description.
struct ServiceOperations: Sendable {
    let service: ExecutionService
    let work: BlockingWork
    let health: ServiceHealth
    let metrics: ServiceMetrics
    let clock: ServiceClock

    var configuration: ServiceConfiguration { service.configuration }

    func perform(_ operation: Endpoint.Operation, _ call: Call) async throws -> Answer {
        switch operation {
        case .health: health.answer
        case .live: Answer(.members(["status": .string("ok")]))
        case .ready: health.readiness
        case .predict: try await predict(call)
        case .train: try await start(.train, call)
        case .backtest: try await start(.backtest, call)
        case .executions: try await executions(call)
        case .execution: try await execution(call)
        case .cancel: try await cancel(call)
        case .events: try await events(call)
        case .results: try await results(call)
        case .models: try await models(call)
        case .versions: try await versions(call)
        case .version: try await version(call)
        case .champion: try await champion(call)
        case .promote: try await promote(call)
        case .rollback: try await rollback(call)
        case .description: Answer(APIDescription(configuration).document)
        case .metrics: metricsPage()
        }
    }

    /// What `body` returns, on a thread that may block, and its errors as problems.
    func blocking<Output: Sendable>(_ body: @escaping @Sendable () throws -> Output) async throws -> Output {
        do {
            return try await work.run(body)
        } catch let error as RequestProblems {
            throw Problem(invalid: error.problems)
        } catch let error as DiagnosticsError {
            throw Problem(
                .failed, error.diagnostics.first?.message ?? "the data or the spec are at fault",
                errors: error.diagnostics.prefix(50).map { RequestProblem("", $0.code, $0.message) })
        } catch let refusal as SubmissionRefusal {
            throw Self.problem(of: refusal)
        } catch let problem as StoreProblem {
            // As often as /health looks.
            throw Problem(.unavailable, problem.message, retryAfter: 5)
        } catch let problem as QueueProblem {
            throw Problem(.queueAway, problem.message, retryAfter: 5)
        }
    }

    private static func problem(of refusal: SubmissionRefusal) -> Problem {
        switch refusal {
        case .full(let waiting, let seconds):
            Problem(
                .busy, "\(waiting) jobs wait; ask again in \(seconds) s", retryAfter: seconds)
        case .otherBody(let execution):
            Problem(.keyReused, "the key belongs to another request", execution: execution)
        case .inProgress:
            Problem(.keyInProgress, "ask again for the same answer", retryAfter: 1)
        case .draining:
            Problem(.draining, "the service is stopping; ask again soon", retryAfter: 10)
        }
    }

    /// The execution that a path names.
    func found(_ id: String) async throws -> Execution {
        if let active = service.active(id) { return active }
        let service = service
        guard let execution = try await blocking({ try service.execution(id) }) else {
            throw Problem(.unknownThing, "there is no execution '\(id)'")
        }
        return execution
    }
}
