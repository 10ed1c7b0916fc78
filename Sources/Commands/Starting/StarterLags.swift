package import ForecastCore

/// How far back the features of a first experiment look.
package enum StarterLags {
    /// The last steps, and the same place in the seasons before. A day's hours and minutes also look a week back.
    package static func lags(_ frequency: Frequency) -> [Int] {
        let season = frequency.seasonLength
        let wanted =
            switch frequency.unit {
            case .minute, .hour: [1, 2, 4, season, 2 * season, 7 * season]
            case .day where frequency.multiple == 1: [1, 2, 7, 14, 28, 364]
            case .businessDay: [1, 2, 5, 10, 20, 260]
            case .week where frequency.multiple == 1: [1, 2, 4, 8, 13, 26, 52]
            case .day, .week, .month: [1, 2, 3, season / 2, season, 2 * season]
            }
        return Set(wanted).subtracting([0]).sorted()
    }

    /// Over a short while, and over a season; of weeks over a quarter.
    package static func means(_ frequency: Frequency) -> [Int] {
        let season = frequency.seasonLength
        let wanted =
            switch frequency.unit {
            case .minute, .hour: [4, season]
            case .day where frequency.multiple == 1: [7, 28]
            case .businessDay: [5, 20]
            case .day, .week: [4, 13]
            case .month: season > 4 ? [3, season] : [4]
            }
        return Set(wanted).sorted()
    }
}
