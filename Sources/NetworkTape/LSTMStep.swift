/// A recurrent pass over an encoder and a decoder with weights of their own.
///
/// `gates` hold the input's share and the biases before, and the opened gates afterwards: input, forget, candidate,
/// output, each `[columns]`. Block t of `hidden` and `cell` is the state before step t; where nothing goes back, `cell` is one
/// block, the state of the moment.
package struct LSTMStep: Hashable, Sendable {
    package let gates: Tensor
    package let hidden: Tensor
    package let cell: Tensor
    /// `[steps * samples, columns]`: tanh of the cell after each step; nil where nothing goes back.
    package let activated: Tensor?
    package let initialHidden: Tensor
    package let initialCell: Tensor
    package let encoderWeight: Parameter
    package let decoderWeight: Parameter
    package let encoderSteps: Int
    package let steps: Int

    package init(
        gates: Tensor, hidden: Tensor, cell: Tensor, activated: Tensor?, initialHidden: Tensor,
        initialCell: Tensor, encoderWeight: Parameter, decoderWeight: Parameter, encoderSteps: Int, steps: Int
    ) {
        self.gates = gates
        self.hidden = hidden
        self.cell = cell
        self.activated = activated
        self.initialHidden = initialHidden
        self.initialCell = initialCell
        self.encoderWeight = encoderWeight
        self.decoderWeight = decoderWeight
        self.encoderSteps = encoderSteps
        self.steps = steps
    }
}
