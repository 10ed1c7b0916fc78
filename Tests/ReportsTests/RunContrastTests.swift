import Files
import ForecastCore
import Reports
import Testing

@Suite("runs side by side")
struct RunContrastTests {
    @Test("the page is what it was", arguments: ContrastFixtures.all.map(\.name))
    func page(name: String) throws {
        let html = ContrastPage.render(try fixture(name))
        #expect(HTMLChecker.problem(in: html) == nil)
        #expect(HTMLStructure.problems(in: html) == [])
        try expectGolden(html, "compare.\(name).html")
    }

    @Test(
        "the terminal's text is what it was, and fits", arguments: ContrastFixtures.all.map(\.name),
        [100, 60])
    func terminal(name: String, width: Int) throws {
        let text = ContrastTable(try fixture(name), width: width).text
        #expect(text.split(separator: "\n").allSatisfy { PlainText.columns(of: String($0)) <= width })
        try expectGolden(text + "\n", "compare.\(name).\(width).txt")
    }

    @Test("the JSON is what it was")
    func json() throws {
        try expectGolden(
            String(
                decoding: try JSONText.bytes(of: ContrastFixtures.two, path: "comparison"), as: UTF8.self),
            "compare.two.json")
    }

    @Test("nothing comes from elsewhere and names stay text")
    func hostile() throws {
        let html = ContrastPage.render(ContrastFixtures.hostile)
        for forbidden in ["<script", "<link", "<img", "url(", "src="] {
            #expect(!HTMLChecker.withoutText(html).lowercased().contains(forbidden), "\(forbidden)")
        }
        #expect(!html.unicodeScalars.contains("\u{202E}") && !html.unicodeScalars.contains("\u{1B}"))
        #expect(!HTMLChecker.attributes(html).contains { $0.hasPrefix("on") })
    }

    @Test("every square of a picture filled stays far under 5 MB for twenty runs")
    func size() {
        var contrast = ContrastFixtures.dense
        let side = SeriesScatter.binsPerSide
        contrast.scatters[0].bins = (0..<side * side).map {
            .init(before: $0 / side, after: $0 % side, series: 13)
        }
        contrast.scatters = Array(repeating: contrast.scatters[0], count: 19)
        #expect(ContrastPage.render(contrast).utf8.count < 5_000_000)
    }

    @Test("equal models are named once, those that stand for a run are always shown")
    func silence() {
        let text = ContrastTable(ContrastFixtures.two, width: 100).text
        #expect(text.contains("the same in every run: ets, naive52, naive"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("  tsb") } == 2)
    }

    private func fixture(_ name: String) throws -> RunContrast {
        try #require(ContrastFixtures.all.first { $0.name == name }?.contrast)
    }
}

/// Comparisons that look like those of real runs, the same every time.
enum ContrastFixtures {
    static let all: [(name: String, contrast: RunContrast)] = [
        ("two", two), ("three", three), ("dense", dense), ("hostile", hostile),
    ]

    static var two: RunContrast { make(labels: ["A", "B"], series: 40) }

    static var dense: RunContrast {
        var contrast = make(labels: ["A", "B"], series: 0)
        var stream = RandomPath(seed: 5, ["dense"]).stream
        let bins = (0..<400).map { _ in
            let place = Int(stream.nextUniform() * 40)
            return SeriesScatter.Bin(
                before: place, after: min(47, place + Int(stream.nextUniform() * 8)),
                series: 1 + Int(stream.nextUniform() * stream.nextUniform() * 200))
        }
        contrast.scatters[0].bins = bins
        contrast.scatters[0].series = 30_000
        contrast.scatters[0].better = 18_001
        contrast.scatters[0].worse = 11_900
        contrast.scatters[0].equal = 99
        contrast.scatters[0].axis.clipped = 12
        return contrast
    }

    /// The third run was scored on other windows.
    static var three: RunContrast {
        var contrast = make(labels: ["A", "B", "C"], series: 40)
        contrast.standings[1].isComparable = false
        contrast.standings[1].improvement = .undefined
        contrast.standings[1].reasons = [
            "other backtest windows (3 x 13 from 2023-04-03, not 4 x 13 from 2023-01-02)"
        ]
        contrast.scatters.removeLast()
        contrast.data[2].values[2] = "3 of 13 (2023-04-03 to 2023-12-25)"
        contrast.spec[0].values = ["4", "4", "3"]
        return contrast
    }

    static var hostile: RunContrast {
        var contrast = two
        let name = FixtureReports.hostileName
        contrast.runs[1].experiment = name
        contrast.runs[1].model = name
        contrast.runs[0].run = "</code><script>"
        contrast.spec.append(.init(path: name, values: ["</td><script>alert(1)</script>", nil]))
        contrast.metrics[0].target = "vol|ume\"><i>"
        contrast.metrics[0].rows[0].model = name
        contrast.scatters[0].after = name
        contrast.scatters[0].gains[0].uniqueID = "=1+1\u{202E}</text><script>"
        contrast.standings[0].reasons = ["<img src=x>"]
        return contrast
    }

    private static func make(labels: [String], series: Int) -> RunContrast {
        let runs = labels.enumerated().map { index, label in
            RunContrast.Run(
                label: label, experiment: "weekly-demand", run: String(FixtureReports.hex(label).prefix(12)),
                resultDigest: FixtureReports.hex("result \(label)"), description: "", model: "tsb",
                decision: index == 0 ? "keep" : "promote")
        }
        let standings = labels.dropFirst().enumerated().map { index, label in
            RunContrast.Standing(
                label: label, isComparable: true, reasons: [], target: "volume", metric: "wape",
                improvementUnit: .percentagePoints, before: 44.12, after: Figure(43.05 - Double(index)),
                improvement: Figure(1.07 + Double(index)))
        }
        func values(_ first: Double, _ step: Double) -> [Figure] {
            labels.indices.map { Figure(first + step * Double($0)) }
        }
        let rows: [(String, Double, Double)] = [
            ("ses", 45.2, -0.31), ("tsb", 44.12, -1.07), ("ets", 46.9, 0), ("naive52", 52.3, 0),
            ("naive", 50.1, 0),
        ]
        let metrics = [Metric(.wape), Metric(.bias)].map { metric in
            RunContrast.MetricTable(
                target: "volume", metric: .init(metric),
                rows: rows.map {
                    .init(model: $0.0, values: values($0.1 / (metric.id == "bias" ? -10 : 1), $0.2))
                }
                    + [.init(model: "holt", values: labels.indices.map { $0 == 1 ? 47.5 : .undefined })])
        }
        return RunContrast(
            runs: runs, standings: standings,
            spec: [
                .init(path: "backtest.refit", values: labels.map { $0 == "A" ? "1" : "2" }),
                .init(path: "models.tsb.alpha", values: labels.map { $0 == "A" ? "optimised" : "0.1" }),
                .init(path: "models.holt", values: labels.map { $0 == "B" ? "kind holt" : nil }),
            ],
            data: [
                .init(path: "dataset", values: labels.map { _ in "retail" }),
                .init(path: "snapshot", values: labels.map { _ in FixtureReports.hex("snapshot") }),
                .init(path: "windows", values: labels.map { _ in "4 of 13 (2023-01-02 to 2023-12-25)" }),
            ],
            code: [
                .init(path: "version", values: labels.map { _ in "0.1.0" }),
                .init(path: "kinds.tsb", values: labels.map { $0 == "A" ? "1" : "2" }),
            ],
            metrics: metrics,
            scatters: labels.dropFirst().map { scatter($0, series: series) })
    }

    private static func scatter(_ label: String, series: Int) -> SeriesScatter {
        var stream = RandomPath(seed: 5, ["scatter"]).stream
        let points = (0..<series).map { _ in
            let place = 1 + 1.4 * stream.nextUniform()
            return [place, min(2.5, max(0.8, place + 0.5 * (stream.nextUniform() - 0.6)))]
        }
        func extreme(_ id: String, _ before: Double, _ after: Double, _ x: Double, _ y: Double)
            -> SeriesScatter.Extreme
        {
            .init(uniqueID: id, before: Figure(before), after: Figure(after), x: x, y: y)
        }
        return SeriesScatter(
            label: label, target: "volume", error: "wape", unit: .percent, before: "tsb", after: "tsb",
            series: max(1, series), better: series * 5 / 8, worse: series * 3 / 8, equal: 0, undefined: 2,
            unmatched: 1, axis: .init(isLogarithmic: true, lower: 0.8, upper: 2.5, clipped: 0),
            points: points, bins: [],
            gains: [
                extreme("SKU000114", 52.2, 28.2, 1.718, 1.45), extreme("SKU000115", 53, 28.4, 1.724, 1.453),
            ],
            losses: [extreme("SKU000133", 103.5, 238.2, 2.015, 2.377)])
    }
}
