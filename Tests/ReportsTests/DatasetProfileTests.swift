import ForecastCore
import Reports
import Testing

@Suite("a data set shown")
struct DatasetProfileTests {
    @Test("the text is what it was, and fits", arguments: [100, 60])
    func terminal(width: Int) throws {
        let text = DatasetTable(Self.profile(isChosen: width == 60), width: width).text
        #expect(text.split(separator: "\n").allSatisfy { PlainText.columns(of: String($0)) <= width })
        try expectGolden(text + "\n", "dataset.\(width).txt")
    }

    @Test("the page is what it was")
    func page() throws {
        let html = DatasetPage.render(Self.profile(isChosen: false))
        #expect(HTMLChecker.problem(in: html) == nil)
        #expect(HTMLStructure.problems(in: html) == [])
        try expectGolden(html, "dataset.html")
    }

    @Test("the JSON is what it was")
    func json() throws {
        let bytes = try JSONText.bytes(of: Self.profile(isChosen: false), path: "data set")
        try expectGolden(String(decoding: bytes, as: UTF8.self), "dataset.json")
    }

    @Test("sixty hourly series of three years stay under 5 MB")
    func size() {
        var profile = Self.profile(isChosen: true)
        var series = profile.shown[0]
        series.values = (0..<26_280).map { $0 % 700 == 0 ? .nan : Double($0 % 24) + 0.37 }
        profile.shown = Array(repeating: series, count: 60)
        #expect(DatasetPage.render(profile).utf8.count < 2_000_000)
    }

    @Test("a data set without series, targets or observations still shows")
    func empty() {
        let empty = DatasetProfile(
            dataset: "none", snapshotDigest: "", description: "", frequency: "weekly", series: 0, periods: 0,
            firstLabel: "", lastLabel: "", observations: 0, columns: [], attributes: [], volume: "",
            classes: [], lengths: [], zeroShares: [], isChosen: false, shown: [], ticks: [])
        #expect(HTMLChecker.problem(in: DatasetPage.render(empty)) == nil)
        #expect(DatasetTable(empty, width: 80).text.contains("0 series"))
        var blank = Self.profile(isChosen: true)
        blank.shown[0].values = [.nan, .nan]
        blank.shown[1].values = []
        #expect(HTMLChecker.problem(in: DatasetPage.render(blank)) == nil)
        #expect(!DatasetTable(blank, width: 80).text.isEmpty)
    }

    @Test("a little above zero and far below, and sums beyond all numbers, draw a line and a page")
    func extremes() {
        var profile = Self.profile(isChosen: true)
        profile.shown[0].values = [1e-12, -1e9, 1e-12]
        profile.shown[1].values = Array(repeating: 1e308, count: 500)
        profile.shown[2].values = Array(repeating: -1e308, count: 500) + [1]
        let lines = DatasetTable(profile, width: 80).text.split(separator: "\n")
        #expect(lines.contains("  █▁█"))
        #expect(HTMLChecker.problem(in: DatasetPage.render(profile)) == nil)
    }

    @Test("a share of nothing is undefined, not 0 %")
    func undefinedShares() throws {
        var profile = Self.profile(isChosen: true)
        for index in profile.classes.indices { profile.classes[index].share = .undefined }
        for index in profile.shown.indices {
            profile.shown[index].share = .undefined
            (profile.shown[index].observed, profile.shown[index].zeros) = (0, 0)
        }
        profile.columns[0].observed = 0
        let text = DatasetTable(profile, width: 100).text
        #expect(text.contains("32 (n/a)") && !text.contains("(0.0 %)"))
        let page = DatasetPage.render(profile)
        #expect(page.contains("n/a of volume · n/a zeros") && !page.contains(">0.0 %"))
        let json = String(decoding: try JSONText.bytes(of: profile, path: "data set"), as: UTF8.self)
        #expect(json.contains("\"share\" : null"))
    }

    static func profile(isChosen: Bool) -> DatasetProfile {
        let classes: [(String, String, String, Int, Double)] = [
            ("A", "X", "smooth", 32, 0.465), ("A", "Y", "erratic", 20, 0.191),
            ("B", "Y", "smooth", 46, 0.267),
            ("C", "Z", "intermittent", 72, 0.043), ("C", "Z", "lumpy", 1_029, 0.034),
        ]
        let ids = ["SKU1", "</b><script>alert(1)</script>", "=1+1\u{202E}", "果物 🍎"]
        var stream = RandomPath(seed: 3, ["series"]).stream
        let shown = zip(ids, classes).map { id, cell in
            DatasetProfile.Series(
                uniqueID: id, abc: cell.0, xyz: cell.1, pattern: cell.2, share: Figure(cell.4 / 10),
                observed: 50, zeros: 8, mean: 12.25,
                values: (0..<60).map { step in
                    step < 5 || (20..<25).contains(step) ? .nan : (40 * stream.nextUniform()).rounded()
                })
        }
        return DatasetProfile(
            dataset: "retail", snapshotDigest: FixtureReports.hex("snapshot"),
            description: "Weekly sales of the <northern> shops", frequency: "weekly", series: 1_199,
            periods: 60, firstLabel: "2023-01-02", lastLabel: "2024-02-19", observations: 61_234,
            columns: [
                .init(
                    name: "volume", known: "target", observed: 61_234, missing: 120, zeros: 8_000,
                    smallest: 0,
                    largest: 2518.5),
                .init(
                    name: "pr|ce", known: "known_ahead", observed: 0, missing: 61_354, zeros: 0,
                    smallest: .undefined, largest: .undefined),
            ],
            attributes: [.init(name: "brand", values: 3, missing: 2, examples: ["a", "b", "<i>"])],
            volume: "volume",
            classes: classes.map {
                .init(abc: $0.0, xyz: $0.1, pattern: $0.2, series: $0.3, share: Figure($0.4))
            },
            lengths: [
                .init(lower: 30, upper: 39, series: 3, label: "30 to 39"),
                .init(lower: 40, upper: 49, series: 0, label: "40 to 49"),
                .init(lower: 50, upper: 59, series: 1_196, label: "50 to 59"),
            ],
            zeroShares: [
                .init(lower: 0, upper: 0, series: 500, label: "none"),
                .init(lower: 0, upper: 10, series: 698, label: "0 to 10 %"),
                .init(lower: 100, upper: 100, series: 1, label: "all"),
            ], isChosen: isChosen, shown: shown,
            ticks: [.init(step: 0, label: "2023-01-02"), .init(step: 52, label: "2024")])
    }
}
