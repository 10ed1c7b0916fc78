import DemandFeatures
import ForecastCore
import Testing

/// That values are right, and that none is read too early, the oracle and the leak tests show with all other features.
@Suite("categories that change over time as features") struct CategoryFeatureTests {
    private func set(_ edit: (inout FeatureSetDefinition) -> Void) throws -> FeatureSet {
        var definition = FeatureSetDefinition()
        edit(&definition)
        return try FeatureSet(name: "f", definition, panel: FeaturePanel().panel, target: "volume")
    }

    @Test("known ahead they belong to the target period, else to the origin; both are categories")
    func kinds() throws {
        let features = try set { $0.categorical = ["kind", "shelf"] }.features
        #expect(features.map(\.kind) == [.target, .origin] && features.allSatisfy(\.isCategorical))
        #expect(features[0].known.hasPrefix("ahead") && features[1].description.contains("last known"))
    }

    @Test("they are shown by their words, and sequences know how many words there are")
    func shown() throws {
        let panel = FeaturePanel().panel
        var definition = FeatureSetDefinition()
        definition.categorical = ["kind", "shelf"]
        let table = try FeaturePanel.table(panel, definition, training: 0..<60, through: 66)
        let row = table.show(series: 0, origin: 50)
        let code = panel.column("kind")?.values[51] ?? .nan
        #expect(
            code.isNaN
                ? row[0].category == nil : row[0].category == ["none", "tv", "flyer", "fair"][Int(code)])
        let sequences = [table.sequence(of: 0), table.sequence(of: 1)]
        #expect(sequences.map(\.categories) == [4, 4])
        #expect(sequences[1].values[60...66].allSatisfy { $0.isNaN }, "past-only words end at the cutoff")
        #expect(sequences[0].values[60...66].contains { !$0.isNaN })
    }

    @Test(
        "no number is made of words, and no category of numbers",
        arguments: ["promotion", "known_ahead", "past", "group_mean", "rivals", "categorical"])
    func refused(key: String) throws {
        let error = #expect(throws: DiagnosticsError.self) {
            try set {
                switch key {
                case "promotion": $0.promotion = ["kind"]
                case "known_ahead": $0.knownAhead = ["kind"]
                case "past": $0.past = ["shelf"]
                case "group_mean": $0.groupMean = .init(columns: ["kind"], by: ["category"])
                case "rivals": $0.rivals = .init(columns: ["kind"], within: "size", of: "category")
                default: $0.categorical = ["deal"]
                }
            }
        }
        #expect(error?.diagnostics.map(\.code) == ["E152"])
    }
}
