package import ExperimentSpec
package import ForecastCore

/// The tasks that the forecasts of a spec are made of, those of other models' forecasts left out: these take less time than
/// a task does.
package struct TaskList {
    let spec: ExperimentSpec
    let catalogue: ModelCatalogue
    /// See `ForecastTask`.
    let specDigest: Digest
    let dataDigest: Digest
    let memory: Int

    /// - Parameters:
    ///   - specDigest: of the resolved spec as YAML.
    ///   - dataDigest: of the snapshot.
    ///   - memory: what the whole run needs at most, in MB.
    package init(
        _ spec: ExperimentSpec, _ catalogue: ModelCatalogue, specDigest: Digest, dataDigest: Digest,
        memory: Int
    ) {
        self.spec = spec
        self.catalogue = catalogue
        self.specDigest = specDigest
        self.dataDigest = dataDigest
        self.memory = memory
    }

    /// The tasks on one target: local models together, each global one alone.
    /// - Parameter size: how many series a task of local models has at most, rounded up to whole chunks; nil for one task.
    package func tasks(
        on target: String, series: Int, windows: Int, seriesPerTask size: Int? = nil
    ) -> [ForecastTask] {
        let global = spec.models.filter(catalogue.isGlobal).map { declaration in
            task(.global, [declaration], 0..<series, on: target, windows)
        }
        let local = spec.models.filter { !catalogue.isGlobal($0) && !catalogue.isCombined($0) }
        guard !local.isEmpty else { return global }
        let step = ForecastStage.wholeChunks(min(series, size ?? series))
        return stride(from: 0, to: series, by: step).map { first in
            task(.local, local, first..<min(first + step, series), on: target, windows)
        } + global
    }

    /// The same task for some of its models.
    static func task(
        like task: ForecastTask, of names: [String], in spec: ExperimentSpec, _ catalogue: ModelCatalogue
    ) -> ForecastTask {
        guard names != task.models else { return task }
        let kinds = spec.models.filter { names.contains($0.name) }.map(catalogue.kind)
        return ForecastTask(
            task.step, code: CodeVersion.worker(of: kinds), spec: task.spec, data: task.data,
            target: task.target, models: names, series: task.series, windows: task.windows,
            rounds: task.rounds, memory: task.memory, inputs: task.inputs)
    }

    private func task(
        _ step: ForecastTask.Step, _ models: [ModelDeclaration], _ series: Range<Int>, on target: String,
        _ windows: Int
    ) -> ForecastTask {
        ForecastTask(
            step, code: CodeVersion.worker(of: models.map(catalogue.kind)), spec: specDigest,
            data: dataDigest, target: target, models: models.map(\.name), series: series, windows: windows,
            memory: memory)
    }
}
