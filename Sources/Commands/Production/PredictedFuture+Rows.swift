internal import Champions
internal import Decisions
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
package import ForecastExecutions
internal import ForecastTasks
internal import ModelRegistry

/// A forecast in the terms of the tables that planners' systems read.
extension PredictedFuture {
    /// By target, series and period.
    package var rows: [ForecastRow] {
        // Words are made once: there are tens of thousands of rows, and somebody waits.
        let labels = levels.map(\.label)
        return targets.flatMap { target in
            let (ids, periods) = (target.history.panel.seriesIDs, target.periods)
            return target.series.flatMap { series in
                periods.indices.map { step in
                    ForecastRow(
                        series: ids[series], target: target.name, period: periods[step],
                        model: model, forecast: target.block.mean(series, step),
                        quantiles: labels.indices.map { level in
                            (labels[level], target.block.quantile(series, step, level: level))
                        })
                }
            }
        }
    }

    /// The last observed period, of the first target.
    package var cutoff: String { targets[0].cutoff }
    /// Periods that are told.
    package var horizon: Int { targets[0].horizon }

    /// Of rows in their order, in hexadecimal digits.
    package static func digest(of rows: [ForecastRow]) -> String {
        var stream = DigestStream()
        var writer = LittleEndianWriter()
        for (index, row) in rows.enumerated() {
            if index % 256 == 0 {
                stream.update(writer.bytes)
                writer = LittleEndianWriter()
            }
            for text in [row.series, row.target, row.period, row.model] { writer.append(text: text) }
            writer.append(row.forecast)
            for quantile in row.quantiles {
                writer.append(text: quantile.label)
                writer.append(quantile.value)
            }
        }
        stream.update(writer.bytes)
        return stream.finish().hex
    }

    /// The models that took part.
    /// - Parameter experiment: whose forecast it is.
    package func executionModels(of experiment: PreparedExperiment) throws -> [ExecutionModel] {
        let champions = try ChampionRegistry.read(of: experiment.project)
        return targets.flatMap { target in
            let members = target.versions.sorted { $0.key < $1.key }.map { name, version in
                ExecutionModel(version, named: name, of: experiment.spec.name, champions)
            }
            guard target.versions[model] == nil else { return members }
            return members + [
                ExecutionModel(
                    name: model, kind: modelKind, target: target.name, version: nil,
                    digest: nil, size: nil, path: nil, isChampion: true, mape: nil)
            ]
        }
    }
}
