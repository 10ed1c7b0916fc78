/// A metric with everything that its number depends on: `mase@m=52` is not `mase@m=1`.
package struct Metric: Hashable, Sendable {
    package let name: MetricName
    /// The season length of the scale (MASE, RMSSE).
    package let season: Int?
    /// The level (pinball), or nil.
    package let level: QuantileLevel?
    /// The lower and upper level whose interval is meant (coverage).
    package let interval: Interval?

    package struct Interval: Hashable, Sendable {
        package let lower: QuantileLevel
        package let upper: QuantileLevel

        package init(lower: QuantileLevel, upper: QuantileLevel) {
            self.lower = lower
            self.upper = upper
        }

        /// The nominal coverage in percent: 80 for p10 to p90.
        package var nominalPercent: Double { ((upper.value - lower.value) * 1e11).rounded() / 1e9 }
    }

    package init(
        _ name: MetricName, season: Int? = nil, level: QuantileLevel? = nil, interval: Interval? = nil
    ) {
        self.name = name
        self.season = season
        self.level = level
        self.interval = interval
    }

    /// The variant id that files carry: `mape`, `mase@m=52`, `pinball@0.1`, `coverage@80`.
    package var id: String {
        switch name {
        case .mase, .rmsse: season.map { "\(name.rawValue)@m=\($0)" } ?? name.rawValue
        case .pinball: level.map { "pinball@\($0.value)" } ?? "pinball"
        case .coverage: interval.map { "coverage@\(Self.compact($0.nominalPercent))" } ?? "coverage"
        default: name.rawValue
        }
    }

    /// The variants that one name in a spec stands for: a scaled error per season length, a pinball
    /// loss per level, a coverage per symmetric pair of levels.
    package static func variants(of name: MetricName, seasons: [Int], levels: [QuantileLevel]) -> [Metric] {
        switch name {
        case .mase, .rmsse:
            return seasons.map { Metric(name, season: $0) }
        case .pinball:
            return levels.map { Metric(name, level: $0) }
        case .coverage:
            return levels.filter { $0.value < 0.5 }.compactMap { lower in
                levels.first { abs($0.value + lower.value - 1) < 1e-9 }
                    .map { Metric(name, interval: Interval(lower: lower, upper: $0)) }
            }
        case .wql:
            return levels.isEmpty ? [] : [Metric(name)]
        default:
            return [Metric(name)]
        }
    }

    private static func compact(_ number: Double) -> String {
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
