extension FeatureTable {
    /// Every period's value of a feature as it is known at the end of that period: an origin feature with the period as
    /// the origin, a target feature with the period as the target.
    ///
    /// A reference such as the running mean of a price is the one of the period before; after the cutoff it stays what it
    /// was there.
    /// **Complexity** O(series * periods).
    package func sequence(of feature: Int) -> FeatureSequence {
        let declared = features.features[feature]
        if case .constant(let constant) = plan.sources[feature] {
            let start = constant * seriesCount
            return FeatureSequence(
                feature: declared, values: Array(constants[start..<start + seriesCount]),
                categories: declared.isCategorical ? labels[constant].count : nil)
        }
        let periods = through - training.lowerBound + 1
        let values = [Float](unsafeUninitializedCapacity: seriesCount * periods) { buffer, count in
            count = seriesCount * periods
            for series in 0..<seriesCount {
                for offset in 0..<periods {
                    buffer[series * periods + offset] = sequenceValue(
                        plan.sources[feature], series: series, period: training.lowerBound + offset)
                }
            }
        }
        return FeatureSequence(feature: declared, values: values, categories: words[feature]?.count)
    }

    /// The target itself, `[series, period]`, NaN where missing and after the cutoff.
    package var targets: [Float] {
        let periods = through - training.lowerBound + 1
        return (0..<seriesCount * periods).map { place in
            known(block: 0, series: place / periods, period: training.lowerBound + place % periods)
        }
    }

    private func sequenceValue(_ source: FeatureSource, series: Int, period: Int) -> Float {
        switch source {
        case .lag(let lag):
            return period > cutoff ? .nan : known(block: 0, series: series, period: period - lag + 1)
        case .seasonalLag(let season):
            return period > cutoff ? .nan : known(block: 0, series: series, period: period - season)
        case .block(let block, let when):
            return when == .origin && period > cutoff
                ? .nan : known(block: block, series: series, period: period)
        case .ratio(let over, let when, let under):
            let reference = when == .target ? min(period - 1, cutoff) : period
            return FeatureGather.ratio(
                known(block: over, series: series, period: period),
                known(block: under, series: series, period: reference))
        case .calendar(let fact): return calendar[fact * length + period - training.lowerBound]
        case .timeSinceLaunch:
            let age = period - firstStep[series]
            return age < 0 || period > cutoff ? .nan : Float(age)
        case .constant: return .nan
        }
    }

    /// NaN where the block does not reach.
    private func known(block: Int, series: Int, period: Int) -> Float {
        period > lastReadable(block) ? .nan : value(ofBlock: block, series: series, at: period)
    }
}
