internal import ForecastCore

extension NumberText {
    /// An axis label: `12k`, `1.5M`.
    static func compact(_ value: Double) -> String {
        switch value.magnitude {
        case largestWritten...: scientific(value)
        case 1e9...: plain(value / 1e9) + "G"
        case 1e6...: plain(value / 1e6) + "M"
        case 1e4...: plain(value / 1e3) + "k"
        case 1...: plain(value)
        default: plain(value, decimals: 6)
        }
    }

    /// A value beside a mark, to about three digits: `133k`, `1.25M`, `4,520`.
    static func rough(_ value: Double) -> String {
        switch value.magnitude {
        case largestWritten...: scientific(value)
        case 1e9...: plain(value / 1e9, decimals: value.magnitude < 1e10 ? 2 : 1) + "G"
        case 1e6...: plain(value / 1e6, decimals: value.magnitude < 1e7 ? 2 : 1) + "M"
        case 1e4...: plain(value / 1e3, decimals: value.magnitude < 1e5 ? 1 : 0) + "k"
        default: plain(value, decimals: value.magnitude < 10 ? 2 : 0)
        }
    }

    /// How many decimals show about four digits of a typical value: the median, so that one exploded
    /// model does not blur the others. Numbers that are written as powers of ten ask for none.
    static func decimals(for values: [Double]) -> Int {
        let sorted = values.map(\.magnitude).filter { $0 > 0 && $0 < largestWritten }.sorted()
        guard !sorted.isEmpty else { return 2 }
        return switch sorted[sorted.count / 2] {
        case 10_000...: 0
        case 1000...: 1
        case 10...: 2
        case 0.1...: 3
        case 0.001...: 5
        default: 7
        }
    }
}
