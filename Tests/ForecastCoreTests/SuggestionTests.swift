import ForecastCore
import Testing

@Suite("Suggestions") struct SuggestionTests {
    private let kinds = [
        "naive", "seasonal_naive", "ets", "theta", "croston", "lightgbm", "tft", "holt", "holt_winters",
    ]

    @Test(
        "a typing error finds what was meant",
        arguments: [
            ("croton", "croston"), ("crostno", "croston"), ("Croston", "croston"), ("lightgmb", "lightgbm"),
            ("seasonalnaive", "seasonal_naive"), ("holt-winters", "holt_winters"), ("etss", "ets"),
            ("tf", "tft"),
            ("niave", "naive"), ("thetaa", "theta"),
        ])
    func nearMiss(word: String, meant: String) {
        #expect(Suggestion.nearest(to: word, in: kinds) == meant)
        #expect(Suggestion.clause(for: word, in: kinds) == "; did you mean '\(meant)'?")
    }

    @Test(
        "what is far from everything finds nothing",
        arguments: ["", "x", "arima", "prophet", "zzzzzzzz", "q"])
    func noGuess(word: String) {
        #expect(Suggestion.nearest(to: word, in: kinds) == nil)
        #expect(Suggestion.clause(for: word, in: kinds) == "")
    }

    @Test("a single letter is no typing error of another one")
    func singleLetters() {
        #expect(Suggestion.nearest(to: "x", in: ["a", "b"]) == nil)
        #expect(Suggestion.nearest(to: "", in: ["a"]) == nil)
        #expect(Suggestion.nearest(to: "a", in: []) == nil)
    }

    @Test("of equally near candidates the first in the alphabet is named, whatever their order")
    func ties() {
        #expect(Suggestion.nearest(to: "mbse", in: ["mase", "mbie", "mace"]) == "mase")
        #expect(Suggestion.nearest(to: "mbse", in: ["mbie", "mase"]) == "mase")
    }

    @Test("several candidates come nearest first, and only those that are near")
    func several() {
        let ids = ["SKU0103", "SKU0102", "SKU0002", "SKU0012", "shelf"]
        let near = Suggestion.nearest(3, to: "SKU012", in: ids)
        #expect(near == ["SKU0012", "SKU0102", "SKU0002"])
        #expect(Suggestion.clause(near) == "; did you mean 'SKU0012', 'SKU0102' or 'SKU0002'?")
        #expect(Suggestion.clause([]) == "")
    }

    @Test("an endless word costs no time")
    func endless() {
        let word = String(repeating: "a", count: 100_000)
        #expect(Suggestion.nearest(to: word, in: ["ets"]) == nil)
    }
}
