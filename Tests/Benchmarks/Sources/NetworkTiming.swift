import DataSnapshots
import DemandFeatures
import ForecastCore
import LinearAlgebra
import TemporalFusion

/// How long a trained network takes to forecast every series from the end of its training periods, features and encoding
/// included: the best of some repeats.
///
///     Benchmarks network datasets/synthetic model.safetensors [--horizon 13] [--jobs 2] [--repeat 5]
struct NetworkTiming {
    let series: Int
    let seconds: Double

    /// What `run.py` trains the network with.
    private static var definition: FeatureSetDefinition {
        var definition = FeatureSetDefinition()
        definition.temporal = ["week_of_year", "month"]
        definition.price = ["current_price"]
        definition.categorical = ["category"]
        return definition
    }

    /// - Parameter bytes: of the network, which forecasts `request.horizon` steps and `request.levels`.
    init(dataset folder: String, network bytes: [UInt8], request: BenchmarkRequest) throws {
        let panel = try Snapshot.take(DataSet.open(folder: folder, projectRoot: folder)).panel
        let (count, last) = (panel.seriesIDs.count, panel.grid.count)
        let known = KnownPanel(
            panel, target: "volume",
            window: BacktestWindow(
                index: 0, training: 0..<last - request.horizon, test: last - request.horizon..<last,
                fittedIn: 0),
            // A class decides nothing here but which factors of the spread are multiplied with.
            classes: SeriesClasses(
                abc: Array(repeating: .a, count: count), xyz: Array(repeating: .x, count: count),
                pattern: Array(repeating: .smooth, count: count)), levels: request.levels)
        let model = TemporalFusionTransformer(NetworkParameters(), seed: 1, library: try OpenBLAS.load()) {
            known, codes in
            FeatureTable(
                panel: known.panel,
                features: try FeatureSet(
                    name: "demand", Self.definition, panel: known.panel, target: "volume", codes: codes),
                classes: known.classes, training: known.window.training,
                through: known.window.cutoff + known.reach)
        }
        let network = try model.restored(from: bytes)
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000_000)
        var finite = 0
        for _ in 0..<request.repeats {
            let start = clock.now
            let values = try network.forecast(known, jobs: request.jobs)
            best = min(best, clock.now - start)
            finite = values.count { $0.isFinite }
        }
        guard finite > 0 else { throw BenchmarkError(description: "the network forecasts nothing") }
        series = count
        seconds = best / .seconds(1)
    }

    var json: String { #"{"series": \#(series), "seconds": \#(seconds)}"# }
}
