import DemandFeatures
import ForecastCore
import Testing

@Suite("Features of some series") struct SomeSeriesTests {
    private static let some = 3..<9
    private static let training = 0..<66

    /// The rows to predict of the series in question, by the name of the column, bit by bit.
    private func columns(_ definition: FeatureSetDefinition, isAlone: Bool) throws -> [String: [UInt32]] {
        let panel = FeaturePanel().panel
        let classes = SeriesClassifier().classify(
            volume: panel.column("volume")?.values ?? [], revenue: panel.column("revenue")?.values,
            timeCount: panel.grid.count, training: Self.training)
        let own = isAlone ? PanelShard(Self.some, of: panel).panel : panel
        let table = FeatureTable(
            panel: own, features: try FeatureSet(name: "all", definition, panel: own, target: "volume"),
            classes: isAlone
                ? SeriesClasses(
                    abc: Array(classes.abc[Self.some]), xyz: Array(classes.xyz[Self.some]),
                    pattern: Array(classes.pattern[Self.some])) : classes,
            training: Self.training, through: 72)
        let rows = table.predictionRows(
            for: .stepAsFeature(steps: [1, 7]), steps: [1, 7], scaling: .mean,
            series: isAlone ? Array(0..<Self.some.count) : Array(Self.some))
        return Dictionary(
            uniqueKeysWithValues: rows.matrix.columnNames.indices.map { column in
                (rows.matrix.columnNames[column], rows.matrix.column(column).map(\.bitPattern))
            })
    }

    private func differing(_ definition: FeatureSetDefinition) throws -> [String] {
        let (among, alone) = (try columns(definition, isAlone: false), try columns(definition, isAlone: true))
        #expect(among.keys.sorted() == alone.keys.sorted() && !among.isEmpty)
        return among.keys.filter { among[$0] != alone[$0] }.sorted()
    }

    @Test("are those that these series have among all, but for features that say they see others")
    func apart() throws {
        var definition = FeaturePanel.everything
        definition.groupMean = nil
        definition.rivals = nil
        definition.price = FeatureKey.priceWords
        #expect(!definition.seesOtherSeries)
        #expect(try differing(definition) == [])
        let changes: [(inout FeatureSetDefinition) -> Void] = [
            { $0.groupMean = FeaturePanel.everything.groupMean },
            { $0.rivals = FeaturePanel.everything.rivals },
            { $0.price = ["price_vs_category"] },
        ]
        for change in changes {
            var other = definition
            change(&other)
            #expect(other.seesOtherSeries)
            #expect(try !differing(other).isEmpty)
        }
    }
}
