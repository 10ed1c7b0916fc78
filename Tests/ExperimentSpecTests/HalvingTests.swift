import ExperimentSpec
import ForecastCore
import Testing

@Suite("halving in a spec") struct HalvingTests {
    /// One kind that is trained in rounds and one that is not.
    private static let kinds = [
        ModelKind(
            name: "boosted", summary: "", source: "", version: 1,
            parameters: [
                ParameterDeclaration("rounds", .integer(1...1000), default: .integer(300), ""),
                ParameterDeclaration("leaves", .integer(2...1000), default: .integer(31), ""),
            ], make: .global, rounds: "rounds"),
        ModelKind(
            name: "local", summary: "", source: "", version: 1,
            parameters: [ParameterDeclaration("leaves", .integer(2...1000), default: .integer(31), "")],
            make: .global),
    ]

    private func read(_ text: String) throws(DiagnosticsError) -> ExperimentSpec {
        let head = """
            experiment: x
            data: {dataset: d, targets: [volume]}
            backtest: {horizon: 13, windows: 2, gap: 1}
            evaluate: {metrics: [wape], season: 52}

            """
        return try SpecReader(modelKinds: Self.kinds) { _ in .weekly }.read(
            Array((head + text).utf8), file: "x.yaml"
        ).spec
    }

    private func errors(_ text: String) -> [Diagnostic] {
        do {
            _ = try read(text)
            return []
        } catch {
            return error.diagnostics
        }
    }

    private static let sweep = """
        models: {lgbm: {kind: boosted}, other: {kind: local}}
        sweep: {models.lgbm.leaves: [15, 31, 63]}

        """

    @Test("a search bears the name of a sweep, whose points compete")
    func defaults() throws {
        let spec = try read(Self.sweep + "halving: {lgbm: {}}\n")
        #expect(
            spec.halvings == [
                HalvingDeclaration(
                    name: "lgbm", candidates: ["lgbm.leaves-15", "lgbm.leaves-31", "lgbm.leaves-63"], eta: 3,
                    minRounds: 50, validation: 14, keep: 1, metric: .wape)
            ])
        #expect(try read(Self.sweep + "halving:\n  lgbm:\n").halvings == spec.halvings)
        #expect(spec.candidates.count == 3)
    }

    @Test("the resolved spec reads back to the same searches, candidates by name")
    func resolved() throws {
        let spec = try read(
            Self.sweep + "halving: {lgbm: {eta: 2, min_rounds: 20, validation: 28, keep: 2, metric: rmse}}\n")
        #expect(spec.yaml.contains("candidates: [lgbm.leaves-15, lgbm.leaves-31, lgbm.leaves-63]"))
        let again = try SpecReader(modelKinds: Self.kinds) { _ in .weekly }.read(
            Array(spec.yaml.utf8), file: "r.yaml"
        ).spec
        #expect(again == spec)
        #expect(again.digest == spec.digest)
    }

    @Test("candidates may be listed, a sweep standing for its points")
    func candidates() throws {
        let text = """
            models: {a: {kind: boosted}, b: {kind: boosted, leaves: 7}, c: {kind: boosted}}
            sweep: {models.c.leaves: [3, 5]}
            halving: {best: {candidates: [c, a]}}

            """
        #expect(try read(text).halvings[0].candidates == ["a", "c.leaves-3", "c.leaves-5"])
    }

    @Test("every number of a search decides the digest of its spec")
    func digests() throws {
        let changes = ["", "eta: 4", "min_rounds: 51", "validation: 15", "keep: 2", "metric: mae"]
        let digests = try changes.map { try read(Self.sweep + "halving: {lgbm: {\($0)}}\n").digest }
        #expect(Set(digests).count == changes.count)
        #expect(try !digests.contains(read(Self.sweep).digest))
    }

    @Test(
        "nonsense is refused with its code, its place and a fix",
        arguments: [
            ("lgbm: {eta: 1}", "E053"), ("lgbm: {eta: 2.5}", "E052"), ("lgbm: {min_rounds: 0}", "E053"),
            ("lgbm: {min_rounds: 300}", "E148"), ("lgbm: {validation: 13}", "E147"),
            ("lgbm: {keep: 3}", "E146"), ("lgbm: {metric: wql}", "E054"), ("lgbm: {etta: 3}", "E051"),
            ("lgmb: {}", "E143"), ("other: {}", "E143"), ("x: {candidates: [other, lgbm]}", "E144"),
            ("x: {candidates: [lgbn]}", "E106"), ("lgbm: {}, y: {candidates: [lgbm]}", "E145"),
        ])
    func nonsense(search: String, code: String) throws {
        let found = errors(Self.sweep + "halving: {\(search)}\n")
        #expect(found.map(\.code) == [code], "\(found)")
        #expect(found.first?.location?.line == 7)
        let hasAdvice = found.first?.fix != nil || found.first?.message.contains("did you mean") == true
        #expect(hasAdvice || ["E052", "E053"].contains(code))
    }

    @Test("nothing may hang on a candidate that may be dropped")
    func promotion() throws {
        func promote(_ champion: String, _ challengers: String) -> [String] {
            errors(
                Self.sweep + "halving: {lgbm: {}}\n"
                    + "promotion: {champion: \(champion), challengers: \(challengers), metric: wape}\n"
            ).map(\.code)
        }
        #expect(promote("other", "[lgbm]").isEmpty)
        #expect(promote("other", "[lgbm.leaves-15]") == ["E149"])
        #expect(promote("lgbm.leaves-15", "[other]") == ["E149"])
    }

    @Test("a refusal reads as every other")
    func rendered() {
        #expect(
            errors(Self.sweep + "halving: {lgmb: {}}\n").map { $0.rendered() } == [
                """
                x.yaml:7:11: error[E143]: there is no sweep over 'lgmb' whose points could compete; did you mean 'lgbm'?
                    7 | halving: {lgmb: {}}
                      |           ^^^^
                   fix: name a sweep (lgbm), or list candidates: [...]
                """
            ])
    }
}
