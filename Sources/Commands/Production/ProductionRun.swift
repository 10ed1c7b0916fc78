internal import ArtefactStore
internal import DemandFeatures
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastExecutions
internal import ForecastTasks
internal import ModelRegistry
internal import Reports
internal import Workers

/// The forecast on its way into production, in ten steps.
///
/// Everything in it can be done again: what was trained stays in the cache, a version or an execution that is there is
/// found and not made twice, and an event goes out once. Killed anywhere, the same command goes on.
package struct ProductionRun {
    let experiment: PreparedExperiment
    let request: ProductionRequest
    let options: RunOptions
    /// What forecasts: the spec's choice or the champion; nil where nothing is forecast.
    private let chosen: ChosenModel?

    /// - Throws: `DiagnosticsError`, `DecisionUnavailable`.
    package init(_ experiment: PreparedExperiment, _ request: ProductionRequest, options: RunOptions) throws {
        self.experiment = experiment
        self.request = request
        self.options = options
        try Self.checkPlaces(of: experiment)
        chosen =
            request.mode == .train
            ? nil : try ChosenModel(of: experiment, named: experiment.spec.production.model)
    }

    /// Before anything is computed: nothing of the project is written over, and nothing outside it.
    private static func checkPlaces(of experiment: PreparedExperiment) throws {
        let registry = try experiment.modelFolder()
        var requests = [
            (option: "production.output.database", path: try experiment.forecastDatabase())
        ]
        if let csv = try experiment.forecastCSV() {
            requests.append((option: "production.output.csv", path: csv))
        }
        try OutputPlaces(of: [experiment.project], folders: [registry]).check(requests)
    }

    /// - Throws: `DiagnosticsError`, `Interrupted`, `StoreError`, `RegistryError`, `ExecutionError`, `FileError`,
    ///   `UndeliveredEvent`.
    package func run() throws -> ProductionAnswer {
        var failing = FailedForecast(experiment)
        do {
            return try perform(&failing)
        } catch  where request.mode != .train && !(error is Interrupted || error is UndeliveredEvent) {
            // What was undelivered is forecast, and in the outbox.
            note(error, of: failing)
            throw error
        }
    }

    /// Says in the tables that nothing was forecast, as far as that can be said.
    private func note(_ error: any Error, of failed: FailedForecast) {
        do {
            try failed.note(error, now: request.now)
        } catch {
            options.progress.warn("that this failed could not be noted in the tables: \(error)")
        }
    }

    /// - Parameter failing: what is to be noted if this throws.
    private func perform(_ failing: inout FailedForecast) throws -> ProductionAnswer {
        let start = options.clock()
        try UnsuitableProcessor.check()
        try WorkEstimate(experiment).refuse(over: options.memoryLimit)
        var log = StepLog(options)

        log.begin(.load)
        let panel = try experiment.loadPanel()
        let store = try ArtefactStore.open(folder: experiment.project.store)
        defer { for event in store.takeEvents() { options.progress.warn(event.message) } }
        let targets = experiment.spec.data.targets
        if let last = panel.lastObserved(of: targets[0]) {
            failing.reach(cutoff: panel.grid.label(of: last))
        }
        log.end(.load, Self.words(panel, targets))

        log.begin(.segment)
        let ground =
            request.mode == .forecast
            ? [] : try futures(of: experiment, targets, panel, plans: .missing, store)
        let forecasting = try chosen.map {
            try futures(of: $0.experiment, targets, panel, plans: experiment.spec.production.plans, store)
        }
        guard let first = ground.first ?? forecasting?.first else {
            preconditionFailure("a spec has a target")
        }
        log.end(.segment, Self.words(first.classes))

        var training = ProductionTraining(experiment, request, options)
        var forecast = forecasting.flatMap { futures in
            chosen.map { ProductionForecast($0, futures, options) }
        }
        if request.mode == .forecast { try forecast?.lookUpVersions() }
        for step in ProductionStep.modelSteps {
            log.begin(step)
            if request.mode == .forecast {
                log.end(step, try forecast?.perform(step) ?? "")
            } else {
                log.end(step, try training.perform(step, on: ground))
            }
        }
        log.begin(.revenue)
        var revenue: RevenueChoice?
        // Of one period, or prices would be multiplied with sales of another.
        let ends = Set((ground + (forecasting ?? [])).map(\.cutoff))
        let isPriced = PricedRevenue.applies(to: experiment.spec, on: panel) && ends.count == 1
        if isPriced, request.mode == .forecast, let chosen {
            revenue = try RevenueChoice(noted: chosen, for: first)
        }
        log.end(.revenue, revenueWords(targets, isPriced, revenue))

        log.begin(.metrics)
        var decisions: [OfficeDecision] = []
        var backtest: ExperimentReport?
        if request.mode != .forecast {
            let report = try Pipeline(experiment, options: options).run().report
            decisions = try training.score(by: report, on: ground)
            backtest = report
            if isPriced { revenue = try revenueChoice(cutoff: first.cutoff) }
            // What was trained is in the registry by now, and perhaps in office.
            try forecast?.lookUpVersions()
        }
        let drift = try forecast.map { try ForecastDrift(experiment, $0.futures).found() } ?? []
        log.end(
            .metrics,
            Self.words(backtest, drift, revenue: request.mode == .forecast ? nil : revenue))

        log.begin(.save)
        let saved = try forecast.map { forecast in
            try ProductionOutput(experiment, request, options).save(
                forecast.predicted(revenue: revenue, clock: start), drift: drift, report: backtest,
                or: &failing)
        }
        let collected = request.mode == .forecast ? [] : try training.collect()
        log.end(.save, Self.words(saved, training.versions, collected))

        log.begin(.trigger)
        let delivery = try saved.map { _ in try Outbox(experiment, options).deliver(now: request.now) }
        log.end(.trigger, delivery?.words ?? "skipped: nothing was forecast")
        let answer = ProductionAnswer(
            experiment: experiment.spec.name, mode: request.mode, log: log, saved: saved,
            versions: training.versions, decisions: decisions, drift: drift,
            milliseconds: Int(((options.clock() - start) * 1000).rounded()))
        if let failure = delivery?.failure { throw UndeliveredEvent(failure, answer: answer) }
        return answer
    }

    private func futures(
        of experiment: PreparedExperiment, _ targets: [String], _ panel: Panel, plans: PlanPolicy,
        _ store: ArtefactStore
    ) throws -> [TargetFuture] {
        try targets.map {
            try TargetFuture($0, of: panel, in: experiment, plans: plans, store: store, options: options)
        }
    }

    /// Which way of forecasting revenue was better, noted for the runs to come.
    private func revenueChoice(cutoff: String) throws -> RevenueChoice? {
        // Without a champion there is no model to ask.
        guard
            let model = try chosen
                ?? (try? ChosenModel(of: experiment, named: experiment.spec.production.model))
        else { return nil }
        let choice = try RevenueChoice(backtest: model, options: options)
        try choice?.note(of: model, cutoff: cutoff)
        return choice
    }

    // MARK: - Words

    private static func words(_ panel: Panel, _ targets: [String]) -> String {
        let ends = targets.map { target in
            let last = panel.lastObserved(of: target).map { panel.grid.label(of: $0) } ?? "never"
            return "\(target) to \(last)"
        }
        return "\(NumberText.count(panel.seriesCount, "series", "series")), \(ends.joined(separator: ", "))"
    }

    private static func words(_ classes: SeriesClasses) -> String {
        func counts<Label: Hashable>(_ labels: [Label], _ name: (Label) -> String) -> String {
            Dictionary(labels.map { (name($0), 1) }, uniquingKeysWith: +)
                .sorted { $0.key < $1.key }.map { "\($0.key) \(NumberText.count($0.value))" }
                .joined(separator: ", ")
        }
        return "\(counts(classes.abc) { $0.label }); \(counts(classes.pattern) { $0.label })"
    }

    private func revenueWords(_ targets: [String], _ isPriced: Bool, _ noted: RevenueChoice?) -> String {
        guard targets.contains(PricedRevenue.revenue) else { return "no target of this name" }
        guard isPriced else { return "directly: there is no price, or volume ends elsewhere" }
        if request.mode == .forecast {
            return noted?.words ?? "directly: no training has tried volume x price"
        }
        return "directly and as volume x price; step 8 says which was better"
    }

    private static func words(
        _ report: ExperimentReport?, _ drift: [ForecastDrift.Finding], revenue: RevenueChoice?
    ) -> String {
        let scored = report.map {
            "\(NumberText.count($0.models.count, "model", "models")) scored, run \($0.run)"
        }
        let words = [scored, revenue.map { "revenue \($0.words)" }].compactMap(\.self) + drift.map(\.text)
        return words.isEmpty ? "no earlier forecast to hold against what came" : words.joined(separator: "; ")
    }

    private static func words(
        _ saved: ProductionOutput.Saved?, _ versions: [ModelVersion], _ collected: [ModelVersion]
    ) -> String {
        let parts = [
            saved.map { "\(NumberText.count($0.rows)) forecasts in \($0.place)" },
            saved?.isOld == true ? "they were there already" : nil,
            versions.isEmpty ? nil : NumberText.count(versions.count, "trained version", "trained versions"),
            collected.isEmpty
                ? nil : "\(NumberText.count(collected.count, "old file", "old files")) collected",
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
