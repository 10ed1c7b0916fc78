import Reports
import Testing

@Suite("the frontier of error against cost") struct FrontierTests {
    /// Models with this work and error.
    private func report(_ models: [(work: Double?, error: Double)]) -> ExperimentReport {
        var report = FixtureReports.make(
            models: models.enumerated().map {
                FixtureReports.Model(name: "m\($0.offset)", kind: "lightgbm", error: $0.element.error)
            })
        for (index, model) in models.enumerated() {
            if let work = model.work {
                report.models[index].fits = [.init(target: "volume", window: 1, modelDigest: "", work: work)]
            }
        }
        return report
    }

    private func frontier(_ models: [(work: Double?, error: Double)]) -> [String] {
        report(models).measuredFrontier()?.points.filter(\.isOnFrontier).map(\.model) ?? []
    }

    @Test("holds the models that none beats for the same work, the cheapest first")
    func beaten() {
        // m1 costs more than m0 and errs more; m2 and m3 pay for what they take.
        #expect(frontier([(10, 20), (20, 22), (30, 15), (90, 14)]) == ["m0", "m2", "m3"])
    }

    @Test("keeps equals, and only the better of two at one price")
    func ties() {
        #expect(frontier([(10, 20), (10, 20)]) == ["m0", "m1"])
        #expect(frontier([(10, 20), (10, 19)]) == ["m1"])
        #expect(frontier([(10, 20), (11, 20)]) == ["m0"])
    }

    @Test("passes over models without known work, and needs two with it")
    func unknown() {
        #expect(frontier([(nil, 1), (10, 20), (20, 10)]) == ["m1", "m2"])
        #expect(report([(nil, 1), (10, 20)]).measuredFrontier() == nil)
        #expect(report([]).measuredFrontier() == nil)
    }

    @Test("a model without a value is on no frontier")
    func undefined() throws {
        var report = report([(10, 20), (20, 10)])
        report.models[0].scores = .init()
        let points = try #require(report.measuredFrontier()?.points)
        #expect(points.map(\.isOnFrontier) == [false, true])
    }

    @Test("a report of before reads without frontier, searches and explanations")
    func earlierReport() throws {
        let report = FixtureReports.small
        var text = String(decoding: try report.json(), as: UTF8.self)
        for line in [
            "  \"frontier\" : null,\n", "  \"halving\" : null,\n", "      \"explanations\" : [\n\n      ],\n",
            "      \"fits\" : [\n\n      ],\n",
        ] {
            #expect(text.contains(line), "\(line)")
            text = text.replacing(line, with: "")
        }
        #expect(try ExperimentReport(json: Array(text.utf8), path: "r") == report)
    }
}
