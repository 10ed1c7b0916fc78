package import ForecastCore

/// What a worker made of a task.
package struct PerformedTask: Sendable {
    package let manifest: TaskManifest
    /// What the manifest names, in its order.
    package let files: [TaskFile]
}

extension TaskWorker {
    /// Performs a task and puts what came of it into files.
    /// - Parameter first: the place of this worker's first series in the panel that the task counts in.
    package func files(of task: ForecastTask, panelFrom first: Int = 0) throws -> PerformedTask {
        let own = task.onPanel(from: first)
        let outputs = try perform(own)
        let files = try files(of: own, outputs)
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
