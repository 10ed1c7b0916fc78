import DemandFeatures
import ForecastCore

/// SplitMix64: enough chance for tests, the same everywhere.
struct TestChance {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// In 0 ..< 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// A small panel with all that makes features hard: launches, gaps, zeros, missing prices and attributes.
struct FeaturePanel {
    var grid = TimeGrid(
        frequency: .weekly, origin: .calendar(CivilDate("2021-11-01") ?? CivilDate(dayNumber: 0), hour: 0),
        count: 80)
    var seriesCount = 9
    var seed: UInt64 = 1
    var priceKnowledge = PanelColumn.Knowledge.knownAhead
    /// Replaces a value of a column; called after the panel was drawn, so that a change touches nothing else.
    var change: (_ column: PanelColumn, _ series: Int, _ step: Int, _ value: Double) -> Double = { $3 }

    var panel: Panel {
        var chance = TestChance(state: seed)
        var wordChance = TestChance(state: seed &+ 1000)
        let launches = (0..<seriesCount).map { $0 % 3 == 2 ? Int(chance.unit() * 50) : 0 }
        var volume: [Double] = []
        var revenue: [Double] = []
        var price: [Double] = []
        var deal: [Double] = []
        var profit: [Double] = []
        for series in 0..<seriesCount {
            let level = 3 + 400 * chance.unit() * chance.unit()
            for step in 0..<grid.count {
                let isOpen = step >= launches[series]
                let isMissing = !isOpen || (series % 2 == 1 && chance.unit() < 0.15)
                let isZero = chance.unit() < (series % 3 == 1 ? 0.6 : 0.1)
                let amount = isZero ? 0 : (level * (0.2 + chance.unit()) * 8).rounded() / 8
                let cost = 1 + (400 * chance.unit()).rounded() / 100
                volume.append(isMissing ? .nan : amount)
                price.append(!isOpen || chance.unit() < 0.05 ? .nan : cost)
                revenue.append(isMissing ? .nan : amount * cost)
                deal.append(isOpen ? (chance.unit() < 0.2 ? 1 : 0) : .nan)
                profit.append(isMissing || chance.unit() < 0.1 ? .nan : 30 * chance.unit() - 10)
            }
        }
        let columns = [
            PanelColumn(name: "volume", knowledge: .target, values: volume),
            PanelColumn(name: "revenue", knowledge: .target, values: revenue),
            PanelColumn(name: "price", knowledge: priceKnowledge, values: price),
            PanelColumn(name: "deal", knowledge: .knownAhead, values: deal),
            PanelColumn(name: "profit", knowledge: .pastOnly, values: profit),
            words("kind", .knownAhead, launches, &wordChance),
            words("shelf", .pastOnly, launches, &wordChance),
        ].map(changed)
        let codes = (0..<seriesCount).map { Int32($0 % 4) - ($0 == 5 ? 2 : 0) }
        return Panel(
            grid: grid, seriesIDs: (0..<seriesCount).map { "S\($0)" }, firstStep: launches, columns: columns,
            attributes: [
                StaticAttribute(
                    name: "category", categories: ["bread", "juice", "milk", "tea"], codes: codes),
                StaticAttribute(
                    name: "size", categories: ["1.5", "12", "6"], codes: codes.map { min($0, 2) }),
            ],
            holidays: ["2021-12-25", "2022-05-01", "2022-12-25", "2022-12-26"].compactMap {
                CivilDate($0).map { Holiday(date: $0, name: "H") }
            })
    }

    /// A column of words, of which one is rare.
    private func words(
        _ name: String, _ knowledge: PanelColumn.Knowledge, _ launches: [Int], _ chance: inout TestChance
    ) -> PanelColumn {
        var values: [Double] = []
        for series in 0..<seriesCount {
            for step in 0..<grid.count {
                let draw = chance.unit()
                values.append(
                    step < launches[series] || draw < 0.1 ? .nan : draw > 0.98 ? 3 : (draw * 3).rounded(.down)
                )
            }
        }
        return PanelColumn(
            name: name, knowledge: knowledge, values: values, categories: ["none", "tv", "flyer", "fair"])
    }

    private func changed(_ column: PanelColumn) -> PanelColumn {
        let values = column.values.indices.map {
            change(column, $0 / grid.count, $0 % grid.count, column.values[$0])
        }
        return column.with(values: values)
    }

    /// Everything a weekly data set can give.
    static var everything: FeatureSetDefinition {
        var definition = FeatureSetDefinition()
        definition.temporal = CalendarFact.allCases.map(\.rawValue).filter {
            !["hour_of_day", "day_of_week", "is_weekend"].contains($0)
        }
        definition.cyclic = ["day_of_month", "week_of_year", "month", "quarter"]
        definition.lags = [1, 2, 4, 13, 52]
        definition.seasonalLags = [3, 52]
        definition.rollingMean = [1, 4, 13, 60]
        definition.rollingStd = [2, 4, 13, 60]
        definition.rollingMin = [4, 13]
        definition.rollingMax = [4, 13]
        definition.rollingZeroShare = [4, 26]
        definition.rollingQuantile = .init(
            windows: [4, 13], levels: [0.1, 0.5, 0.9].compactMap { QuantileLevel($0) })
        definition.price = FeatureKey.priceWords + ["price_vs_category"]
        definition.promotion = ["deal"]
        definition.groupMean = .init(columns: ["deal", "profit"], by: ["category"])
        definition.rivals = FeatureSetDefinition.Rivals(columns: ["price"], within: "size", of: "category")
        definition.past = ["profit", "revenue"]
        definition.pastMean = [4]
        definition.pastStd = [13]
        definition.classification = FeatureKey.classificationWords
        definition.categorical = ["category", "kind", "shelf"]
        definition.numeric = ["size"]
        definition.age = FeatureKey.ageWords
        return definition
    }

    /// The table of one target at one cutoff, classes from the training data.
    static func table(
        _ panel: Panel, _ definition: FeatureSetDefinition = everything, training: Range<Int>, through: Int
    ) throws -> FeatureTable {
        let set = try FeatureSet(name: "all", definition, panel: panel, target: "volume")
        let classes = SeriesClassifier().classify(
            volume: panel.column("volume")?.values ?? [], revenue: panel.column("revenue")?.values,
            timeCount: panel.grid.count, training: training)
        return FeatureTable(
            panel: panel, features: set, classes: classes, training: training, through: through)
    }
}

/// Bit by bit, every NaN alike.
func sameBits(_ left: [Float], _ right: [Float]) -> Bool {
    left.count == right.count
        && zip(left, right).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
}
