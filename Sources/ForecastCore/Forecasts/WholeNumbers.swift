/// Quantiles of what is counted are whole numbers.
///
/// Where every observed value is one, a quantile between two of them is rounded to the nearer, half up: a forecast of
/// at most 3.4 items is one of at most 3. Means stay: half an item a week is one every other week.
package enum WholeNumbers {
    /// From here on every `Double` is whole.
    package static let limit = 0x1p52

    /// Of sales of that many items and more on average rounding changes the pinball loss by nothing that could be measured:
    /// docs/tft.md has the table.
    package static let few = 6.0

    /// The nearest whole number, the upper one of two; a value of `limit` or more, or that is no number, as it is.
    package static func rounded(_ value: Double) -> Double {
        value < limit ? (value + 0.5).rounded(.down) : value
    }

    /// Whether everything that was observed of a series is a whole number, and none is negative.
    ///
    /// **Shape** history `[time]`; NaN where missing.
    package static func areAll(_ history: [Double]) -> Bool {
        history.allSatisfy { $0.isNaN || ($0 >= 0 && $0 == $0.rounded(.down)) }
    }

    /// Whether a series is counted, and sells fewer than `few` items at a time: the mean of its values other than 0.
    ///
    /// **Shape** history `[time]`; NaN where missing.
    package static func areFew(_ history: [Double]) -> Bool {
        guard areAll(history) else { return false }
        let sales = history.filter { $0 > 0 }
        return sales.reduce(0, +) < few * Double(sales.count)
    }

    /// Rounds the quantiles of a series that is counted and whose forecasts cannot be negative.
    ///
    /// **Shape** values `[step, 1 + levels]`, history `[time]`; NaN where missing.
    package static func roundQuantiles(
        _ values: inout [Double], _ history: [Double], _ request: ForecastRequest
    ) {
        guard request.isNonNegative, !request.levels.isEmpty, areAll(history) else { return }
        for row in stride(from: 0, to: values.count, by: request.width) {
            for index in row + 1..<row + request.width { values[index] = rounded(values[index]) }
        }
    }
}
