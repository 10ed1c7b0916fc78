import DemandFeatures
import ForecastCore
import Testing

@Suite("FeatureRows") struct FeatureRowsTests {
    private static func panel(_ rows: [[Double]], first: [Int]? = nil, ahead: [[Double]]? = nil) -> Panel {
        let price = (ahead ?? rows.map { $0.map { _ in 2.0 } }).flatMap { $0 }
        return Panel(
            grid: TimeGrid(
                frequency: .weekly, origin: .calendar(CivilDate(dayNumber: 18_631), hour: 0),
                count: rows[0].count),
            seriesIDs: rows.indices.map(String.init), firstStep: first ?? rows.map { _ in 0 },
            columns: [
                PanelColumn(name: "y", knowledge: .target, values: rows.flatMap { $0 }),
                PanelColumn(name: "price", knowledge: .knownAhead, values: price),
            ])
    }

    private static func table(
        _ panel: Panel, lags: [Int] = [1], mean: [Int] = [], std: [Int] = [], price: [String] = [],
        training: Range<Int>, through: Int
    ) throws -> FeatureTable {
        var definition = FeatureSetDefinition()
        definition.lags = lags
        definition.rollingMean = mean
        definition.rollingStd = std
        definition.price = price
        let set = try FeatureSet(name: "f", definition, panel: panel, target: "y")
        return FeatureTable(panel: panel, features: set, classes: nil, training: training, through: through)
    }

    private let missing = Double.nan

    @Test("a worked example: rows, labels and their places")
    func workedExample() throws {
        let panel = Self.panel([[1, 2, 4, 8, 100], [missing, 3, missing, 9, 100]], first: [0, 1])
        let table = try Self.table(panel, lags: [1, 2], mean: [2], training: 0..<4, through: 5)
        let rows = table.trainingRows(for: .recursive)
        #expect(rows.matrix.columnNames == ["lag_1", "lag_2", "rolling_mean_2"])
        #expect(rows.labels == [2, 4, 8, 9])
        #expect(
            rows.series == [0, 0, 0, 1] && rows.origins == [0, 1, 2, 2] && rows.targets == [1, 2, 3, 3])
        #expect(sameBits(rows.matrix.values, [1, 2, 4, .nan] + [.nan, 1, 2, 3] + [1, 1.5, 3, 3]))
        let asked = table.predictionRows(for: .stepAsFeature(steps: [1, 2]), steps: [1, 2])
        #expect(asked.matrix.column(named: "lag_1") == [8, 8, 9, 9])
        #expect(asked.matrix.column(named: "step") == [1, 2, 1, 2])
        #expect(asked.labels.isEmpty && asked.targets == [4, 5, 4, 5])
    }

    @Test("a validation tail and the rows before it share out the training rows")
    func validationTail() throws {
        let panel = FeaturePanel().panel
        let table = try FeaturePanel.table(panel, training: 0..<70, through: 76)
        for strategy in [ForecastStrategy.recursive, .direct(step: 3), .stepAsFeature(steps: [1, 6])] {
            let all = table.trainingRows(for: strategy)
            let early = table.trainingRows(for: strategy, targets: 0..<60)
            let late = table.trainingRows(for: strategy, targets: 60..<70)
            #expect(early.matrix.rowCount + late.matrix.rowCount == all.matrix.rowCount)
            #expect(early.targets.allSatisfy { $0 < 60 } && late.targets.allSatisfy { $0 >= 60 })
        }
    }

    @Test("rows that are not taken are left out, and all others are as they were")
    func taken() throws {
        let panel = FeaturePanel().panel
        let table = try FeaturePanel.table(panel, training: 0..<70, through: 76)
        for strategy in [ForecastStrategy.recursive, .direct(step: 3), .stepAsFeature(steps: [1, 2, 6])] {
            let isTaken: FeatureTable.RowFilter = { ($0 * 7 + $1 * 3 + $2) % 5 < 2 }
            let all = table.trainingRows(for: strategy, scaling: .mean)
            let some = table.trainingRows(for: strategy, scaling: .mean, where: isTaken)
            let kept = all.labels.indices.filter {
                isTaken(Int(all.series[$0]), Int(all.origins[$0]), Int(all.steps[$0]))
            }
            #expect(kept.count > 100 && kept.count < all.labels.count)
            #expect(sameBits(some.matrix.values, all.matrix.selecting(rows: kept).values))
            #expect(sameBits(some.labels, kept.map { all.labels[$0] }))
            #expect(some.targets == kept.map { all.targets[$0] } && some.scales == all.scales)
            #expect(
                table.trainingRowCount(for: strategy, scaling: .mean, where: isTaken) == some.labels.count)
            #expect(table.trainingRowCount(for: strategy, scaling: .mean) == all.labels.count)
        }
    }

    @Test("a minimum of history asks for periods since the launch")
    func minimumHistory() throws {
        let panel = FeaturePanel().panel
        let table = try FeaturePanel.table(panel, training: 0..<70, through: 76)
        let rows = table.trainingRows(for: .direct(step: 2), minHistory: 20)
        for (series, origin) in zip(rows.series, rows.origins) {
            #expect(Int(origin) - panel.firstStep[Int(series)] >= 19)
        }
    }

    @Test(
        "scaling divides labels and features in the target's unit, and nothing else",
        arguments: SeriesScaling.allCases)
    func scaling(_ scaling: SeriesScaling) throws {
        let table = try FeaturePanel.table(FeaturePanel().panel, training: 0..<70, through: 76)
        let plain = table.trainingRows(for: .direct(step: 2))
        let scaled = table.trainingRows(for: .direct(step: 2), scaling: scaling)
        let series = plain.series
        #expect(plain.runs == scaled.runs && scaled.scales.allSatisfy { $0 > 0 && Double(Float($0)) == $0 })
        for (index, feature) in table.features.features.enumerated() {
            let expected = zip(plain.matrix.column(index), series).map { value, series in
                feature.isScaled ? value / Float(scaled.scales[Int(series)]) : value
            }
            #expect(sameBits(Array(scaled.matrix.column(index)), expected), "\(feature.name)")
        }
        for (row, label) in scaled.labels.enumerated() {
            #expect(
                abs(Double(label) * scaled.scales[Int(series[row])] - Double(plain.labels[row])) <= 1e-6
                    * Double(plain.labels[row]))
        }
    }

    @Test("scales by hand: mean magnitude, sample deviation, and 1 where there is none")
    func scales() throws {
        let panel = Self.panel([
            [1, -3, missing, 8, 1e9], [0, 0, 0, 0, 5], [0.1, 0.1, 0.1, 0.1, 5],
            [missing, missing, missing, missing, 5],
        ])
        let table = try Self.table(panel, training: 0..<4, through: 4)
        #expect(table.scales(.none) == [1, 1, 1, 1])
        #expect(table.scales(.mean) == [4, 1, Double(Float(0.1)), 1])
        // 1, -3, 8: mean 2, squares 1 + 25 + 36 = 62, over 2.
        #expect(table.scales(.standardDeviation) == [Double(Float(31.0.squareRoot())), 1, 1, 1])
    }

    @Test("a recursive forecast has the features of a table in which its predictions were observed")
    func recursion() throws {
        for knowledge in [PanelColumn.Knowledge.knownAhead, .pastOnly] {
            for scaling in [SeriesScaling.none, .mean] {
                try expectRecursion(knowledge, scaling)
            }
        }
    }

    /// Columns of the past stay at the cutoff, and classes and scales belong to it: they are compared there.
    private func expectRecursion(_ knowledge: PanelColumn.Knowledge, _ scaling: SeriesScaling) throws {
        func prediction(_ series: Int, _ step: Int) -> Double {
            (series + step) % 4 == 0 ? 0 : Double(series * 10) + Double(step) / 3
        }
        let cutoff = 60
        let steps = 8
        let base = try FeaturePanel.table(
            FeaturePanel(priceKnowledge: knowledge).panel, training: 0..<cutoff + 1, through: cutoff + steps)
        let atCutoff = base.predictionRows(for: .recursive, steps: [1], scaling: scaling)
        let told = FeaturePanel(priceKnowledge: knowledge) { column, series, step, value in
            column.name == "volume" && step > cutoff ? prediction(series, step - cutoff) : value
        }.panel
        var moving = RecursiveFeatures(base, scaling: scaling)
        for step in 1...steps {
            let later = try FeaturePanel.table(told, training: 0..<cutoff + step, through: cutoff + steps)
            let expected = later.predictionRows(for: .recursive, steps: [1])
            let found = moving.matrix()
            for (index, feature) in base.features.features.enumerated() {
                let isPast = ["profit", "revenue", "_class", "demand_pattern", "shelf"].contains {
                    feature.name.contains($0)
                }
                let isFrozen = isPast || (knowledge == .pastOnly && feature.name.contains("price"))
                let column =
                    isFrozen ? Array(atCutoff.matrix.column(index)) : Array(expected.matrix.column(index))
                let scaled = zip(column, moving.scales).map { feature.isScaled ? $0 / Float($1) : $0 }
                #expect(
                    sameBits(Array(found.column(index)), isFrozen ? column : scaled),
                    "\(feature.name) at step \(step)")
            }
            moving.append((0..<base.seriesCount).map { prediction($0, step) })
        }
    }

    @Test("a recursive forecast of some series has their rows of the whole")
    func recursionOfSome() throws {
        let table = try FeaturePanel.table(FeaturePanel().panel, training: 0..<60, through: 63)
        var all = RecursiveFeatures(table)
        var some = RecursiveFeatures(table, series: [7, 2])
        for _ in 1...3 {
            let (whole, part) = (all.matrix(), some.matrix())
            #expect(sameBits(part.values, whole.selecting(rows: [7, 2]).values))
            all.append((0..<9).map(Double.init))
            some.append([7, 2])
        }
    }

    @Test("one period, nothing observed, constant and huge values")
    func edges() throws {
        let single = Self.panel([[5], [missing]])
        let lone = try Self.table(
            single, lags: [1, 9], mean: [4], std: [4], price: ["current_price", "price_change_pct"],
            training: 0..<1, through: 2)
        #expect(lone.trainingRows(for: .recursive).matrix.rowCount == 0)
        let asked = lone.predictionRows(for: .direct(step: 2), steps: [2]).matrix
        #expect(
            sameBits(
                asked.values,
                [5, .nan] + [.nan, .nan] + [5, .nan] + [.nan, .nan] + [.nan, .nan] + [.nan, .nan]))

        let flat = [Double](repeating: 0.1, count: 30)
        let huge = (0..<30).map { 1e15 + Double($0 % 2) }
        let table = try Self.table(
            Self.panel([flat, huge]), mean: [13], std: [13, 30], training: 0..<30, through: 30)
        let rows = table.predictionRows(for: .recursive, steps: [1]).matrix
        #expect(
            rows.column(named: "rolling_std_13").first == 0 && rows.column(named: "rolling_std_30").first == 0
        )
        // Zeros and ones half and half at a level of 1e15: the deviation is sqrt(7.5 / 29).
        #expect(rows.column(named: "rolling_std_30").last == Float((7.5 / 29).squareRoot()))
    }

    @Test("statistics do not depend on what a row holds before their window")
    func windowStart() throws {
        let panel = FeaturePanel(seed: 5).panel
        var definition = FeatureSetDefinition()
        definition.rollingMean = [4, 13]
        definition.rollingStd = [4, 13]
        definition.rollingQuantile = .init(windows: [13], levels: [0.3].compactMap { QuantileLevel($0) })
        let whole = try FeaturePanel.table(panel, definition, training: 0..<70, through: 71)
        let late = try FeaturePanel.table(panel, definition, training: 41..<70, through: 71)
        let rows = [whole, late].map { $0.trainingRows(for: .recursive, targets: 55..<70) }
        #expect(rows[0].runs == rows[1].runs && sameBits(rows[0].matrix.values, rows[1].matrix.values))
    }

    /// Any change here changes forecasts: bump `FeatureSet.version` with it.
    @Test("the bits of every feature are the ones on record")
    func bitsOnRecord() throws {
        // Words that change over time came later: their numbers are those of the column, as others see to.
        var recorded = FeaturePanel.everything
        recorded.categorical = ["category"]
        let table = try FeaturePanel.table(FeaturePanel().panel, recorded, training: 0..<70, through: 76)
        let rows = table.trainingRows(for: .stepAsFeature(steps: [1, 6]), scaling: .mean)
        let words = (rows.matrix.values + rows.labels).map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
        let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        #expect(FeatureSet.version == 2)
        #expect(
            Digest.sha256(bytes).hex == "cf0730e6a14fe4066508b18e07d1c6d668ff3fe05b13734021ba63495f5f678e")
    }

    @Test("the view of one row names every feature, its value and its category")
    func show() throws {
        let panel = FeaturePanel().panel
        let table = try FeaturePanel.table(panel, training: 0..<70, through: 76)
        let shown = table.show(series: 3, origin: 50, step: 4)
        let rows = table.trainingRows(for: .direct(step: 4))
        #expect(shown.map(\.feature.name) == rows.matrix.columnNames)
        if let row = rows.origins.indices.first(where: { rows.series[$0] == 3 && rows.origins[$0] == 50 }) {
            #expect(
                sameBits(
                    shown.map(\.value),
                    (0..<rows.matrix.columnCount).map { rows.matrix[row: row, column: $0] }))
        }
        #expect(shown.first { $0.feature.name == "category" }?.category == "tea")
        #expect(shown.first { $0.feature.name == "lag_1" }?.category == nil)
        #expect(shown.allSatisfy { !$0.feature.description.isEmpty && !$0.feature.known.isEmpty })
    }
}
