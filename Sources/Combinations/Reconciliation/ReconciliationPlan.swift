internal import ForecastCore
internal import NumericKernels

/// How the forecasts of one cutoff are made to add up: what does not change from step to step.
struct ReconciliationPlan {
    private let method: Reconciled.Method
    private let base: HierarchicalForecasts
    /// Nil for a method without one.
    private let projection: CoherentProjection?
    private let samples: CoherentSamples
    /// lambda of the covariance; nil where the method has none.
    let shrinkage: Double?

    private var hierarchy: Hierarchy { base.hierarchy }
    private var sums: Int { hierarchy.nodeCount }

    init(_ method: Reconciled.Method, _ base: HierarchicalForecasts, _ errors: HierarchicalErrors) {
        self.method = method
        self.base = base
        let group = Self.groups(of: base.hierarchy)
        let isKnown = errors.rows > 1
        let even = ErrorCovariance(diagonal: Array(repeating: 1, count: base.count))
        samples = CoherentSamples(
            isKnown ? ErrorCovariance(errors, group: group, .sample) : even, of: base)
        guard method.projects else {
            projection = nil
            shrinkage = nil
            return
        }
        let covariance: ErrorCovariance =
            switch method {
            case .minTShrink where isKnown: ErrorCovariance(errors, group: group, .shrunk)
            case .wlsVariance where isKnown: ErrorCovariance(errors, group: group, .meanSquares)
            case .ols: even
            default: Self.structure(base.hierarchy)
            }
        shrinkage = method == .minTShrink && isKnown ? covariance.shrinkage : nil
        let absent = (base.levels + [base.series]).flatMap { $0.outcomes.map(\.isAbsent) }
        projection = CoherentProjection(
            base.hierarchy, covariance.fixing(absent), leavingOut: Array(absent[..<base.hierarchy.nodeCount]))
    }

    /// The level of each node; the series are one more.
    private static func groups(of hierarchy: Hierarchy) -> [Int] {
        hierarchy.levels.enumerated().flatMap { level, nodes in
            Array(repeating: level, count: nodes.nodes.count)
        } + Array(repeating: hierarchy.levels.count, count: hierarchy.seriesCount)
    }

    /// Where every series errs alike and by itself, a sum's variance is the number of its series.
    private static func structure(_ hierarchy: Hierarchy) -> ErrorCovariance {
        ErrorCovariance(
            diagonal: hierarchy.levels.flatMap { $0.seriesCounts.map(Double.init) }
                + Array(repeating: 1, count: hierarchy.seriesCount))
    }

    // MARK: - Means

    /// The means of the series at a step, `[series]`, multiples of one power of two: whoever sums them, in whatever order,
    /// gets the same bits.
    func means(step: Int, _ counts: inout ReconciledMeans) -> [Double] {
        let forecasts = forecasts { block, node, _ in block.mean(node, step) }
        var means = series(of: forecasts)
        for index in means.indices {
            guard !base.series.outcomes[index].isAbsent else {
                means[index] = 0
                continue
            }
            if means[index] < 0, base.isNonNegative[index] {
                counts.clipped += 1
                counts.raised -= means[index]
                means[index] = 0
            }
        }
        let total = means.reduce(0) { $0 + $1.magnitude }
        counts.total += total
        guard total > 0, total.isFinite else { return means }
        // 52 bits below twice the total hold every partial sum.
        let unit = Double(sign: .plus, exponent: max(total.exponent + 1 - 52, -1022), significand: 1)
        return means.map { ($0 / unit).rounded() * unit }
    }

    /// A value of each node of all levels, then of each series; 0 where nothing is forecast.
    private func forecasts(_ value: (ForecastBlock, _ node: Int, _ place: Int) -> Double) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(base.count)
        for block in base.levels + [base.series] {
            for node in 0..<block.seriesCount {
                values.append(block.outcomes[node].isAbsent ? 0 : value(block, node, values.count))
            }
        }
        return values
    }

    /// What the method makes of values of all nodes and series, `[series]`.
    private func series(of values: [Double]) -> [Double] {
        switch method {
        case .bottomUp: return Array(values[sums...])
        case .topDown: return divided(values)
        default:
            // What is no number would spoil all others.
            guard let projection, values.allSatisfy(\.isFinite) else { return Array(values[sums...]) }
            return projection.series(of: values)
        }
    }

    /// The first level's values, divided among its series as theirs are; equally where those are nothing.
    private func divided(_ values: [Double]) -> [Double] {
        var series = Array(values[sums...])
        let level = hierarchy.levels[0]
        var totals = [Double](repeating: 0, count: level.nodes.count)
        for (index, node) in level.nodeOfSeries.enumerated() { totals[node] += series[index] }
        let counts = level.seriesCounts
        for (index, node) in level.nodeOfSeries.enumerated()
        where !base.levels[0].outcomes[node].isAbsent {
            series[index] =
                totals[node] > 0
                ? values[node] * (series[index] / totals[node]) : values[node] / Double(counts[node])
        }
        return series
    }

    // MARK: - Putting into blocks

    typealias Values = (levels: [[Double]], series: [Double])

    /// Puts means of series, and their sums, in the place of a step's.
    func put(_ means: [Double], at step: Int, into values: inout Values) {
        let width = base.series.width
        let stride = base.series.stride
        for index in means.indices { values.series[index * stride + step * width] = means[index] }
        for (level, nodes) in hierarchy.levels.enumerated() {
            for (node, sum) in summed(means, nodes).enumerated() {
                values.levels[level][node * stride + step * width] = sum
            }
        }
    }

    private func summed(_ series: [Double], _ level: Hierarchy.Level) -> [Double] {
        var sums = [Double](repeating: 0, count: level.nodes.count)
        for (index, node) in level.nodeOfSeries.enumerated() { sums[node] += series[index] }
        return sums
    }

    /// Puts quantiles in the place of a step's: of series those that are forecast, moved as their means are; of sums those of
    /// samples of the series, which add up one by one.
    /// - Parameter means: of the series at this step, as they add up.
    func putQuantiles(
        at step: Int, means: [Double], samples count: Int, _ stream: inout RandomStream,
        into values: inout Values
    ) {
        let draws = samples.draws(count, at: step, means: means, &stream)
        for (level, nodes) in hierarchy.levels.enumerated() {
            let sums = draws.map { summed($0, nodes) }
            for node in nodes.nodes.indices {
                let sample = sums.map { $0[node] }.sorted()
                let start = node * base.series.stride + step * base.series.width + 1
                for (index, quantile) in base.quantiles.enumerated() {
                    values.levels[level][start + index] = EmpiricalQuantile.ofSorted(
                        sample, probability: quantile.value)
                }
            }
        }
        guard method != .bottomUp else { return }
        for index in 0..<hierarchy.seriesCount { move(index, at: step, to: means[index], in: &values) }
    }

    /// Multiplies a series' quantiles as its mean was, so that zeros stay; where the mean was 0 or below, or more than doubles,
    /// adds instead: quantiles far above a mean of nearly nothing would leave all bounds.
    private func move(_ index: Int, at step: Int, to mean: Double, in values: inout Values) {
        let start = index * base.series.stride + step * base.series.width
        let before = base.series.values[start]
        guard before.isFinite, mean.isFinite else { return }
        for place in start + 1..<start + base.series.width {
            let value = base.series.values[place]
            let moved =
                before > 0 && mean >= 0 && mean <= 2 * before
                ? value * (mean / before) : value + (mean - before)
            values.series[place] = base.isNonNegative[index] ? max(0, moved) : moved
        }
    }
}
