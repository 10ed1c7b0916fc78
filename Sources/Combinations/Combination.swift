package import ForecastCore

/// What an ensemble came to in one window.
package struct Combination: Sendable {
    package let block: ForecastBlock
    /// Series in which each member could not forecast while others could; `[member]`.
    package let missing: [Int]
}
