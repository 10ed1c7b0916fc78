/// Forecasts of the series of a panel and of the levels above them, of one target at one cutoff.
package struct HierarchicalForecasts: Sendable {
    package let hierarchy: Hierarchy
    /// `[level]`, a row per node.
    package let levels: [ForecastBlock]
    package let series: ForecastBlock
    /// Of the blocks, ascending.
    package let quantiles: [QuantileLevel]
    /// Whether a series may not be forecast below 0, `[series]`.
    package let isNonNegative: [Bool]

    package init(
        hierarchy: Hierarchy, levels: [ForecastBlock], series: ForecastBlock, quantiles: [QuantileLevel],
        isNonNegative: [Bool]
    ) {
        precondition(
            zip(hierarchy.levels, levels).allSatisfy { $0.nodes.count == $1.seriesCount }
                && hierarchy.levels.count == levels.count && hierarchy.seriesCount == series.seriesCount
                && isNonNegative.count == series.seriesCount, "forecasts of another hierarchy")
        self.hierarchy = hierarchy
        self.levels = levels
        self.series = series
        self.quantiles = quantiles
        self.isNonNegative = isNonNegative
    }

    /// Nodes of all levels and series together, the levels first, in their order.
    package var count: Int { hierarchy.nodeCount + hierarchy.seriesCount }
}
