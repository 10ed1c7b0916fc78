internal import NumericKernels

/// What chooses among forms: the least of -2 log likelihood and a price for every estimated number.
enum ETSCriterion: String, Sendable, CaseIterable {
    case aicc, aic, bic

    /// Infinite where there are too few observations to compare.
    func value(_ fit: ETSFit, observed n: Double, season: Int) -> Double {
        // The variance of the errors is one more.
        let k = Double(fit.form.parameterCount + fit.form.stateCount(season: season) + 1)
        switch self {
        case .aic: return fit.minusTwoLogLikelihood + 2 * k
        case .bic: return fit.minusTwoLogLikelihood + PortableMath.log(n) * k
        case .aicc:
            guard n - k - 1 > 0 else { return .infinity }
            return fit.minusTwoLogLikelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1)
        }
    }
}
