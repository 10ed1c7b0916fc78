import DemandFeatures
import ForecastCore
import Testing

@Suite("FeatureTable") struct FeatureTableTests {
    @Test(
        "every feature is what plain loops give, on panels with launches, gaps and zeros",
        arguments: [1, 2, 3])
    func oracle(seed: Int) throws {
        for knowledge in [PanelColumn.Knowledge.knownAhead, .pastOnly] {
            let panel = FeaturePanel(seed: UInt64(seed), priceKnowledge: knowledge).panel
            for training in [0..<70, 9..<61] {
                let table = try FeaturePanel.table(
                    panel, training: training, through: training.upperBound + 8)
                let naive = NaiveFeatures(panel: panel, target: "volume", training: training)
                for step in [1, 5] {
                    expect(table.trainingRows(for: .direct(step: step)), naive)
                }
                expect(table.predictionRows(for: .stepAsFeature(steps: [1, 9]), steps: [1, 9]), naive)
            }
        }
    }

    /// Float rounding of a Double that both computed; only sums of squares near 0 need an absolute bound.
    private func expect(_ rows: FeatureRows, _ naive: NaiveFeatures) {
        let (series, origins, targets) = (rows.series, rows.origins, rows.targets)
        let skipped = ["week_of_year", "abc_class", "xyz_class", "demand_pattern"]
        for (column, name) in rows.matrix.columnNames.enumerated()
        where !skipped.contains(name) && !name.hasSuffix("_sin") && !name.hasSuffix("_cos") {
            var wrong: [String] = []
            for row in 0..<rows.matrix.rowCount {
                let found = Double(rows.matrix[row: row, column: column])
                let (s, o, t) = (Int(series[row]), Int(origins[row]), Int(targets[row]))
                let expected = name == "step" ? Double(t - o) : naive.feature(name, s, origin: o, target: t)
                let isSame =
                    found.isNaN ? expected.isNaN : abs(found - expected) <= 3e-7 * abs(expected) + 1e-9
                if !isSame { wrong.append("series \(s) origin \(o) target \(t): \(found), not \(expected)") }
            }
            #expect(
                wrong.isEmpty,
                "\(name): \(wrong.count) of \(rows.matrix.rowCount), first \(wrong.first ?? "")")
        }
        for (row, label) in rows.labels.enumerated() {
            #expect(label == Float(naive.value("volume", Int(series[row]), Int(targets[row]))))
        }
    }
}
