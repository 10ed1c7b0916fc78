internal import ArtefactStore
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Workers

/// Which forecasts of one target the cache holds, model by model and window by window.
struct ForecastExplanation {
    private typealias Stage = CacheExplanation.Stage

    let experiment: PreparedExperiment
    let history: TargetHistory
    let store: ArtefactStore
    let queue: WorkQueue

    /// A stage, and the key parts to explain it by when it is a miss.
    private struct Finding {
        var stage: Stage
        let storeStage: String
        let parts: [CanonicalEncoder.Part]
    }

    func stages() throws -> [CacheExplanation.Stage] {
        let classification = ClassStage(spec: experiment.spec, panel: history.panel)
        let learning = try LearningHistory(
            history, classes: history.windows.map(classification.classes), of: experiment.spec,
            experiment.catalogue, queue: queue)
        // What is made of other models is made anew each time.
        let kept = experiment.spec.models.filter { !experiment.catalogue.isCombined($0) }
        let findings = try kept.flatMap { declaration in
            let history = learning.history(of: declaration)
            let global = GlobalForecastStage(
                experiment: experiment.spec, catalogue: experiment.catalogue, history: history,
                classes: learning.classes(of: declaration), store: store, ignoresCache: false, queue: queue,
                progress: SilentProgress(), chain: learning.chain(of: declaration))
            return try learning.placed(declaration).map { window, place in
                let subject = "\(history.target), \(declaration.name), \(place)"
                return try experiment.catalogue.isGlobal(declaration)
                    ? find(declaration, window, in: global, subject)
                    : find(declaration, window, history, subject)
            }
        }
        return explained(findings)
    }

    // MARK: - Local models

    private func find(
        _ declaration: ModelDeclaration, _ window: BacktestWindow, _ history: TargetHistory, _ subject: String
    ) throws -> Finding {
        let keys = ForecastKeys(
            experiment: experiment.spec, catalogue: experiment.catalogue, declaration: declaration,
            history: history, window: window)
        var stage = Stage(
            stage: ForecastKeys.stage, subject: subject, status: .hit, cached: 0,
            total: 0, changes: [])
        var missing: [Int] = []
        for chunk in ForecastStage.chunks(of: history.panel.seriesCount) {
            let series = chunk.filter { history.participation[window.index][$0].isForecast }
            let seriesKeys = series.map(keys.key(ofSeries:))
            stage.total += series.count
            if store.contains(keys.chunk(of: seriesKeys)) {
                stage.cached += series.count
            } else {
                try store.indexSeries(of: keys.family)
                let found = store.locateSeries(seriesKeys)
                stage.cached += found.count { $0 != nil }
                missing += zip(series, found).filter { $1 == nil }.map(\.0)
            }
        }
        if !missing.isEmpty {
            stage.status = stage.cached == 0 ? .miss : .partial
            stage.note = changedHistories(missing)
        }
        let first = missing.first ?? 0
        let start = ForecastStage.chunks(of: history.panel.seriesCount).first { $0.contains(first) }?
            .lowerBound
        return Finding(
            stage: stage, storeStage: ForecastKeys.stage,
            parts: keys.parts(ofChunkFrom: start ?? 0))
    }

    /// What to say where no field of the key differs: the histories are not among them, there are too many.
    private func changedHistories(_ missing: [Int]) -> String {
        let names = missing.prefix(3).map { history.panel.seriesIDs[$0] }.joined(separator: ", ")
        let more = missing.count > 3 ? ", ..." : ""
        return "other data in \(NumberText.count(missing.count, "series", "series")): \(names)\(more)"
    }

    // MARK: - Global models

    private func find(
        _ declaration: ModelDeclaration, _ window: BacktestWindow, in global: GlobalForecastStage,
        _ subject: String
    ) -> Finding {
        let key = global.key(of: declaration, global.knownPanel(in: window))
        let total = global.participants(in: window)
        let isHit = store.contains(key.digest)
        return Finding(
            stage: Stage(
                stage: GlobalForecastStage.stage, subject: subject,
                status: isHit ? .hit : .miss, cached: isHit ? total : 0, total: total, changes: []),
            storeStage: GlobalForecastStage.stage, parts: key.parts)
    }

    // MARK: - Reasons

    private func explained(_ findings: [Finding]) -> [CacheExplanation.Stage] {
        var stages = findings.map(\.stage)
        for name in [ForecastKeys.stage, GlobalForecastStage.stage] {
            let misses = findings.indices.filter {
                findings[$0].stage.status != .hit && findings[$0].storeStage == name
            }
            guard !misses.isEmpty else { continue }
            let nearest = store.nearestKeys(stage: name, to: misses.map { findings[$0].parts })
            for (index, stored) in zip(misses, nearest) {
                explain(&stages[index], by: stored, findings[index].parts)
            }
        }
        return stages
    }

    private func explain(
        _ stage: inout CacheExplanation.Stage, by stored: StoredKey?, _ parts: [CanonicalEncoder.Part]
    ) {
        let changes = stored.map { KeyChange.list(from: $0.parts, to: parts) } ?? []
        guard stage.status == .miss, !changes.isEmpty || stored == nil else { return }
        let kind = parts.first { $0.name == "kind" }?.value ?? ""
        // The nearest key of another kind of model explains nothing.
        let isNew = stored == nil || changes.contains { $0.field == "kind" }
        stage.note = isNew ? "the cache has no forecasts by '\(kind)' yet" : nil
        stage.changes = isNew ? [] : changes
    }
}
