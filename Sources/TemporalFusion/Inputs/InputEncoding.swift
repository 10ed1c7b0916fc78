/// How measures become numbers around 0: fitted to the training periods once, and kept with the weights.
///
/// What depends on a series alone (its scale, the level of its price) is taken anew at each cutoff.
struct InputEncoding: Equatable, Sendable {
    /// One measure of the feature set, or a level taken from one.
    struct Measure: Equatable, Sendable {
        let name: String
        let form: Form
        /// Over all series and training periods, of the values in their form.
        let mean: Double
        /// 0 where nothing varies: then the variable is 0 everywhere.
        let deviation: Double

        /// (x - mean) / deviation, at most 5 either way; 0, the mean, where missing.
        func standardised(_ value: Double) -> Float {
            guard value.isFinite, deviation > 0 else { return 0 }
            return Float(min(5, max(-5, (value - mean) / deviation)))
        }
    }

    enum Form: String, Sendable, CaseIterable {
        /// As it is.
        case plain
        /// Less the series' own mean.
        case difference
        /// Its logarithm, less the series' own mean of it: how far a price is from where it usually is.
        case ratio
    }

    /// Whether a variable tells which periods were observed.
    let marksMissing: Bool
    /// In the order in which inputs are laid out.
    let measures: [Measure]
}

extension InputEncoding.Measure {
    /// Mean and deviation of `values`, missing ones left out.
    init(_ name: String, _ form: InputEncoding.Form, fittedTo values: some Sequence<Double>) {
        let (mean, variance) = Self.moments(values)
        let deviation = variance.squareRoot()
        self.init(
            name: name, form: form, mean: mean,
            deviation: deviation > 1e-9 * max(1, mean.magnitude) ? deviation : 0)
    }

    /// Mean and variance (n) of what is finite; zeros of nothing.
    ///
    /// **Numerics** around the first value, so that a constant has a variance of exactly 0.
    static func moments(_ values: some Sequence<Double>) -> (mean: Double, variance: Double) {
        var (anchor, sum, squares, count) = (Double?.none, 0.0, 0.0, 0.0)
        for value in values where value.isFinite {
            let origin = anchor ?? value
            anchor = origin
            sum += value - origin
            squares += (value - origin) * (value - origin)
            count += 1
        }
        guard let anchor else { return (0, 0) }
        let mean = sum / count
        return (anchor + mean, max(0, squares / count - mean * mean))
    }
}
