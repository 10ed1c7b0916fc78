internal import ForecastCore

/// Quantiles of what is counted are whole numbers.
///
/// Where every observed value is one, a quantile between two of them is rounded to the nearer, half up: a forecast of
/// at most 3.4 items is one of at most 3. Means stay: half an item a week is one every other week.
enum WholeNumbers {
    /// Beyond this every `Double` is whole.
    static let limit = 0x1p53

    static func roundQuantiles(_ values: inout [Double], _ history: [Double], _ request: ForecastRequest) {
        guard request.isNonNegative, !request.levels.isEmpty, areWhole(history) else { return }
        for row in stride(from: 0, to: values.count, by: request.width) {
            for index in row + 1..<row + request.width where values[index] < limit {
                values[index] = (values[index] + 0.5).rounded(.down)
            }
        }
    }

    private static func areWhole(_ history: [Double]) -> Bool {
        history.allSatisfy { $0.isNaN || $0 == $0.rounded(.down) }
    }
}
