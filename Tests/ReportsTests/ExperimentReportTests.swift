import ForecastCore
import Reports
import Testing

@Suite("report.json")
struct ExperimentReportTests {
    @Test("every report reads back as it was written", arguments: FixtureReports.all.map(\.name))
    func roundTrip(name: String) throws {
        let report = try #require(FixtureReports.all.first { $0.name == name }?.report)
        #expect(try ExperimentReport(json: try report.json(), path: "report.json") == report)
    }

    @Test("the same report gives the same bytes")
    func deterministic() throws {
        #expect(try FixtureReports.hostile.json() == FixtureReports.hostile.json())
    }

    @Test("a number that is not finite becomes null, and null reads as undefined")
    func undefinedNumbers() throws {
        #expect(Figure(.nan) == .undefined && Figure(-.infinity) == .undefined)
        let text = String(decoding: try FixtureReports.undefined.json(), as: UTF8.self)
        #expect(text.contains("\"mape\" : null"))
        #expect(text.contains("\"interval_pp\" : null"))
    }

    @Test("a report without promotion has a verdict of null")
    func noVerdict() throws {
        let text = String(decoding: try FixtureReports.noPromotion.json(), as: UTF8.self)
        #expect(text.contains("\"verdict\" : null"))
    }

    @Test("another schema version is refused before anything else is read")
    func schemaVersion() {
        #expect(
            throws: ReportError(
                operation: "read", path: "r.json",
                message:
                    "schema_version is 2, but this version reads 1; it was written by a newer forecast-engine"
            )
        ) { try ExperimentReport(json: Array(#"{"schema_version": 2}"#.utf8), path: "r.json") }
    }

    @Test("a missing key is named")
    func missingKey() {
        #expect(throws: ReportError(operation: "read", path: "r.json", message: "no 'experiment'")) {
            try ExperimentReport(json: Array(#"{"schema_version": 1}"#.utf8), path: "r.json")
        }
    }

    @Test("a wrong type is named with its place")
    func wrongType() throws {
        let text = String(decoding: try FixtureReports.keep.json(), as: UTF8.self)
        let broken = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.contains("\"is_baseline\"") ? "      \"is_baseline\" : 7," : String($0) }.joined(
                separator: "\n")
        #expect {
            try ExperimentReport(json: Array(broken.utf8), path: "r.json")
        } throws: { error in
            (error as? ReportError)?.message == "not a Bool at models[0].is_baseline"
        }
    }

    @Test(
        "bytes that are not JSON are an error, not a crash",
        arguments: ["", "{", "null", "[]", "\u{FEFF}", "{\"schema_version\":\"1\"}"])
    func notJSON(text: String) {
        #expect(throws: ReportError.self) { try ExperimentReport(json: Array(text.utf8), path: "r.json") }
    }

    @Test("parts that do not fit together are refused")
    func inconsistent() throws {
        var report = FixtureReports.keep
        report.verdict?.champion = "gone"
        report.highlights?.gains[0].labels.removeLast()
        report.models[1].byWindow[0].window = 9
        #expect(report.problems().count == 3)
        let bytes = try report.json()
        #expect(throws: ReportError.self) { try ExperimentReport(json: bytes, path: "r.json") }
    }

    @Test("manifest and timings read back as they were written")
    func manifest() throws {
        let manifest = Manifest(
            experiment: "e", run: "0123456789ab", seed: .max, specDigest: "a", snapshotDigest: "b",
            codeVersion: "0.1.0",
            environment: ["profile": "x86-64-v3", "openblas": "0.3.21"], resultDigest: "c")
        #expect(try Manifest(json: try manifest.json(), path: "m") == manifest)
        let timings = Timings(
            experiment: "e", run: "0123456789ab", startedAt: "2026-11-22T18:16:00Z", totalSeconds: 1.5,
            jobs: 2,
            stages: [.init(stage: "fit", subject: "ses", seconds: 1.25, tasks: 4, cached: 1)])
        #expect(try Timings(json: try timings.json(), path: "t") == timings)
        try expectGolden(String(decoding: try manifest.json(), as: UTF8.self), "manifest.json")
        try expectGolden(String(decoding: try timings.json(), as: UTF8.self), "timings.json")
        let page = TimingsPage.render(timings)
        #expect(HTMLChecker.problem(in: page) == nil && HTMLStructure.problems(in: page) == [])
        try expectGolden(page, "timings.html")
    }

    @Test("a metric of the vocabulary describes itself")
    func metricDescription() throws {
        let lower = try #require(QuantileLevel(0.1))
        let upper = try #require(QuantileLevel(0.9))
        let coverage = ExperimentReport.MetricDescription(
            Metric(.coverage, interval: .init(lower: lower, upper: upper)))
        #expect(coverage == .init(id: "coverage@80", unit: .percent, better: .nominal, nominal: 80))
        #expect(ExperimentReport.MetricDescription(Metric(.bias)).better == .zero)
        #expect(ExperimentReport.MetricDescription(Metric(.mase, season: 52)).unit == .ratio)
        #expect(ExperimentReport.MetricDescription(Metric(.mae)).unit == .target)
    }

    @Test("the verdict in words is what the reports say: its interval stands with it")
    func verdictWords() throws {
        let words = try #require(FixtureReports.inconclusive.verdictWords)
        #expect(
            words.hasPrefix(
                "INCONCLUSIVE, ses stays: tsb is 1.20 pp better on mape (95 % interval -0.40 to 2.83"))
        #expect(FixtureReports.noPromotion.verdictWords == nil)
    }
}
