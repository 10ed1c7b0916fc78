internal import Champions
internal import Commands
internal import Decisions
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
package import ForecastExecutions
internal import ForecastTasks
internal import ModelRegistry
internal import Reports
internal import Synchronization
package import Workers

/// Turns jobs into runs of what the command line does, in this process: the same code, the same bytes.
///
/// No HTTP and no queue here: the REST side and the BullMQ worker both call `prepare`, then `run`. Either one blocks the thread
/// that calls it, which must be one of the caller's own and none of the pool that serves requests.
package final class JobRunner: Sendable {
    package let configuration: ServiceConfiguration
    private let clock: ServiceClock
    /// What runs at the same time fits into the machine.
    private let memory: MemoryBudget
    /// Ids by the digest of the data, of the data sets asked about last.
    private let series = Mutex<[(snapshot: Digest, ids: Set<[UInt8]>, names: [String])]>([])

    package init(_ configuration: ServiceConfiguration, clock: ServiceClock) {
        self.configuration = configuration
        self.clock = clock
        memory = MemoryBudget(configuration.limits.memory.bytes)
    }

    // MARK: - Preparing

    /// Holds a request against its experiment and data.
    /// - Throws: `RequestProblems` with all that is wrong with the request; `DiagnosticsError` where the project itself is at
    ///   fault.
    package func prepare(_ request: JobRequest) throws -> PreparedJob {
        guard let path = DeclaredExperiments(in: configuration.project).path(of: request.experiment) else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "S206",
                        "no spec in experiments/ declares '\(request.experiment)', or several do",
                        fix: "see that one does: the service is configured to serve it")
                ])
        }
        let experiment = try PreparedExperiment(
            specPath: path, overrides: [], project: configuration.project)
        let problems = request.problems + (try problems(of: request, with: experiment))
        guard problems.isEmpty else { throw RequestProblems(problems) }
        // What does not fit is told before it waits for its turn.
        let estimate = WorkEstimate(experiment)
        try estimate.refuse(over: configuration.limits.memory)
        return PreparedJob(
            request: request, experiment: experiment, identity: try identity(of: request, experiment),
            command: command(for: request, experiment, path: configuration.project.relative(path)),
            memory: estimate.peak, forecasts: forecasts(of: request, experiment, estimate))
    }

    private func forecasts(
        of request: JobRequest, _ experiment: PreparedExperiment, _ estimate: WorkEstimate
    ) -> Int {
        guard request.kind == .predict else { return Int(estimate.forecasts) }
        let series = request.series.isEmpty ? Int(estimate.series) : request.series.count
        let targets = request.targets.isEmpty ? experiment.spec.data.targets.count : request.targets.count
        return series * targets
    }

    private func problems(
        of request: JobRequest, with experiment: PreparedExperiment
    ) throws -> [RequestProblem] {
        guard request.kind == .predict else { return [] }
        let spec = experiment.spec
        var problems: [RequestProblem] = []
        if let horizon = request.horizon, horizon > spec.backtest.horizon {
            problems.append(
                RequestProblem(
                    "/horizon_weeks", "E211",
                    "'\(spec.name)' forecasts \(spec.backtest.horizon) periods, and \(horizon) are asked for")
            )
        }
        let models = spec.models.map(\.name)
        if let model = request.model, !models.contains(model) {
            let told = RequestProblem.echo(model)
            problems.append(
                RequestProblem(
                    "/models", "E211",
                    "'\(spec.name)' has no model '\(told)'\(Suggestion.clause(for: told, in: models))"))
        }
        for target in request.targets where !spec.data.targets.contains(target) {
            problems.append(
                RequestProblem(
                    request.pointer(to: target, in: "targets"), "E211",
                    "'\(spec.name)' does not forecast '\(target)'"))
        }
        return problems + (try unknownSeries(in: request, experiment))
    }

    private func unknownSeries(
        in request: JobRequest, _ experiment: PreparedExperiment
    ) throws -> [RequestProblem] {
        guard !request.series.isEmpty else { return [] }
        let known = try seriesIDs(of: experiment)
        var problems: [RequestProblem] = []
        var untold = 0
        for id in request.series where !known.ids.contains(Array(id.utf8)) {
            guard problems.count < RequestProblem.most else {
                untold += 1
                continue
            }
            let near = problems.count < 5 ? Suggestion.nearest(3, to: id, in: known.names) : []
            problems.append(
                RequestProblem(
                    request.pointer(to: id, in: "sku_ids"), "E227",
                    "the data set has no series '\(id)'\(Suggestion.clause(near))"
                ))
        }
        if untold > 0 { problems.append(RequestProblem("/sku_ids", "E227", "and \(untold) more")) }
        return problems
    }

    private func seriesIDs(
        of experiment: PreparedExperiment
    ) throws -> (ids: Set<[UInt8]>, names: [String]) {
        let digest = experiment.snapshotDigest
        if let known = series.withLock({ $0.first { $0.snapshot == digest } }) {
            return (known.ids, known.names)
        }
        let names = try experiment.loadPanel().seriesIDs
        let ids = Set(names.map { Array($0.utf8) })
        series.withLock { known in
            known.append((digest, ids, names))
            if known.count > 4 { known.removeFirst() }
        }
        return (ids, names)
    }

    /// What decides the answer, and nothing else: neither who asks nor when.
    private func identity(of request: JobRequest, _ experiment: PreparedExperiment) throws -> Digest {
        var key = CanonicalEncoder(stage: "service job", version: 1)
        key.add("request", request.canonical.line)
        key.add("spec", experiment.specDigest)
        key.add("snapshot", experiment.snapshotDigest)
        key.add("code", CodeVersion.worker(of: experiment.spec.models.map(experiment.catalogue.kind)))
        guard request.kind == .predict else { return key.digest }
        // Who forecasts, and with which versions.
        let name = experiment.spec.name
        let champions = try ChampionRegistry.read(of: experiment.project)
        key.add(
            "champions",
            (champions.history(of: name).suffix(1) + champions.trainedHistory(of: name)).map {
                "\($0.version) \($0.trained?.path ?? $0.model.name) \($0.trained?.digest ?? "")"
            })
        let registry = try ModelRegistry(folder: experiment.modelFolder(), readOnly: true)
        key.add(
            "versions",
            try registry.versions().filter { $0.training.experiment == name && $0.isKept }.map {
                "\($0.path) \($0.digest.hex)"
            })
        return key.digest
    }

    private func command(for request: JobRequest, _ experiment: PreparedExperiment, path: String) -> String {
        let spec = ShellText.word(path)
        switch request.kind {
        case .train: return "forecast pipeline \(spec) --train"
        case .backtest: return "forecast run \(spec)"
        case .predict:
            var words = ["forecast predict", spec]
            if !request.series.isEmpty {
                words.append("--sku \(ShellText.word(request.series.joined(separator: ",")))")
            }
            if let horizon = request.horizon { words.append("--horizon \(horizon)") }
            if let model = request.model { words.append("--model \(ShellText.word(model))") }
            words += request.targets.map { "--target \(ShellText.word($0))" }
            let plans = experiment.spec.production.plans
            if plans != .required { words.append("--plans \(plans.rawValue)") }
            return (words + ["--json"]).joined(separator: " ")
        }
    }

    // MARK: - Running

    /// Does the work of a job.
    /// - Parameters:
    ///   - id: of the execution whose results these are.
    ///   - interruption: requested to cancel; when `run` returns, nothing of the job runs any more.
    ///   - progress: called from any thread, at once when a step begins.
    /// - Throws: `Interrupted`, and what the commands throw.
    package func run(
        _ job: PreparedJob, as id: String, threads: Int, interruption: Interruption,
        warned: @escaping @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (JobProgress) -> Void
    ) throws -> JobOutcome {
        let kind = job.request.kind
        let options = RunOptions(
            jobs: threads, force: false, memoryLimit: configuration.limits.memory,
            progress: StepProgress(kind, clock: clock.seconds, warned: warned, tell: progress),
            interruption: interruption, clock: clock.seconds, startedAt: clock.timestamp())
        try memory.reserve(job.memory, unless: interruption) {
            warned("waits until it fits into memory beside what runs")
        }
        defer { memory.release(job.memory) }
        let start = clock.seconds()
        try requireSame(job)
        let found = try Patience(interruption: interruption, told: warned).keep {
            switch kind {
            case .train: try train(job, as: id, since: start, options)
            case .backtest: try backtest(job, as: id, since: start, options)
            case .predict: try predict(job, as: id, since: start, options)
            }
        }
        if interruption.isRequested { throw Interrupted() }
        try requireSame(job)
        return found
    }

    /// A forecast is by the models that its id is made of: who was in office when it was asked for is so still, before the work
    /// and after it.
    /// - Throws: `ExecutionFailure.changed`.
    private func requireSame(_ job: PreparedJob) throws {
        guard job.request.kind == .predict else { return }
        guard try identity(of: job.request, job.experiment) == job.identity else {
            throw ExecutionFailure.changed
        }
    }

    private func milliseconds(since start: Double) -> Int {
        Int(((clock.seconds() - start) * 1000).rounded())
    }

    /// An execution as it is taken up: what its data end with is known when they have been read.
    package func execution(of job: PreparedJob, as id: String) -> ForecastExecution {
        execution(
            of: job, as: id, cutoff: "",
            horizon: job.request.horizon ?? job.experiment.spec.backtest.horizon)
    }

    private func execution(
        of job: PreparedJob, as id: String, cutoff: String, horizon: Int
    ) -> ForecastExecution {
        let kind: ForecastExecution.Kind =
            switch job.request.kind {
            case .train: .train
            case .backtest: .backtest
            case .predict: .predict
            }
        return ForecastExecution(
            id: id, experiment: job.request.experiment, kind: kind, cutoff: cutoff, horizon: horizon,
            snapshot: job.experiment.snapshotDigest.hex, code: CodeVersion.program)
    }

    private func predict(
        _ job: PreparedJob, as id: String, since start: Double, _ options: RunOptions
    ) throws -> JobOutcome {
        var request = PredictionRequest()
        request.series = job.request.series
        request.horizon = job.request.horizon
        request.model = job.request.model
        request.targets = job.request.targets
        request.plans = job.experiment.spec.production.plans
        let future = try Prediction(job.experiment, request, options: options).run()
        let rows = future.rows
        return JobOutcome(
            execution: execution(of: job, as: id, cutoff: future.cutoff, horizon: future.horizon), rows: rows,
            metrics: [], models: try future.executionModels(of: job.experiment),
            digest: PredictedFuture.digest(of: rows), reference: future.executionID,
            count: future.resultsCount, summary: future.summary, notes: future.notes,
            milliseconds: milliseconds(since: start),
            event: isTold(job) ? try future.event(as: id, database: configuration.resultsName) : nil)
    }

    /// Whether the planning system hears of a forecast: of a plan as a whole, by whoever is in office, and of nothing less.
    private func isTold(_ job: PreparedJob) -> Bool {
        let (request, spec) = (job.request, job.experiment.spec)
        return configuration.tellsOfForecasts && spec.production.trigger.isConfigured
            && request.series.isEmpty && request.model == nil
            && [nil, spec.backtest.horizon].contains(request.horizon)
            && (request.targets.isEmpty || Set(request.targets) == Set(spec.data.targets))
    }

    private func backtest(
        _ job: PreparedJob, as id: String, since start: Double, _ options: RunOptions
    ) throws -> JobOutcome {
        let report = try Pipeline(job.experiment, options: options).run().report
        let metrics = report.models.flatMap { model in
            report.targets.flatMap { target in
                report.metrics.compactMap { metric in
                    model.scores.value(target: target, metric: metric.id).map {
                        ExecutionMetric(
                            target: target, model: model.name, metric: metric.id, segment: "todas",
                            window: "backtest", value: $0,
                            count: model.scores.points[target]?[metric.id] ?? 0)
                    }
                }
            }
        }
        return JobOutcome(
            execution: execution(
                of: job, as: id, cutoff: report.data.lastLabel,
                horizon: job.experiment.spec.backtest.horizon), rows: [],
            metrics: metrics, models: [], digest: report.resultDigest, reference: report.run,
            count: metrics.count,
            summary: ["models": report.models.count, "windows": job.experiment.spec.backtest.windowCount],
            notes: [], milliseconds: milliseconds(since: start))
    }

    private func train(
        _ job: PreparedJob, as id: String, since start: Double, _ options: RunOptions
    ) throws -> JobOutcome {
        let answer = try ProductionRun(
            job.experiment,
            ProductionRequest(mode: .train, user: "forecast-service", now: clock.timestamp()),
            options: options
        ).run()
        let models = try versions(at: answer.trained.map(\.path), of: job.experiment)
        var key = CanonicalEncoder(stage: "service training", version: 1)
        key.add("versions", answer.trained.map { "\($0.model) \($0.target) \($0.digest)" })
        return JobOutcome(
            execution: execution(
                of: job, as: id, cutoff: answer.trained.first?.cutoff ?? "",
                horizon: job.experiment.spec.backtest.horizon), rows: [],
            metrics: [], models: models, digest: key.digest.hex, reference: nil, count: models.count,
            summary: Dictionary(answer.trained.map { ("\($0.model)_count", 1) }, uniquingKeysWith: +),
            notes: [], milliseconds: milliseconds(since: start))
    }

    /// What the registry has at these places, with the scores and the offices that a training has come to by its end.
    private func versions(at paths: [String], of experiment: PreparedExperiment) throws -> [ExecutionModel] {
        let champions = try ChampionRegistry.read(of: experiment.project)
        let registry = try ModelRegistry(folder: experiment.modelFolder(), readOnly: true)
        let kept = Dictionary(try registry.versions().map { ($0.path, $0) }) { first, _ in first }
        return paths.compactMap { kept[$0] }.map {
            ExecutionModel($0, named: $0.training.model, of: experiment.spec.name, champions)
        }
    }
}
