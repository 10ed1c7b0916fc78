/// The numbers behind a series' classes: how much, how variable, how often, in what sizes.
package struct DemandProfile: Equatable, Sendable {
    /// Periods with a value.
    package let observedPeriods: Int
    /// The sum over observed periods.
    package let total: Double
    /// Standard deviation over mean of all observed periods, zeros included (population form: divided by
    /// n). Nil without observations or when the mean is not positive.
    package let volumeVariation: Double?
    /// The average demand interval: observed periods from the first non-zero one on, divided by the
    /// non-zero periods among them. Zeros before the first demand are a launch that had not happened
    /// yet, not intermittence. Nil without demand.
    package let demandInterval: Double?
    /// The squared coefficient of variation of the non-zero sizes (population form); 0 for a single size.
    /// Nil without demand; infinite when the sizes cancel to a mean of 0.
    package let sizeVariation: Double?
}

extension DemandProfile {
    /// Describes one series.
    ///
    /// - Parameter values: `[time]`, the training data of the series.
    ///
    /// **Missing values** NaN periods are not observed: neither zero demand nor part of an interval.
    ///
    /// **Numerics** Deviations are taken from the mean in a second pass over the row (which is still in
    /// the first-level cache): the one-pass difference of squares cancels on large, steady series.
    package init(_ values: Span<Double>) {
        var observed = 0
        var sizes = 0
        var sinceDemand = 0
        var total = 0.0
        for index in values.indices where !values[index].isNaN {
            observed += 1
            total += values[index]
            if values[index] != 0 { sizes += 1 }
            if sizes > 0 { sinceDemand += 1 }
        }
        let mean = total / Double(observed)
        let sizeMean = total / Double(sizes)
        var squares = 0.0
        var sizeSquares = 0.0
        for index in values.indices where !values[index].isNaN {
            let deviation = values[index] - mean
            squares += deviation * deviation
            if values[index] != 0 {
                let sizeDeviation = values[index] - sizeMean
                sizeSquares += sizeDeviation * sizeDeviation
            }
        }
        observedPeriods = observed
        self.total = total
        volumeVariation = mean > 0 ? (squares / Double(observed)).squareRoot() / mean : nil
        demandInterval = sizes > 0 ? Double(sinceDemand) / Double(sizes) : nil
        sizeVariation = sizes > 0 ? Self.ratio(sizeSquares / Double(sizes), to: sizeMean * sizeMean) : nil
    }

    private static func ratio(_ variance: Double, to squaredMean: Double) -> Double {
        variance == 0 ? 0 : squaredMean > 0 ? variance / squaredMean : .infinity
    }
}
