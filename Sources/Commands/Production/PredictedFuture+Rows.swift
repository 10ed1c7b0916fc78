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
        targets.flatMap { target in
            target.series.flatMap { series in
                target.periods.enumerated().map { step, period in
                    ForecastRow(
                        series: target.history.panel.seriesIDs[series], target: target.name, period: period,
                        model: model, forecast: target.block.mean(series, step),
                        quantiles: levels.enumerated().map { level, name in
                            (name.label, target.block.quantile(series, step, level: level))
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
        for row in rows {
            var writer = LittleEndianWriter()
            for text in [row.series, row.target, row.period, row.model] { writer.append(text: text) }
            writer.append(row.forecast)
            for quantile in row.quantiles {
                writer.append(text: quantile.label)
                writer.append(quantile.value)
            }
            stream.update(writer.bytes)
        }
        return stream.finish().hex
    }

    /// The models that took part.
    /// - Parameter experiment: whose forecast it is.
    package func executionModels(of experiment: PreparedExperiment) throws -> [ExecutionModel] {
        let champions = try ChampionRegistry.read(of: experiment.project)
        return targets.flatMap { target in
            let members = target.versions.sorted { $0.key < $1.key }.map { name, version in
                ExecutionModel(
                    name: name, kind: version.training.kind, target: target.name, version: version.number,
                    digest: version.digest.hex, size: version.size, path: version.path,
                    isChampion: champions.trainedChampion(
                        of: experiment.spec.name, office: version.family)?.trained?.number == version.number,
                    mape: version.scores["mape"])
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
