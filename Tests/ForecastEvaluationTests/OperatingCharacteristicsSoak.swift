import ForecastCore
import ForecastEvaluation
import Foundation
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

    @Test("of k equal challengers somebody is promoted", arguments: [1, 10, 50])
    func several(count: Int) throws {
        let policy = PromotionPolicy(
            metric: Metric(.wape), minimumImprovementPP: 1,
            guardrails: .init(
                biasPP: nil, absoluteBiasPP: nil, worstSegmentPP: nil, fallbackShare: nil))
        let settings: [(shock: Double, windows: Int)] = [(0, 4), (3, 4), (6, 4), (3, 8)]
        for (shock, windows) in settings {
            let shop = shop(shock, 200, windows)
            var promoted = 0
            let trials = 300
            for trial in 0..<trials {
                let (champion, challengers) = try shop.tables(
                    challengers: count, RandomPath(seed: 53, ["several", String(trial)]))
                let verdict = try policy.decide(
                    champion: champion, challengers: challengers,
                    baselines: [try SimulatedShop.worse(than: champion)], segmentations: [])
                if verdict.decision == .promote { promoted += 1 }
            }
            let share = Double(promoted) / Double(trials)
            print("k = \(count), shock \(shock), \(windows) windows: promoted in \(percent(share)) %")
            #expect(share <= 0.05 + 0.026)
        }
    }
}
