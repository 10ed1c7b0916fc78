/// A kind of global model: what the runner must know of it to name, check, estimate and make one.
package protocol GlobalModelKind: SendableMetatype {
    static var kind: ModelKind { get }

    /// What decides the bits of a model besides its definition: libraries by their digests, versions of engines.
    static var engine: [ModelDefinition.Engine] { get }

    /// How its trained models are kept as versions; nil for a kind that learns nothing worth keeping.
    static var file: ModelFile? { get }

    /// - Throws: what the kind throws, such as an error of a library that is not there.
    static func model(_ definition: ModelDefinition, in context: GlobalModelContext) throws -> any GlobalModel

    /// What no data could mend.
    static func problems(of model: DeclaredModel) -> [Diagnostic]

    /// What the model asks of features and data that they do not have.
    static func problems(of model: DeclaredModel, on data: LearnedData) -> [Diagnostic]

    /// What to know before it is trained on series of at most so many periods: warnings.
    static func remarks(on model: DeclaredModel, longestTraining: Int) -> [Diagnostic]

    /// What to know before it is trained on so many series and periods, a sentence each: where it will not learn from all.
    static func lessons(of definition: ModelDefinition, for size: TrainingSize) -> [String]

    /// Whether a trained model forecasts a series by what is known of that series and its importance alone, so that series can
    /// be forecast in pieces of the panel, to the same bits.
    static func forecastsSeriesApart(_ definition: ModelDefinition) -> Bool

    /// The columns that it reads besides those of its features.
    static func columns(of definition: ModelDefinition) -> Set<String>

    /// The largest need while one is trained and forecasts.
    /// **Units** bytes.
    static func memory(of definition: ModelDefinition, for size: TrainingSize) -> Double

    /// What one training takes; nil for a kind whose trainings are short enough not to ask.
    static func cost(of definition: ModelDefinition, for size: TrainingSize) -> TrainingCost?
}

extension GlobalModelKind {
    package static var engine: [ModelDefinition.Engine] { [] }
    package static var file: ModelFile? { nil }
    package static func problems(of model: DeclaredModel) -> [Diagnostic] { [] }
    package static func problems(of model: DeclaredModel, on data: LearnedData) -> [Diagnostic] { [] }
    package static func remarks(on model: DeclaredModel, longestTraining: Int) -> [Diagnostic] { [] }
    package static func lessons(of definition: ModelDefinition, for size: TrainingSize) -> [String] { [] }
    package static func cost(of definition: ModelDefinition, for size: TrainingSize) -> TrainingCost? { nil }
    package static func forecastsSeriesApart(_ definition: ModelDefinition) -> Bool { false }
    package static func columns(of definition: ModelDefinition) -> Set<String> { [] }
}
