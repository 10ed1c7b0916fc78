import Reports
import Testing

@Suite("the spread of an improvement over series")
struct DistributionTests {
    private typealias Distribution = ExperimentReport.Distribution

    @Test("counts sides by series and by volume, by hand")
    func sides() {
        let spread = Distribution(improvements: [-1, 0, 2, 5], volumes: [1, 1, 2, 4], undefined: 3)
        #expect(spread.series == 4 && spread.undefined == 3)
        #expect(spread.worse == .init(series: 1, share: 0.125))
        #expect(spread.equal == .init(series: 1, share: 0.125))
        #expect(spread.better == .init(series: 2, share: 0.75))
        #expect(spread.median == 1)
        // The largest is 5; 5 / 11 rounds up to steps of 0.5.
        #expect(spread.bins.count == 24)
        #expect(spread.bins[12].lower == 0 && spread.bins[12].upper == 0.5)
        #expect(spread.bins[12 + 4].series == 1 && spread.bins[12 + 10].series == 1)
        #expect(spread.bins[12 - 2].series == 1)
    }

    @Test("every series that differs is in a bin, and the outermost bins are open")
    func complete() {
        let improvements = (0..<1000).map { Double($0 - 480) * ($0 % 97 == 0 ? 1e6 : 1) }
        let spread = Distribution(
            improvements: improvements, volumes: improvements.map { _ in 1 }, undefined: 0)
        #expect(spread.bins.reduce(0) { $0 + $1.series } == improvements.count { $0 != 0 })
        #expect(spread.bins.first?.lower == .undefined && spread.bins.last?.upper == .undefined)
        // Nine tenths lie in closed bins.
        let open = (spread.bins.first?.series ?? 0) + (spread.bins.last?.series ?? 0)
        #expect(open <= 100)
        #expect(abs(spread.bins.compactMap(\.share.value).reduce(0, +) - 0.999) < 1e-12)
    }

    @Test("nothing, equals and a panel without volume stop nobody")
    func edges() {
        let none = Distribution(improvements: [], volumes: [], undefined: 0)
        #expect(none.bins.isEmpty && none.median == .undefined && none.better.share == .undefined)
        let equal = Distribution(improvements: [0, 0], volumes: [0, 0], undefined: 0)
        #expect(equal.bins.isEmpty && equal.equal == .init(series: 2, share: .undefined))
        for size in [1e-300, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude] {
            let extreme = Distribution(improvements: [size, -size], volumes: [1, 1], undefined: 0)
            #expect(extreme.bins.reduce(0) { $0 + $1.series } == 2, "\(size)")
            var report = FixtureReports.promote
            report.headToHead?.distribution = extreme
            #expect(HTMLChecker.problem(in: HTMLReport.render(report)) == nil)
        }
    }

    @Test("without a verdict seasonal naive and the best model are laid side by side")
    func pair() throws {
        let pair = try #require(FixtureReports.noPromotion.pair)
        #expect(pair == ("naive52", "tsb"))
        #expect(FixtureReports.oneModel.pair == nil)
        #expect(try #require(FixtureReports.promote.pair) == ("ses", "tsb"))
    }

    @Test("skill is the part of seasonal naive's error that is saved")
    func skill() throws {
        let report = FixtureReports.promote
        let tsb = try #require(report.models.first { $0.name == "tsb" })
        // 1 - 12.98 / 19.2
        #expect(abs(try #require(report.skill(of: tsb, target: "volume")) - 32.395_833) < 1e-5)
    }

    @Test("a class map that names no model of the report is refused")
    func unknownModel() {
        var report = FixtureReports.promote
        report.headToHead?.contender = "gone"
        #expect(report.problems() == ["head_to_head names the model 'gone', which models does not list"])
    }
}
