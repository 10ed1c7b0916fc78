internal import ForecastCore
internal import NumericKernels

/// The predictive distribution of an intermittent model, the same for every step: with `probability` a demand,
/// whose size is one of the observed ones, scaled to the smoothed mean size; otherwise zero. Counts are spread (`CountSpread`).
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
    private func quantile(_ level: Double, _ sizes: Sizes) -> Double {
        let beyond = level - (1 - probability)
        guard beyond > 0 else { return 0 }
        return sizes.quantile(min(1, beyond / probability))
    }

    private func scaledSizes(_ history: [Double]) -> Sizes {
        let sizes = history.filter { $0 > 0 }
        let factor = meanSize / Reductions.mean(sizes)
        let spread = CountSpread.spread(sizes)
        return Sizes(
            ascending: (spread ?? sizes).map { factor * $0 }.sorted(),
            parts: spread == nil ? 1 : CountSpread.parts)
    }

    private struct Sizes {
        let ascending: [Double]
        /// Into how many each observed size was cut, which counts once.
        let parts: Int

        /// Type 6 of as many sizes as were observed: with type 5 a member stands at the middle of its part.
        func quantile(_ probability: Double) -> Double {
            guard parts > 1 else {
                return EmpiricalQuantile.ofSorted(
                    ascending, probability: probability, definition: .type6)
            }
            let n = Double(ascending.count / parts)
            let place = max(0, min(1, ((n + 1) * probability - 0.5) / n))
            return EmpiricalQuantile.ofSorted(ascending, probability: place, definition: .type5)
        }
    }
}
