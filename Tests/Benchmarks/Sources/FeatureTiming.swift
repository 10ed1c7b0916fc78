import DataSnapshots
import DemandFeatures
import ForecastCore

/// How long one thread takes to compute 17 features of every series and to gather the rows of a one-step model: the
/// best of some repeats.
///
///     Benchmarks features datasets/synthetic [--horizon 13] [--repeat 5]
struct FeatureTiming {
    let rows: Int
    let columns: Int
    let seconds: Double

    /// What `peer_features.py` asks mlforecast for.
    private static var definition: FeatureSetDefinition {
        var definition = FeatureSetDefinition()
        definition.lags = [1, 2, 4, 8, 13, 26, 52]
        definition.rollingMean = [4, 13]
        definition.rollingStd = [4, 13]
        definition.temporal = ["week_of_year", "month", "quarter", "year"]
        definition.price = ["current_price"]
        definition.categorical = ["category"]
        return definition
    }

    init(dataset folder: String, withoutLast horizon: Int, repeats: Int) throws {
        let panel = try Snapshot.take(DataSet.open(folder: folder, projectRoot: folder)).panel
        let set = try FeatureSet(name: "peer", Self.definition, panel: panel, target: "volume")
        let training = 0..<panel.grid.count - horizon
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000_000)
        var matrix = FeatureMatrix(columnNames: [], isCategorical: [], rowCount: 0, values: [])
        for _ in 0..<repeats {
            let duration = clock.measure {
                let table = FeatureTable(
                    panel: panel, features: set, classes: nil, training: training,
                    through: panel.grid.count - 1)
                matrix = table.trainingRows(for: .recursive).matrix
            }
            best = min(best, duration)
        }
        rows = matrix.rowCount
        columns = matrix.columnCount
        seconds = best / .seconds(1)
    }

    var json: String { #"{"rows": \#(rows), "columns": \#(columns), "seconds": \#(seconds)}"# }
}
