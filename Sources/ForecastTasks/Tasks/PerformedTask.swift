internal import ForecastCore

/// What a worker made of a task.
package struct PerformedTask: Sendable {
    package let manifest: TaskManifest
    /// What the manifest names, in its order.
    package let files: [TaskFile]
}

extension TaskWorker {
    /// Performs a task and puts what came of it into files.
    /// - Parameters:
    ///   - first: the place of this worker's first series in the panel that the task counts in.
    ///   - inputs: what a prediction is made by, by its name and in the order of the task.
    package func files(
        of task: ForecastTask, panelFrom first: Int = 0, by inputs: [String: [[UInt8]]] = [:]
    ) throws -> PerformedTask {
        let own = task.onPanel(from: first)
        var outputs: [String: GlobalForecastStage.Output] = [:]
        let files: [TaskFile]
        switch own.step {
        case .training: files = try trainedFiles(of: own)
        case .prediction: files = try predictedFiles(of: own, by: inputs, &outputs)
        case .local, .global:
            outputs = try perform(own)
            files = try self.files(of: own, outputs)
        }
        return PerformedTask(
            manifest: TaskManifest(try task.id, files, fallbackSeries: replacedSeries(own, outputs)),
            files: files)
    }

    /// The ids of the series of which some forecast in the backtest is a stand-in, in their order.
    private func replacedSeries(
        _ task: ForecastTask, _ outputs: [String: GlobalForecastStage.Output]
    ) -> [String] {
        var replaced: Set<Int> = []
        for block in task.models.flatMap({ outputs[$0]?.blocks ?? [] }) {
            for index in 0..<block.seriesCount
            where !block.outcomes[index].isAbsent && block.outcomes[index].fallback != nil {
                replaced.insert(task.series.lowerBound + index)
            }
        }
        return replaced.sorted().map { history.panel.seriesIDs[$0] }
    }
}
