internal import NetworkTape

/// A network for a number of samples, laid out.
struct Network: Sendable {
    let shape: NetworkShape
    let tape: Tape
    let table: ParameterTable
    let inputs: InputPlaces
    let choices: ChoiceTensors
    /// `[known variable]`: whether all samples have the same numbers of it, which then stand there once, `[step]`.
    let shared: [Bool]
}
