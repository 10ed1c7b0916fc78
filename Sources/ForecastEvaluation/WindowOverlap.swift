/// Which windows of a backtest share periods that are scored.
///
/// Windows whose `step` is shorter than the horizon see the same weeks several times: thirteen of them may hold
/// no more news than two. They are sorted into *phases*, each of disjoint windows, as many as overlap at once. What
/// counts as the number of windows is that of the smallest phase.
package struct WindowOverlap: Hashable, Sendable {
    /// **Shape** `[phase][window]`: indices of windows, ascending.
    package let phases: [[Int]]

    /// - Parameter testRanges: by window, in periods of the grid, starting in ascending order.
    package init(testRanges: [Range<Int>]) {
        var phases: [[Int]] = []
        var ends: [Int] = []
        for (window, range) in testRanges.enumerated() {
            if let free = ends.firstIndex(where: { $0 <= range.lowerBound }) {
                phases[free].append(window)
                ends[free] = range.upperBound
            } else {
                phases.append([window])
                ends.append(range.upperBound)
            }
        }
        self.phases = phases
    }

    /// Windows that share nothing.
    package static func disjoint(_ count: Int) -> WindowOverlap {
        WindowOverlap(testRanges: (0..<count).map { $0..<$0 + 1 })
    }

    /// The phases over some of the windows, by their place among those.
    func over(_ windows: [Int]) -> [[Int]] {
        phases.map { phase in windows.indices.filter { phase.contains(windows[$0]) } }.filter { !$0.isEmpty }
    }
}
