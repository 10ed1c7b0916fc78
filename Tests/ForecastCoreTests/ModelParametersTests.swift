import ForecastCore
import Testing

@Suite("Model parameters") struct ModelParametersTests {
    private let parameters = ModelParameters([
        "season": .integer(52), "alpha": .number(0.1), "beta": .word("optimised"), "damped": .boolean(true),
    ])

    @Test("each parameter is read by its type, and a whole number also as a number")
    func reading() {
        #expect(parameters.integer("season") == 52 && parameters.number("season") == 52)
        #expect(parameters.number("alpha") == 0.1 && parameters.word("beta") == "optimised")
        #expect(parameters.boolean("damped"))
        #expect(parameters.optionalBoolean("damped") == true && parameters.optionalBoolean("beta") == nil)
        #expect(parameters.optionalNumber("beta") == nil && parameters.optionalNumber("alpha") == 0.1)
    }

    @Test("the order is that of the names")
    func order() {
        #expect(parameters.sorted.map(\.name) == ["alpha", "beta", "damped", "season"])
    }
}
