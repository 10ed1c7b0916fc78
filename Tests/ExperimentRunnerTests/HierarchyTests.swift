import ArtefactStore
import DemandFeatures
import ExperimentRunner
import ForecastCore
import ForecastEvaluation
import ForecastTasks
import Foundation
import Reports
import Testing
import Workers

@Suite("Levels of a hierarchy") struct HierarchyTests {
    private static func panel(_ rows: [[Double]], groups: [Int32], price: [[Double]]? = nil) -> Panel {
        let count = rows[0].count
        let grid = TimeGrid(frequency: .weekly, origin: .number(1), count: count)
        return Panel(
            grid: grid, seriesIDs: rows.indices.map { "s\($0)" }, firstStep: rows.map { _ in 0 },
            columns: [PanelColumn(name: "volume", knowledge: .target, values: rows.flatMap(\.self))]
                + (price.map {
                    [PanelColumn(name: "price", knowledge: .knownAhead, values: $0.flatMap(\.self))]
                }
                    ?? []),
            attributes: [
                StaticAttribute(name: "group", categories: ["a", "b"], codes: groups),
                StaticAttribute(
                    name: "store", categories: ["x", "y"], codes: rows.indices.map { Int32($0 % 2) }),
            ])
    }

    private static func sums(_ panel: Panel, _ level: String) throws -> [[Double]] {
        let summed = SummedPanel(of: Hierarchy.Level(level, of: panel), in: panel).panel
        let column = try #require(summed.column("volume"))
        return summed.seriesIDs.indices.map { node in
            (0..<panel.grid.count).map { column.values[node * panel.grid.count + $0] }
        }
    }

    @Test("sum the series of each value of an attribute, those without one together")
    func sums() throws {
        let panel = Self.panel([[1, 2], [10, 20], [100, 200]], groups: [1, 0, -1])
        let hierarchy = Hierarchy(["all", "group"], of: panel)
        #expect(hierarchy.levels.map(\.nodes) == [["all"], ["group=(none)", "group=a", "group=b"]])
        #expect(hierarchy.nodeCount == 4)
        #expect(try Self.sums(panel, "all") == [[111, 222]])
        #expect(try Self.sums(panel, "group") == [[100, 200], [10, 20], [1, 2]])
    }

    @Test("cross attributes, which names a sum by all of them, and never one as another")
    func crossed() throws {
        let panel = Self.panel([[1, 2], [10, 20], [100, 200], [5, 5]], groups: [1, 0, -1, 0])
        let level = Hierarchy.Level("store*group", of: panel)
        #expect(level.nodes == ["store=x*group=(none)", "store=x*group=b", "store=y*group=a"])
        #expect(level.nodeOfSeries == [1, 2, 0, 2] && level.seriesCounts == [1, 1, 2])
        #expect(try Self.sums(panel, "store*group") == [[100, 200], [1, 2], [15, 25]])
        for name in ["store*shop", "store*", "*", "store*store", "store**group"] {
            #expect(Hierarchy.attributes(of: name, in: panel) == nil, "\(name)")
        }
        let odd = Panel(
            grid: panel.grid, seriesIDs: ["a", "b"], firstStep: [0, 0], columns: [],
            attributes: [
                StaticAttribute(name: "p", categories: ["1", "1*q=2"], codes: [0, 1]),
                StaticAttribute(name: "q", categories: ["2*q=3", "3"], codes: [0, 1]),
            ])
        #expect(Hierarchy.Level("p*q", of: odd).nodes.count == 2)
    }

    @Test("carry a small gap, miss a period where much would be carried, and count nothing before a launch")
    func gaps() throws {
        let nan = Double.nan
        // 5 of 105 may be carried, 100 of 105 may not; the second series begins in the third period.
        let panel = Self.panel(
            [[100, 100, 100, nan, 100], [nan, nan, 5, 5, nan]], groups: [0, 0])
        let all = try Self.sums(panel, "all")[0]
        #expect(all[0...2] == [100, 100, 105] && all[3].isNaN && all[4] == 105)
    }

    @Test("carry a series for eight periods, and then take it for ended")
    func ended() throws {
        let gone = [7.0] + Array(repeating: Double.nan, count: 11)
        let panel = Self.panel([Array(repeating: 100, count: 12), gone], groups: [0, 0])
        let expected = Array(repeating: 107.0, count: 9) + [100, 100, 100]
        #expect(try Self.sums(panel, "all") == [expected])
    }

    @Test("fill a period by what came before it alone, whatever comes after")
    func noLeak() throws {
        let nan = Double.nan
        let before = try Self.sums(Self.panel([[9, 9, 9, 9], [1, nan, nan, 1]], groups: [0, 0]), "all")[0]
        let after = try Self.sums(Self.panel([[9, 9, 9, 50], [1, nan, nan, 70]], groups: [0, 0]), "all")[0]
        #expect(before.prefix(3) == after.prefix(3) && before.prefix(3) == [10, 10, 10])
    }

    @Test("have the mean of other columns, and attributes that all series share")
    func columns() throws {
        let panel = Self.panel(
            [[1, 1], [1, 1], [1, 1]], groups: [0, 0, 1], price: [[2, .nan], [4, 6], [9, .nan]])
        let summed = SummedPanel(of: Hierarchy.Level("group", of: panel), in: panel).panel
        let price = try #require(summed.column("price"))
        #expect(price.knowledge == .knownAhead)
        #expect(Array(price.values[0...2]) == [3, 6, 9] && price.values[3].isNaN)
        #expect(summed.attribute("group")?.value(ofSeries: 1) == "b")
        #expect(summed.attribute("store")?.value(ofSeries: 0) == SummedPanel.several)
        #expect(summed.attribute("store")?.value(ofSeries: 1) == "x")
    }

    // MARK: - In a spec

    private static func spec(_ models: String, hierarchy: String = "levels: [all, category]") -> String {
        """
        experiment: sums
        data: {dataset: shop, targets: [volume]}
        models:
          ses: {kind: ses}
        \(models)
        hierarchy: {\(hierarchy)}
        backtest: {horizon: 4, windows: 2}
        evaluate: {metrics: [wape, rmsse, wql], season: 1}

        """
    }

    @Test("are filled into models that make forecasts add up, and stay in the resolved spec")
    func resolved() throws {
        let project = try GeneratedProject()
        let experiment = try project.experiment(Self.spec("  coherent: {kind: reconciled, of: ses}"))
        #expect(experiment.resolvedYAML.contains("levels: \"all,category\""))
        let again = try PreparedExperiment(
            specText: Array(experiment.resolvedYAML.utf8), project: project.project)
        #expect(again.specDigest == experiment.specDigest && again.key.digest == experiment.key.digest)
    }

    @Test(
        "that cannot be are told with their code",
        arguments: [
            ("  c: {kind: reconciled, of: ses}", "levels: [all, shop]", "E209"),
            ("  c: {kind: reconciled, of: ses}", "levels: [\"category*shop\"]", "E209"),
            ("  c: {kind: reconciled, of: ses}", "levels: [\"category*category\"]", "E209"),
            ("  c: {kind: reconciled, of: sess}", "levels: [all]", "E162"),
            ("  c: {kind: reconciled}", "levels: [all]", "E050"),
            ("  c: {kind: reconciled, of: c}", "levels: [all]", "E163"),
            (
                "  c: {kind: reconciled, of: ses}\n  e: {kind: ensemble, members: [ses, c]}", "levels: [all]",
                "E163"
            ),
            ("  c: {kind: reconciled, of: ses}", "level: [all]", "E051"),
            ("  c: {kind: reconciled, of: [ses, naive]}", "levels: [all]", "E05"),
        ])
    func problems(_ models: String, _ hierarchy: String, _ code: String) throws {
        let project = try GeneratedProject()
        do {
            let experiment = try project.experiment(Self.spec(models, hierarchy: hierarchy))
            _ = try experiment.loadPanel()
            Issue.record("nothing was found wrong")
        } catch let error as DiagnosticsError {
            #expect(error.diagnostics.contains { $0.code.hasPrefix(code) && $0.location != nil })
        }
    }

    @Test("without hierarchy and levels of its own a reconciled model is told E180")
    func withoutLevels() throws {
        let project = try GeneratedProject()
        let spec = Self.spec("  c: {kind: reconciled, of: ses}").replacingOccurrences(
            of: "hierarchy: {levels: [all, category]}\n", with: "")
        #expect {
            try project.experiment(spec)
        } throws: { error in
            (error as? DiagnosticsError)?.diagnostics.map(\.code) == ["E180"]
        }
        let own = spec.replacingOccurrences(of: "of: ses}", with: "of: ses, levels: [all]}")
        #expect(try project.experiment(own).loadPanel().seriesCount == 8)
    }

    // MARK: - A run

    @Test("leave sums that add up to the bit, with scores that a naive reckoning finds again")
    func run() throws {
        let project = try GeneratedProject()
        let experiment = try project.experiment(
            Self.spec(
                "  coherent: {kind: reconciled, of: ses}\n  up: {kind: reconciled, of: ses, method: bottom_up}"
            ))
        let outcome = try Pipeline(
            experiment,
            options: RunOptions(
                jobs: 2, force: false, progress: SilentProgress(), interruption: Interruption(),
                clock: { 0 }, startedAt: "")
        ).run()
        let series = try Self.rows("\(outcome.folder)/forecasts.csv")
        let levels = try Self.rows("\(outcome.folder)/levels.csv")
        let panel = try experiment.loadPanel()
        let category = Hierarchy.Level("category", of: panel)
        var checked = 0
        for model in ["coherent", "up"] {
            for total in levels where total["model"] == model {
                let id = try #require(total["unique_id"])
                let parts = try series.filter { row in
                    let index = try #require(panel.seriesIDs.firstIndex(of: row["unique_id"] ?? ""))
                    return row["model"] == model && row["cutoff"] == total["cutoff"]
                        && row["ds"] == total["ds"]
                        && (id == "all" || category.nodes[category.nodeOfSeries[index]] == id)
                }
                let sum = parts.compactMap { Double($0["forecast"] ?? "") }.reduce(0, +)
                #expect(Double(total["forecast"] ?? "") == sum)
                checked += 1
            }
        }
        #expect(checked == 2 * 2 * 4 * (1 + category.nodes.count))
        // WAPE of a level, by its definition.
        for (level, nodes) in [("all", ["all"]), ("category", category.nodes)] {
            for model in outcome.report.models {
                let rows = levels.filter {
                    $0["model"] == model.name && nodes.contains($0["unique_id"] ?? "") && $0["y"] != ""
                }
                var (errors, volume) = (0.0, 0.0)
                for row in rows {
                    let actual = try #require(Double(row["y"] ?? ""))
                    errors += abs(actual - (Double(row["forecast"] ?? "") ?? .nan))
                    volume += abs(actual)
                }
                let found = model.byLevel.first { $0.level == level }?.scores.value(
                    target: "volume", metric: "wape")
                #expect(abs(try #require(found) - 100 * errors / volume) < 1e-9)
            }
        }
        // Series that are kept as they are lose nothing.
        let scores = Dictionary(uniqueKeysWithValues: outcome.report.models.map { ($0.name, $0.scores) })
        let own = try #require(scores["ses"]?.value(target: "volume", metric: "wape"))
        let up = try #require(scores["up"]?.value(target: "volume", metric: "wape"))
        #expect(abs(own - up) < 1e-9)
    }

    @Test("are the same by one job and by three, and out of a cache that holds everything")
    func deterministic() throws {
        let project = try GeneratedProject()
        let experiment = try project.experiment(Self.spec("  coherent: {kind: reconciled, of: ses}"))
        var digests: [String] = []
        var files: [String] = []
        for (jobs, force) in [(1, true), (3, true), (2, false)] {
            // Without its folder a run is made again, out of the cache where it may be.
            try? FileManager.default.removeItem(atPath: "\(project.root)/results/sums")
            let outcome = try Pipeline(
                experiment,
                options: RunOptions(
                    jobs: jobs, force: force, progress: SilentProgress(), interruption: Interruption(),
                    clock: { 0 }, startedAt: "")
            ).run()
            #expect((outcome.cachedForecasts == outcome.forecasts) == !force)
            digests.append(outcome.report.resultDigest)
            files.append(try String(contentsOfFile: "\(outcome.folder)/levels.csv", encoding: .utf8))
        }
        #expect(Set(digests).count == 1 && Set(files).count == 1 && files[0].count > 1000)
    }

    @Test("of a combination of two equal models are those of either, whatever it learns")
    func equalMembers() throws {
        let rows = try Self.forecasts(
            """
              again: {kind: ses}
              one: {kind: ensemble, members: {ses: 0.5, again: 0.5}}
              learned: {kind: ensemble, members: [ses, again], best: 1, by: wape, windows: 1}
              table: {kind: routed, rules: [{model: learned}]}
              plain: {kind: reconciled, of: ses, windows: 2}
              of_one: {kind: reconciled, of: one, windows: 2}
              of_learned: {kind: reconciled, of: learned, windows: 2}
              of_table: {kind: reconciled, of: table, windows: 2}
            """, windows: 2)
        let plain = try #require(rows["plain"])
        #expect(plain.count > 50)
        for model in ["of_one", "of_learned", "of_table"] { #expect(rows[model] == plain, "\(model)") }
    }

    @Test("of an ensemble go by what it had learned at each earlier cutoff, whatever else the backtest has")
    func learnedEarlier() throws {
        let models = """
              naive: {kind: naive}
              mean: {kind: mean}
              best: {kind: ensemble, members: [ses, naive, mean], best: 1, by: wape, windows: 1}
              coherent: {kind: reconciled, of: best, windows: 2}
            """
        // Two windows more are those that the last one learns from: nothing of it changes.
        let alone = try #require(try Self.forecasts(models, windows: 1)["coherent"])
        let among = try #require(try Self.forecasts(models, windows: 3)["coherent"])
        #expect(alone.count > 50 && Set(alone).isSubset(of: among) && among.count == 3 * alone.count)
        // What has learned from one window more is another forecast.
        let other = try Self.forecasts(
            models.replacing("best: 1, by: wape, windows: 1", with: "best: 1, by: wape, windows: 2"),
            windows: 1)
        #expect(other["coherent"] != nil && other["coherent"] != alone)
    }

    /// The rows of `forecasts.csv` and `levels.csv` by model, without its name.
    private static func forecasts(_ models: String, windows: Int) throws -> [String: [String]] {
        let project = try GeneratedProject()
        let text = spec(models).replacing("windows: 2}\nevaluate", with: "windows: \(windows)}\nevaluate")
        let outcome = try Pipeline(
            try project.experiment(text),
            options: RunOptions(
                jobs: 2, force: false, progress: SilentProgress(), interruption: Interruption(),
                clock: { 0 }, startedAt: "")
        ).run()
        let all = try ["forecasts.csv", "levels.csv"].flatMap { try rows("\(outcome.folder)/\($0)") }
        return Dictionary(grouping: all) { $0["model"] ?? "" }.mapValues { rows in
            rows.map { row in
                row.filter { $0.key != "model" }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                    .joined(separator: ",")
            }.sorted()
        }
    }

    private static func rows(_ path: String) throws -> [[String: String]] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    }
}
