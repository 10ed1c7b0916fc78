internal import ForecastCore
internal import Reports

/// What came of a task: equal whoever performed it.
package struct TaskManifest: Encodable {
    /// The forecasts of one model in one window, as the cache writes them.
    package struct Output: Encodable {
        /// `ses/2024-06-03`: the model and the cutoff.
        let name: String
        let sha256: String
        let size: Int
    }

    /// The stage under which the store keeps manifests, each under the id of its task.
    package static let stage = "task"

    let task: String
    let outputs: [Output]
    /// Series of which some forecast is a stand-in.
    let fallbackSeries: [String]

    enum CodingKeys: String, CodingKey {
        case task, outputs
        case fallbackSeries = "fallback_series"
    }

    /// - Parameter forecasts: by model; `[window]`, each with the series of the task.
    package init(
        _ task: ForecastTask, _ forecasts: [String: GlobalForecastStage.Output], of history: TargetHistory
    ) throws {
        self.task = try task.id.hex
        var outputs: [Output] = []
        var replaced: Set<Int> = []
        for model in task.models {
            for (window, block) in zip(history.windows, forecasts[model]?.blocks ?? []) {
                var bytes: [UInt8] = []
                for index in 0..<block.seriesCount where !block.outcomes[index].isAbsent {
                    ForecastCodec.append(block.forecast(ofSeries: index), to: &bytes)
                    if block.outcomes[index].fallback != nil {
                        replaced.insert(task.series.lowerBound + index)
                    }
                }
                outputs.append(
                    Output(
                        name: "\(model)/\(history.panel.grid.label(of: window.cutoff))",
                        sha256: Digest.sha256(bytes).hex, size: bytes.count))
            }
        }
        self.outputs = outputs
        fallbackSeries = replaced.sorted().map { history.panel.seriesIDs[$0] }
    }

    /// Its file.
    package var bytes: [UInt8] { get throws { Array(try JSONText.line(of: self, path: "a manifest").utf8) } }
}
