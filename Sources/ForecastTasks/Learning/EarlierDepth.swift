/// How far back what learns from earlier windows looks.
package struct EarlierDepth: Equatable, Sendable {
    /// Windows before each cutoff.
    package let windows: Int
    /// Windows before each of those, which a combination learned from that is itself looked at there.
    package let behind: Int

    package init(windows: Int, behind: Int = 0) {
        self.windows = windows
        self.behind = behind
    }
}
