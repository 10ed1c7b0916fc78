import DataSnapshots
import ForecastCore
import Testing

@Suite("Panels: digests, selections, summaries") struct PanelTests {
    private func panel(_ values: [Double] = [1, 0, .nan, 4, .nan, 5], firstStep: [Int] = [0, 2]) -> Panel {
        Panel(
            grid: TimeGrid(frequency: .weekly, origin: .number(40), count: 3), seriesIDs: ["a", "b"],
            firstStep: firstStep,
            columns: [PanelColumn(name: "volume", knowledge: .target, values: values)],
            attributes: [StaticAttribute(name: "brand", categories: ["x", "y"], codes: [1, -1])])
    }

    /// Both digests also follow from the documented layouts, written down in a few lines of Python 3.11 with
    /// struct and hashlib (2026-11-22).
    @Test("the canonical form of a panel is pinned")
    func golden() {
        #expect(panel().digest.hex == "b1d4c0d1387d3cc6c2e46613766e6ffeecffaaea23d2d4ac5c7d3ce6003edb0e")
        #expect(
            panel().seriesDigest(target: "volume", series: 0, range: 0..<2).hex
                == "1f6a9ea1ec76333521d5592a8fbb5fddbe1518e6adcc8999c4a91707363b2ece")
    }

    @Test("every NaN is one NaN, and nothing else is lost")
    func digests() {
        let payload = Double(nan: 77, signaling: false)
        #expect(panel().digest == panel([1, 0, payload, 4, -.nan, 5]).digest)
        let digests = [
            panel(), panel([1, 0, 0, 4, .nan, 5]), panel([1, -0.0, .nan, 4, .nan, 5]),
            panel(firstStep: [0, 1]),
        ].map(\.digest)
        #expect(Set(digests).count == 4)
    }

    @Test("a series' digest sees its window and nothing else")
    func seriesDigests() {
        let one = panel()
        let other = panel([1, 0, 9, 8, 8, 8])
        let seen = one.seriesDigest(target: "volume", series: 0, range: 0..<2)
        #expect(
            seen == other.seriesDigest(target: "volume", series: 0, range: 0..<2),
            "later values and other series are out of sight")
        #expect(seen != one.seriesDigest(target: "volume", series: 0, range: 0..<3))
        #expect(seen != one.seriesDigest(target: "volume", series: 0, range: 1..<2))
        #expect(
            one.seriesDigest(target: "volume", series: 1, range: 0..<3)
                == other.seriesDigest(target: "volume", series: 1, range: 1..<3)
                || one.columns[0].values[5] != other.columns[0].values[5])
        #expect(
            one.seriesDigest(target: "volume", series: 1, range: 0..<3)
                == one.seriesDigest(target: "volume", series: 1, range: 1..<3),
            "before its first period there is nothing to see")
        #expect(
            one.seriesDigest(target: "volume", series: 1, range: 0..<2)
                == one.seriesDigest(target: "volume", series: 1, range: 2..<2))
    }

    @Test("a selection equals the data set of these series alone")
    func selection() throws {
        func csv(_ ids: [String]) -> String {
            "sku,week,volume,brand\n"
                + ids.flatMap { id in
                    (0..<3).map { "\(id),2021-01-\(["04", "11", "18"][$0]),\($0),brand-\(id)\n" }
                }.joined()
        }
        let yaml = weekly.replacing("targets: [volume]", with: "targets: [volume], static: [brand]")
        let all = try TemporaryProject(yaml: yaml, files: ["sales.csv": csv(["a", "b", "c"])]).panel()
        let some = try TemporaryProject(yaml: yaml, files: ["sales.csv": csv(["c", "a"])]).panel()
        #expect(all.selecting(series: [0, 2]).digest == some.digest)
        #expect(all.selecting(series: [0, 1, 2]).digest == all.digest)
        #expect(all.selecting(series: []).seriesCount == 0)
    }

    @Test("a summary counts within each series' life")
    func summary() {
        let summary = PanelSummary(of: panel())
        #expect(
            summary.series == 2 && summary.periods == 3 && summary.firstLabel == "40"
                && summary.lastLabel == "42")
        #expect(summary.observations == 4)
        #expect(
            summary.lengths?.minimum == 1 && summary.lengths?.median == 1 && summary.lengths?.maximum == 3)
        let column = summary.columns[0]
        // Series a misses its third period; before its launch, b misses nothing.
        #expect(column.observed == 4 && column.missing == 1 && column.zeros == 1 && column.zeroShare == 0.25)
        #expect(column.minimum == 0 && column.maximum == 5)
        #expect(summary.attributes.map(\.categories) == [2] && summary.attributes.map(\.missing) == [1])
    }

    @Test("a summary of nothing has no extremes")
    func emptySummary() {
        let empty = Panel(
            grid: TimeGrid(frequency: .daily, origin: .number(1), count: 0), seriesIDs: [], firstStep: [],
            columns: [PanelColumn(name: "volume", knowledge: .target, values: [])])
        #expect(PanelSummary(of: empty).lengths == nil && PanelSummary(of: empty).columns[0].minimum == nil)
    }
}
