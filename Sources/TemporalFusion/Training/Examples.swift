/// What the samples of a slice are to give.
struct Examples {
    /// `[step, sample]`, NaN where missing and where the sample does not count.
    let targets: [Float]
    /// `[sample]`.
    let weights: [Float]
}
