import DemandFeatures
import ForecastCore
import Testing

/// What lies after the origin, or after the cutoff, never reaches a row: everything there is made absurd and
/// nothing may move by a bit.
@Suite("Features never see the future") struct FeatureLeakTests {
    private static let cutoff = 65
    private static let through = 72

    private static func features() throws -> [String] {
        try FeaturePanel.table(FeaturePanel().panel, training: 0..<cutoff + 1, through: through).features
            .columnNames
    }

    private func rows(_ panel: FeaturePanel, _ strategy: ForecastStrategy, _ scaling: SeriesScaling) throws
        -> FeatureRows
    {
        try FeaturePanel.table(panel.panel, training: 0..<Self.cutoff + 1, through: Self.through)
            .trainingRows(for: strategy, scaling: scaling)
    }

    private func absurd(_ series: Int, _ step: Int, _ value: Double) -> Double {
        value.isNaN ? Double(series + step) : (series + step) % 3 == 0 ? .nan : value * -1000 + 1e6
    }

    @Test("values after the cutoff move no feature of training or prediction", arguments: try features())
    func afterTheCutoff(name: String) throws {
        for knowledge in [PanelColumn.Knowledge.knownAhead, .pastOnly] {
            for scaling in SeriesScaling.allCases {
                let honest = FeaturePanel(priceKnowledge: knowledge)
                let corrupt = FeaturePanel(priceKnowledge: knowledge) { column, series, step, value in
                    let last = column.knowledge == .knownAhead ? Self.through : Self.cutoff
                    return step > last ? absurd(series, step, value) : value
                }
                let steps = [1, 4, 7]
                let strategy = ForecastStrategy.stepAsFeature(steps: steps)
                let tables = try [honest, corrupt].map {
                    try FeaturePanel.table($0.panel, training: 0..<Self.cutoff + 1, through: Self.through)
                }
                let trained = tables.map { $0.trainingRows(for: strategy, scaling: scaling) }
                let asked = tables.map { $0.predictionRows(for: strategy, steps: steps, scaling: scaling) }
                for pair in [trained, asked] {
                    let columns = pair.map { Array($0.matrix.column(named: name)) }
                    #expect(!columns[0].isEmpty && sameBits(columns[0], columns[1]), "\(name)")
                    #expect(sameBits(pair[0].labels, pair[1].labels) && pair[0].scales == pair[1].scales)
                }
                let recursive = tables.map {
                    Array(RecursiveFeatures($0, scaling: scaling).matrix().column(named: name))
                }
                #expect(sameBits(recursive[0], recursive[1]), "\(name) of a recursive forecast")
            }
        }
    }

    /// Classes belong to the cutoff, not to the origin, and are left out.
    @Test("values after an origin move no row of it or of an earlier one", arguments: try features())
    func afterTheOrigin(name: String) throws {
        guard !FeatureKey.classificationWords.contains(name) else { return }
        for knowledge in [PanelColumn.Knowledge.knownAhead, .pastOnly] {
            for (origin, step) in [(20, 1), (33, 5), (47, 3), (60, 5)] {
                let honest = try rows(FeaturePanel(priceKnowledge: knowledge), .direct(step: step), .none)
                // A changed target may drop labels: only values that stay observed are compared, so it is not dropped.
                let corrupt = try rows(
                    FeaturePanel(priceKnowledge: knowledge) { column, series, period, value in
                        let last = column.knowledge == .knownAhead ? origin + step : origin
                        guard period > last else { return value }
                        return column.name == "volume" ? value * 1000 + 7 : absurd(series, period, value)
                    }, .direct(step: step), .none)
                #expect(honest.runs == corrupt.runs)
                let seen = honest.origins.indices.filter { honest.origins[$0] <= origin }
                let columns = [honest, corrupt].map { rows in
                    let column = Array(rows.matrix.column(named: name))
                    return seen.map { column[$0] }
                }
                #expect(!seen.isEmpty && sameBits(columns[0], columns[1]), "\(name) at \(origin)")
            }
        }
    }

    @Test("the tests above notice: a later origin does move")
    func theTestNotices() throws {
        let names = try Self.features().filter {
            $0.hasPrefix("lag_1") || $0.hasPrefix("rolling") || $0.hasSuffix("_last")
        }
        let honest = try rows(FeaturePanel(), .recursive, .none)
        let corrupt = try rows(
            FeaturePanel { $0.knowledge != .knownAhead && $2 > 40 ? $3 * 1000 + 7 : $3 }, .recursive, .none)
        for name in names where !name.contains("zero") {
            #expect(
                !sameBits(
                    Array(honest.matrix.column(named: name)), Array(corrupt.matrix.column(named: name))),
                "\(name)")
        }
    }
}

extension FeatureMatrix {
    func column(named name: String) -> ArraySlice<Float> {
        columnNames.firstIndex(of: name).map(column) ?? []
    }
}
