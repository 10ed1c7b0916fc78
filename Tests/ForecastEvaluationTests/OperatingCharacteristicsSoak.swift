import ForecastCore
import ForecastEvaluation
import Foundation
import NumericKernels
import Testing

/// The tables of `docs/windows.md`, as the project's own code measures them: `make soak` prints them.
@Suite(
    "Operating characteristics, long",
    .enabled(if: ProcessInfo.processInfo.environment["FORECAST_SOAK"] != nil, "part of make soak"))
struct OperatingCharacteristicsSoak {
    private func shop(_ shock: Double, _ series: Int, _ windows: Int, dominant: Bool = false)
        -> SimulatedShop
    {
        var shop = SimulatedShop(series: series, windows: windows, windowShock: shock, volumeSpread: 1.6)
        shop.hasDominantProduct = dominant
        return shop
    }

    private func percent(_ share: Double) -> String { NumberText.fixed(100 * share, decimals: 1) }

    @Test("coverage, false promotions, and the lead that can be seen")
    func table() throws {
        print(
            "| window shock, pp | series | windows | covers | promoted at 0 | at 1 | at 2 | at 4 | a lead seen from |"
        )
        print("|---|---|---|---|---|---|---|---|---|")
        let shocks: [Double] = [0, 3, 6]
        var cells: [(shock: Double, series: Int, windows: Int, dominant: Bool)] = []
        for shock in shocks {
            for series in [50, 500, 5000] {
                for windows in [3, 4, 8, 12] { cells.append((shock, series, windows, false)) }
            }
        }
        for shock in shocks {
            for windows in [4, 8] { cells.append((shock, 500, windows, true)) }
        }
        for (shock, series, windows, dominant) in cells {
            let shop = shop(shock, series, windows, dominant: dominant)
            let trials = series > 1000 ? 150 : 800
            let none = try OperatingCharacteristicsTests.rates(shop, trials: trials, seed: 51)
            let powers = try [1.0, 2, 4].map { lead in
                try OperatingCharacteristicsTests.rates(shop, lead: lead, trials: trials / 2, seed: 52)
                    .promoted
            }
            let seen = none.halfWidths.sorted()[none.halfWidths.count / 2]
            var row = [NumberText.plain(shock), NumberText.count(series) + (dominant ? ", one of 20 %" : "")]
            row += [String(windows), percent(none.covered), percent(none.promoted)]
            row += powers.map(percent)
            row.append(NumberText.fixed(seen, decimals: 1))
            print("| \(row.joined(separator: " | ")) |")
            // Two standard errors of the trials below 90 %.
            if windows >= 4 { #expect(none.covered > 0.9 - (trials > 500 ? 0.02 : 0.05), "\(row)") }
            #expect(none.promoted <= (trials > 500 ? 0.065 : 0.09), "\(row)")
        }
    }

    /// Challengers of `SimulatedShop` share nothing but the sales, so that one at the level of k tells of k: far more
    /// exactly than shops with k of them, of which the suite has some.
    @Test("of k equal challengers somebody is promoted", arguments: [3, 4, 8])
    func several(windows: Int) throws {
        let counts = [1, 10, 50]
        for series in [200, 1000] {
            for shock in [0.0, 3, 6] {
                let shop = shop(shock, series, windows)
                let trials = series > 200 ? 2000 : 6000
                var sure = counts.map { _ in 0.0 }
                for trial in 0..<trials {
                    let (champion, challengers) = try shop.tables(
                        RandomPath(seed: 53, ["several", String(trial)]))
                    let comparison = try Comparison.between(
                        champion: champion, challenger: challengers[0], on: Metric(.wape))
                    for (index, count) in counts.enumerated() {
                        let level = Holm.confidence(0.95, amongst: count)
                        let margin = try #require(comparison.at(confidence: level).detectablePP)
                        // By symmetry half of them to the better.
                        if comparison.improvementPP.magnitude > margin { sure[index] += 0.5 / Double(trials) }
                    }
                }
                let somebody = zip(sure, counts).map { share, count in
                    1 - (0..<count).reduce(1.0) { product, _ in product * (1 - share) }
                }
                let row = somebody.map(percent).joined(separator: " | ")
                print("| \(shock) | \(series) | \(windows) | \(row) |")
                for share in somebody { #expect(share <= 0.05, "\(shock) \(series) \(windows)") }
            }
        }
    }

    @Test("real leads are found as often as by the plain two-way variance, which covers no better")
    func power() throws {
        let cells: [(shock: Double, series: Int, windows: Int)] = [
            (0, 500, 4), (3, 500, 4), (6, 500, 4), (3, 50, 4), (3, 500, 8),
        ]
        for (shock, series, windows) in cells {
            let shop = shop(shock, series, windows)
            let trials = 4000
            var (ours, plain) = (0.0, 0.0)
            for trial in 0..<trials {
                let (champion, challengers) = try shop.tables(
                    lead: 2, RandomPath(seed: 54, ["power", String(trial)]))
                let comparison = try Comparison.between(
                    champion: champion, challenger: challengers[0], on: Metric(.wape))
                let influence = try #require(PairedInfluence(champion, challengers[0], Metric(.wape)))
                guard comparison.improvementPP >= 1 else { continue }
                let share = 1 / Double(trials)
                if comparison.improvementPP > comparison.detectablePP ?? .infinity { ours += share }
                if comparison.improvementPP > PlainTwoWayVariance(influence).margin { plain += share }
            }
            print("shock \(shock), \(series) x \(windows): \(percent(ours)) %, plain \(percent(plain)) %")
            #expect(ours >= plain - 0.03)
        }
    }
}

/// Two-way clustered variance as Cameron, Gelbach & Miller 2011 have it, with Satterthwaite's degrees of freedom: no correction
/// for large shares, and C the plain sum of squares. What `TwoWayVariance` is held against.
struct PlainTwoWayVariance {
    /// Half of the interval of 95 %.
    let margin: Double

    init(_ influence: PairedInfluence) {
        let windows = Double(influence.windows.count)
        let series = Double(influence.measuredSeries.count)
        var bySeries = [Double](repeating: 0, count: influence.measuredSeries.count)
        var (a, c) = (0.0, 0.0)
        for window in influence.windows.indices {
            let values = influence.values(inWindow: window)
            let sum = values.reduce(0, +)
            a += windows / (windows - 1) * sum * sum
            for (index, value) in values.enumerated() {
                bySeries[index] += value
                c += value * value
            }
        }
        let b = series / (series - 1) * bySeries.reduce(0) { $0 + $1 * $1 }
        let effective = 1 / influence.seriesShares.reduce(0) { $0 + $1 * $1 }
        let variance = max(max(a - c, 0) + b, c)
        let df = max(1, variance * variance / (a * a / (windows - 1) + b * b / (effective - 1)))
        margin = variance.squareRoot() * StudentT.upperQuantile(0.025, degreesOfFreedom: df)
    }
}
