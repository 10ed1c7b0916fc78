import ExperimentSpec
import ForecastCore
import Foundation

/// Kinds that forecast nothing: a spec only needs their declarations.
enum Fixtures {
    private struct NoModel: LocalModel {
        let parameterNames: [String] = []
        func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters { FittedParameters([]) }
        func forecast(
            _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
            random: RandomPath
        ) throws(Fallback) -> [Double] { [] }
    }

    private static func kind(_ name: String, _ parameters: [ParameterDeclaration] = []) -> ModelKind {
        ModelKind(
            name: name, summary: "", source: "", version: 1, parameters: parameters,
            make: .local({ _ in NoModel() }))
    }

    static let optimised = ParameterDeclaration.Domain.numberOrWord(0...1, words: ["optimised"])

    static let kinds = [
        kind("naive"),
        kind("seasonal_naive", [ParameterDeclaration("season", .season, default: .word("auto"), "")]),
        kind(
            "moving_average",
            [
                ParameterDeclaration("window", .integer(1...520), default: nil, ""),
                ParameterDeclaration("weight", .number(0...100), default: .integer(1), ""),
            ]),
        kind(
            "ses",
            [
                ParameterDeclaration("alpha", optimised, default: .word("optimised"), ""),
                ParameterDeclaration("initial", .word(["first", "mean"]), default: .word("first"), ""),
                ParameterDeclaration("damped", .boolean, default: .boolean(false), ""),
            ]),
        kind(
            "croston",
            [
                ParameterDeclaration("alpha", optimised, default: .number(0.1), ""),
                ParameterDeclaration("whole", .booleanOrWord(["auto"]), default: .word("auto"), ""),
            ]),
        kind(
            "theta",
            [
                ParameterDeclaration(
                    "seasonal", .word(["none", "stl", "fourier"]), default: .word("stl"), ""),
                ParameterDeclaration("season", .seasons, default: .word("auto"), ""),
            ]),
        kind(
            "tsb",
            [
                ParameterDeclaration("alpha", optimised, default: .word("optimised"), ""),
                ParameterDeclaration("beta", optimised, default: .word("optimised"), ""),
            ]),
        ModelKind(
            name: "ensemble", summary: "", source: "", version: 1,
            parameters: [ParameterDeclaration("members", .members, default: nil, "")], make: .combined),
        ModelKind(
            name: "routed", summary: "", source: "", version: 1,
            parameters: [ParameterDeclaration("rules", .rules, default: nil, "")], make: .combined),
    ]

    static let reader = SpecReader(modelKinds: kinds) { $0 == "retail-weekly" ? .weekly : nil }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    /// The spec in `text`.
    static func read(
        _ text: String, overrides: [String] = [], files: [String: String] = [:]
    ) throws(DiagnosticsError) -> ResolvedSpec {
        try reader.read(Array(text.utf8), file: "experiments/x.yaml", overrides: overrides) {
            path throws(SpecFileProblem) in
            guard let text = files[path] else { throw .missing }
            return Array(text.utf8)
        }
    }

    /// What is wrong with `text`, as `code message`.
    static func errors(_ text: String, overrides: [String] = [], files: [String: String] = [:]) -> [String] {
        do {
            _ = try read(text, overrides: overrides, files: files)
            return []
        } catch {
            return error.diagnostics.map { "\($0.code) \($0.message)" }
        }
    }
}
