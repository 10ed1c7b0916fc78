internal import Synchronization

/// The averages over smoothing parameters that were made last, so that a forecast need not make anew what the fit of the same history made.
///
/// An average is a pure function of its history: what is kept changes no bit, and who comes at once at most computes it twice.
/// As many are kept as threads may be at work between a fit and its forecast.
final class RecentAverages: Sendable {
    private struct Entry {
        let values: [Double]
        let average: TrendAverage
    }

    private static let most = 64
    private let entries = Mutex<[Entry]>([])

    /// The average of `values`, made by `make` unless it is at hand.
    func average(of values: [Double], _ make: () -> TrendAverage?) -> TrendAverage? {
        if let found = entries.withLock({ Self.take(values, from: &$0) }) { return found }
        let made = make()
        if let made { entries.withLock { Self.keep(Entry(values: values, average: made), in: &$0) } }
        return made
    }

    /// Gaps are compared by their bits: NaN differs from itself.
    private static func take(_ values: [Double], from entries: inout [Entry]) -> TrendAverage? {
        entries.last { entry in
            entry.values.count == values.count
                && entry.values.indices.allSatisfy { entry.values[$0].bitPattern == values[$0].bitPattern }
        }?.average
    }

    private static func keep(_ entry: Entry, in entries: inout [Entry]) {
        if entries.count == most { entries.removeFirst() }
        entries.append(entry)
    }
}
