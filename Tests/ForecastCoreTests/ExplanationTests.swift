import ForecastCore
import Testing

@Suite("an explanation") struct ExplanationTests {
    @Test("shares add up to one, and are zeros where there is nothing to share")
    func shares() {
        #expect(Explanation.Measure(.gain, [1, 3, 0]).shares == [0.25, 0.75, 0])
        #expect(Explanation.Measure(.splits, [0, 0]).shares == [0, 0])
        #expect(Explanation.Measure(.contribution, []).shares.isEmpty)
    }

    @Test("gives the values of a measure it has, and nil for one it has not")
    func values() {
        let explanation = Explanation(
            features: ["lag_1", "step"], measures: [.init(.gain, [2, 1])], rows: 7)
        #expect(explanation.values(.gain) == [2, 1])
        #expect(explanation.values(.contribution) == nil)
    }
}
