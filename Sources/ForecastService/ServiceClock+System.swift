internal import ForecastCore
internal import Glibc
internal import ServiceJobs

extension ServiceClock {
    /// The clock of the machine.
    static let system = ServiceClock(
        seconds: {
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
        },
        unixSeconds: {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
        },
        timestamp: {
            let now = time(nil)
            let day = CivilDate(dayNumber: now / 86_400)
            let second = now % 86_400
            let parts = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            return "\(day)T\(parts.joined(separator: ":"))Z"
        })
}
