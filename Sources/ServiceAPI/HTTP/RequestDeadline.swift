internal import ForecastCore

/// A moment by which a client has its answer or has no use for it, as `X-Request-Deadline` says it: date and time of RFC 3339,
/// `2026-11-30T16:40:02.5Z`. Unlike seconds to wait it means the same to everybody on the way, who may have spent some of them.
struct RequestDeadline {
    /// So long before the moment an answer leaves.
    private static let secondsOfTravel = 0.1

    /// Since 1970, in UTC.
    private let unixSeconds: Double

    /// Nil for what is no such moment.
    init?(_ text: String) {
        let pattern =
            /(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d{1,9})?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))/
            .asciiOnlyDigits()
        guard let match = text.wholeMatch(of: pattern)?.output,
            let day = CivilDate(
                year: Self.number(match.1), month: Self.number(match.2), day: Self.number(match.3))
        else { return nil }
        let minutes = Self.number(match.4) * 60 + Self.number(match.5)
        let offset = Self.number(match.9 ?? "") * 60 + Self.number(match.10 ?? "")
        let whole =
            day.dayNumber * 86_400 + (minutes - (match.8 == "-" ? -offset : offset)) * 60
            + Self.number(match.6)
        unixSeconds = Double(whole) + (match.7.flatMap { Double("0\($0)") } ?? 0)
    }

    private static func number(_ digits: Substring) -> Int { Int(digits) ?? 0 }

    /// For how long an answer may still be waited for; 0 where there is no time.
    func patience(now: Double) -> Double { max(0, unixSeconds - Self.secondsOfTravel - now) }
}
