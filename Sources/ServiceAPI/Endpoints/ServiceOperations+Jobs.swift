internal import ForecastCore
internal import HTTPTypes
internal import ServiceJobs

/// Asking for forecasts, trainings and backtests.
extension ServiceOperations {
    private static let longestKey = 255

    /// The key by which a client knows its request again, visible ASCII of up to 255 characters.
    private func key(of call: Call) throws(Problem) -> String? {
        guard let text = call.request.headerFields[.idempotencyKey] else { return nil }
        guard (1...Self.longestKey).contains(text.utf8.count), text.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else {
            throw Problem(.malformed, "an Idempotency-Key has 1 to \(Self.longestKey) visible characters")
        }
        // Of this client alone: another one's key is another key.
        return "\(call.client) \(text)"
    }

    private func submit(_ kind: JobKind, _ call: Call, key: String?) async throws -> Submission {
        let (service, configuration, id) = (service, configuration, call.id)
        return try await blocking {
            let body = try call.json(depth: configuration.limits.depth)
            let request = JobRequest(kind, body, configuration)
            return try service.submit(
                request, key: key, body: Digest.sha256(request.canonical.line).hex, requestID: id)
        }
    }

    /// What the request would cost, where that is all that is asked.
    private func plan(_ kind: JobKind, _ call: Call) async throws -> Answer? {
        guard let text = call.query["dry_run"], text != "false" else { return nil }
        guard text == "true" else { throw Problem(.malformed, "'dry_run' takes true or false") }
        let (service, configuration) = (service, configuration)
        return Answer(
            try await blocking {
                let body = try call.json(depth: configuration.limits.depth)
                return try service.plan(JobRequest(kind, body, configuration))
            })
    }

    /// 202 and where to look; 200 with what came of it where the same was asked for before, or the client waits for it.
    func start(_ kind: JobKind, _ call: Call) async throws -> Answer {
        if let plan = try await plan(kind, call) { return plan }
        guard let key = try key(of: call) else {
            throw Problem(
                .keyMissing,
                "a job is long: send an Idempotency-Key, so that a repeated request starts no second one")
        }
        let begun = clock.seconds()
        let end = begun + (try patience(of: call) ?? 0)
        let submission = try await submit(kind, call, key: key)
        var execution = submission.execution
        // A deadline alone is no wish to wait.
        if !execution.state.isEnd, call.preferredPatience != nil {
            execution = try await waited(for: execution, seconds: min(end, begun + 300) - clock.seconds())
        }
        return Self.answer(of: execution)
    }

    private func patience(of call: Call) throws(Problem) -> Double? {
        try call.patience(now: clock.unixSeconds())
    }

    private static func answer(of execution: Execution) -> Answer {
        Answer(
            execution.value, execution.state.isEnd ? .ok : .accepted,
            [.location: "/executions/\(execution.id)"])
    }

    /// The forecast, or 202 and where it will be once the deadline has passed: nothing is thrown away.
    func predict(_ call: Call) async throws -> Answer {
        if let plan = try await plan(.predict, call) { return plan }
        let start = clock.seconds()
        let deadline = min(try patience(of: call) ?? .infinity, configuration.predict.deadlineSeconds)
        var execution = try await forecast(call, until: start + deadline)
        // Somebody else came into office meanwhile: the question is another one now, and who waits need not ask it.
        if execution.state == .failed, execution.error?["code"]?.string == ExecutionFailure.changedCode {
            execution = try await forecast(call, until: start + deadline)
        }
        switch execution.state {
        case .finished: return answer(ofForecast: execution)
        case .failed:
            let errors = execution.error?["errors"]?.items ?? []
            throw Problem(
                .failed, execution.error?["detail"]?.string ?? "the forecast failed",
                errors: errors.map {
                    RequestProblem(
                        $0["pointer"]?.string ?? "", $0["code"]?.string ?? "", $0["detail"]?.string ?? "")
                }, execution: execution.id)
        case .cancelled:
            throw Problem(.conflict, "the forecast was cancelled", execution: execution.id)
        case .queued, .running, .cancelling: return Self.answer(of: execution)
        }
    }

    /// The execution that such a request asks for, when it has ended or the time has come.
    private func forecast(_ call: Call, until end: Double) async throws -> Execution {
        let submission = try await submit(.predict, call, key: try key(of: call))
        guard !submission.execution.state.isEnd else { return submission.execution }
        return try await waited(for: submission.execution, seconds: end - clock.seconds())
    }

    /// As the original system answers, and what makes it checkable.
    private func answer(ofForecast execution: Execution) -> Answer {
        let result = execution.result ?? .null
        let place = "/executions/\(execution.id)"
        return Answer(
            .members([
                "execution_id": .string(execution.id), "status": .string(execution.state.rawValue),
                "results_count": result["results_count"] ?? .null,
                "duration_ms": result["duration_ms"] ?? .null, "summary": result["summary"] ?? .null,
                "cutoff": result["cutoff"] ?? .null, "notes": result["notes"] ?? .array([]),
                "result_digest": result["digest"] ?? .null, "data_digest": .string(execution.dataDigest),
                "code_version": result["code_version"] ?? .null, "reference": result["reference"] ?? .null,
                "reproduce": .string(execution.command), "results": .string("\(place)/results"),
            ]), .ok, [.location: place])
    }

    /// The execution when it has ended, or as it is after so many seconds, or when the service stops.
    private func waited(for execution: Execution, seconds: Double) async throws -> Execution {
        guard seconds > 0 else { return execution }
        let (service, id) = (service, execution.id)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in service.changes(of: id) {
                    var state = service.active(id)?.state
                    // One that another process works on is in the store alone.
                    if state == nil { state = (try? await blocking { try service.execution(id) })?.state }
                    if state?.isEnd != false || service.isDraining { return }
                }
            }
            group.addTask { try? await Task.sleep(for: .milliseconds(Int(seconds * 1000))) }
            await group.next()
            group.cancelAll()
        }
        return try await found(id)
    }
}
