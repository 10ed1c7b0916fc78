internal import ArtefactStore
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Workers

/// What the cache knows of the searches of a spec: which candidates they keep, where every rung is stored.
struct SearchExplanation {
    /// A stage for each search.
    private(set) var stages: [CacheExplanation.Stage] = []
    /// Candidates that are not backtested, or of which it is not known.
    private(set) var dropped: Set<String>

    /// - Throws: `DiagnosticsError(.spec)` for a search that does not fit the data.
    init(
        _ experiment: PreparedExperiment, panel: Panel, first: BacktestWindow, store: ArtefactStore,
        queue: WorkQueue
    ) throws {
        dropped = experiment.spec.candidates
        for declaration in experiment.spec.halvings {
            let count = CountingProgress(SilentProgress())
            let stage = HalvingStage(
                spec: experiment.spec, catalogue: experiment.catalogue,
                libraries: experiment.project.libraries, declaration: declaration,
                validation: try HalvingValidation(
                    declaration, spec: experiment.spec, panel: panel, first: first, queue: queue),
                store: store, ignoresCache: false, queue: queue, progress: count, onlyFromCache: true)
            do {
                let result = try stage.run()
                dropped.subtract(result.survivors)
                stages.append(Self.hit(declaration, keeping: result.survivors))
            } catch is HalvingStage.NotCached {
                stages.append(Self.miss(declaration, found: count.cached))
            }
        }
    }

    private static func hit(
        _ declaration: HalvingDeclaration, keeping survivors: [String]
    ) -> CacheExplanation.Stage {
        let total = declaration.candidates.count
        return CacheExplanation.Stage(
            stage: "search", subject: declaration.name, status: .hit, cached: total, total: total,
            changes: [], note: "keeps \(survivors.joined(separator: ", "))")
    }

    private static func miss(_ declaration: HalvingDeclaration, found: Int) -> CacheExplanation.Stage {
        let total = declaration.candidates.count
        // Those of later rungs are found twice.
        return CacheExplanation.Stage(
            stage: "search", subject: declaration.name, status: found > 0 ? .partial : .miss,
            cached: min(found, total), total: total, changes: [],
            note: "its candidates compete again; which of them are backtested is known only then")
    }
}
