import ExperimentSpec
import ForecastCore
import Foundation
import LocatedYAML
import Testing

@Suite("The JSON Schema of specs")
struct SpecSchemaTests {
    private static let schema = SpecSchema.editorSchema(modelKinds: Fixtures.kinds)

    private func isValid(_ text: String) throws -> Bool {
        var diagnostics = DiagnosticCollector()
        let root = try #require(YAMLDocument.parse(Array(text.utf8), file: "x", &diagnostics))
        return SchemaValidator.accepts(YAMLValue(root), Self.schema)
    }

    @Test("is JSON")
    func json() throws {
        let text = SpecSchema.json(modelKinds: Fixtures.kinds)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
    }

    @Test("accepts the good specs", arguments: ["design", "minimal", "everything"])
    func good(name: String) throws {
        let file = Fixtures.folder.appending(path: "Good/\(name).yaml")
        #expect(try isValid(try String(contentsOf: file, encoding: .utf8)))
    }

    @Test(
        "refuses what an editor should underline",
        arguments: [
            "sede: 3", "seed: x", "backtest: {horizn: 3}", "models: {a: {kind: croton}}", "quantiles: [1]",
            "models: {a: {kind: ses, alhpa: 1}}", "models: {a: {kind: ses, alpha: 1}}",
            "evaluate: {zeros: drop}",
            "promotion: {guardrails: {bias: 3}}", "features: {f: {lags: [0]}}",
            "data: {filter: {abc_class: [D]}}", "experiment: Upper", "data: {targets: []}",
            "data: {targets: [a, a]}", "models: {}", "quantiles: [0.1, 0.1]", "promotion: {champion: \"\"}",
            "classes: {abc: [0.8]}", "evaluate: {steps: []}", "data: {targets: null}",
            "backtest: {horizon: null}",
            "data: {filter: {abc_class: [null]}}", "sweep: {seed: [1, 2]}", "models: {1st: {kind: naive}}",
            "models: {two words: {kind: naive}}", "features: {x/y: {lags: [1]}}", "models: {m: {alhpa: 0.2}}",
        ])
    func bad(line: String) throws {
        #expect(try isValid("extends: base.yaml\n"))
        #expect(try !isValid("extends: base.yaml\n\(line)\n"))
        #expect(try !isValid("seed: 3\n"))
    }

    @Test("refuses a spec that lacks what it cannot inherit, and knows where it may come from")
    func required() throws {
        let minimal = """
            experiment: x
            data: {dataset: retail-weekly, targets: [volume]}
            models: {m: {kind: moving_average, window: 4}, n: {kind: naive}}
            backtest: {horizon: 2}
            promotion: {champion: n, metric: wape}

            """
        #expect(try isValid(minimal))
        for (whole, part) in [
            ("experiment: x\n", ""), ("dataset: retail-weekly, ", ""), (", targets: [volume]", ""),
            ("horizon: 2", ""), ("champion: n, ", ""), (", metric: wape", ""), ("{kind: naive}", "{}"),
            (", window: 4", ""),
        ] {
            let text = minimal.replacing(whole, with: part)
            #expect(try !isValid(text), "\(text)")
            #expect(!Fixtures.errors(text).isEmpty, "\(text)")
            #expect(try isValid(text + "extends: base.yaml\n"))
        }
        #expect(
            try isValid(minimal.replacing(", window: 4", with: "") + "sweep: {models.m.window: [4, 8]}\n"))
    }

    @Test("takes an empty value for a key that is left out, as the reader does")
    func empty() throws {
        for line in [
            "seed:", "promotion:", "evaluate: {season: ~, zeros: null}", "backtest: {refit: ~, train:  }",
            "features: {f: {lags: ~}}",
        ] {
            #expect(try isValid("extends: base.yaml\n\(line)\n"), "\(line)")
        }
    }

    @Test("lets a spec take away a model or a feature set of the one that it extends, and no other spec")
    func takingAway() throws {
        let text = "models: {a: null, b: {kind: ses}, c: {alpha: 0.3}}\nfeatures: {f: null}\n"
        #expect(try isValid("extends: base.yaml\n" + text))
        let whole = "experiment: x\ndata: {dataset: d, targets: [y]}\nbacktest: {horizon: 2}\n"
        #expect(try isValid(whole + "models: {b: {kind: ses}}\n"))
        #expect(try !isValid(whole + "models: {a: null, b: {kind: ses}}\n"))
        #expect(try !isValid(whole + "models: {b: {kind: ses}}\nfeatures: {f: null}\n"))
    }

    @Test("says in editors what may stand where words and numbers may, and what holds where nothing does")
    func words() throws {
        let models = Self.schema["properties"]?["models"]?["additionalProperties"]
        let branch = models?["allOf"]?.items?.first {
            $0["if"]?["properties"]?["kind"]?["const"] == .string("ses")
        }
        let alpha = try #require(branch?["then"]?["properties"]?["alpha"])
        #expect(
            alpha["anyOf"]?.items?[0]["errorMessage"]
                == .string("alpha: expected a number strictly between 0 and 1, or optimised."))
        let train = try #require(Self.schema["properties"]?["backtest"]?["properties"]?["train"])
        #expect(
            train["anyOf"]?.items?[0]["errorMessage"]
                == .string("train: expected a mapping such as {sliding: ...}, or expanding."))
        let seed = Self.schema["properties"]?["seed"]?["description"]
        #expect(seed == .string("Where all randomness comes from (default: 1)"))
    }

    @Test("takes a whole number that is written as a decimal one, and no fraction, as the reader does")
    func wholeDecimals() throws {
        func spec(_ horizon: String, _ season: String) -> String {
            """
            experiment: x
            seed: 3.0
            data: {dataset: retail-weekly, targets: [volume]}
            models: {m: {kind: seasonal_naive, season: \(season)}}
            backtest: {horizon: \(horizon), windows: 2.0, train: {sliding: 104.0}}

            """
        }
        let plain = try Fixtures.read(spec("13", "4"))
        #expect(try isValid(spec("13.0", "4.0")))
        #expect(try Fixtures.read(spec("13.0", "4.0")).yaml == plain.yaml)
        for text in [spec("13.5", "4"), spec("13", "4.5"), spec("731.0", "4")] {
            #expect(try !isValid(text))
            #expect(!Fixtures.errors(text).isEmpty)
        }
    }

    @Test("describes every key")
    func descriptions() {
        var keys: [String] = []
        func visit(_ schema: YAMLValue, at path: String) {
            if case .mapping(let properties)? = schema["properties"] {
                for property in properties where property.value["const"] == nil {
                    keys.append("\(path)\(property.key)")
                    if property.value["description"] == nil, !path.hasPrefix("if.") {
                        Issue.record("\(path)\(property.key) has no description")
                    }
                    visit(property.value, at: "\(path)\(property.key).")
                }
            }
            for word in ["additionalProperties", "items", "then"] {
                if let inner = schema[word] { visit(inner, at: path) }
            }
            for word in ["anyOf", "allOf"] {
                for inner in schema[word]?.items ?? [] where inner["else"] == nil { visit(inner, at: path) }
            }
        }
        visit(Self.schema, at: "")
        #expect(keys.count > 80)
    }

    /// Whatever stands as a default may be written out without changing anything.
    @Test("states the defaults of the reader")
    func defaults() throws {
        let base = """
            experiment: x
            data: {dataset: retail-weekly, targets: [volume]}
            models: {naive: {kind: naive}, m: {kind: ses}, c: {kind: croston}, s: {kind: seasonal_naive}}
            backtest: {horizon: 2}
            promotion: {champion: naive, metric: wape}

            """
        let expected = try Fixtures.read(base).yaml
        var tried = 0
        func visit(_ schema: YAMLValue?, at path: [String]) throws {
            guard case .mapping(let properties)? = schema?["properties"] else { return }
            for property in properties {
                let path = path + [property.key]
                if let value = property.value["default"] {
                    let override =
                        "\(path.joined(separator: "."))=\(JSONText.write(value).replacing("\n", with: ""))"
                    #expect(try Fixtures.read(base, overrides: [override]).yaml == expected, "\(override)")
                    tried += 1
                } else {
                    try visit(property.value, at: path)
                    for choice in property.value["anyOf"]?.items ?? [] { try visit(choice, at: path) }
                }
            }
        }
        for section in ["backtest", "evaluate", "classes", "promotion"] {
            try visit(Self.schema["properties"]?[section], at: [section])
        }
        for (model, kind) in [("m", "ses"), ("c", "croston"), ("s", "seasonal_naive")] {
            let branch = Self.schema["properties"]?["models"]?["additionalProperties"]?["allOf"]?.items?
                .first { $0["if"]?["properties"]?["kind"]?["const"] == .string(kind) }
            try visit(branch?["then"], at: ["models", model])
        }
        for key in ["seed", "quantiles", "description"] {
            let value = try #require(Self.schema["properties"]?[key]?["default"])
            #expect(
                try Fixtures.read(
                    base, overrides: ["\(key)=\(JSONText.write(value).replacing("\n", with: ""))"]
                ).yaml == expected)
            tried += 1
        }
        #expect(tried >= 30, "\(tried)")
    }

    /// Codes of what no schema can know: other parts of the spec, its files, the order of cuts.
    private static let beyondSchemas: Set<String> = [
        "E100", "E102", "E103", "E105", "E106", "E107", "E108", "E109", "E110", "E111", "E114", "E115",
        "E116", "E117",
        "E118", "E119", "E120", "E121", "E122", "E123", "E130", "E131", "E140", "E141", "E142", "E143",
        "E144",
        "E145", "E146", "E147", "E148", "E149", "E154", "E199", "W101",
    ]

    @Test(
        "refuses the bad specs, where the reader's reason is one that a schema can know", arguments: badSpecs)
    func corpus(file: String) throws {
        let text = try String(contentsOf: badFolder.appending(path: file), encoding: .utf8)
        var diagnostics = DiagnosticCollector()
        guard let root = YAMLDocument.parse(Array(text.utf8), file: file, &diagnostics) else { return }
        let isValid = SchemaValidator.accepts(YAMLValue(root), Self.schema)
        let expected = try String(
            contentsOf: badFolder.appending(path: file.replacing(".yaml", with: ".expected.txt")),
            encoding: .utf8)
        let codes = Set(expected.matches(of: /\b[EW][0-9]{3}\b/).map { String($0.0) })
        let isBeyond =
            codes.isSubset(of: Self.beyondSchemas) || text.contains("# set: ") || text.contains("extends:")
        #expect(!isValid || isBeyond, "\(file): \(codes.sorted())")
    }

    /// The schema refuses what the reader refuses, for reasons that a schema can know.
    private func expectRefused(_ text: String) throws {
        let codes = Set(Fixtures.errors(text).compactMap { $0.split(separator: " ").first.map(String.init) })
        let known = codes.filter { $0 >= "E050" && !Self.beyondSchemas.contains($0) }
        var diagnostics = DiagnosticCollector()
        guard !known.isEmpty, !text.contains("sweep:"), !text.contains("extends:"),
            let root = YAMLDocument.parse(Array(text.utf8), file: "x", &diagnostics)
        else { return }
        #expect(!SchemaValidator.accepts(YAMLValue(root), Self.schema), "\(known.sorted())\n\(text)")
    }

    @Test("accepts whatever the reader accepts, and refuses what it refuses", arguments: 0..<60)
    func agreement(seed: Int) throws {
        var random = SpecGenerator(seed: seed)
        for round in 0..<20 {
            let text = YAMLWriter.write(random.spec())
            let mutant = round == 0 ? text : random.mutated(text)
            guard let resolved = try? Fixtures.read(mutant) else {
                try expectRefused(mutant)
                continue
            }
            // The reader never sees a wrong value that a sweep replaces; an editor may underline it.
            if !mutant.contains("sweep:") { #expect(try isValid(mutant), "\(mutant)") }
            #expect(try isValid(resolved.yaml), "\(resolved.yaml)")
        }
    }
}
