/// The names and kinds of the variables that a network reads, in their order.
struct VariableNames: Equatable, Sendable, CustomStringConvertible {
    struct Variable: Equatable, Sendable {
        let name: String
        let input: NetworkShape.Input
    }

    let fixed: [Variable]
    let past: [Variable]
    let known: [Variable]

    init(fixed: [Variable], past: [Variable], known: [Variable]) {
        self.fixed = fixed
        self.past = past
        self.known = known
    }

    init(_ inputs: SequenceInputs) {
        func names(_ variables: [SequenceInputs.Variable]) -> [Variable] {
            variables.map { Variable(name: $0.name, input: $0.column.input) }
        }
        self.init(fixed: names(inputs.fixed), past: names(inputs.past), known: names(inputs.known))
    }

    var description: String {
        (fixed + past + known).map { variable in
            if case .category(let count) = variable.input {
                "\(variable.name) (\(count))"
            } else {
                variable.name
            }
        }.joined(separator: ", ")
    }
}
