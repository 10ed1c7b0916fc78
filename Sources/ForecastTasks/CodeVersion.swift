package import ForecastCore
internal import LinearAlgebra

/// What the results depend on besides the user's files. Bump a number by hand when the same input would
/// give other bits; a golden digest per stage fails the tests when that is forgotten.
package enum CodeVersion {
    /// The program's version, as `--version` prints it.
    package static let program = "0.1.0"
    /// How windows, classes and fallbacks turn a model's kind into forecasts.
    package static let forecastStage = 4
    /// How a local model's fit is stored.
    static let fitStage = 1
    /// What a global model's forecasts of a window are stored as, explanation included.
    package static let globalForecastStage = 5
    /// How scores, comparisons and verdicts are made.
    package static let evaluationStage = 3
    /// What the report files contain.
    package static let reportStage = 12

    /// What a program must be to perform a task of these kinds of models: another would put other bits, or the same under
    /// other keys.
    package static func worker(of kinds: [ModelKind]) -> String {
        let versions = kinds.map { "\($0.name) \($0.version)" }
        let distinct = versions.indices.filter { versions.firstIndex(of: versions[$0]) == $0 }
        return "\(program); stages \(fitStage) \(forecastStage) \(globalForecastStage); "
            + "\(distinct.map { versions[$0] }.joined(separator: ", ")); \(numericProfile(of: kinds))"
    }

    /// Our own arithmetic: portable functions, no fused multiply-add, Philox streams.
    private static let ownArithmetic = "portable-1"

    /// The arithmetic of these kinds of models, for cache keys and manifests: `portable-1`, followed by
    /// `, openblas 0.3.21 Haswell` when one of them multiplies matrices.
    ///
    /// Where OpenBLAS cannot be used the name says so and belongs to no result: such a model is not made.
    package static func numericProfile(of kinds: some Sequence<ModelKind>) -> String {
        guard kinds.contains(where: \.multipliesMatrices) else { return ownArithmetic }
        let library = (try? OpenBLAS.load())?.profile ?? "no openblas"
        return "\(ownArithmetic), \(library)"
    }
}
