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

    @Test("shows the attention of the nearest, the middle and the last step, each 1 in all")
    func attention() throws {
        let explanation = try SmallPanel.seasons.fitted().explanation(of: SmallPanel.seasons.known(), jobs: 1)
        let rows = try #require(explanation.attention).rows
        #expect(rows.map(\.step) == [1, 2, 4])
        // Twelve periods of the encoder, and those ahead that a step may see.
        #expect(rows.map(\.weights.count) == [13, 14, 16] && rows.map(\.first) == [-11, -11, -11])
        for row in rows {
            // Sums of Float weights.
            #expect((row.weights.reduce(0, +) - 1).magnitude < 1e-5 && row.weights.allSatisfy { $0 >= 0 })
        }
    }

    @Test("without queries the attention is the same for every period that a series has, and none before")
    func uniform() throws {
        var panel = SmallPanel.seasons
        panel.series = [
            panel.series[0], panel.series[1].enumerated().map { $0.offset < 51 ? .nan : $0.element },
        ]
        let file = try SafeTensors(bytes: try panel.fitted().bytes)
        let tensors = file.tensors.map { tensor -> SafeTensors.Tensor in
            guard tensor.name.hasPrefix("attention.query"), case .float(let values) = tensor.values else {
                return tensor
            }
            return .init(tensor.name, shape: tensor.shape, .float(values.map { _ in 0 }))
        }
        let changed = SafeTensors(tensors, metadata: file.metadata)
        let fitted = try panel.model().restored(from: changed.bytes)
        let row = try #require(try fitted.explanation(of: panel.known(), jobs: 1).attention?.rows.first)
        // One step ahead: 12 + 1 periods of the first series, 5 + 1 of the second, half of the forecasts each.
        let expected = (0..<13).map { (1.0 / 13 + ($0 < 7 ? 0 : 1.0 / 6)) / 2 }
        for (weight, expected) in zip(row.weights, expected) {
            #expect((weight - expected).magnitude < 1e-6)  // Float
        }
    }
}
