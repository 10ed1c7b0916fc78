import ForecastCore
import ForecastEvaluation
import Testing

/// How often intervals cover what they should, and how often nothing is promoted: measured, because no formula says it
/// for a handful of windows. `docs/windows.md` shows the long version (`make soak`).
@Suite("Operating characteristics") struct OperatingCharacteristicsTests {
    struct Cell: Sendable, CustomTestStringConvertible {
        let name: String
        let shop: SimulatedShop

        var testDescription: String { name }
    }

    static let cells: [Cell] = [
        Cell(name: "no window shock, 4 windows", shop: SimulatedShop(windowShock: 0)),
        Cell(name: "3 pp, 4 windows", shop: SimulatedShop()),
        Cell(name: "6 pp, 4 windows", shop: SimulatedShop(windowShock: 6)),
        Cell(name: "6 pp, 8 windows", shop: SimulatedShop(windows: 8, windowShock: 6)),
        Cell(name: "50 series", shop: SimulatedShop(series: 50)),
        Cell(name: "a product of 20 %", shop: SimulatedShop(hasDominantProduct: true)),
        Cell(name: "what is true of a series stays", shop: SimulatedShop(seriesEffect: 20, cellNoise: 10)),
        Cell(name: "uniform shocks", shop: SimulatedShop(noise: .uniform, shockNoise: .uniform)),
        Cell(name: "many zeros", shop: SimulatedShop(zeros: 0.7)),
        Cell(name: "windows of unequal volume", shop: SimulatedShop(windowShock: 6, seasonality: 0.4)),
        Cell(name: "shocks by group of products", shop: SimulatedShop(segments: 6)),
        Cell(
            name: "windows of 4 weeks, one week apart",
            shop: SimulatedShop(series: 60, windows: 17, horizon: 4)),
    ]

    struct Rates {
        var covered = 0.0
        var promoted = 0.0
        var halfWidths: [Double] = []
    }

    static func rates(_ shop: SimulatedShop, lead: Double = 0, trials: Int, seed: UInt64) throws -> Rates {
        var rates = Rates()
        for trial in 0..<trials {
            let (champion, challengers) = try shop.tables(
                lead: lead, RandomPath(seed: seed, ["shop", String(trial)]))
            let comparison = try Comparison.between(
                champion: champion, challenger: challengers[0], on: Metric(.wape))
            let interval = try #require(comparison.intervalPP)
            if interval.lower <= lead && lead <= interval.upper { rates.covered += 1 / Double(trials) }
            if Decision.about(comparison, minimumPP: 1, guardrails: .holds) == .promote {
                rates.promoted += 1 / Double(trials)
            }
            rates.halfWidths.append(comparison.detectablePP ?? .nan)
        }
        return rates
    }

    /// 300 trials have a standard error of 1.3 points at 95 %. The floor of a cell is 92 % less two of those.
    @Test("an interval of 95 % covers the truth about as often, whatever windows share", arguments: cells)
    func coverage(cell: Cell) throws {
        let rates = try Self.rates(cell.shop, trials: 300, seed: 41)
        #expect(rates.covered >= 0.92 - 0.026, "\(rates.covered)")
        #expect(rates.promoted <= 0.05 + 0.025, "\(rates.promoted)")
    }

    @Test("over all cells together, 95 % is within three points")
    func overallCoverage() throws {
        let rates = try Self.cells.map { try Self.rates($0.shop, trials: 100, seed: 42).covered }
        let mean = rates.reduce(0, +) / Double(rates.count)
        #expect((0.92...0.995).contains(mean), "\(mean)")
    }

    @Test("of many equal challengers none is promoted in 95 of 100 runs", arguments: [1, 10, 50])
    func severalEquals(count: Int) throws {
        let shop = SimulatedShop(series: 60)
        let policy = PromotionPolicy(
            metric: Metric(.wape), minimumImprovementPP: 1,
            guardrails: .init(
                biasPP: nil, absoluteBiasPP: nil, worstSegmentPP: nil, fallbackShare: nil))
        var promoted = 0
        for trial in 0..<100 {
            let (champion, challengers) = try shop.tables(
                challengers: count, RandomPath(seed: 43, ["several", String(trial)]))
            let baseline = try SimulatedShop.worse(than: champion)
            let verdict = try policy.decide(
                champion: champion, challengers: challengers, baselines: [baseline], segmentations: [])
            #expect(verdict.challengersTried == count)
            if verdict.decision == .promote { promoted += 1 }
        }
        // 5 % of 100 runs, and two standard errors.
        #expect(promoted <= 9, "\(promoted) of 100")
    }

    /// One comparison at the level of ten tells as much about ten of them, in a tenth of the time.
    @Test("far out in the tails, where an interval among ten lies, three shaking windows promise no more")
    func tails() throws {
        let shop = SimulatedShop(series: 100, windows: 3, windowShock: 6, volumeSpread: 1.6)
        let trials = 4000
        var surelyDifferent = 0
        for trial in 0..<trials {
            let (champion, challengers) = try shop.tables(RandomPath(seed: 45, ["tails", String(trial)]))
            let comparison = try Comparison.between(
                champion: champion, challenger: challengers[0], on: Metric(.wape),
                confidence: Holm.confidence(0.95, amongst: 10))
            let interval = try #require(comparison.intervalPP)
            if interval.lower > 0 || interval.upper < 0 { surelyDifferent += 1 }
        }
        // 0.5 % of 4,000; with Satterthwaite's degrees of freedom alone 34.
        #expect(surelyDifferent <= 20, "\(surelyDifferent) of \(trials)")
    }

    @Test("a lead of three points in eight calm windows is found, and one of a tenth is not promoted")
    func power() throws {
        let shop = SimulatedShop(series: 400, windows: 8, windowShock: 0, seriesEffect: 2, volumeSpread: 1)
        #expect(try Self.rates(shop, lead: 3, trials: 60, seed: 44).promoted > 0.9)
        #expect(try Self.rates(shop, lead: 0.1, trials: 60, seed: 44).promoted <= 0.1)
    }
}

extension SimulatedShop {
    /// A baseline that nobody falls below.
    static func worse(than champion: ScoreTable) throws -> ScoreTable {
        let windows = champion.windows.map { scores in
            WindowScores(
                settings: scores.settings, horizon: scores.horizon,
                statistics: scores.statistics.enumerated().map { index, value in
                    // Doubling the sums of errors and leaving |y| and the counts: columns 2 to 4 of nine.
                    (2...4).contains(index % (scores.statistics.count / scores.seriesCount))
                        ? 2 * value : value
                },
                stepStatistics: scores.stepStatistics, fallbackReasons: scores.fallbackReasons,
                repairs: scores.repairs)
        }
        return ScoreTable(
            model: "naive", target: champion.target, settings: champion.settings, windows: windows)
    }
}
