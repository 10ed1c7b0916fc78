internal import ForecastCore
internal import NumericKernels

/// The predictive distribution of an intermittent model, the same for every step: with `probability` a demand,
/// whose size is one of the observed ones, scaled to the smoothed mean size; otherwise zero.
///
/// This is what a bootstrap of occurrences and sizes tends to with many paths; the quantiles are exact, so
/// nothing is drawn.
struct IntermittentDistribution {
    let probability: Double
    let meanSize: Double

    /// **Shape** `[horizon, 1 + levels]`. Without levels the sizes are not even looked at.
    func rows(mean: Double, _ history: [Double], _ request: ForecastRequest) -> [Double] {
        var row = [mean]
        if !request.levels.isEmpty {
            let sizes = scaledSizes(history)
            row += request.levels.map { quantile($0.value, sizes) }
        }
        var values: [Double] = []
        values.reserveCapacity(request.horizon * request.width)
        for _ in 0..<request.horizon { values.append(contentsOf: row) }
        return values
    }

    /// The q of the mixture: 0 up to the probability of no demand, then the quantiles of the sizes.
    private func quantile(_ level: Double, _ sizes: [Double]) -> Double {
        let beyond = level - (1 - probability)
        guard beyond > 0 else { return 0 }
        return EmpiricalQuantile.ofSorted(
            sizes, probability: min(1, beyond / probability), definition: .type6)
    }

    private func scaledSizes(_ history: [Double]) -> [Double] {
        var sizes = history.filter { $0 > 0 }
        let factor = meanSize / Reductions.mean(sizes)
        for index in sizes.indices { sizes[index] *= factor }
        sizes.sort()
        return sizes
    }
}
