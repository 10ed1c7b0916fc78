import ForecastCore
import Testing

@Suite("Forecast blocks") struct ForecastBlockTests {
    private func forecast(_ start: Double, repairs: Int = 0) -> SeriesForecast {
        SeriesForecast(
            values: (0..<6).map { start + Double($0) },
            outcome: SeriesOutcome(parameters: [start], repairs: RepairCount(negative: repairs)))
    }

    @Test("a series' mean and quantiles are where the shape says")
    func shape() {
        var block = ForecastBlock(horizon: 2, levelCount: 2)
        block.reserve(series: 2)
        block.append(forecast(10))
        block.append(forecast(20, repairs: 3))
        #expect(block.seriesCount == 2 && block.width == 3 && block.stride == 6)
        #expect(block.mean(0, 0) == 10 && block.mean(0, 1) == 13 && block.mean(1, 0) == 20)
        #expect(block.quantile(1, 1, level: 0) == 24 && block.quantile(1, 1, level: 1) == 25)
        #expect(block.forecast(ofSeries: 1) == forecast(20, repairs: 3))
    }

    @Test("blocks appended to blocks hold their series in order")
    func concatenation() {
        var left = ForecastBlock(horizon: 2, levelCount: 2)
        var right = left
        var whole = left
        left.append(forecast(1))
        right.append(forecast(2))
        right.append(forecast(3))
        for start in [1.0, 2, 3] { whole.append(forecast(start)) }
        left.append(right)
        #expect(left == whole)
        left.append(ForecastBlock(horizon: 2, levelCount: 2))
        #expect(left == whole)
    }

    @Test("a block without levels holds means only")
    func meansOnly() {
        var block = ForecastBlock(horizon: 3, levelCount: 0)
        block.append(
            SeriesForecast(values: [1, 2, 3], outcome: SeriesOutcome(fallback: Fallback(.tooShort))))
        #expect((0..<3).map { block.mean(0, $0) } == [1, 2, 3])
        #expect(block.outcomes[0].fallback?.reason == .tooShort)
    }

    @Test("the codes of fallback reasons are pinned: they are stored")
    func reasons() {
        let texts = Fallback.Reason.allCases.map { "\($0.rawValue) \($0.text)" }
        #expect(
            texts == [
                "1 no observations", "2 too short", "3 constant", "4 all zero", "5 not positive",
                "6 not converged",
                "7 forecast exploded", "8 forecast not finite",
            ])
    }

    @Test("a request is as wide as its levels and the mean")
    func request() {
        #expect(ForecastRequest(horizon: 1, levels: []).width == 1)
        #expect(ForecastRequest(horizon: 1, levels: [0.1, 0.9].compactMap { QuantileLevel($0) }).width == 3)
    }
}
