/// Interpretable multi-head attention of the last steps over all of them.
package struct AttentionStep: Hashable, Sendable {
    /// `[queries * samples, heads * width]`.
    package let query: Tensor
    /// `[steps * samples, heads * width]`.
    package let key: Tensor
    /// `[steps * samples, width]`: shared by the heads.
    package let value: Tensor
    /// `[queries * samples, width]`: the mean over heads.
    package let into: Tensor
    /// `[samples * heads * queries, steps]`; `[1, steps]` where nobody asks for them afterwards and nothing goes back.
    package let probabilities: Tensor
    package let heads: Int
    package let queries: Int
    package let steps: Int

    package init(
        query: Tensor, key: Tensor, value: Tensor, into: Tensor, probabilities: Tensor, heads: Int,
        queries: Int, steps: Int
    ) {
        self.query = query
        self.key = key
        self.value = value
        self.into = into
        self.probabilities = probabilities
        self.heads = heads
        self.queries = queries
        self.steps = steps
    }

    package var width: Int { value.columns }
}
