import ForecastCore
import Testing

@Suite("A routing table") struct RoutingTableTests {
    /// Every kind of series that the default matrix can tell apart, and its neighbours.
    private static var allSeries: [RoutedSeries] {
        ABCClass.allCases.flatMap { abc in
            XYZClass.allCases.flatMap { xyz in
                DemandPattern.allCases.flatMap { pattern in
                    [1, 39, 40, 41, 51, 52, 53, 500].map {
                        RoutedSeries(abc: abc, xyz: xyz, pattern: pattern, history: $0)
                    }
                }
            }
        }
    }

    /// The matrix as its requirement puts it, case by case.
    private static func model(of series: RoutedSeries) -> String {
        switch series.pattern {
        case .intermittent: return "croston"
        case .lumpy: return "tsb"
        case .noDemand: return "ses"
        case .smooth, .erratic: break
        }
        if series.abc == .c { return "holt_winters" }
        let isLong = series.pattern == .smooth ? series.history >= 40 : series.history >= 52
        guard isLong else { return series.pattern == .smooth ? "ses" : "ets" }
        return series.abc == .a ? "ensemble" : "tft"
    }

    @Test("by default is the matrix of the requirements, case by case")
    func defaultMatrix() throws {
        let table = RoutingTable(DefaultRouting.rules(intermittent: nil) { $0 })
        for series in Self.allSeries {
            let rule = try #require(table.rule(for: series))
            #expect(table.rules[rule].model == Self.model(of: series), "\(series)")
        }
        #expect(Set(table.models) == Set(DefaultRouting.kinds))
        #expect(table.coverage == RoutingTable.Coverage())
    }

    @Test("sends what is intermittent to a choice of croston and tsb where there is one")
    func choice() {
        let plain = DefaultRouting.rules(intermittent: nil) { $0 }
        let chosen = DefaultRouting.rules(intermittent: "slow") { $0 }
        #expect(chosen[0] == RoutingRule(to: "slow", pattern: [.intermittent]))
        #expect(plain[0] == RoutingRule(to: "croston", pattern: [.intermittent]))
        #expect(Array(chosen.dropFirst()) == Array(plain.dropFirst()))
    }

    @Test("names the model that a series would get without its rule")
    func runnerUp() {
        let table = RoutingTable([
            RoutingRule(to: "a", abc: [.a]), RoutingRule(to: "a", abc: [.a, .b], pattern: [.smooth]),
            RoutingRule(to: "b", pattern: [.lumpy]), RoutingRule(to: "c"),
        ])
        func runnerUp(_ abc: ABCClass, _ pattern: DemandPattern) -> String? {
            let series = RoutedSeries(abc: abc, xyz: .x, pattern: pattern, history: 10)
            return table.rule(for: series).flatMap { table.runnerUp(for: series, after: $0) }
        }
        #expect(runnerUp(.a, .smooth) == "c" && runnerUp(.a, .lumpy) == "b" && runnerUp(.c, .lumpy) == "c")
        #expect(runnerUp(.c, .smooth) == nil)
    }

    @Test("asks its rules in order: the first that accepts a series takes it")
    func order() {
        let table = RoutingTable([
            RoutingRule(to: "a", abc: [.a]), RoutingRule(to: "b", abc: [.a, .b], pattern: [.smooth]),
            RoutingRule(to: "c"),
        ])
        func rule(_ abc: ABCClass, _ pattern: DemandPattern) -> Int? {
            table.rule(for: RoutedSeries(abc: abc, xyz: .x, pattern: pattern, history: 10))
        }
        #expect(
            rule(.a, .smooth) == 0 && rule(.b, .smooth) == 1 && rule(.b, .lumpy) == 2
                && rule(.c, .smooth) == 2)
    }

    @Test("includes both bounds of history")
    func bounds() {
        let rule = RoutingRule(to: "a", minHistory: 10, maxHistory: 12)
        let accepted = (8...14).filter {
            rule.accepts(RoutedSeries(abc: .a, xyz: .x, pattern: .smooth, history: $0))
        }
        #expect(accepted == [10, 11, 12])
    }

    @Test("takes no series without a value for one that asks for an attribute")
    func attributes() {
        let rule = RoutingRule(to: "a", attributes: [.init(name: "category", values: ["games", "toys"])])
        func accepts(_ attributes: [String: String]) -> Bool {
            rule.accepts(
                RoutedSeries(abc: .a, xyz: .x, pattern: .smooth, history: 1, attributes: attributes))
        }
        #expect(accepts(["category": "toys"]) && !accepts(["category": "food"]) && !accepts([:]))
    }

    @Test("knows the rules that no series gets to, by one earlier rule or by several together")
    func unreachable() {
        let rules = [
            RoutingRule(to: "a", abc: [.a, .b]),
            RoutingRule(to: "b", abc: [.a], pattern: [.lumpy]),
            RoutingRule(to: "c", abc: [.c], minHistory: 20),
            RoutingRule(to: "d", abc: [.c], maxHistory: 19),
            RoutingRule(to: "e", pattern: [.smooth]),
            RoutingRule(to: "f", minHistory: 30, maxHistory: 20),
            RoutingRule(to: "g"),
        ]
        // The catch-all may be one that nothing is left for: it is asked for all the same.
        #expect(RoutingTable(rules).coverage == RoutingTable.Coverage(unreachable: [1, 4, 5]))
    }

    @Test("knows a series that no rule takes")
    func missing() {
        let table = RoutingTable([
            RoutingRule(to: "a", abc: [.a, .b]), RoutingRule(to: "b", abc: [.c], minHistory: 10),
        ])
        let missing = table.coverage.missing
        #expect(missing.map { $0.abc == .c && $0.history < 10 } == true)
        #expect(missing.flatMap(table.rule) == nil)
    }

    @Test("of too many attributes to go through still knows a rule that a single earlier one covers")
    func manyAttributes() {
        let names = (0..<12).map { "a\($0)" }
        let rules = names.map { name in
            RoutingRule(to: name, attributes: [.init(name: name, values: ["x", "y", "z"])])
        }
        let covered = RoutingRule(
            to: "late", abc: [.a], attributes: [.init(name: "a3", values: ["y"])])
        let free = RoutingRule(to: "free", attributes: [.init(name: "a3", values: ["w"])])
        let table = RoutingTable(rules + [covered, free, RoutingRule(to: "rest")])
        #expect(table.coverage == RoutingTable.Coverage(unreachable: [12]))
    }

    @Test("says its conditions in words")
    func words() {
        let rule = RoutingRule(
            to: "m", abc: [.a, .b], pattern: [.smooth], minHistory: 40,
            attributes: [.init(name: "brand", values: ["x", "y"])])
        #expect(rule.conditions == "class A or B, smooth, from 40 periods, brand x or y")
        #expect(RoutingRule(to: "m").conditions == "all others")
    }
}
