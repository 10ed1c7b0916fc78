/// What a gate keeps for its way back.
package struct GateMemory: Hashable, Sendable {
    /// `[rows, columns]`: the open share of each gate, and what was normalised.
    package let open: Tensor
    package let normalised: Tensor
    /// `[rows, 1]`: one over the standard deviation.
    package let inverseDeviation: Tensor

    package init(open: Tensor, normalised: Tensor, inverseDeviation: Tensor) {
        self.open = open
        self.normalised = normalised
        self.inverseDeviation = inverseDeviation
    }
}
