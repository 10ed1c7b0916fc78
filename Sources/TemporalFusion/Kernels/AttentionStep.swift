/// Interpretable multi-head attention of the last steps over all of them.
struct AttentionStep: Hashable, Sendable {
    /// `[queries * samples, heads * width]`.
    let query: Tensor
    /// `[steps * samples, heads * width]`.
    let key: Tensor
    /// `[steps * samples, width]`: shared by the heads.
    let value: Tensor
    /// `[queries * samples, width]`: the mean over heads.
    let into: Tensor
    /// `[samples * heads * queries, steps]`.
    let probabilities: Tensor
    let heads: Int
    let queries: Int
    let steps: Int

    var width: Int { value.columns }
}
