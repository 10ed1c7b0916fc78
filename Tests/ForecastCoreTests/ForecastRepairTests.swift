import ForecastCore
import Testing

@Suite("Forecast repair") struct ForecastRepairTests {
    private func repair(
        _ values: [Double], levels: [Double] = [0.1, 0.5, 0.9], isNonNegative: Bool = true,
        largest: Double = 10
    ) throws(Fallback) -> (values: [Double], repairs: Int) {
        let levels = levels.compactMap { QuantileLevel($0) }
        let request = ForecastRequest(
            horizon: values.count / (1 + levels.count), levels: levels, isNonNegative: isNonNegative)
        var values = values
        let repairs = try ForecastRepair.repair(&values, request: request, largestObserved: largest)
        return (values, repairs.total)
    }

    @Test("tells values below 0 from quantiles that cross")
    func reasons() throws {
        // Two steps of a mean and three quantiles; the request's largest value keeps nothing from being repaired.
        var values = [-1.0, -3, -2, 3, 7, 9, 8, 10]
        let levels = [0.1, 0.5, 0.9].compactMap { QuantileLevel($0) }
        let repairs = try ForecastRepair.repair(
            &values, request: ForecastRequest(horizon: 2, levels: levels, isNonNegative: true),
            largestObserved: 10)
        #expect(repairs == RepairCount(negative: 3, crossed: 2))
        #expect(values == [0, 0, 0, 3, 7, 8, 9, 10])
    }

    @Test("a sound forecast is left alone")
    func sound() throws {
        let (values, repairs) = try repair([5, 1, 5, 9, 0, 0, 0, 0])
        #expect(values == [5, 1, 5, 9, 0, 0, 0, 0] && repairs == 0)
    }

    @Test("negative demand becomes 0 and is counted; a negative zero becomes 0 and is not")
    func negative() throws {
        let (values, repairs) = try repair([-1, -2, -0.0, 3])
        #expect(values == [0, 0, 0, 3] && repairs == 2)
        #expect(values.allSatisfy { $0.sign == .plus })
    }

    @Test("what may be negative stays negative")
    func signed() throws {
        let (values, repairs) = try repair([-1, -3, -2, 3], isNonNegative: false)
        #expect(values == [-1, -3, -2, 3] && repairs == 0)
    }

    @Test("crossing quantiles are sorted within their step, the mean stays, the moved ones are counted")
    func crossing() throws {
        let (values, repairs) = try repair([7, 3, 2, 9, 1, 3, 2, 1])
        #expect(values == [7, 2, 3, 9, 1, 1, 2, 3])
        #expect(repairs == 4)
    }

    @Test("forecasts without quantiles, or with one, have nothing to sort", arguments: [[], [0.5]])
    func fewLevels(levels: [Double]) throws {
        let values = levels.isEmpty ? [4.0, 3, 2] : [4.0, 9, 3, 8]
        #expect(try repair(values, levels: levels).values == values)
    }

    @Test("a value that is not finite is a fallback", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) {
        #expect(throws: Fallback(.notFinite)) { try repair([1, 1, value, 1]) }
    }

    @Test("a value beyond a thousand times the largest observation has exploded, one at it has not")
    func exploded() throws {
        #expect(try repair([10_000, 1, 2, 3]).repairs == 0)
        #expect(throws: Fallback(.exploded)) { try repair([Double(10_000).nextUp, 1, 2, 3]) }
        #expect(throws: Fallback(.exploded)) { try repair([1, 1, 2, -10_001]) }
    }

    @Test(
        "small and missing observations allow forecasts up to a thousand",
        arguments: [0, 0.001, 1, -5, Double.nan])
    func smallScale(largest: Double) throws {
        #expect(try repair([1000, 1, 2, 3], largest: largest).repairs == 0)
        #expect(throws: Fallback(.exploded)) { try repair([1001, 1, 2, 3], largest: largest) }
    }

    @Test("repair is done once: a second one finds nothing")
    func idempotent() throws {
        var random = RandomPath(seed: 1, ["repair"]).stream
        for _ in 0..<200 {
            let values = (0..<24).map { _ in (random.nextUniform() - 0.3) * 20 }
            let once = try repair(values).values
            let again = try repair(once)
            #expect(again.values == once && again.repairs == 0)
        }
    }
}
