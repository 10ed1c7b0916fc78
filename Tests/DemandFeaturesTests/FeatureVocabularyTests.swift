import DemandFeatures
import ForecastCore
import Testing

/// The words that a spec may write, and what builds columns from them.
@Suite("The words of feature sets") struct FeatureVocabularyTests {
    @Test("are those of the calendar, in the same order")
    func sameWords() {
        #expect(Set(FeatureKey.temporalWords) == Set(CalendarFact.allCases.map(\.rawValue)))
        #expect(FeatureKey.temporalWords.count == CalendarFact.allCases.count)
        #expect(FeatureKey.cyclicWords == CalendarFact.cyclic.map(\.rawValue))
    }

    @Test("every word that a spec may write builds a column, and nothing else does")
    func everyWordBuilds() throws {
        var panel = FeaturePanel()
        panel.grid = TimeGrid(
            frequency: .hourly, origin: .calendar(try #require(CivilDate("2022-03-01")), hour: 0), count: 80)
        func columns(_ change: (inout FeatureSetDefinition) -> Void) throws -> [String] {
            var definition = FeatureSetDefinition()
            change(&definition)
            return try FeatureSet(name: "one", definition, panel: panel.panel, target: "volume").columnNames
        }
        for word in FeatureKey.temporalWords {
            #expect(try columns { $0.temporal = [word] } == [word])
        }
        for word in FeatureKey.cyclicWords {
            #expect(try columns { $0.cyclic = [word] } == ["\(word)_sin", "\(word)_cos"])
        }
        for word in FeatureKey.ageWords { #expect(try columns { $0.age = [word] } == [word]) }
        for word in FeatureKey.priceWords + [FeatureKey.priceVersus + "category"] {
            #expect(try columns { $0.price = [word] } == [word])
        }
        for word in FeatureKey.classificationWords {
            #expect(try columns { $0.classification = [word] } == [word])
        }
        for change: (inout FeatureSetDefinition) -> Void in [
            { $0.temporal = ["fortnight"] }, { $0.cyclic = ["year"] }, { $0.age = ["age"] },
            { $0.price = ["price"] }, { $0.classification = ["abc"] },
        ] {
            let error = try #require(throws: DiagnosticsError.self) { try columns(change) }
            #expect(error.diagnostics.map(\.code) == ["E150"])
        }
    }

    @Test("a problem stands where the spec has the key that it comes of")
    func places() throws {
        var definition = FeatureSetDefinition()
        definition.lags = [1]
        definition.price = ["price_vs_colour"]
        definition.past = ["proft"]
        let error = try #require(throws: DiagnosticsError.self) {
            try FeatureSet(name: "one", definition, panel: FeaturePanel().panel, target: "volume") { key in
                SourceLocation(file: key, line: 1, column: 1)
            }
        }
        #expect(error.diagnostics.map { $0.location?.file } == ["price", "past"])
        #expect(error.diagnostics.map(\.code) == ["E151", "E151"])
    }
}
