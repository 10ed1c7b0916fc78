import Combinations
import ForecastCore
import Testing

@Suite("A routed model") struct RoutedTests {
    private static let names = ["a", "b", "c"]

    /// One step without quantiles; nil for a series that the model could not forecast.
    private static func block(_ values: [Double?]) -> ForecastBlock {
        var block = ForecastBlock(horizon: 1, levelCount: 0)
        for value in values {
            block.append(
                SeriesForecast(
                    values: [value ?? 99],
                    outcome: SeriesOutcome(fallback: value == nil ? Fallback(.tooShort) : nil)))
        }
        return block
    }

    @Test("has each series' forecast from the model of the first rule that holds, whatever the panel")
    func oracle() {
        var stream = RandomPath(seed: 11, ["routed"]).stream
        func pick<Element>(_ choices: [Element]) -> Element {
            choices[min(choices.count - 1, Int(stream.nextUniform() * Double(choices.count)))]
        }
        for _ in 0..<50 {
            let rules =
                (0..<5).map { _ in
                    RoutingRule(
                        to: pick(Self.names), abc: pick([[], [.a], [.b, .c]]), xyz: pick([[], [.x, .y]]),
                        pattern: pick([[], [.lumpy], [.smooth, .erratic]]), minHistory: pick([nil, 5, 20]),
                        maxHistory: pick([nil, 30]),
                        attributes: pick([[], [.init(name: "brand", values: ["u"])]]))
                } + [RoutingRule(to: "c")]
            let count = 40
            let classes = SeriesClasses(
                abc: (0..<count).map { _ in pick(ABCClass.allCases) },
                xyz: (0..<count).map { _ in pick(XYZClass.allCases) },
                pattern: (0..<count).map { _ in pick(DemandPattern.allCases) })
            let history = (0..<count).map { _ in pick([1, 4, 5, 19, 20, 30, 31]) }
            let codes = (0..<count).map { _ in pick([Int32(-1), 0, 1]) }
            let known = KnownSeries(
                classes: classes, history: history,
                attributes: [StaticAttribute(name: "brand", categories: ["u", "v"], codes: codes)])
            let routed = Routed(ModelParameters(["rules": .rules(rules)]))
            let members = RoutingTable(rules).models
            let blocks = members.map { name in
                Self.block(
                    (0..<count).map { Double($0) + 1000 * Double(Self.names.firstIndex(of: name) ?? 0) })
            }
            let combination = routed.combine(blocks, of: known)
            for series in 0..<count {
                // By hand, without the table.
                let place = rules.firstIndex { rule in
                    if !rule.abc.isEmpty, !rule.abc.contains(classes.abc[series]) { return false }
                    if !rule.xyz.isEmpty, !rule.xyz.contains(classes.xyz[series]) { return false }
                    if !rule.pattern.isEmpty, !rule.pattern.contains(classes.pattern[series]) { return false }
                    if let least = rule.minHistory, history[series] < least { return false }
                    if let most = rule.maxHistory, history[series] > most { return false }
                    return rule.attributes.isEmpty || codes[series] == 0
                }
                #expect(combination.rules[series] == place)
                let model = rules[place ?? 0].model
                #expect(
                    combination.block.values[series]
                        == Double(series) + 1000 * Double(Self.names.firstIndex(of: model) ?? 0))
            }
        }
    }

    private static let two = [
        RoutingRule(to: "a", abc: [.a]), RoutingRule(to: "b"),
    ]

    private static func known(_ abc: [ABCClass]) -> KnownSeries {
        KnownSeries(
            classes: SeriesClasses(abc: abc, xyz: abc.map { _ in .x }, pattern: abc.map { _ in .smooth }),
            history: abc.map { _ in 10 }, attributes: [])
    }

    @Test("keeps the stand-in of a model that could not forecast, and counts it")
    func missing() {
        let combination = Routed(ModelParameters(["rules": .rules(Self.two)])).combine(
            [Self.block([nil, nil, 3]), Self.block([4, 5, nil])], of: Self.known([.a, .b, .c]))
        #expect(combination.block.values == [99, 5, 99])
        #expect(combination.block.outcomes.map { $0.fallback != nil } == [true, false, true])
        #expect(combination.missing == [1, 1])
    }

    @Test("keeps a series out that takes no part")
    func absent() {
        var block = ForecastBlock(horizon: 1, levelCount: 0)
        block.append(SeriesForecast(values: [0], outcome: SeriesOutcome(isAbsent: true)))
        let combination = Routed(ModelParameters(["rules": .rules(Self.two)])).combine(
            [block, block], of: Self.known([.a]))
        #expect(combination.block.outcomes[0].isAbsent && combination.rules == [nil])
    }
}
