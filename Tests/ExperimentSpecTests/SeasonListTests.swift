import ExperimentSpec
import ForecastCore
import Testing

@Suite("Season lengths and named quantiles in a spec") struct SeasonListTests {
    private struct NoModel: LocalModel {
        let parameterNames: [String] = []
        func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters { FittedParameters([]) }
        func forecast(
            _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
            random: RandomPath
        ) throws(Fallback) -> [Double] { [] }
    }

    private static let reader = SpecReader(
        modelKinds: [
            ModelKind(
                name: "waves", summary: "", source: "", version: 1,
                parameters: [ParameterDeclaration("season", .seasons, default: .word("auto"), "")],
                make: .local({ _ in NoModel() }))
        ]) { $0 == "retail-weekly" ? .weekly : nil }

    private static func read(_ season: String, quantiles: String = "[0.5]") throws(DiagnosticsError)
        -> ResolvedSpec
    {
        let text = """
            experiment: minimal
            data: {dataset: retail-weekly, targets: [volume]}
            models: {waves: {kind: waves\(season.isEmpty ? "" : ", season: \(season)")}}
            backtest: {windows: 8, horizon: 4}
            quantiles: \(quantiles)
            """
        return try reader.read(Array(text.utf8), file: "experiments/x.yaml") {
            _ throws(SpecFileProblem) in throw .missing
        }
    }

    private static func error(_ season: String, quantiles: String = "[0.5]") -> String {
        do {
            _ = try read(season, quantiles: quantiles)
            return ""
        } catch {
            return error.diagnostics.map { "\($0.code) \($0.message)" }.joined(separator: "\n")
        }
    }

    @Test("one length, the frequency's own, or several are read, and the resolved spec reads back equal")
    func read() throws {
        for (text, seasons) in [
            ("", [52]), ("auto", [52]), ("13", [13]), ("[24, 168]", [24, 168]), ("\"24,168\"", [24, 168]),
            ("[4, 12, 52, 104]", [4, 12, 52, 104]),
        ] {
            let resolved = try Self.read(text)
            #expect(resolved.spec.models[0].parameters.seasons("season") == seasons, "\(text)")
            let again = try Self.reader.read(Array(resolved.yaml.utf8), file: "resolved")
            #expect(again.spec == resolved.spec && again.spec.digest == resolved.spec.digest, "\(text)")
        }
        #expect(try Self.read("[24, 168]").spec.digest != Self.read("[24, 167]").spec.digest)
        #expect(try Self.read("[24, 168]").spec.digest == Self.read("\"24,168\"").spec.digest)
    }

    @Test("lists out of order, too short, too long or of something else are told with what is right")
    func refused() {
        for text in ["[168, 24]", "[24]", "[]", "[4, 8, 12, 16, 20]", "\"24,x\"", "daily"] {
            #expect(Self.error(text).contains("models.waves.season"), "\(text): \(Self.error(text))")
        }
        #expect(Self.error("[1, 7]").contains("models.waves.season"))
        #expect(Self.error("0").contains("models.waves.season"))
        #expect(Self.error("{a: 1}").contains("models.waves.season"))
    }

    @Test("spare_parts is p10 to p99 in one word")
    func namedQuantiles() throws {
        let spec = try Self.read("13", quantiles: "spare_parts").spec
        #expect(spec.quantiles.map(\.value) == [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
        let written = try Self.read("13", quantiles: "[0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]").spec
        #expect(spec.digest == written.digest)
        #expect(try Self.read("13", quantiles: "standard").spec.quantiles.count == 5)
        let message = Self.error("13", quantiles: "spare_part")
        #expect(message.contains("E054") && message.contains("spare_parts"), "\(message)")
    }
}
