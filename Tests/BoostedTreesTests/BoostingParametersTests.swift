import BoostedTrees
import ForecastCore
import Testing

@Suite("Parameters of boosting") struct BoostingParametersTests {
    @Test("every declared parameter has a default that it accepts, and a name of its own")
    func declarations() {
        let declarations = BoostingParameters.declarations
        for declaration in declarations {
            let accepts = declaration.defaultValue.map { declaration.accepts($0) } ?? false
            #expect(accepts, "\(declaration.name)")
        }
        #expect(Set(declarations.map(\.name)).count == declarations.count)
    }

    @Test("every objective of a spec is read")
    func objectives() throws {
        for name in BoostingObjective.names {
            var values: [String: ParameterValue] = [:]
            for declaration in BoostingParameters.declarations {
                values[declaration.name] = declaration.defaultValue
            }
            values["objective"] = .word(name)
            #expect(BoostingParameters(ModelParameters(values), seed: 1).objective.name == name)
        }
    }

    @Test("a model text loses its thread count and nothing else")
    func boosterText() {
        let text = BoosterText("tree\nobjective=l2\n\nparameters:\n[num_threads: 8]\n[seed: 7]\n")
        #expect(text.text == "tree\nobjective=l2\n\nparameters:\n[num_threads: 0]\n[seed: 7]\n")
        #expect(text.digest == Digest.sha256("tree\nobjective=l2\n"))
        #expect(BoosterText("no model").text == "no model")
        #expect(BoosterText("").digest == Digest.sha256(""))
    }
}
