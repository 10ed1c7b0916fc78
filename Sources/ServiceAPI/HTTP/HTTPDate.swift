internal import ForecastCore

/// A moment as a header tells it (IMF-fixdate, RFC 9110, 5.6.7): `Mon, 30 Nov 2026 16:40:02 GMT`.
enum HTTPDate {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter unixSeconds: since 1970, in UTC.
    static func text(_ unixSeconds: Double) -> String {
        let now = Int(unixSeconds.rounded(.down))
        let date = CivilDate(dayNumber: now / 86_400)
        let (year, month, day) = date.components
        let second = now % 86_400
        let time = [second / 3600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
        return
            "\(days[date.weekday.rawValue]), \(twoDigits(day)) \(months[month - 1]) \(year) \(time) GMT"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
