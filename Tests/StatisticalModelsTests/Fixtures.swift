import ForecastCore
import Foundation
import StatisticalModels
import Testing

/// Shorthands of the tests of this room.
enum Fixture {
    static let levels = [0.1, 0.25, 0.5, 0.75, 0.9].compactMap { QuantileLevel($0) }

    /// A model of this kind with its defaults, but for `changes`.
    static func model(_ kind: String, _ changes: [String: ParameterValue] = [:]) throws -> any LocalModel {
        let kind = try #require(StatisticalModels.kinds.first { $0.name == kind })
        var values: [String: ParameterValue] = [:]
        for declaration in kind.parameters { values[declaration.name] = declaration.defaultValue }
        if values["season"] != nil { values["season"] = .integer(4) }
        for (name, value) in changes {
            try #require(values[name] != nil, "\(kind.name) has no parameter \(name)")
            values[name] = value
        }
        return try #require(kind.localModel(ModelParameters(values)))
    }

    static func history(_ values: [Double]) -> SeriesHistory {
        SeriesHistory(id: "s", values: values, firstStep: 0)
    }

    static func run(
        _ model: any LocalModel, _ values: [Double], horizon: Int = 6, levels: [QuantileLevel] = levels,
        isNonNegative: Bool = true, seed: UInt64 = 1
    ) -> SeriesForecast {
        LocalModelExecution.run(
            model, history: history(values), fitHistory: history(values),
            request: ForecastRequest(horizon: horizon, levels: levels, isNonNegative: isNonNegative),
            random: RandomPath(seed: seed, ["test"]))
    }

    /// The means of `[horizon, 1 + levels]`.
    static func means(_ forecast: SeriesForecast, width: Int) -> [Double] {
        stride(from: 0, to: forecast.values.count, by: width).map { forecast.values[$0] }
    }

    /// The point forecasts alone.
    static func points(_ model: any LocalModel, _ values: [Double], horizon: Int = 6) -> [Double] {
        run(model, values, horizon: horizon, levels: [], isNonNegative: false).values
    }

    /// Every kind, ready to run, by name.
    static func everyModel() throws -> [(name: String, model: any LocalModel)] {
        try StatisticalModels.kinds.map { ($0.name, try model($0.name)) }
            + [
                (
                    "holt_winters multiplicative",
                    try model("holt_winters", ["seasonal": .word("multiplicative")])
                ),
                ("ses stl", try model("ses", ["seasonal": .word("stl"), "season": .integer(4)])),
                ("ses fourier", try model("ses", ["seasonal": .word("fourier"), "season": .integer(4)])),
                ("damped conformal", try model("damped", ["intervals": .word("conformal")])),
            ]
    }

    /// Every kind with every word that a parameter of it may have, one at a time: `theta variant standard`.
    static func everyVariant() throws -> [(name: String, model: any LocalModel)] {
        try StatisticalModels.kinds.flatMap { kind in
            try [(kind.name, model(kind.name))]
                + kind.parameters.flatMap { parameter in
                    try values(of: parameter.domain).filter { $0 != parameter.defaultValue }.map { value in
                        (
                            "\(kind.name) \(parameter.name) \(value.text)",
                            try model(kind.name, [parameter.name: value])
                        )
                    }
                }
        }
    }

    private static func values(of domain: ParameterDeclaration.Domain) -> [ParameterValue] {
        switch domain {
        case .word(let words), .numberOrWord(_, let words), .countOrWord(_, let words):
            words.map(ParameterValue.word)
        case .boolean: [.boolean(true), .boolean(false)]
        // Of months and of four of them: the history has both.
        case .seasons: [.names(["4", "12"])]
        default: []
        }
    }

    /// Positive, seasonal with period 4, with noise: y = 60 + t/2 + season + noise.
    static func seasonalSeries(count: Int, noise: Double = 5, seed: UInt64 = 9) -> [Double] {
        var stream = RandomPath(seed: seed, ["series"]).stream
        let season = [10.0, -4, -12, 6]
        return (0..<count).map { (step: Int) -> Double in
            let trend = 60 + 0.5 * Double(step)
            return trend + season[step % 4] + noise * (stream.nextUniform() * 2 - 1)
        }
    }

    static func intermittentSeries(count: Int, seed: UInt64 = 10) -> [Double] {
        var stream = RandomPath(seed: seed, ["series"]).stream
        return (0..<count).map { (_: Int) -> Double in
            stream.nextUniform() < 0.3 ? Double(1 + stream.nextIndex(below: 9)) : 0
        }
    }

    static func golden<Content: Decodable>(
        _ name: String, as type: Content.Type, file: String = #filePath
    ) throws -> Content {
        let tests = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: tests.appendingPathComponent("Golden/StatisticalModels/\(name)"))
        return try JSONDecoder().decode(type, from: data)
    }
}

/// Equal within a share of the larger one.
func isClose(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
    a == b || (a - b).magnitude <= tolerance * max(a.magnitude, b.magnitude)
}
