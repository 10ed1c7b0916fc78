import ForecastCore
import Testing

@Suite("Metrics by name") struct MetricTests {
    private let levels = [0.1, 0.25, 0.5, 0.75, 0.9].compactMap { QuantileLevel($0) }

    @Test("an id says everything that the number depends on")
    func ids() throws {
        let (low, high) = (try #require(QuantileLevel(0.025)), try #require(QuantileLevel(0.975)))
        #expect(Metric(.mape).id == "mape")
        #expect(Metric(.mase, season: 52).id == "mase@m=52" && Metric(.rmsse, season: 1).id == "rmsse@m=1")
        #expect(Metric(.pinball, level: low).id == "pinball@0.025")
        #expect(Metric(.coverage, interval: .init(lower: low, upper: high)).id == "coverage@95")
        #expect(
            Metric(.mase).id == "mase" && Metric(.pinball).id == "pinball"
                && Metric(.coverage).id == "coverage")
    }

    @Test(
        "a name stands for one variant per season, level or pair of levels",
        arguments: [
            (MetricName.mape, ["mape"]), (.bias, ["bias"]), (.wql, ["wql"]),
            (.mase, ["mase@m=1", "mase@m=52"]), (.rmsse, ["rmsse@m=1", "rmsse@m=52"]),
            (.pinball, ["pinball@0.1", "pinball@0.25", "pinball@0.5", "pinball@0.75", "pinball@0.9"]),
            (.coverage, ["coverage@80", "coverage@50"]),
        ])
    func variants(name: MetricName, ids: [String]) {
        #expect(Metric.variants(of: name, seasons: [1, 52], levels: levels).map(\.id) == ids)
    }

    @Test("measures of quantiles have no variant where there are no levels, nor coverage without a pair")
    func noLevels() {
        for name in [MetricName.pinball, .coverage, .wql] {
            #expect(Metric.variants(of: name, seasons: [1], levels: []).isEmpty)
        }
        let unpaired = [0.1, 0.5, 0.8].compactMap { QuantileLevel($0) }
        #expect(Metric.variants(of: .coverage, seasons: [1], levels: unpaired).isEmpty)
        #expect(Metric.variants(of: .mase, seasons: [], levels: levels).isEmpty)
    }

    @Test("levels that binary fractions cannot hold still make pairs", arguments: [1, 3, 7, 15, 33, 49])
    func awkwardPairs(percent: Int) throws {
        let pair = [Double(percent) / 100, 1 - Double(percent) / 100].compactMap { QuantileLevel($0) }
        let found = Metric.variants(of: .coverage, seasons: [], levels: pair)
        #expect(found.map(\.id) == ["coverage@\(100 - 2 * percent)"])
    }

    @Test("percentages and losses are known as such")
    func properties() {
        #expect(MetricName.allCases.filter(\.isPercentage) == [.mape, .wape, .smape, .bias, .coverage])
        #expect(MetricName.allCases.filter { !$0.isLoss } == [.bias, .coverage])
    }

    @Test(
        "a level is labelled by its percent",
        arguments: [
            (0.1, "p10"), (0.5, "p50"), (0.07, "p7"), (0.29, "p29"), (0.975, "p97.5"), (0.999, "p99.9"),
            (0.57, "p57"),
            (0.005, "p0.5"),
        ])
    func labels(value: Double, label: String) throws {
        #expect(try #require(QuantileLevel(value)).label == label)
    }

    @Test("all percent levels have whole labels, each its own")
    func percentLabels() {
        let labels = (1...99).compactMap { QuantileLevel(Double($0) / 100)?.label }
        #expect(labels == (1...99).map { "p\($0)" })
    }

    @Test(
        "only probabilities strictly between 0 and 1 are levels",
        arguments: [0, 1, -0.1, 1.1, Double.nan, .infinity, -0.0])
    func invalidLevels(value: Double) {
        #expect(QuantileLevel(value) == nil)
    }
}
