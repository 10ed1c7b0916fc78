import ExperimentSpec
import ForecastCore
import Foundation
import Testing

let minimal = """
    experiment: minimal
    data: {dataset: retail-weekly, targets: [volume]}
    models: {naive: {kind: naive}, ses: {kind: ses}}
    backtest: {horizon: 4}

    """

@Suite("A spec reader")
struct SpecReaderTests {
    static func good(_ name: String) throws -> ResolvedSpec {
        try Fixtures.reader.read(Fixtures.folder.appending(path: "Good/\(name).yaml").path())
    }

    @Test("reads the design's example")
    func design() throws {
        let resolved = try Self.good("design")
        let spec = resolved.spec
        #expect(resolved.warnings.map(\.code) == ["W101"])
        #expect(spec.name == "weekly-demand" && spec.seed == 20_261_122)
        #expect(spec.data.targets == ["volume", "revenue"])
        #expect(spec.features.first?.definition.lags == [1, 2, 4, 8, 13, 26, 52])
        #expect(spec.models.map(\.name) == ["naive52", "ses", "tsb"])
        #expect(spec.models[2].parameters.values == ["alpha": .word("optimised"), "beta": .number(0.1)])
        #expect(
            spec.evaluation.metrics.map(\.id) == [
                "mape", "wape", "mae", "rmse", "mase@m=52", "rmsse@m=52", "bias", "pinball@0.1",
                "pinball@0.25", "pinball@0.5",
                "pinball@0.75", "pinball@0.9", "coverage@80", "coverage@50",
            ])
        #expect(spec.promotion?.champion == .model("ses"))
        #expect(spec.promotion?.metric == Metric(.mape))
        #expect(spec.promotion?.guardrails == .standard)
    }

    @Test("fills in every default")
    func defaults() throws {
        let spec = try Self.good("minimal").spec
        #expect(spec.seed == 1 && spec.description == "")
        #expect(spec.backtest.horizon == 4 && spec.backtest.step == 4)
        #expect(spec.backtest.schedule == .count(8) && spec.backtest.train == .expanding)
        #expect(spec.backtest.refit == 1 && spec.backtest.gap == 0)
        #expect(spec.backtest.minHistory == 1 && spec.backtest.shortSeries == .fallback)
        #expect(spec.quantiles.map(\.value) == [0.1, 0.25, 0.5, 0.75, 0.9])
        #expect(spec.evaluation.seasons == [52])
        #expect(spec.evaluation.zeros == .skip && spec.evaluation.steps == [])
        #expect(spec.evaluation.segments == [.abcClass, .xyzClass, .demandPattern])
        #expect(spec.classes == .standard)
        #expect(spec.promotion == nil && spec.features.isEmpty)
    }

    @Test("reads every key there is, and unrolls sweeps")
    func everything() throws {
        let spec = try Self.good("everything").spec
        #expect(spec.description == "Two lines,\nwith a \"quote\" and a colon: here.\n")
        #expect(spec.data.filter.abc == ["A", "B"])
        #expect(spec.data.filter.pattern == ["smooth", "no demand"])
        #expect(spec.data.filter.attributes.map(\.attribute) == ["category", "store"])
        #expect(spec.data.filter.attributes.last?.values == ["12", "7", "no"])
        #expect(
            spec.models.map(\.name) == [
                "season_auto", "ses.alpha-0.1.damped-true", "ses.alpha-0.1.damped-false",
                "ses.alpha-0.3.damped-true",
                "ses.alpha-0.3.damped-false", "ses.alpha-optimised.damped-true",
                "ses.alpha-optimised.damped-false",
                "Ma.4.window-4", "Ma.4.window-8",
            ])
        let features = try #require(spec.features.first).definition
        #expect(features.cyclic == ["month", "week_of_year"] && features.lags == [1, 13])
        #expect(features.seasonalLags == [52])
        #expect(features.rollingMean == [4, 13] && features.rollingMin == [4] && features.rollingMax == [26])
        #expect(features.rollingQuantile?.windows == [4, 13])
        #expect(features.rollingQuantile?.levels.map(\.value) == [0.5, 0.9])
        #expect(features.rollingZeroShare == [13] && features.pastMean == [4] && features.pastStd == [13])
        #expect(features.price == ["current_price", "price_vs_average", "price_vs_category"])
        #expect(
            features.promotion == ["deal", "2"] && features.knownAhead == ["feat"]
                && features.past == ["profit"])
        #expect(
            features.numeric == ["size"] && features.age == ["time_since_launch", "time_since_last_demand"])
        #expect(spec.models[0].parameters.values == ["season": .integer(52)])
        #expect(
            spec.models[3].parameters.values == [
                "alpha": .number(0.3), "damped": .boolean(true), "initial": .word("mean"),
            ])
        #expect(spec.models[3].transform == .log)
        #expect(spec.models[7].parameters.values == ["window": .integer(4), "weight": .number(1)])
        #expect(spec.backtest.schedule == .cutoffs(["2024-01-01", "2024-04-01", "2024-07-01"]))
        #expect(spec.backtest.train == .sliding(104) && spec.backtest.step == 13)
        #expect(spec.quantiles.map(\.value) == [0.1, 0.5, 0.9])
        #expect(spec.evaluation.steps == [1, 2, 3] && spec.evaluation.segments == [])
        #expect(spec.promotion?.champion == .registered)
        #expect(spec.promotion?.challengers.count == 6)
        #expect(spec.promotion?.metric == Metric(.mase, season: 52))
        let guardrails = try #require(spec.promotion?.guardrails)
        #expect(guardrails.biasPP == nil && guardrails.worstSegmentPP == 5 && guardrails.fallbackShare == 0.1)
    }

    @Test("takes a season as a mapping, too, and keeps it as two keys")
    func longSeason() throws {
        func models(_ lines: String) throws -> [ModelDeclaration] {
            try Fixtures.read(minimal.replacingOccurrences(of: "models: {", with: "models: {\(lines), "))
                .spec.models.filter { $0.kind == "theta" }
        }
        let long = try models(
            "a: {kind: theta, seasonal: {kind: fourier, period: 52}}, "
                + "b: {kind: theta, seasonal: {period: [24, 168], kind: stl}}")
        let flat = try models(
            "a: {kind: theta, seasonal: fourier, season: 52}, "
                + "b: {kind: theta, seasonal: stl, season: [24, 168]}")
        #expect(long.count == 2 && long == flat)
    }

    @Test(
        "says what is wrong with a season that is a mapping",
        arguments: [
            ("seasonal: {kind: fourrier, period: 52}", "E054"), ("seasonal: {kind: stl}", "E050"),
            ("seasonal: {kind: stl, perriod: 52}", "E051"),
            ("seasonal: {kind: stl, period: 52}, season: 52", "E014"),
            ("seasonal: {kind: stl, period: 0}", "E053"),
        ])
    func wrongLongSeason(season: String, code: String) throws {
        let text = minimal.replacingOccurrences(
            of: "models: {", with: "models: {a: {kind: theta, \(season)}, ")
        let error = #expect(throws: DiagnosticsError.self) { _ = try Fixtures.read(text) }
        #expect(error?.diagnostics.map(\.code) == [code])
    }

    @Test(
        "takes a truth value or a word where a parameter has both, and writes the word where nothing is said")
    func truthOrWord() throws {
        func whole(_ parameter: String) throws -> ParameterValue? {
            try Fixtures.read(
                minimal.replacingOccurrences(
                    of: "models: {", with: "models: {a: {kind: croston\(parameter)}, ")
            ).spec.models.first { $0.name == "a" }?.parameters.values["whole"]
        }
        #expect(try whole("") == .word("auto") && whole(", whole: auto") == .word("auto"))
        #expect(try whole(", whole: true") == .boolean(true) && whole(", whole: false") == .boolean(false))
    }

    @Test("takes every other model as challenger, and one variant of a metric by its name")
    func promotionDefaults() throws {
        let promotion = try Fixtures.read(minimal + "promotion: {champion: naive, metric: mase}").spec
            .promotion
        #expect(promotion?.challengers == ["ses"])
        #expect(promotion?.target == "volume")
        #expect(promotion?.metric == Metric(.mase, season: 52))
        #expect(promotion?.confidence == 0.95 && promotion?.minImprovementPP == 1)
        let level = try Fixtures.read(minimal + "promotion: {champion: naive, metric: pinball@0.10}").spec
            .promotion
        #expect(level?.metric.id == "pinball@0.1")
        let all = try Fixtures.read(
            minimal + "promotion: {champion: registered, metric: wape, guardrails: off}"
        ).spec
        #expect(all.promotion?.challengers == ["naive", "ses"])
        let guardrails = try #require(all.promotion?.guardrails)
        #expect(
            guardrails.biasPP == nil && guardrails.worstSegmentPP == nil && guardrails.fallbackShare == nil)
    }

    @Test("says what file it cannot read")
    func unreadable() {
        for (path, words) in [
            ("/nowhere.yaml", "there is no such file"), ("/dev/null", "it is not a regular file"),
        ] {
            #expect(throws: DiagnosticsError.self) { try Fixtures.reader.read(path) }
            do { _ = try Fixtures.reader.read(path) } catch {
                #expect(error.diagnostics.map(\.message) == ["cannot read the spec '\(path)': \(words)"])
            }
        }
    }
}

@Suite("extends")
struct ExtendsTests {
    @Test("merges by key: mappings merge, the rest is replaced, null removes")
    func merge() throws {
        let base = """
            experiment: base
            data: {dataset: retail-weekly, targets: [volume, revenue], sample: 5}
            models: {old: {kind: naive}, ses: {kind: ses, alpha: 0.1, damped: true}}
            backtest: {horizon: 13, windows: 3}
            """
        let child = """
            extends: ../shared/base.yaml
            experiment: child
            data: {targets: [volume], sample: null}
            models: {old: null, ses: {alpha: 0.2}, new: {kind: tsb}}
            """
        let spec = try Fixtures.read(child, files: ["shared/base.yaml": base]).spec
        #expect(spec.name == "child")
        #expect(spec.data.targets == ["volume"] && spec.data.sample == nil)
        #expect(spec.models.map(\.name) == ["ses", "new"])
        #expect(spec.models[0].parameters.values["alpha"] == .number(0.2))
        #expect(spec.models[0].parameters.values["damped"] == .boolean(true))
        #expect(spec.backtest.schedule == .count(3))
    }

    @Test("reads on disk only what lies in the project folder, links followed")
    func disk() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "extends-\(ProcessInfo.processInfo.processIdentifier)")
        let project = folder.appending(path: "project")
        try FileManager.default.createDirectory(at: project, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try minimal.write(to: folder.appending(path: "base.yaml"), atomically: true, encoding: .utf8)
        try minimal.write(to: project.appending(path: "base.yaml"), atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(
            at: project.appending(path: "link.yaml"), withDestinationURL: folder.appending(path: "base.yaml"))
        func codes(_ target: String) throws -> [String] {
            let spec = project.appending(path: "spec.yaml")
            try "extends: \(target)\nseed: 5\n".write(to: spec, atomically: true, encoding: .utf8)
            do {
                let resolved = try Fixtures.reader.read(spec.path(), projectFolder: project.path())
                return resolved.spec.seed == 5 ? [] : ["wrong"]
            } catch {
                return error.diagnostics.map(\.code)
            }
        }
        #expect(try codes("base.yaml") == [])
        #expect(try codes("./nested/../base.yaml") == [])
        #expect(try codes("../base.yaml") == ["E123"])
        #expect(try codes("link.yaml") == ["E123"])
        #expect(try codes("/etc/passwd") == ["E120"])
    }
}

@Suite("--set")
struct OverrideTests {
    @Test("replaces, adds and removes values of every kind")
    func values() throws {
        let spec = try Fixtures.read(
            minimal + "seed: 9\n",
            overrides: [
                "seed=", "models.ses.alpha=0.3", "backtest.train.sliding=52", "quantiles=[0.5]",
                "models.tsb={kind: tsb, beta: 0.2}", "description='a: b'",
            ]
        ).spec
        #expect(spec.seed == 1)
        #expect(spec.models[1].parameters.values["alpha"] == .number(0.3))
        #expect(spec.backtest.train == .sliding(52))
        #expect(spec.quantiles.map(\.value) == [0.5])
        #expect(spec.models.map(\.name) == ["naive", "ses", "tsb"])
        #expect(spec.description == "a: b")
    }

    @Test("reaches models with dots in their names, and sweeps")
    func dots() throws {
        let text = minimal + "sweep: {models.ses.alpha: [0.1]}\n"
        let swept = try Fixtures.read(text, overrides: ["sweep.models.ses.alpha=[0.2, 0.3]"]).spec
        #expect(swept.models.map(\.name) == ["naive", "ses.alpha-0.2", "ses.alpha-0.3"])
        let dotted = minimal.replacing("ses: {", with: "ses.alpha-0.1: {")
        let spec = try Fixtures.read(dotted, overrides: ["models.ses.alpha-0.1.damped=true"]).spec
        #expect(spec.models[1].parameters.values["damped"] == .boolean(true))
    }

    @Test("has a place of its own in messages")
    func place() throws {
        do {
            _ = try Fixtures.read(minimal, overrides: ["seed=1", "models.ses.alpha=7"])
            Issue.record("read without complaint")
        } catch {
            #expect(
                error.diagnostics.first?.location
                    == SourceLocation(
                        file: "--set", line: 2, column: 18, length: 1, lineText: "models.ses.alpha=7"))
        }
    }
}
