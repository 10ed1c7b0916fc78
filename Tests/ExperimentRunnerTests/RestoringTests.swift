import DemandFeatures
import ExperimentRunner
import ExperimentSpec
import ForecastCore
import ForecastTasks
import Foundation
import Testing

/// The law of artefacts, for every global kind of the catalogue.
@Suite("A fit that is restored from its artefact") struct RestoringTests {
    private static let libraries = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    /// One model of each global kind, and variants that are kept in another form.
    private static let models = [
        "lightgbm": [
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5}",
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, strategy: direct, labels: log}",
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, strategy: recursive, centre: median}",
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, intervals: conformal}",
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, intervals: conformal, labels: log, strategy: recursive, early_stopping: 3, validation: 13}",
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, scaling: auto}",
            "{kind: lightgbm, features: demand, rounds: 9, leaves: 4, min_data_in_leaf: 5, early_stopping: 3, validation: 12, validation_blocks: 4, intervals: conformal, scaling: auto}",
        ],
        "tft": ["{kind: tft, features: demand, hidden: 8, heads: 2, encoder: 8, epochs: 1}"],
    ]

    private static let panel: Panel = {
        let lively = Panel.lively(series: 40, weeks: 60)
        return Panel(
            grid: lively.grid, seriesIDs: lively.seriesIDs, firstStep: lively.firstStep,
            columns: lively.columns,
            attributes: [
                StaticAttribute(
                    name: "shop", categories: ["east", "north"],
                    codes: lively.seriesIDs.indices.map { Int32($0 % 3) - 1 })
            ])
    }()

    @Test("is tried of every global kind: a new one joins the models of this test")
    func kinds() {
        // A file of forecasts learns nothing; its own tests restore it.
        let global = ModelCatalogue.standard.kinds.filter(\.isGlobal).map(\.name).filter { $0 != "imported" }
        #expect(Set(global) == Set(Self.models.keys) && !global.isEmpty)
    }

    @Test("forecasts and explains the same, bit for bit", arguments: models.values.flatMap { $0 }.sorted())
    func law(model: String) throws {
        let inputs = try StageInputs(
            """
            experiment: small
            data: {dataset: shop, targets: [volume]}
            features: {demand: {lags: [1, 2], rolling_mean: [4], categorical: [shop]}}
            models: {m: \(model)}
            backtest: {horizon: 3, windows: 1}
            quantiles: [0.1, 0.5, 0.9]

            """, Self.panel)
        let window = try inputs.windows()[0]
        let known = KnownPanel(
            inputs.panel, target: "volume", window: window, classes: try inputs.classes()[0],
            levels: inputs.spec.quantiles)
        let context = GlobalModelContext(seed: 7, libraries: Self.libraries)
        let made: any GlobalModel
        do {
            made = try ModelCatalogue.standard.globalModel(
                inputs.spec.models[0], of: inputs.spec, in: context)
        } catch {
            print("not tried, because it cannot be trained here: \(model): \(error)")
            return
        }
        let fitted = try made.fit(known, jobs: 2) { false }
        let stored = fitted.artefact.stored
        #expect((fitted.artefact.text ?? "").contains("\nspread=") == model.contains("conformal"))
        #expect((fitted.artefact.text ?? "").contains("\nscaling=") == model.contains("scaling: auto"))
        let again = try ModelCatalogue.standard.globalModel(
            inputs.spec.models[0], of: inputs.spec, in: context)
        let artefact = try #require(Artefact(stored: stored))
        let restored = try again.restore(artefact, levels: known.levels)
        let values = try fitted.forecast(known, jobs: 1)
        #expect(values.count == 40 * 3 * 4 && values.allSatisfy(\.isFinite))
        #expect(try restored.forecast(known, jobs: 2).map(\.bitPattern) == values.map(\.bitPattern))
        #expect(try restored.explanation(of: known, jobs: 2) == fitted.explanation(of: known, jobs: 1))
        #expect(restored.artefact == fitted.artefact && restored.work == fitted.work)
        // Trees that do not say what their categories were would read those of today.
        if let text = fitted.artefact.text {
            let words = try #require(text.range(of: "\u{0C}\ncategories\nshop\teast\tnorth\n"))
            #expect(throws: UnreadableArtefact.self) {
                try again.restore(
                    Artefact(text: String(text[..<words.lowerBound]), work: 0), levels: known.levels)
            }
        }
        #expect(throws: (any Error).self) {
            try again.restore(
                Artefact(bytes: Array(artefact.bytes.prefix(artefact.bytes.count / 2)), work: 0),
                levels: known.levels)
        }
    }
}
