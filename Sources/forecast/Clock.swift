internal import ForecastCore
internal import Glibc

/// The only clock of the program. Its readings go to timings.json and champions.yaml, never into a result.
enum Clock {
    /// Seconds since some moment.
    static func seconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }

    /// `2026-11-22T18:16:00Z`.
    static func utcTimestamp() -> String {
        let now = time(nil)
        let day = CivilDate(dayNumber: now / 86_400)
        let second = now % 86_400
        let parts = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(day)T\(parts.joined(separator: ":"))Z"
    }
}
