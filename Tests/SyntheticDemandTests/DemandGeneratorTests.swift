import ForecastCore
import SyntheticDemand
import Testing

@Suite("DemandGenerator") struct DemandGeneratorTests {
    private func generator(series: Int, weeks: Int = 156, seed: UInt64 = 7) throws -> DemandGenerator {
        try DemandGenerator(series: series, weeks: weeks, seed: seed)
    }

    @Test("a common shock moves all products of a week together, and none changes nothing")
    func commonShock() throws {
        func logTotals(_ shock: Double) throws -> [Double] {
            let made = try DemandGenerator(series: 300, weeks: 104, seed: 5, commonShock: shock)
            var totals = [Double](repeating: 0, count: 104)
            for index in 0..<300 {
                let series = made.series(at: index)
                for (offset, volume) in series.volume.enumerated() {
                    totals[series.firstWeek + offset] += Double(volume)
                }
            }
            return totals
        }
        let plain = try logTotals(0)
        let shaken = try logTotals(0.3)
        let ratios = zip(shaken, plain).map { $0 / $1 }
        // A log-deviation of 0.3 puts a third of all weeks more than a quarter off.
        #expect(ratios.count { ($0 - 1).magnitude > 0.25 } > 20)
        #expect(
            try DemandGenerator(series: 2, weeks: 30, seed: 5).series(at: 1).volume
                == DemandGenerator(series: 2, weeks: 30, seed: 5, commonShock: 0).series(at: 1).volume)
        #expect(throws: SyntheticDemandError.self) {
            try DemandGenerator(series: 2, weeks: 30, seed: 5, commonShock: 1.5)
        }
    }

    @Test("a series does not depend on how many there are")
    func prefix() throws {
        let few = try generator(series: 25)
        let many = try generator(series: 1_000_000)
        for index in 0..<25 { #expect(few.series(at: index) == many.series(at: index)) }
    }

    @Test("the text of a small data set begins the text of a larger one")
    func textPrefix() throws {
        let small = try text(of: generator(series: 7))
        let large = try text(of: generator(series: 40))
        #expect(large.starts(with: small))
    }

    @Test("another seed gives other series")
    func seeds() throws {
        let one = try generator(series: 40, seed: 1)
        let other = try generator(series: 40, seed: 2)
        #expect((0..<40).allSatisfy { one.series(at: $0).volume != other.series(at: $0).volume })
    }

    @Test("every twenty series hold 8 smooth, 4 erratic, 5 intermittent and 3 lumpy ones")
    func shares() throws {
        let made = try generator(series: 60)
        for block in stride(from: 0, to: 60, by: 20) {
            let profiles = (block..<block + 20).map { made.series(at: $0).profile }
            let counts = ProductProfile.allCases.map { profile in profiles.count { $0 == profile } }
            #expect(counts == [8, 4, 5, 3])
        }
    }

    /// The cuts of Syntetos, Boylan & Croston 2005. Promotions and seasons blur the borders, so a label
    /// is a tendency and not a promise.
    @Test(
        "most series fall in the class of their profile",
        arguments: zip(ProductProfile.allCases, [0.97, 0.97, 0.97, 0.88]))
    func classes(profile: ProductProfile, share: Double) throws {
        let made = try generator(series: 2_000)
        let series = (0..<2_000).map { made.series(at: $0) }.filter { $0.profile == profile }
        let hits = series.count { classify($0.volume) == profile.pattern }
        #expect(Double(hits) / Double(series.count) >= share)
    }

    private func classify(_ volume: [Int]) -> DemandPattern {
        let sizes = volume.filter { $0 > 0 }.map(Double.init)
        let interval = Double(volume.count) / Double(sizes.count)
        let mean = sizes.reduce(0, +) / Double(sizes.count)
        let variance = sizes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sizes.count)
        return switch (interval < 1.32, variance / (mean * mean) < 0.49) {
        case (true, true): .smooth
        case (true, false): .erratic
        case (false, true): .intermittent
        case (false, false): .lumpy
        }
    }

    @Test("every series sells, lives half a year and stays within the weeks")
    func lives() throws {
        let made = try generator(series: 2_000)
        var launched = 0
        var givenUp = 0
        for index in 0..<2_000 {
            let series = made.series(at: index)
            let end = series.firstWeek + series.volume.count
            #expect(series.volume.contains { $0 > 0 } && series.volume.allSatisfy { $0 >= 0 })
            #expect(series.volume.count >= 26 && end <= 156)
            #expect(
                series.priceCents.count == series.volume.count
                    && series.promotion.count == series.volume.count)
            launched += series.firstWeek > 0 ? 1 : 0
            givenUp += end < 156 ? 1 : 0
        }
        // Binomial, 2000 trials of 0.15 and 0.0625: five standard deviations are 80 and 54.
        #expect((220...380).contains(launched) && (71...179).contains(givenUp))
    }

    @Test("a promotion lowers the price and raises the demand of smooth products")
    func promotions() throws {
        let made = try generator(series: 400)
        var promoted: [Double] = []
        var plain: [Double] = []
        for series in (0..<400).map({ made.series(at: $0) }) where series.profile == .smooth {
            let mean = Double(series.volume.reduce(0, +)) / Double(series.volume.count)
            for week in series.volume.indices {
                let relative = Double(series.volume[week]) / mean
                if series.promotion[week] { promoted.append(relative) } else { plain.append(relative) }
            }
            for week in 1..<series.volume.count where series.promotion[week] && !series.promotion[week - 1] {
                #expect(series.priceCents[week] < series.priceCents[week - 1] * 109 / 100)
            }
        }
        let share = Double(promoted.count) / Double(promoted.count + plain.count)
        #expect((0.05...0.15).contains(share))
        let lift = promoted.reduce(0, +) / Double(promoted.count) / (plain.reduce(0, +) / Double(plain.count))
        #expect((1.3...2.5).contains(lift))
    }

    @Test("products of one category share its season: drinks sell more in July than in January")
    func season() throws {
        let made = try generator(series: 600, weeks: 104)
        var summer = 0.0
        var winter = 0.0
        for series in (0..<600).map({ made.series(at: $0) })
        where series.category == "drinks" && series.profile == .smooth && series.firstWeek == 0
            && series.volume.count == 104
        {
            let mean = Double(series.volume.reduce(0, +)) / 104
            // Weeks 26 to 30 of 2023 are July, weeks 2 to 6 January and early February.
            summer += Double(series.volume[26...30].reduce(0, +)) / mean
            winter += Double(series.volume[2...6].reduce(0, +)) / mean
        }
        #expect(summer > 1.3 * winter)
    }

    @Test("two weeks are the least; one, none, too many or a start outside the calendar are refused")
    func limits() throws {
        let shortest = try generator(series: 1, weeks: 2).series(at: 0)
        #expect(shortest.volume.count == 2)
        #expect(throws: SyntheticDemandError.self) { try generator(series: 0) }
        #expect(throws: SyntheticDemandError.self) { try generator(series: 1_000_001) }
        #expect(throws: SyntheticDemandError.self) { try generator(series: 1, weeks: 1) }
        #expect(throws: SyntheticDemandError.self) { try generator(series: 1, weeks: 1_041) }
        let late = try #require(CivilDate(year: 2200, month: 1, day: 1))
        #expect(throws: SyntheticDemandError.self) {
            try DemandGenerator(series: 1, weeks: 2, seed: 1, start: late)
        }
    }

    @Test(
        "the longest and the shortest lives can be made for any number of weeks",
        arguments: [2, 25, 26, 27, 40, 1_040])
    func anyLength(weeks: Int) throws {
        let made = try generator(series: 100, weeks: weeks)
        for index in 0..<100 {
            let series = made.series(at: index)
            #expect(series.firstWeek + series.volume.count <= weeks && series.volume.count >= min(26, weeks))
        }
    }
}

/// The whole `demand.csv` in memory.
func text(of generator: DemandGenerator) throws -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try generator.forEachBlock { block throws(SyntheticDemandError) in bytes += block }
    return bytes
}
