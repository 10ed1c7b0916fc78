import ForecastCore
import LinearAlgebra
import TemporalFusion
import Testing

@Suite("derivatives of the network") struct GradientTests {
    static let shapes: [NetworkShape] = [
        NetworkShape(
            hidden: 8, heads: 2, encoderSteps: 5, decoderSteps: 3, fixed: [.number, .category(3)],
            past: [.number], known: [.number, .category(4)], outputs: 3, dropout: 0),
        // Widths that are no multiple of eight, one variable each, one head.
        NetworkShape(
            hidden: 6, heads: 1, encoderSteps: 3, decoderSteps: 2, fixed: [.number], past: [.number],
            known: [.number], outputs: 1, dropout: 0.25),
        NetworkShape(
            hidden: 12, heads: 5, encoderSteps: 9, decoderSteps: 1, fixed: [.category(2)],
            past: [.number, .number, .number], known: [.category(5)], outputs: 6, dropout: 0.25),
    ]

    @Test("agree with finite differences in Double to 1e-6, in every parameter", arguments: shapes)
    func differences(shape: NetworkShape) throws {
        let check = NetworkCheck(shape, samples: 3, library: try OpenBLAS.load())
        let random = RandomPath(seed: 11, ["gradient"])
        let inputs = Self.inputs(check, random)
        let weights = Self.numbers(check.outputCount, random.appending("weights"))
        let parameters = Self.parameters(check, random)
        let mask: UInt32? = shape.dropout > 0 ? 3 : nil
        let (_, gradient) = check.gradient(parameters, inputs, weights: weights, in: .double, dropout: mask)
        func objective(_ parameters: [Double]) -> Double {
            let output = check.gradient(parameters, inputs, weights: weights, in: .double, dropout: mask)
                .output
            return zip(output, weights).reduce(0) { $0 + $1.0 * $1.1 }
        }
        for index in parameters.indices {
            // Central differences: the error falls with the square of the step, here near 1e-10.
            let step = 1e-5
            var moved = parameters
            moved[index] += step
            let above = objective(moved)
            moved[index] -= 2 * step
            let difference = (above - objective(moved)) / (2 * step)
            let entry = check.table.entries.last { $0.offset <= index }
            #expect(
                (gradient[index] - difference).magnitude <= 1e-6 * max(1, difference.magnitude),
                "\(entry?.name ?? "") [\(index - (entry?.offset ?? 0))]: \(gradient[index]) for \(difference)"
            )
        }
    }

    @Test("are the same in Float to 1e-3", arguments: shapes)
    func precision(shape: NetworkShape) throws {
        let check = NetworkCheck(shape, samples: 3, library: try OpenBLAS.load())
        let random = RandomPath(seed: 12, ["gradient"])
        let inputs = Self.inputs(check, random)
        let weights = Self.numbers(check.outputCount, random.appending("weights"))
        let parameters = Self.parameters(check, random)
        let exact = check.gradient(parameters, inputs, weights: weights, in: .double)
        let rough = check.gradient(parameters, inputs, weights: weights, in: .float)
        let size = exact.gradient.map(\.magnitude).max() ?? 0
        for (a, b) in zip(exact.gradient, rough.gradient) { #expect((a - b).magnitude <= 1e-3 * size) }
        for (a, b) in zip(exact.output, rough.output) {
            #expect((a - b).magnitude <= 1e-4 * max(1, a.magnitude))
        }
    }

    /// Weights that are nowhere 0, so that no derivative is 0 by chance.
    static func parameters(_ check: NetworkCheck, _ random: RandomPath) -> [Double] {
        zip(check.start(random), numbers(check.table.count, random.appending("shake"))).map {
            $0 + 0.2 * $1
        }
    }

    static func inputs(_ check: NetworkCheck, _ random: RandomPath) -> NetworkCheck.Inputs {
        var stream = random.appending("codes").stream
        return NetworkCheck.Inputs(
            reals: numbers(check.realCount, random.appending("inputs")),
            codes: (0..<check.codeCount).map { _ in Int32(stream.nextIndex(below: 2)) },
            firstSteps: [0, 1, 2])
    }

    static func numbers(_ count: Int, _ random: RandomPath) -> [Double] {
        var stream = random.stream
        return (0..<count).map { _ in 2 * stream.nextUniform() - 1 }
    }
}
