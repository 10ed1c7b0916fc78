/// What a gate keeps for its way back.
struct GateMemory: Hashable, Sendable {
    /// `[rows, columns]`: the open share of each gate, and what was normalised.
    let open: Tensor
    let normalised: Tensor
    /// `[rows, 1]`: one over the standard deviation.
    let inverseDeviation: Tensor
}
