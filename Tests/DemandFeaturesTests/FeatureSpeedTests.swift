import DemandFeatures
import ForecastCore
import Testing

@Suite("Feature speed", .serialized) struct FeatureSpeedTests {
    /// The 17 columns that the peer builds, or their like.
    private static var definition: FeatureSetDefinition {
        var definition = FeatureSetDefinition()
        definition.lags = [1, 2, 4, 8, 13, 26, 52]
        definition.rollingMean = [4, 13]
        definition.rollingStd = [4, 13]
        definition.temporal = ["week_of_year", "month", "quarter"]
        definition.price = ["current_price", "price_change_pct"]
        definition.categorical = ["category"]
        return definition
    }

    private static func panel(series count: Int, weeks: Int) -> Panel {
        var chance = TestChance(state: 7)
        let volume = (0..<count * weeks).map { _ in (chance.unit() * chance.unit() * 300).rounded() }
        let price = (0..<count * weeks).map { _ in 2 + (chance.unit() * 100).rounded() / 100 }
        return Panel(
            grid: TimeGrid(
                frequency: .weekly, origin: .calendar(CivilDate(dayNumber: 18_631), hour: 0), count: weeks),
            seriesIDs: (0..<count).map(String.init), firstStep: [Int](repeating: 0, count: count),
            columns: [
                PanelColumn(name: "volume", knowledge: .target, values: volume),
                PanelColumn(name: "price", knowledge: .knownAhead, values: price),
            ],
            attributes: [
                StaticAttribute(
                    name: "category", categories: ["a", "b", "c"], codes: (0..<count).map { Int32($0 % 3) })
            ])
    }

    private func measure(series: Int, repetitions: Int) throws -> (
        build: Duration, rows: Duration, memory: Int
    ) {
        let panel = Self.panel(series: series, weeks: 156)
        let set = try FeatureSet(name: "peer", Self.definition, panel: panel, target: "volume")
        let clock = ContinuousClock()
        var build = Duration.seconds(1000)
        var gather = build
        var memory = 0
        for _ in 0..<repetitions {
            let start = clock.now
            let table = FeatureTable(
                panel: panel, features: set, classes: nil, training: 0..<143, through: 155)
            let built = clock.now
            let rows = table.trainingRows(for: .recursive)
            let end = clock.now
            #expect(rows.matrix.rowCount == series * 142 && rows.matrix.columnCount == 17)
            build = min(build, built - start)
            gather = min(gather, end - built)
            memory = table.memory + 4 * rows.matrix.values.count
        }
        return (build, gather, memory)
    }

    @Test("17 columns of 1,234 series x 143 weeks are built and gathered in well under 29 ms")
    func smallPanel() throws {
        let (build, rows, _) = try measure(series: 1234, repetitions: 20)
        print("17 features of 1,234 x 143: table \(build), rows \(rows)")
        // A loose bound: the machine of a test may be busy.
        #expect(build + rows < .milliseconds(60))
    }

    @Test("the rows of a 13-step forecast, and of one model for all steps")
    func strategies() throws {
        let panel = Self.panel(series: 1234, weeks: 156)
        let set = try FeatureSet(name: "peer", Self.definition, panel: panel, target: "volume")
        let table = FeatureTable(panel: panel, features: set, classes: nil, training: 0..<143, through: 155)
        let clock = ContinuousClock()
        for _ in 0..<2 {
            var moving = RecursiveFeatures(table, scaling: .mean)
            var sum: Float = 0
            let recursive = clock.measure {
                for _ in 1...13 {
                    let rows = moving.matrix()
                    sum += rows.values[0]
                    moving.append(rows.column(0).map(Double.init))
                }
            }
            let steps = Array(1...13)
            let stepped = clock.measure {
                let rows = table.trainingRows(for: .stepAsFeature(steps: steps), scaling: .mean)
                sum += rows.labels[0]
            }
            let asked = clock.measure {
                sum += table.predictionRows(for: .stepAsFeature(steps: steps), steps: steps).matrix.values[0]
            }
            print(
                "17 features, 13 steps: recursive \(recursive), step as feature \(stepped), to predict \(asked), \(sum > 0)"
            )
            #expect(recursive < .seconds(1))
        }
    }

    @Test("four times the series take about four times as long")
    func largePanel() throws {
        let small = try measure(series: 5000, repetitions: 3)
        let large = try measure(series: 20_000, repetitions: 2)
        print(
            "17 features of 20,000 x 143: table \(large.build), rows \(large.rows), \(large.memory / 1_000_000) MB"
        )
        #expect((large.build + large.rows) / 20_000 < (small.build + small.rows) / 5000 * 4)
    }
}
