import DemandFeatures
import ForecastCore

/// Every feature once more, from its name and by the plainest loops: the oracle.
struct NaiveFeatures {
    let panel: Panel
    let target: String
    let training: Range<Int>

    var isPriceAhead: Bool { panel.column("price")?.knowledge == .knownAhead }

    /// What a forecaster at the end of `origin` may see of a column at a period.
    func value(_ column: String, _ series: Int, _ step: Int) -> Double {
        guard training.lowerBound <= step, step < panel.grid.count else { return .nan }
        return panel.column(column)?.values[series * panel.grid.count + step] ?? .nan
    }

    func observed(_ column: String, _ series: Int, from first: Int, through last: Int) -> [Double] {
        guard first <= last else { return [] }
        return (first...last).map { value(column, series, $0) }.filter { !$0.isNaN }
    }

    func feature(_ name: String, _ series: Int, origin: Int, target period: Int) -> Double {
        let words = name.split(separator: "_").map(String.init)
        let number = Int(words.last ?? "") ?? 0
        let at = isPriceAhead ? period : origin
        switch name {
        case _ where name.hasPrefix("lag_"): return value(target, series, origin - number + 1)
        case _ where name.hasPrefix("seasonal_lag_"):
            return value(
                target, series, stride(from: period, to: -1000, by: -number).first { $0 <= origin } ?? 0)
        case _ where name.hasPrefix("rolling_"):
            let kind = words.dropFirst().dropLast().joined(separator: "_")
            return statistic(kind, observed(target, series, from: origin - number + 1, through: origin))
        case "deal_mean_by_category": return groupMean("deal", "category", series, period) { _ in true }
        case "profit_mean_by_category": return groupMean("profit", "category", series, origin) { _ in true }
        case _ where name.hasPrefix("price_rival_"):
            let codes = panel.attribute("category")?.codes ?? []
            return groupMean("price", "size", series, at) { Int(codes[$0]) == number - 1 }
        case _ where name.hasPrefix("profit_") || name.hasPrefix("revenue_"):
            if words[1] == "last" { return observed(words[0], series, from: 0, through: origin).last ?? .nan }
            return statistic(words[1], observed(words[0], series, from: origin - number + 1, through: origin))
        case "current_price":
            return isPriceAhead
                ? value("price", series, at) : observed("price", series, from: 0, through: at).last ?? .nan
        case "avg_price_3m":
            return statistic("mean", observed("price", series, from: origin - 12, through: origin))
        case "price_change_pct":
            guard let before = observed("price", series, from: 0, through: at - 1).last else { return .nan }
            return 100 * (value("price", series, at) - before) / before
        case "price_vs_average":
            let price = feature("current_price", series, origin: origin, target: period)
            return price / statistic("mean", observed("price", series, from: 0, through: origin))
        case "price_vs_category":
            guard let codes = panel.attribute("category")?.codes, codes[series] >= 0 else { return .nan }
            let others = codes.indices.filter { codes[$0] == codes[series] }.map { value("price", $0, at) }
            return value("price", series, at) / statistic("mean", others.filter { !$0.isNaN })
        case "kind": return value("kind", series, period)
        case "shelf": return observed("shelf", series, from: 0, through: origin).last ?? .nan
        case "deal": return value("deal", series, period)
        case "category":
            return panel.attribute(name).map { $0.codes[series] < 0 ? .nan : Double($0.codes[series]) }
                ?? .nan
        case "size": return panel.attribute(name)?.value(ofSeries: series).flatMap(Double.init) ?? .nan
        case "time_since_launch": return Double(origin - panel.firstStep[series])
        case "time_since_last_demand":
            let last = (training.lowerBound...origin).last {
                !value(target, series, $0).isNaN && value(target, series, $0) != 0
            }
            return last.map { Double(origin - $0) } ?? .nan
        default: return calendar(name, period)
        }
    }

    /// The mean of a column over the series with the same attribute that count.
    func groupMean(
        _ column: String, _ attribute: String, _ series: Int, _ period: Int, counts: (Int) -> Bool
    ) -> Double {
        guard let codes = panel.attribute(attribute)?.codes, codes[series] >= 0 else { return .nan }
        let others = codes.indices.filter { codes[$0] == codes[series] && counts($0) }
        return statistic("mean", others.map { value(column, $0, period) }.filter { !$0.isNaN })
    }

    func statistic(_ kind: String, _ values: [Double]) -> Double {
        guard !values.isEmpty else { return .nan }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        switch kind {
        case "mean": return mean
        case "std":
            guard values.count > 1 else { return .nan }
            return (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (count - 1)).squareRoot()
        case "min": return values.min() ?? .nan
        case "max": return values.max() ?? .nan
        case "zero_share": return Double(values.filter { $0 == 0 }.count) / count
        default:
            let level = (Double(kind.dropFirst()) ?? 0) / 100
            let sorted = values.sorted()
            let place = level * (count - 1)
            let below = Int(place)
            guard below + 1 < sorted.count else { return sorted[below] }
            return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
        }
    }

    /// Weekly grids only; NaN for what has tests of its own.
    func calendar(_ name: String, _ period: Int) -> Double {
        guard let day = panel.grid.date(of: period) else { return .nan }
        let (year, month, dayOfMonth) = day.components
        let holidays = panel.holidays.map { $0.date.dayNumber - day.dayNumber }
        let years = panel.holidays.map(\.date.components.year)
        let isListed = (years.min() ?? 9999) <= day.components.year && (holidays.max() ?? -1) >= 0
        switch name {
        case "day_of_month": return Double(dayOfMonth)
        case "day_of_year":
            return Double(
                (1..<month).map { CivilDate.days(inMonth: $0, year: year) }.reduce(0, +) + dayOfMonth)
        case "month": return Double(month)
        case "quarter": return Double((month + 2) / 3)
        case "year": return Double(year)
        case "is_holiday":
            if holidays.contains(where: { (0..<7).contains($0) }) { return 1 }
            return isListed ? 0 : .nan
        case "days_to_holiday":
            return isListed ? holidays.filter { $0 >= 0 }.min().map(Double.init) ?? .nan : .nan
        case "days_since_holiday":
            return isListed ? holidays.filter { $0 <= 0 }.max().map { Double(-$0) } ?? .nan : .nan
        default: return .infinity
        }
    }
}
