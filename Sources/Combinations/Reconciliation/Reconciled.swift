package import ForecastCore
internal import NumericKernels

/// The kind `reconciled`: another model's forecasts of the series and of their sums, made to add up.
///
/// **Source** Minimum trace (MinT): Wickramasuriya, Athanasopoulos & Hyndman 2019, "Optimal forecast reconciliation for
/// hierarchical and grouped time series through trace minimization". Bottom-up and top-down, with the forecast's own
/// proportions: Athanasopoulos, Ahmed & Hyndman 2009, "Hierarchical forecasts for Australian domestic tourism".
package struct Reconciled: ForecastReconciler, ReconcilingModelKind {
    package enum Method: String, Sendable, CaseIterable {
        /// Errors' covariance, shrunk towards its diagonal.
        case minTShrink = "mint_shrink"
        /// Errors' variances alone.
        case wlsVariance = "wls_var"
        /// A sum's variance is the number of its series.
        case wlsStructure = "wls_struct"
        /// All variances are equal.
        case ols
        /// Series as they are forecast; sums follow.
        case bottomUp = "bottom_up"
        /// The first level as it is forecast, divided as the series are.
        case topDown = "top_down"

        var learnsErrors: Bool { self == .minTShrink || self == .wlsVariance }
        var projects: Bool { self != .bottomUp && self != .topDown }
    }

    package static let kind = ModelKind(
        name: "reconciled",
        summary: "another model's forecasts of the series and of their sums, made to add up",
        source: "Wickramasuriya, Athanasopoulos & Hyndman 2019", version: 2,
        parameters: [
            ParameterDeclaration("of", .model, default: nil, "the model whose forecasts are made to add up"),
            ParameterDeclaration(
                "method", .word(Method.allCases.map(\.rawValue)), default: .word(Method.minTShrink.rawValue),
                "how they are made to add up"),
            ParameterDeclaration(
                "levels", .columns(most: 8), default: .names([]),
                "what is summed: all, and attributes, also crossed; those of hierarchy.levels where none is named"
            ),
            ParameterDeclaration(
                "windows", .integer(0...52), default: .integer(4),
                "windows before each cutoff from which errors and how they move together are learned"),
            ParameterDeclaration(
                "samples", .integer(10...10_000), default: .integer(200),
                "draws by which quantiles of sums are found"),
        ],
        make: .combined)

    package let levels: [String]
    package let earlierWindows: Int
    private let method: Method
    private let sampleCount: Int

    package static func model(_ parameters: ModelParameters) -> any ForecastReconciler {
        Reconciled(parameters)
    }

    package init(_ parameters: ModelParameters) {
        levels = parameters.names("levels")
        method = Method(rawValue: parameters.word("method")) ?? .minTShrink
        earlierWindows = parameters.integer("windows")
        sampleCount = parameters.integer("samples")
    }

    package func reconcile(
        _ base: HierarchicalForecasts, errors: HierarchicalErrors, random: RandomPath
    ) -> Reconciliation {
        let plan = ReconciliationPlan(method, base, errors)
        var values = (levels: base.levels.map { Array($0.values) }, series: Array(base.series.values))
        var sums = ReconciledMeans()
        for step in 0..<base.series.horizon {
            let means = plan.means(step: step, &sums)
            plan.put(means, at: step, into: &values)
            guard !base.quantiles.isEmpty else { continue }
            var stream = random.appending("step \(step + 1)").stream
            plan.putQuantiles(
                at: step, means: means, samples: sampleCount, &stream, into: &values)
        }
        return Reconciliation(
            levels: zip(base.levels, values.levels).map { $0.replacing($1) },
            series: base.series.replacing(values.series), shrinkage: plan.shrinkage,
            windows: errors.windows, clipped: sums.clipped, raised: sums.raised, total: sums.total)
    }
}

extension ForecastBlock {
    /// The same series with other values. Parameters and repairs were those of the model that was asked.
    fileprivate func replacing(_ values: [Double]) -> ForecastBlock {
        var block = ForecastBlock(horizon: horizon, levelCount: levelCount)
        block.reserve(series: seriesCount)
        for series in 0..<seriesCount {
            let outcome = outcomes[series]
            block.append(
                SeriesForecast(
                    values: outcome.isAbsent
                        ? forecast(ofSeries: series).values
                        : Array(values[series * stride..<(series + 1) * stride]),
                    outcome: SeriesOutcome(fallback: outcome.fallback, isAbsent: outcome.isAbsent)))
        }
        return block
    }
}
