internal import NumericKernels

/// A measure over time, seen series by series: how much of its variance lies between them.
struct SeriesLevels {
    /// `[series, period]`.
    private let values: [Float]
    private let periods: Int
    private let trainingPeriods: Int

    init(_ values: [Float], periods: Int, trainingPeriods: Int) {
        self.values = values
        self.periods = periods
        self.trainingPeriods = trainingPeriods
    }

    /// A share of the variance between series beyond which a measure is taken relative to each series' level.
    private static let mostBetween = 0.5

    /// The form of a measure and its moments, by the training periods.
    func measure(_ name: String) -> InputEncoding.Measure {
        let isPositive = seriesRange.allSatisfy { training($0).allSatisfy { !($0 <= 0) } }
        let form = isPositive ? InputEncoding.Form.ratio : .difference
        let levels = levels(form)
        let within = seriesRange.flatMap { series in
            training(series).map { formed($0, as: form) - levels[series] }
        }
        let between = InputEncoding.Measure.moments(levels).variance
        let inner = InputEncoding.Measure.moments(within).variance
        guard between > Self.mostBetween * (between + inner), inner > 0 else {
            return .init(name, .plain, fittedTo: seriesRange.flatMap { training($0).map(Double.init) })
        }
        return .init(name, form, fittedTo: within)
    }

    /// `[series]`: the mean over the training periods in this form, NaN where nothing was observed.
    func levels(_ form: InputEncoding.Form) -> [Double] {
        seriesRange.map { series in
            let observed = training(series).map { formed($0, as: form) }.filter(\.isFinite)
            return observed.isEmpty ? .nan : InputEncoding.Measure.moments(observed).mean
        }
    }

    /// NaN where missing, and where a number has no logarithm.
    func formed(_ value: Float, as form: InputEncoding.Form) -> Double {
        guard form == .ratio else { return Double(value) }
        return value > 0 ? PortableMath.log(Double(value)) : .nan
    }

    private var seriesRange: Range<Int> { 0..<(periods == 0 ? 0 : values.count / periods) }

    private func training(_ series: Int) -> ArraySlice<Float> {
        values[series * periods..<series * periods + trainingPeriods]
    }
}
