internal import ForecastCore

/// Which origins of which series are learned from where all of them are more than a model is to take: about the share that is
/// asked for, drawn by series, origin and the seed of the run alone. Neither the order of series nor who trains, nor on how
/// many threads, changes it; a cutoff that lies later has the origins of an earlier one among its own, up to the share.
package struct OriginSample: Sendable {
    /// `[series]`: from the id.
    private let series: [UInt64]
    private let key: UInt64
    private let share: Double

    /// - Parameter share: in (0, 1).
    package init(of seriesIDs: [String], share: Double, seed: UInt64) {
        series = seriesIDs.map { Digest.sha256($0).leadingWords.0 }
        key = Digest.sha256("origins that boosted trees learn from, seed \(seed)").leadingWords.0
        self.share = share
    }

    package func takes(series index: Int, origin: Int) -> Bool {
        var stream = RandomStream(key: key, counter: series[index] &+ UInt64(origin))
        return stream.nextUniform() < share
    }
}
