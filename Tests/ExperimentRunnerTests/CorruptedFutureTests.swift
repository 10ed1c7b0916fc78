import Commands
import ForecastCore
import Testing

@Suite("a corrupted future") struct CorruptedFutureTests {
    private static let steps = 40
    private static let window = BacktestWindow(index: 0, training: 0..<20, test: 21..<24, fittedIn: 0)
    private static let corrupted = CorruptedFuture(of: panel, after: window)

    private static let panel = Panel(
        grid: TimeGrid(frequency: .weekly, origin: .number(1), count: steps), seriesIDs: ["a", "b", "c"],
        firstStep: [0, 5, 30],
        columns: PanelColumn.Knowledge.allCases.map { knowledge in
            PanelColumn(
                name: knowledge.rawValue, knowledge: knowledge,
                values: (0..<3 * steps).map { index in
                    let (series, step) = index.quotientAndRemainder(dividingBy: steps)
                    return step < [0, 5, 30][series] || step == 25 ? .nan : Double(10 + step + 100 * series)
                })
        })

    private func sameBits(_ name: String) throws -> [[Bool]] {
        let before = try #require(Self.panel.column(name)).values
        let after = try #require(Self.corrupted.panel.column(name)).values
        return (0..<3).map { series in
            (0..<Self.steps).map { step in
                let index = series * Self.steps + step
                return before[index].bitPattern == after[index].bitPattern
            }
        }
    }

    @Test("changes every unknown value and no known one", arguments: ["target", "past_only"])
    func unknown(column: String) throws {
        let same = try sameBits(column)
        for (series, launch) in [0, 5, 30].enumerated() {
            for step in 0..<Self.steps {
                #expect(same[series][step] == (step < max(20, launch)), "\(series) \(step)")
            }
        }
    }

    @Test("leaves what is known ahead alone up to the last test period")
    func knownAhead() throws {
        let same = try sameBits("known_ahead")
        #expect(same[0].firstIndex(of: false) == 24 && same[1].firstIndex(of: false) == 24)
        #expect(same[0].lastIndex(of: true) == 23)
    }

    @Test("keeps the scale of each series, fills what was missing, and takes some away")
    func plausible() throws {
        let values = try #require(Self.corrupted.panel.column("target")).values
        let future = Array(values[Self.steps + 20..<2 * Self.steps])
        let observed = future.filter { !$0.isNaN }
        // Series b has values around 122 before the cutoff.
        #expect(observed.allSatisfy { $0 == 0 || 30...490 ~= $0.magnitude } && observed.count > 12)
        #expect(!values[25].isNaN)
        #expect(values[20..<40].contains { $0.isNaN } || values[60..<80].contains { $0.isNaN })
    }

    @Test("makes some targets 0 and some negative, and no other column")
    func signs() throws {
        let target = try #require(Self.corrupted.panel.column("target")).values
        #expect(target.contains(0) && target.contains { $0 < 0 } && target.contains { $0 > 0 })
        for name in ["past_only", "known_ahead"] {
            let values = try #require(Self.corrupted.panel.column(name)).values
            #expect(values.allSatisfy { $0.isNaN || $0 > 0 }, "\(name)")
        }
    }

    @Test("is the same each time")
    func deterministic() throws {
        let again = CorruptedFuture(of: Self.panel, after: Self.window)
        for (left, right) in zip(again.panel.columns, Self.corrupted.panel.columns) {
            #expect(left.values.map(\.bitPattern) == right.values.map(\.bitPattern))
        }
        #expect(again.changed == Self.corrupted.changed && again.changed == 2 * (20 + 20 + 10) + 16 + 16 + 10)
    }
}
