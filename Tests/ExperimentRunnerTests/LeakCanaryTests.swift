import Commands
import ExperimentRunner
import ForecastCore
import Testing
import Workers

@Suite("the leak canary") struct LeakCanaryTests {
    private static let local = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue], filter: {min_nonzero: 3}}
        models:
          ses: {kind: ses, paths: 50}
          tsb: {kind: tsb}
          mean: {kind: mean}
          shared: {kind: ses, season: 26, seasonal: fourier, group: category, paths: 50}
          best: {kind: ensemble, members: [ses, tsb, mean], best: 2, windows: 2}
          learned: {kind: ensemble, members: [ses, tsb, mean], weights: learned, by: wape}
          chosen: {kind: selected, members: [ses, tsb, mean], within: [abc_class], confidence: 0.5}
          coherent: {kind: reconciled, of: ses, levels: [all, category], windows: 2, samples: 20}
          both: {kind: reconciled, of: best, levels: [all, category], windows: 2, samples: 20}
        backtest: {horizon: 3, windows: 3, step: 3, refit: 2, gap: 1}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: tsb, challengers: [ses], metric: wape}

        """

    private static let trees = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features:
          demand:
            lags: [1, 2]
            rolling_mean: [4]
            price: [current_price]
            past: [promotion]
            past_mean: [4]
            group_mean: {columns: [price], by: [category]}
            classification: [abc_class]
            categorical: [category]
        models:
          step: {kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, weight_column: promotion, intervals: conformal, scaling: auto}
          recursive: {kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, strategy: recursive, intervals: conformal, early_stopping: 3, validation: 12, validation_blocks: 4}
          summed: {kind: reconciled, of: step, levels: [all, category], windows: 1}
          swept: {kind: lightgbm, features: demand, min_data_in_leaf: 5, leaves: 4}
        sweep:
          models.swept.rounds: [2, 4]
        halving:
          swept: {eta: 2, min_rounds: 1, validation: 3}
        backtest: {horizon: 3, windows: 2, step: 3}
        quantiles: []

        """

    private static let options = RunOptions(
        jobs: 2, force: false, progress: SilentProgress(), interruption: Interruption(), clock: { 0 },
        startedAt: "")

    private func watch(
        _ spec: String, on project: GeneratedProject,
        upstream: @escaping @Sendable (Panel) -> Panel = { $0 }
    ) throws -> CanaryReport {
        try LeakCanary(project.experiment(spec), options: Self.options, upstream: upstream).watch()
    }

    @Test("finds every local model tight, and says how much it compared")
    func tight() throws {
        let report = try watch(Self.local, on: try GeneratedProject())
        #expect(report.isTight && report.leak == nil, "\(report.text(width: nil))")
        #expect(report.windows.map(\.models.count) == [11, 11, 11])
        // Up to eight series and two targets.
        #expect(report.windows.allSatisfy { $0.models.allSatisfy { 8...16 ~= $0.compared && $0.moved == 0 } })
        // The earlier the cutoff, the more is unknown.
        let changed = report.windows.map(\.changed)
        #expect(changed == changed.sorted(by: >) && changed[2] > 0, "\(changed)")
        #expect(report.text(width: nil).contains("tight: none of"))
    }

    @Test(
        "finds trees tight: features, weights, past-only columns, classes and a search",
        .needsLightGBM)
    func tightTrees() throws {
        let report = try watch(Self.trees, on: try GeneratedProject(pastOnly: "promotion"))
        #expect(report.isTight, "\(report.text(width: nil))")
        // Two models, what makes one of them add up, the survivor of the search and the two baselines.
        #expect(report.windows.map(\.models.count) == [6, 6])
    }

    @Test(
        "finds trees of every objective tight, also those that have no loss for what the corrupted future holds",
        .needsLightGBM,
        arguments: ["poisson", "tweedie", "mape"])
    func objectives(objective: String) throws {
        let spec = Self.trees.replacing("rounds: 5,", with: "rounds: 5, objective: \(objective),")
        let report = try watch(spec, on: try GeneratedProject(pastOnly: "promotion"))
        #expect(report.isTight, "\(report.text(width: nil))")
    }

    @Test("catches a target that is shifted by one period: model, series, cutoff and step")
    func shifted() throws {
        let report = try watch(Self.local, on: try GeneratedProject()) { panel in
            panel.replacing("volume") { values, steps in
                values.indices.map { ($0 + 1) % steps == 0 ? values[$0] : values[$0 + 1] }
            }
        }
        let leak = try #require(report.leak)
        #expect(!report.isTight)
        #expect(
            leak.model == "ses" && leak.target == "volume" && leak.cutoff != nil, "\(report.text(width: nil))"
        )
        #expect(leak.step == 1 && leak.column == "forecast" && leak.old != leak.new)
        #expect(report.text(width: nil).contains("LEAK  a forecast moves: model ses, series SKU"))
        #expect(report.windows[0].models.allSatisfy { $0.moved > 0 })
    }

    @Test(
        "catches a column that is declared known ahead and made from the target, in the trees that read it alone",
        .needsLightGBM)
    func derivedColumn() throws {
        let report = try watch(Self.trees, on: try GeneratedProject(pastOnly: "promotion")) { panel in
            let volume = panel.column("volume")?.values ?? []
            return panel.replacing("price") { _, _ in volume.map { $0.isNaN ? 1 : 1 + $0 } }
        }
        let leak = try #require(report.leak)
        #expect(leak.model == "step" && leak.step != nil, "\(report.text(width: nil))")
        let moved = report.windows[0].models.map { $0.moved > 0 }
        #expect(moved == [true, true, true, true, false, false], "\(report.text(width: nil))")
    }

    @Test("catches who looks ahead for returns: a sign anywhere in the data decides")
    func sign() throws {
        let report = try watch(Self.local, on: try GeneratedProject()) { panel in
            panel.replacing("volume") { values, _ in
                values.contains { $0 < 0 } ? values.map { $0 + 1 } : values
            }
        }
        let leak = try #require(report.leak)
        #expect(!report.isTight && leak.target == "volume" && leak.step == 1, "\(report.text(width: nil))")
    }

    @Test("catches a filter that looks at the last values of the data")
    func filter() throws {
        // Demand is whole; what the canary writes is not, or is missing. Then the first series has no history.
        let report = try watch(Self.local, on: try GeneratedProject()) { panel in
            panel.replacing("volume") { values, steps in
                let isWhole = values[steps - 4..<steps].allSatisfy { $0.rounded() == $0 }
                return values.indices.map { $0 < steps && !isWhole ? .nan : values[$0] }
            }
        }
        #expect(report.leak?.what == "data.filter lets other series pass", "\(report.text(width: nil))")
        #expect(!report.isTight && report.windows.allSatisfy { $0.models.isEmpty })
    }
}

extension Panel {
    /// The panel with other values in one column; `change` gets them `[series, time]` and the number of periods.
    fileprivate func replacing(_ name: String, _ change: ([Double], Int) -> [Double]) -> Panel {
        Panel(
            grid: grid, seriesIDs: seriesIDs, firstStep: firstStep,
            columns: columns.map { column in
                column.name == name
                    ? PanelColumn(
                        name: name, knowledge: column.knowledge,
                        values: change(Array(column.values), grid.count))
                    : column
            }, attributes: attributes, holidays: holidays)
    }
}
