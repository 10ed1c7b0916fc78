import DemandFeatures
import ForecastCore
import Testing

/// The table of a late cutoff serves earlier ones. Each must be, bit for bit, the table computed from what was
/// known then, although the blocks that they share hold what came later.
@Suite("A table rewound to an earlier cutoff") struct RewoundTableTests {
    private static let reach = 7
    private static let last = 72
    private static let first = 3

    private static func cut(_ cutoff: Int, _ knowledge: PanelColumn.Knowledge) throws -> FeatureTable {
        try FeaturePanel.table(
            FeaturePanel(priceKnowledge: knowledge).panel, training: first..<cutoff + 1,
            through: cutoff + reach)
    }

    /// What is known at `cutoff`, everything later replaced by absurd values.
    private static func corrupt(_ cutoff: Int, _ knowledge: PanelColumn.Knowledge) -> Panel {
        FeaturePanel(priceKnowledge: knowledge) { column, series, step, value in
            let end = column.knowledge == .knownAhead ? cutoff + reach : cutoff
            return step > end ? Double(series) * 1e6 + Double(step) : value
        }.panel
    }

    private static func classes(_ panel: Panel, _ training: Range<Int>) -> SeriesClasses {
        SeriesClassifier().classify(
            volume: panel.column("volume")?.values ?? [], revenue: panel.column("revenue")?.values,
            timeCount: panel.grid.count, training: training)
    }

    private static func expectSame(_ left: FeatureTable, _ right: FeatureTable, _ remark: String) {
        let steps = Array(1...reach)
        for scaling in SeriesScaling.allCases {
            for strategy in [.recursive, .direct(step: 3), ForecastStrategy.stepAsFeature(steps: steps)] {
                let rows = [left, right].map { $0.trainingRows(for: strategy, scaling: scaling) }
                #expect(rows[0].runs == rows[1].runs && rows[0].scales == rows[1].scales, "\(remark)")
                #expect(sameBits(rows[0].matrix.values, rows[1].matrix.values), "\(remark)")
                #expect(sameBits(rows[0].labels, rows[1].labels), "\(remark)")
            }
            let asked = [left, right].map {
                $0.predictionRows(for: .stepAsFeature(steps: steps), steps: steps, scaling: scaling)
            }
            #expect(sameBits(asked[0].matrix.values, asked[1].matrix.values), "\(remark)")
            var recursive = [left, right].map { RecursiveFeatures($0, scaling: scaling) }
            for step in steps {
                #expect(sameBits(recursive[0].matrix().values, recursive[1].matrix().values), "\(remark)")
                let said = (0..<left.seriesCount).map { Double($0 * step % 5) }
                for index in recursive.indices { recursive[index].append(said) }
            }
        }
    }

    @Test("is the table of that cutoff", arguments: [PanelColumn.Knowledge.knownAhead, .pastOnly])
    func sameAsFresh(knowledge: PanelColumn.Knowledge) throws {
        let whole = try Self.cut(Self.last, knowledge)
        let panel = FeaturePanel(priceKnowledge: knowledge).panel
        for cutoff in [8, 30, 41, 65, Self.last] {
            let training = Self.first..<cutoff + 1
            let rewound = whole.rewound(
                panel: panel, classes: Self.classes(panel, training), training: training,
                through: cutoff + Self.reach)
            Self.expectSame(rewound, try Self.cut(cutoff, knowledge), "\(cutoff)")
            #expect(rewound.cutoff == cutoff && rewound.through == cutoff + Self.reach)
        }
    }

    @Test(
        "is blind to what came later, though the blocks hold it",
        arguments: [PanelColumn.Knowledge.knownAhead, .pastOnly])
    func corruptedFuture(knowledge: PanelColumn.Knowledge) throws {
        for cutoff in [20, 50, 65] {
            let panel = Self.corrupt(cutoff, knowledge)
            let whole = try FeaturePanel.table(
                panel, training: Self.first..<Self.last + 1, through: Self.last + Self.reach)
            let training = Self.first..<cutoff + 1
            let rewound = whole.rewound(
                panel: panel, classes: Self.classes(panel, training), training: training,
                through: cutoff + Self.reach)
            Self.expectSame(rewound, try Self.cut(cutoff, knowledge), "\(cutoff)")
        }
    }

    @Test("needs the same first training period, and no later one")
    func covering() throws {
        let table = try Self.cut(40, .knownAhead)
        #expect(table.covers(training: 3..<41, through: 47) && table.covers(training: 3..<20, through: 30))
        #expect(!table.covers(training: 4..<20, through: 30))
        #expect(!table.covers(training: 3..<42, through: 47) && !table.covers(training: 3..<20, through: 48))
    }
}
