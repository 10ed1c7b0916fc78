internal import ExperimentSpec

/// What a first experiment has to know of the columns of its data set.
struct StarterColumns {
    let hasDates: Bool
    let knownAhead: [String]
    let fixed: [String]
    /// Those of `knownAhead` that hold words.
    var words: [String] = []
}
