/// A probability strictly between 0 and 1, of which a forecast states the quantile.
package struct QuantileLevel: Hashable, Comparable, Sendable {
    package let value: Double

    package init?(_ value: Double) {
        guard value > 0, value < 1 else { return nil }
        self.value = value
    }

    /// `p10`, `p50`, `p97.5`: the column of the level in files.
    package var label: String {
        // Nine decimals of a percent hide that 0.07 * 100 is not 7 in binary.
        let scaled = (value * 1e11).rounded() / 1e9
        let text = scaled.description
        return "p" + (text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    package static func < (left: QuantileLevel, right: QuantileLevel) -> Bool { left.value < right.value }
}
