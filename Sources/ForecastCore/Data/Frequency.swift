/// How far apart the steps of a series are: so many minutes, hours, days, business days, weeks or months.
///
/// One distance has one form: 60 minutes are an hour, 24 hours a day, 7 days a week, 3 months a quarter.
package struct Frequency: Hashable, Sendable {
    package enum Unit: Hashable, Sendable {
        case minute, hour, day
        /// Monday to Friday; Friday is followed by Monday.
        case businessDay
        case week, month
    }

    package let unit: Unit
    /// How many units make a step.
    package let multiple: Int

    /// So many units may make a step.
    package static let multiples = 1...1000

    /// Nil for a multiple outside of `multiples`, and for steps of several business days.
    package init?(every multiple: Int, _ unit: Unit) {
        guard Self.multiples.contains(multiple), unit != .businessDay || multiple == 1 else { return nil }
        self.init(multiple, unit)
    }

    private init(_ multiple: Int, _ unit: Unit) {
        var (multiple, unit) = (multiple, unit)
        if unit == .minute, multiple % 60 == 0 { (multiple, unit) = (multiple / 60, .hour) }
        if unit == .hour, multiple % 24 == 0 { (multiple, unit) = (multiple / 24, .day) }
        if unit == .day, multiple % 7 == 0 { (multiple, unit) = (multiple / 7, .week) }
        (self.multiple, self.unit) = (multiple, unit)
    }

    package static let minutely = Frequency(1, .minute)
    package static let hourly = Frequency(1, .hour)
    package static let daily = Frequency(1, .day)
    package static let businessDays = Frequency(1, .businessDay)
    package static let weekly = Frequency(1, .week)
    package static let monthly = Frequency(1, .month)
    package static let quarterly = Frequency(3, .month)
    package static let yearly = Frequency(12, .month)

    /// Those that a word names.
    package static let named: [Frequency] = [
        .minutely, .hourly, .daily, .businessDays, .weekly, .monthly, .quarterly, .yearly,
    ]

    /// Whether several steps may begin on one day.
    package var isWithinDays: Bool { unit == .minute || unit == .hour }

    /// Whether steps are whole years, or whole quarters.
    package var isWholeYears: Bool { unit == .month && multiple % 12 == 0 }
    package var isWholeQuarters: Bool { unit == .month && multiple % 3 == 0 }
}

// MARK: - Words

extension Frequency {
    /// How files call it: `weekly`, `2 weeks`, `15 minutes`.
    package var rawValue: String {
        switch (unit, multiple) {
        case (.minute, 1): "minutely"
        case (.hour, 1): "hourly"
        case (.day, 1): "daily"
        case (.businessDay, _): "business_days"
        case (.week, 1): "weekly"
        case (.month, 1): "monthly"
        case (.month, 3): "quarterly"
        case (.month, 12): "yearly"
        default: amount
        }
    }

    /// Reads what `rawValue` writes, and any other number of units: `24 hours` is `daily`.
    package init?(rawValue: String) {
        if let known = Self.named.first(where: { $0.rawValue == rawValue }) {
            self = known
            return
        }
        let words = rawValue.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, words[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(words[0]), let unit = Self.unit(words[1])
        else { return nil }
        self.init(every: count * unit.factor, unit.unit)
    }

    private static func unit(_ word: Substring) -> (unit: Unit, factor: Int)? {
        switch word {
        case "minute", "minutes": (.minute, 1)
        case "hour", "hours": (.hour, 1)
        case "day", "days": (.day, 1)
        case "week", "weeks": (.week, 1)
        case "month", "months": (.month, 1)
        case "quarter", "quarters": (.month, 3)
        case "year", "years": (.month, 12)
        default: nil
        }
    }

    /// `2 weeks`, `15 minutes`, `2 years`.
    private var amount: String {
        switch unit {
        case .minute: "\(multiple) minutes"
        case .hour: "\(multiple) hours"
        case .day: "\(multiple) days"
        case .businessDay: "\(multiple) business days"
        case .week: "\(multiple) weeks"
        case .month: isWholeYears ? "\(multiple / 12) years" : "\(multiple) months"
        }
    }

    /// `week`, `weeks`; `periods of 2 weeks`: the words for one step or many.
    package func stepNoun(_ count: Int) -> String {
        let end = count == 1 ? "" : "s"
        return switch (unit, multiple) {
        case (.minute, 1): "minute" + end
        case (.hour, 1): "hour" + end
        case (.day, 1): "day" + end
        case (.businessDay, _): "business day" + end
        case (.week, 1): "week" + end
        case (.month, 1): "month" + end
        case (.month, 3): "quarter" + end
        case (.month, 12): "year" + end
        default: "period\(end) of \(amount)"
        }
    }

    /// `an hour`, `a week`.
    package var withArticle: String { (self == .hourly ? "an " : "a ") + stepNoun(1) }
}

// MARK: - Cycles

extension Frequency {
    /// The number of steps in a year's cycle.
    package var stepsPerYear: Int {
        switch unit {
        case .minute: steps(of: 525_960)
        case .hour: steps(of: 8766)
        case .day: steps(of: 365)
        case .businessDay: 261
        case .week: steps(of: 52)
        case .month: steps(of: 12)
        }
    }

    /// The default season length: a year of months, quarters or weeks, a week of days, a day of hours or minutes; 1
    /// where a step is as long as the cycle. Several days make no whole week, so a year is their cycle.
    package var seasonLength: Int {
        switch unit {
        case .minute: steps(of: 1440)
        case .hour: steps(of: 24)
        case .day: multiple == 1 ? 7 : steps(of: 365)
        case .businessDay: 5
        case .week: steps(of: 52)
        case .month: steps(of: 12)
        }
    }

    /// How many steps are nearest to a cycle of so many units; at least 1.
    private func steps(of cycle: Int) -> Int { max(1, (cycle + multiple / 2) / multiple) }
}
