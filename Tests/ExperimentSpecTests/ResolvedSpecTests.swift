import ExperimentSpec
import ForecastCore
import Glibc
import LocatedYAML
import Testing

@Suite("A resolved spec")
struct ResolvedSpecTests {
    @Test(
        "written as YAML reads back to an equal spec with an equal key",
        arguments: ["design", "minimal", "everything"])
    func good(name: String) throws {
        let resolved = try SpecReaderTests.good(name)
        // Without any data set at hand: every season is a number by now.
        let again = try SpecReader(modelKinds: Fixtures.kinds).read(
            Array(resolved.yaml.utf8), file: "resolved")
        #expect(again.spec == resolved.spec)
        #expect(again.yaml == resolved.yaml)
        #expect(again.spec.digest == resolved.spec.digest)
    }

    @Test("shows every default")
    func layout() throws {
        #expect(
            try SpecReaderTests.good("minimal").yaml == """
                # Resolved: every default written out. Running this file gives the same run.
                experiment: minimal
                description: ""
                seed: 1
                data:
                  dataset: retail-weekly
                  targets: [volume]
                  filter: {}
                models:
                  naive:
                    kind: naive
                    transform: none
                backtest:
                  horizon: 4
                  windows: 8
                  step: 4
                  train: expanding
                  refit: 1
                  gap: 0
                  min_history: 1
                  short_series: fallback
                quantiles: [0.1, 0.25, 0.5, 0.75, 0.9]
                evaluate:
                  metrics: [mape, wape, mae, rmse, mase, rmsse, bias, pinball, coverage]
                  season: 52
                  zeros: skip
                  segments: [abc_class, xyz_class, demand_pattern]
                  steps: all
                classes:
                  adi: 1.32
                  cv2: 0.49
                  abc: [0.8, 0.95]
                  xyz: [0.5, 1.0]

                """)
    }

    @Test("of any content reads back equal", arguments: 0..<300)
    func property(seed: Int) throws {
        var generator = SpecGenerator(seed: seed)
        let text = YAMLWriter.write(generator.spec())
        do {
            let resolved = try Fixtures.read(text)
            let again = try SpecReader(modelKinds: Fixtures.kinds).read(
                Array(resolved.yaml.utf8), file: "resolved")
            #expect(again.spec == resolved.spec)
            #expect(again.spec.digest == resolved.spec.digest)
        } catch {
            Issue.record("\(text)\(error.diagnostics.map { $0.rendered() }.joined(separator: "\n"))")
        }
    }

    @Test("has a key that ignores comments, key order and spelling, and sees every other change")
    func key() throws {
        let digest = try Fixtures.read(minimal).spec.digest
        let same = """
            # a comment
            backtest: {windows: 8, horizon: 0x4}
            models: {naive: {transform: none, kind: "naive"}, ses: {alpha: optimised, kind: ses}}
            data: {targets: [volume], dataset: retail-weekly}
            quantiles: [0.90, 0.75, 0.5, 0.25, 1.0e-1]
            experiment: minimal
            """
        #expect(try Fixtures.read(same).spec.digest == digest)
        let changes = [
            "seed=2", "description=x", "backtest.gap=1", "backtest.windows=[a]", "models.ses.alpha=0.1",
            "classes.adi=1.5",
            "evaluate.season=1", "evaluate.steps=[1]", "data.sample=1", "data.filter.abc_class=[A]",
            "quantiles=[0.5]",
            "data.filter.attributes={a: [b]}", "promotion={champion: ses, metric: mape}",
            "features={f: {lags: [1]}}",
            "models.ses.transform=log", "models.b={kind: naive}", "evaluate.zeros=error",
            "backtest.train={sliding: 9}",
        ]
        let digests = try changes.map { try Fixtures.read(minimal, overrides: [$0]).spec.digest }
        #expect(Set(digests + [digest]).count == changes.count + 1)
    }
}

@Suite("A spec with random faults")
struct SpecFaultTests {
    @Test("is either read or refused with at least one error, and never traps", arguments: 0..<60)
    func faults(seed: Int) throws {
        var random = SpecGenerator(seed: seed)
        for _ in 0..<40 {
            let mutant = random.mutated(YAMLWriter.write(random.spec()))
            do {
                _ = try Fixtures.read(mutant)
            } catch {
                #expect(error.diagnostics.contains { $0.severity == .error }, "\(mutant)")
                _ = error.diagnostics.map { $0.rendered() }
            }
        }
    }
}

/// Random valid specs.
struct SpecGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 7 }

    private mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[next(items.count)] }
    private mutating func some<Item>(_ items: [Item]) -> [Item] { items.filter { _ in next(2) == 0 } }

    /// Strictly between 0 and 1, with many digits or few.
    private mutating func share() -> YAMLValue {
        .number(next(2) == 0 ? Double(next(1_000_000) + 1) / 1_000_003 : Double(next(9) + 1) / 10)
    }

    private mutating func integer(_ range: ClosedRange<Int>) -> YAMLValue {
        .integer(range.lowerBound + next(range.count))
    }

    private mutating func integers(from least: Int) -> YAMLValue {
        .integers(([least] + (0..<next(4)).map { least + 1 + 7 * $0 + next(7) }).reversed())
    }

    private mutating func text() -> String {
        pick([
            "", "no", "1", "a: b", "# x", "two\nlines", "ümlaut", "\u{0}", "'", "\"", "null", " x ", "~",
            "2024-01-01", "plain",
        ])
    }

    private mutating func labels() -> YAMLValue { .strings((0...next(3)).map { "\($0)" + text() }) }

    private mutating func words(_ words: [String]) -> YAMLValue {
        .strings([words[0]] + some(Array(words.dropFirst())))
    }

    /// A mapping of some of the entries.
    private mutating func mapping(_ required: [(String, YAMLValue)], _ optional: [(String, YAMLValue)])
        -> YAMLValue
    {
        .mapping((required + some(optional)).map { .init($0.0, $0.1) })
    }

    mutating func spec() -> YAMLValue {
        let horizon = 2 + next(100)
        let models = ["m", "ses"] + some(["ses.alpha-0.1", "Tsb_2", "no", "true"])
        let steps: YAMLValue = pick([.string("all"), .integers([2, 1]), .integers([horizon])])
        return mapping(
            [
                ("experiment", .string("random-\(next(9))")), ("data", data()),
                ("models", .mapping(models.map { .init($0, model($0)) })), ("backtest", backtest(horizon)),
            ],
            [
                ("description", .string(text())), ("seed", .integer(next(1 << 30) << 22)),
                ("features", .mapping(some(["b", "a", "true"]).map { .init($0, features()) })),
                ("quantiles", .numbers([0.9, 0.5, 0.1] + some([0.025, 0.975, 0.333]))),
                ("evaluate", evaluation(steps)),
                ("classes", classes()), ("promotion", promotion(models)),
                ("sweep", .mapping([.init("models.ses.alpha", .numbers([0.3, 1e-5]))])),
            ])
    }

    private mutating func data() -> YAMLValue {
        let attributes = mapping([("category", labels())], [("store id", labels()), ("no", labels())])
        let filter = mapping(
            [],
            [
                ("abc_class", words(["C", "A"])), ("xyz_class", words(["X", "Y"])),
                ("demand_pattern", words(["no demand", "lumpy"])),
                ("min_history", integer(1...99)), ("attributes", attributes),
            ])
        return mapping(
            [("dataset", .string("retail-weekly")), ("targets", words(["volume", "revenue", "a.b"]))],
            [("filter", filter), ("sample", integer(1...99))])
    }

    private mutating func features() -> YAMLValue {
        let quantiles = YAMLValue.mapping([
            .init("windows", integers(from: 2)), .init("levels", .numbers([0.9, 0.25])),
        ])
        return mapping(
            [],
            [
                ("temporal", words(["month", "quarter"])), ("lags", integers(from: 1)),
                ("seasonal_lags", integers(from: 2)),
                ("rolling_mean", integers(from: 2)),
                ("rolling_std", integers(from: 2)), ("price", words(["current_price", "price_vs_store"])),
                ("classification", words(["abc_class", "xyz_class"])), ("categorical", labels()),
                ("cyclic", words(["month"])), ("rolling_quantile", quantiles),
                ("rolling_min", integers(from: 2)), ("rolling_max", integers(from: 2)),
                ("rolling_zero_share", integers(from: 2)), ("age", words(["time_since_launch"])),
                ("promotion", labels()), ("known_ahead", labels()), ("past", labels()),
                ("past_mean", integers(from: 2)), ("past_std", integers(from: 2)), ("numeric", labels()),
            ])
    }

    /// The model `ses` is always of that kind, because it may be swept.
    private mutating func model(_ name: String) -> YAMLValue {
        let transform = ("transform", YAMLValue.string(pick(["none", "log", "boxcox"])))
        let smoothing: YAMLValue = pick([.string("optimised"), share()])
        switch name == "ses" ? 3 : next(4) {
        case 0: return mapping([("kind", .string("naive"))], [transform])
        case 1:
            return mapping(
                [("kind", .string("seasonal_naive"))], [("season", pick([.string("auto"), .integer(7)]))])
        case 2:
            return mapping(
                [("kind", .string("moving_average")), ("window", integer(1...520))], [("weight", share())])
        default:
            return mapping(
                [("kind", .string("ses"))],
                [transform, ("alpha", smoothing), ("initial", .string("mean")), ("damped", .boolean(true))])
        }
    }

    private mutating func backtest(_ horizon: Int) -> YAMLValue {
        let sliding = YAMLValue.mapping([.init("sliding", integer(100...200))])
        return mapping(
            [("horizon", .integer(horizon))],
            [
                ("windows", pick([integer(1...520), labels()])), ("step", integer(1...730)),
                ("train", pick([.string("expanding"), sliding])), ("refit", integer(1...9)),
                ("gap", integer(0...9)),
                ("min_history", integer(1...100)),
                ("short_series", .string(pick(["fallback", "skip", "error"]))),
            ])
    }

    private mutating func evaluation(_ steps: YAMLValue) -> YAMLValue {
        mapping(
            [
                (
                    "metrics",
                    .strings(
                        ["wape"] + some(["mase", "coverage", "pinball", "wql", "rmsse", "bias", "mape"]))
                )
            ],
            [
                ("season", pick([.integer(1), .integers([52, 1]), .string("auto")])),
                ("zeros", .string(pick(["skip", "error"]))),
                ("segments", .strings(some(["abc_class", "demand_pattern"]))), ("steps", steps),
            ])
    }

    private mutating func classes() -> YAMLValue {
        mapping(
            [],
            [
                ("adi", .number(1.5)), ("cv2", share()), ("abc", .numbers([0.1, 0.3])),
                ("xyz", .numbers([0, 7])),
            ])
    }

    private mutating func promotion(_ models: [String]) -> YAMLValue {
        let off = YAMLValue.string("off")
        let guardrails = mapping(
            [],
            [
                ("bias_pp", pick([off, share()])), ("worst_segment_pp", pick([off, .integer(3)])),
                ("fallback_share", pick([off, share()])),
            ])
        return mapping(
            [("champion", .string(pick(["registered", "m"]))), ("metric", .string("wape"))],
            [
                ("challengers", .strings(Array(models.dropFirst()))), ("target", .string("volume")),
                ("min_improvement_pp", share()), ("confidence", share()),
                ("guardrails", pick([off, guardrails])),
            ])
    }

    /// `text` with a few lines dropped, doubled, or with a value changed.
    mutating func mutated(_ text: String) -> String {
        var lines = text.split(separator: "\n").map(String.init)
        for _ in 0...next(3) where !lines.isEmpty {
            let place = next(lines.count)
            switch next(5) {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines[place], at: place)
            case 2:
                let words = [
                    "x", "[]", "{}", "-1", "1e999", ".nan", "[1, [2]]", "{a: 1}", "~", "\"\"",
                    "99999999999999999999",
                ]
                lines[place] = String(lines[place].prefix { $0 != ":" }) + ": " + pick(words)
            case 3: lines[place] = lines[place].replacing("e", with: "", maxReplacements: 1)
            default: lines[place] = " " + lines[place]
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

@Suite("A spec made to hurt")
struct SpecCostTests {
    private static func many(_ count: Int, _ item: (Int) -> String) -> String {
        (0..<count).map(item).joined()
    }

    static let specs: [String: String] = [
        "unknown keys": minimal + many(40_000) { "key\($0): 1\n" },
        "unknown keys on one line": "{" + many(40_000) { "key\($0): 1, " } + "}",
        "models": "models:\n" + many(30_000) { " m\($0): {kind: nonsense}\n" },
        "challengers": minimal + "promotion:\n challengers: [" + many(40_000) { "challenger\($0), " } + "]\n",
        "a long sweep": minimal + "sweep:\n" + many(20_000) { "  models.ses.p\($0): [1]\n" },
        "a deep path": minimal + "sweep:\n  ? " + String(repeating: "a.", count: 200_000) + "\n  : [1]\n",
        "targets": minimal.replacing("[volume]", with: "[" + many(90_000) { "t\($0), " } + "]"),
        "feature sets": minimal + "features:\n" + many(30_000) { "  f\($0): {lags: [0]}\n" },
        "a long text": minimal + "description: \"" + String(repeating: "\\t", count: 500_000) + "\"\n",
        "quantiles": minimal + "quantiles: [" + many(90_000) { "0.\($0 + 1), " } + "]\n",
    ]

    @Test("is refused in seconds, and its messages are short", arguments: specs.keys.sorted())
    func cost(name: String) throws {
        let text = try #require(Self.specs[name])
        var shown = 0
        let elapsed = seconds {
            do throws(DiagnosticsError) {
                _ = try Fixtures.read(text)
            } catch {
                shown = error.diagnostics.map { $0.rendered().utf8.count }.reduce(0, +)
            }
        }
        #expect(elapsed < 10, "\(elapsed)")
        #expect(shown < 200_000, "\(shown)")
    }

    @Test("by merging many keys is read in seconds")
    func merging() {
        let keys = Self.many(20_000) { "key\($0): 1\n" }
        let elapsed = seconds {
            _ = Fixtures.errors("extends: base.yaml\n" + keys, files: ["experiments/base.yaml": keys])
        }
        #expect(elapsed < 10, "\(elapsed)")
    }
}

/// Of the processor on this thread: what others do on the machine does not count.
private func seconds(of work: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try work()
    return now() - start
}
