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
    private static var request: FeatureRequest {
        var request = FeatureRequest()
        request.lags = [1, 2, 4, 8, 13, 26, 52]
        request.rollingMean = [4, 13]
        request.rollingStd = [4, 13]
        request.temporal = ["week_of_year", "month", "quarter", "year"]
        request.price = ["current_price"]
        request.categorical = ["category"]
        return request
    }

    init(dataset folder: String, withoutLast horizon: Int, repeats: Int) throws {
        let panel = try Snapshot.take(DataSet.open(folder: folder, projectRoot: folder)).panel
        let set = try FeatureSet(name: "peer", Self.request, panel: panel, target: "volume")
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
