internal import DemandFeatures
package import ForecastCore

extension BoostedTreesForecaster {
    static let mostRows = "max_rows"
    /// Of one ensemble of trees: with 20 columns 0.5 GB while they are put into bins.
    static let mostRowsByDefault = 5_000_000

    /// Which rows are learned from.
    ///
    /// A period seen from neighbouring origins gives nearly the same row, so with the step as a feature each is taken from
    /// `originsPerPeriod` origins, staggered over the periods: every step stays equally represented. On 1,234 synthetic
    /// products one origin instead of three cost 0.1 points of WAPE and no WQL, for a third of the rows. Where more than
    /// `mostRows` are left, a sample of them is taken: `OriginSample`.
    struct Taken {
        let filter: FeatureTable.RowFilter?
        let isSample: Bool
    }

    func taken(of known: KnownPanel, on table: FeatureTable, _ strategy: ForecastStrategy) -> Taken {
        let staggered = staggered(strategy)
        // No more rows than periods; counting them takes time.
        let most =
            table.seriesCount * table.training.count
            * (staggered.map { _ in originsPerPeriod } ?? strategy.steps.count)
        guard most > mostRows else { return Taken(filter: staggered, isSample: false) }
        let count = table.trainingRowCount(for: strategy, scaling: scaling, where: staggered)
        guard count > mostRows else { return Taken(filter: staggered, isSample: false) }
        let sample = OriginSample(
            of: known.panel.seriesIDs, share: Double(mostRows) / Double(count), seed: seed)
        return Taken(
            filter: { series, origin, step in
                staggered?(series, origin, step) ?? true && sample.takes(series: series, origin: origin)
            }, isSample: true)
    }

    /// Nil where every origin of a period is taken.
    private func staggered(_ strategy: ForecastStrategy) -> FeatureTable.RowFilter? {
        guard case .stepAsFeature(let all) = strategy, originsPerPeriod < all.count else { return nil }
        let (count, taken) = (all.count, originsPerPeriod)
        return { _, origin, step in (origin + 2 * step) % count < taken }
    }

    /// All rows that are learned from.
    /// - Parameters:
    ///   - targets: takes only these target periods.
    ///   - isWanted: of the target periods; all by default.
    func learnedRows(
        of known: KnownPanel, on table: FeatureTable, _ strategy: ForecastStrategy, targets: Range<Int>,
        where isWanted: ((Int) -> Bool)? = nil
    ) -> FeatureRows {
        let taken = taken(of: known, on: table, strategy).filter
        let filter: FeatureTable.RowFilter? =
            isWanted.map { isWanted in
                { isWanted($1 + $2) && taken?($0, $1, $2) ?? true }
            } ?? taken
        return table.trainingRows(for: strategy, scaling: scaling, targets: targets, where: filter)
    }
}
