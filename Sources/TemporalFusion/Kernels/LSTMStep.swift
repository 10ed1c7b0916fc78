/// A recurrent pass over an encoder and a decoder with weights of their own.
///
/// `gates` hold the input's share and the biases before, and the opened gates afterwards: input, forget, candidate,
/// output, each `[columns]`. Block t of `hidden` and `cell` is the state before step t.
struct LSTMStep: Hashable, Sendable {
    let gates: Tensor
    let hidden: Tensor
    let cell: Tensor
    /// `[steps * samples, columns]`: tanh of the cell after each step.
    let activated: Tensor
    let initialHidden: Tensor
    let initialCell: Tensor
    let encoderWeight: Parameter
    let decoderWeight: Parameter
    let encoderSteps: Int
    let steps: Int
}
