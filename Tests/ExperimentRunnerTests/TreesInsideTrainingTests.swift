import DemandFeatures
import ExperimentRunner
import ExperimentSpec
import ForecastCore
import ForecastTasks
import Foundation
import Testing

/// What `lightgbm` finds out inside the training periods before it learns from all of them.
@Suite("trees that choose inside the training periods") struct TreesInsideTrainingTests {
    private static let libraries = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    private struct Fitted {
        let values: [Double]
        let text: String
    }

    /// Nil where LightGBM is not there.
    private static func fitted(_ parameters: String, jobs: Int = 1) throws -> Fitted? {
        let inputs = try StageInputs(
            """
            experiment: small
            data: {dataset: shop, targets: [volume]}
            features: {demand: {lags: [1, 2], rolling_mean: [4]}}
            models: {m: {kind: lightgbm, features: demand, rounds: 20, leaves: 4, min_data_in_leaf: 5\(parameters)}}
            backtest: {horizon: 3, windows: 1}
            quantiles: [0.1, 0.5, 0.9]

            """, .lively(series: 40, weeks: 80))
        let window = try inputs.windows()[0]
        let known = KnownPanel(
            inputs.panel, target: "volume", window: window, classes: try inputs.classes()[0],
            levels: inputs.spec.quantiles)
        let model: any GlobalModel
        do {
            model = try ModelCatalogue.standard.globalModel(
                inputs.spec.models[0], of: inputs.spec, in: GlobalModelContext(seed: 7, libraries: libraries))
        } catch {
            print("not tried, because it cannot be trained here: \(error)")
            return nil
        }
        let fitted = try model.fit(known, jobs: jobs) { false }
        return Fitted(values: try fitted.forecast(known, jobs: jobs), text: fitted.artefact.text ?? "")
    }

    @Test(
        "a chosen scaling is one of the two, told in the artefact, and forecasts what it forecasts by its own name"
    )
    func scaling() throws {
        guard let auto = try Self.fitted(", scaling: auto") else { return }
        let own = try ["mean", "none"].map { try Self.fitted(", scaling: \($0)")?.values }
        #expect(own[0] != own[1])
        let chosen = auto.text.hasSuffix("scaling=mean\n") ? 0 : 1
        #expect(auto.text.hasSuffix("scaling=\(["mean", "none"][chosen])\n"))
        #expect(auto.values == own[chosen])
    }

    @Test("the number of threads decides nothing")
    func threads() throws {
        let parameters =
            ", scaling: auto, early_stopping: 3, validation: 12, validation_blocks: 4, intervals: conformal"
        guard let plain = try Self.fitted(parameters) else { return }
        #expect(try Self.fitted(parameters, jobs: 2)?.values == plain.values)
    }

    @Test("one run of validation is the tail, several are other periods, and one period each at most")
    func blocks() throws {
        let stopping = ", early_stopping: 2, validation: 12"
        guard let tail = try Self.fitted(stopping) else { return }
        #expect(try Self.fitted(stopping + ", validation_blocks: 1")?.values == tail.values)
        let several = try Self.fitted(stopping + ", validation_blocks: 4")
        #expect(several?.values != tail.values)
        // Twelve runs are all there are of twelve periods.
        let most = try Self.fitted(stopping + ", validation_blocks: 12")
        #expect(try Self.fitted(stopping + ", validation_blocks: 40")?.values == most?.values)
    }
}
