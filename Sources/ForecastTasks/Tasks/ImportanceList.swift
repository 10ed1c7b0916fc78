internal import ForecastCore

/// The importance of some series in some windows. It is a share of what all series sell, so that who has some of them is told.
struct ImportanceList {
    /// `[window][series]`.
    private let classes: [[ABCClass]]

    init(_ classes: [[ABCClass]]) { self.classes = classes }

    subscript(window: Int) -> [ABCClass] { classes[window] }

    /// A byte for each.
    var bytes: [UInt8] { classes.joined().map(\.rawValue) }

    /// Nil for anything but what `bytes` writes.
    init?(_ bytes: [UInt8], windows: Int, series: Int) {
        let classes = bytes.compactMap(ABCClass.init)
        guard classes.count == bytes.count, bytes.count == windows * series else { return nil }
        self.classes = (0..<windows).map { Array(classes[$0 * series..<($0 + 1) * series]) }
    }
}
