import ForecastCore
import LinearAlgebra
import TemporalFusion
import Testing

@Suite("a network laid out to forecast") struct ForecasterTests {
    @Test(
        "says what it says in training, in a part of the memory: bit for bit, but for the products of what samples share",
        arguments: GradientTests.shapes)
    func sameBits(shape: NetworkShape) throws {
        let check = NetworkCheck(shape, samples: 3, library: try OpenBLAS.load())
        let random = RandomPath(seed: 21, ["forecaster"])
        let parameters = GradientTests.parameters(check, random)
        var inputs = GradientTests.inputs(check, random)
        let own = check.output(parameters, inputs, in: .float)
        let none = shape.known.map { _ in false }
        for explains in [false, true] {
            let alone = check.forecast(parameters, inputs, shared: none, explains: explains)
            #expect(alone.output == own)
            #expect(alone.arena < check.arena / 2)
        }
        for variable in shape.known.indices {
            for step in check.places(ofKnown: variable) {
                for place in step.dropFirst() {
                    if shape.known[variable] == .number {
                        inputs.reals[place] = inputs.reals[step.lowerBound]
                    } else {
                        inputs.codes[place] = inputs.codes[step.lowerBound]
                    }
                }
            }
            let shared = shape.known.indices.map { $0 <= variable }
            let together = check.forecast(parameters, inputs, shared: shared, explains: false).output
            let apart = check.output(parameters, inputs, in: .float)
            #expect(apart != own)
            // A product of fewer rows is summed up in another order: some units in the last place of a Float.
            for (a, b) in zip(together, apart) {
                #expect((a - b).magnitude <= 2e-6 * max(1, b.magnitude), "\(shared)")
            }
        }
    }
}
