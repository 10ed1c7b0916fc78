import DemandFeatures
import ExperimentSpec
import ForecastCore
import Testing

/// The room that reads specs and the room that builds features do not import each other; here their words meet.
@Suite("The words of specs and of the builder") struct FeatureVocabularyTests {
    @Test("are the same, in the same order")
    func sameWords() {
        #expect(Set(SpecVocabulary.temporalFeatures) == Set(CalendarFact.allCases.map(\.rawValue)))
        #expect(SpecVocabulary.temporalFeatures.count == CalendarFact.allCases.count)
        #expect(SpecVocabulary.cyclicFeatures == CalendarFact.cyclic.map(\.rawValue))
        #expect(SpecVocabulary.ageFeatures == FeatureSet.ageNames)
        #expect(SpecVocabulary.priceFeatures == FeatureSet.priceNames)
        #expect(SpecVocabulary.priceVersus == FeatureSet.priceVersus)
        #expect(SpecVocabulary.classificationFeatures == FeatureSet.classificationNames)
    }

    @Test("every word that a spec may write builds a column, and nothing else does")
    func everyWordBuilds() throws {
        var panel = FeaturePanel()
        panel.grid = TimeGrid(
            frequency: .hourly, origin: .calendar(try #require(CivilDate("2022-03-01")), hour: 0), count: 80)
        func columns(_ change: (inout FeatureRequest) -> Void) throws -> [String] {
            var request = FeatureRequest()
            change(&request)
            return try FeatureSet(name: "one", request, panel: panel.panel, target: "volume").columnNames
        }
        for word in SpecVocabulary.temporalFeatures {
            #expect(try columns { $0.temporal = [word] } == [word])
        }
        for word in SpecVocabulary.cyclicFeatures {
            #expect(try columns { $0.cyclic = [word] } == ["\(word)_sin", "\(word)_cos"])
        }
        for word in SpecVocabulary.ageFeatures { #expect(try columns { $0.age = [word] } == [word]) }
        for word in SpecVocabulary.priceFeatures + [SpecVocabulary.priceVersus + "category"] {
            #expect(try columns { $0.price = [word] } == [word])
        }
        for word in SpecVocabulary.classificationFeatures {
            #expect(try columns { $0.classification = [word] } == [word])
        }
        for change: (inout FeatureRequest) -> Void in [
            { $0.temporal = ["fortnight"] }, { $0.cyclic = ["year"] }, { $0.age = ["age"] },
            { $0.price = ["price"] }, { $0.classification = ["abc"] },
        ] {
            let error = try #require(throws: DiagnosticsError.self) { try columns(change) }
            #expect(error.diagnostics.map(\.code) == ["E150"])
        }
    }

    @Test("a problem stands where the spec has the key that it comes of")
    func places() throws {
        var request = FeatureRequest()
        request.lags = [1]
        request.price = ["price_vs_colour"]
        request.past = ["proft"]
        let error = try #require(throws: DiagnosticsError.self) {
            try FeatureSet(name: "one", request, panel: FeaturePanel().panel, target: "volume") { key in
                SourceLocation(file: key, line: 1, column: 1)
            }
        }
        #expect(error.diagnostics.map { $0.location?.file } == ["price", "past"])
        #expect(error.diagnostics.map(\.code) == ["E151", "E151"])
    }
}
