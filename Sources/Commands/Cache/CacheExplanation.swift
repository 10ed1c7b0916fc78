internal import ArtefactStore
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Reports
internal import Workers

/// What of a run the cache would answer, stage by stage, and for what it would not, why.
package struct CacheExplanation: CommandAnswer {
    package enum Status: String, Encodable, Sendable {
        case hit, miss
        /// Some series are found, others are not.
        case partial
        /// Never stored by itself.
        case computed
    }

    package struct Stage: Encodable, Sendable {
        package let stage: String
        /// `volume, ses, window 1`.
        package let subject: String
        package var status: Status
        /// Forecasts found, out of how many.
        package var cached: Int
        package var total: Int
        /// The fields that differ from the nearest stored key.
        package var changes: [KeyChange]
        package var note: String?
    }

    package let experiment: String
    package let run: String
    package let stages: [Stage]

    /// - Throws: as `Pipeline.run`, short of the work itself.
    package init(_ experiment: PreparedExperiment, jobs: Int) throws {
        self.experiment = experiment.spec.name
        run = experiment.runName
        var options = StoreOptions()
        options.isReadOnly = true
        let store = try ArtefactStore.open(folder: experiment.project.store, options: options)
        let panel = try experiment.loadPanel()
        let windows = try experiment.windows(on: panel.grid)
        let queue = WorkQueue(jobs: jobs)
        let searches = try SearchExplanation(
            experiment, panel: panel, first: windows[0], store: store, queue: queue)
        // What a search has dropped, or may yet drop, is not backtested.
        let backtested = experiment.dropping(searches.dropped)
        var stages = [Self.runStage(backtested, store)] + searches.stages
        for target in experiment.spec.data.targets {
            let history = try TargetHistory(
                target: target, panel: panel, windows: windows, backtest: experiment.spec.backtest,
                queue: queue)
            stages += try ForecastExplanation(
                experiment: backtested, history: history, store: store, queue: queue
            )
            .stages()
        }
        let isHit = stages[0].status == .hit
        stages.append(
            Stage(
                stage: "scores, verdict, reports", subject: "", status: isHit ? .hit : .computed, cached: 0,
                total: 0, changes: [],
                note: isHit ? "the finished folder" : "not stored by themselves: made anew from the forecasts"
            ))
        self.stages = stages
    }

    private static func runStage(_ experiment: PreparedExperiment, _ store: ArtefactStore) -> Stage {
        var stage = Stage(
            stage: "run", subject: experiment.runName, status: .miss, cached: 0, total: 1, changes: [])
        if store.run(experiment.key.digest) != nil {
            let isIntact = FinishedRun(experiment, store: store).isIntact
            stage.status = isIntact ? .hit : .miss
            stage.cached = isIntact ? 1 : 0
            stage.note = isIntact ? nil : "its folder is gone or was changed"
            return stage
        }
        let parts = experiment.keyParts
        guard let nearest = store.nearestRunKey(experiment: experiment.spec.name, to: parts) else {
            stage.note = "the experiment has no finished run in this cache"
            return stage
        }
        stage.changes = KeyChange.list(from: nearest.parts, to: parts)
        return stage
    }

    // MARK: - Words

    package func text(width: Int?) -> String {
        let rows =
            [["stage", "", "cached", "of", "status"]]
            + stages.map { stage in
                [
                    stage.stage, stage.subject, stage.total == 0 ? "" : String(stage.cached),
                    stage.total == 0 ? "" : String(stage.total), stage.status.rawValue,
                ]
            }
        let table = PlainColumns.render(rows)
        var lines = [table[0]]
        for (row, stage) in zip(table.dropFirst(), stages) {
            lines.append(row)
            lines += (stage.changes.map(\.text) + (stage.note.map { [$0] } ?? [])).map { "    \($0)" }
        }
        return lines.joined(separator: "\n")
    }
}
