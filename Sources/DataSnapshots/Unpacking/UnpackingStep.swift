/// What became of some bytes.
struct UnpackingStep {
    let consumed: Int
    let produced: Int
    /// What is wrong with the input; nil while all is well.
    let fault: String?
}
