internal import ExperimentSpec
internal import ForecastCore
internal import Reports

/// One model of a search, and what is known of it.
struct HalvingCandidate: Sendable {
    let declaration: ModelDeclaration
    /// The parameter that counts rounds, and the model's own value of it.
    let roundsParameter: String
    let rounds: Int
    let state = TrainingState()
    /// One per rung it reached.
    var marks: [Mark] = []

    /// What came of one rung.
    struct Mark: Sendable {
        let rounds: Int
        /// Nil where the metric is undefined.
        let loss: Double?
        /// Of all rounds up to here.
        let work: Double
    }

    init(_ declaration: ModelDeclaration, kind: ModelKind) {
        guard let parameter = kind.rounds else {
            preconditionFailure("the reader let \(declaration.kind) compete in rounds")
        }
        self.declaration = declaration
        roundsParameter = parameter
        rounds = declaration.parameters.integer(parameter)
    }

    /// The last loss; infinite where it is undefined.
    var loss: Double { marks.last?.loss ?? .infinity }

    /// The model as it would be declared with so many rounds: trained on, it has the same bits.
    func trained(to rounds: Int) -> ModelDeclaration {
        var declared = declaration
        var values = declaration.parameters.values
        values[roundsParameter] = .integer(rounds)
        declared.parameters = ModelParameters(values)
        return declared
    }

    func reported(isKept: Bool) -> ExperimentReport.Halving.Candidate {
        .init(
            model: declaration.name, rung: marks.count, rounds: marks.last?.rounds ?? 0,
            losses: marks.map { .init($0.loss) }, work: marks.last?.work ?? 0, isKept: isKept)
    }
}
