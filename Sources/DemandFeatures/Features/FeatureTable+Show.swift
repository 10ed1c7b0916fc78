internal import ForecastCore

extension FeatureTable {
    /// One feature of one row, for a person to check.
    package struct Shown: Equatable, Sendable {
        package let feature: Feature
        /// NaN where missing.
        package let value: Float
        /// What a category is called; nil for measures and where it is missing.
        package let category: String?
    }

    /// What a model sees of a series at an origin when it forecasts so many steps ahead, unscaled, in the order
    /// of the matrix.
    ///
    /// - Parameter origin: a training period; the target period, `origin + step`, at most `through`.
    package func show(series: Int, origin: Int, step: Int = 1) -> [Shown] {
        precondition(
            training.contains(origin) && step >= 1 && origin + step <= through,
            "origin \(origin), step \(step)")
        let run = FeatureRows.Run(series: series, origin: origin, step: step, count: 1)
        let scales = [Double](repeating: 1, count: seriesCount)
        let matrix = FeatureGather(table: self, runs: [run], scales: scales, hasStep: false).matrix()
        return features.features.enumerated().map { index, feature in
            let value = matrix[row: 0, column: index]
            return Shown(feature: feature, value: value, category: category(of: index, value))
        }
    }

    /// What the value of a column is called; nil for measures and where it is missing.
    package func category(of feature: Int, _ value: Float) -> String? {
        if let words = words[feature], !value.isNaN { return words[Int(value)] }
        guard case .constant(let constant) = plan.sources[feature], !value.isNaN, !labels[constant].isEmpty
        else {
            return nil
        }
        return labels[constant][Int(value)]
    }

    /// One number of a block; NaN before the first period.
    func value(ofBlock block: Int, series: Int, at period: Int) -> Float {
        precondition(period <= lastReadable(block), "block \(block) read in period \(period)")
        guard period >= training.lowerBound else { return .nan }
        return blocks[(block * seriesCount + series) * length + period - training.lowerBound]
    }
}
