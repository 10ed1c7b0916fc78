import ForecastCore
import TemporalFusion
import Testing

@Suite("what a network takes of its variables") struct ExplanationTests {
    @Test("sums to 1 for static, past and future variables, by name")
    func sums() throws {
        var panel = SmallPanel.seasons
        panel.price = panel.series.map { row in row.indices.map { 1 + Double($0 % 5) } + [2, 2, 2, 2] }
        let explanation = try panel.fitted().explanation(of: panel.known(), jobs: 1)
        #expect(explanation.rows == 4)
        let weights = try #require(explanation.values(.selection))
        for group in ["static ", "past ", "ahead "] {
            let places = explanation.features.indices.filter { explanation.features[$0].hasPrefix(group) }
            #expect(!places.isEmpty)
            // Sums of Float weights.
            #expect((places.reduce(0) { $0 + weights[$1] } - 1).magnitude < 1e-5)
        }
        #expect(
            explanation.features.contains("past target")
                && explanation.features.contains("ahead current_price"))
    }

    @Test("is more of a price that decides everything than of the calendar of a panel without seasons")
    func learned() throws {
        var random = RandomPath(seed: 4, ["prices"]).stream
        let prices = (0..<8).map { _ in (0..<60).map { _ in 1 + random.nextUniform() } }
        var panel = SmallPanel(series: prices.map { row in row.prefix(56).map { 100 / ($0 * $0) } })
        panel.price = prices
        var parameters = SmallPanel.small
        parameters.length = .steps(200)
        let explanation = try panel.fitted(parameters, jobs: 2).explanation(of: panel.known(), jobs: 1)
        let weights = try #require(explanation.values(.selection))
        func weight(_ name: String) -> Double {
            explanation.features.firstIndex(of: name).map { weights[$0] } ?? .nan
        }
        #expect(weight("ahead current_price") > weight("ahead step"))
    }
}
