internal import DemandFeatures
internal import ForecastCore
internal import NumericKernels

/// How much each training row counts, as a spec declares it; the product of its parts, with a mean of 1.
struct SampleWeights: Hashable, Sendable {
    enum Series: String, CaseIterable {
        case equal
        /// By the mean demand of the row's series: where labels are divided by it, the loss is that of volumes again.
        case scale
        /// By one over it: small series count as much as large ones where labels are not scaled.
        case inverseScale = "inverse_scale"
    }

    let series: Series
    /// After so many periods before the cutoff a row counts half; nil where age does not matter.
    let halfLife: Double?
    /// A column of the data that says how much a target period counts; missing is 0.
    let column: String?

    init(_ values: ModelParameters) {
        series = Series(rawValue: values.word("weights")) ?? .equal
        halfLife = values.optionalNumber("weight_half_life")
        column = values.names("weight_column").first
    }

    static let declarations: [ParameterDeclaration] = [
        ParameterDeclaration(
            "weights", .word(Series.allCases.map(\.rawValue)), default: .word("equal"),
            "how much rows count: equally, by the mean demand of their series (scale), or by one over it"),
        ParameterDeclaration(
            "weight_half_life", .numberOrWord(0...100_000, words: ["none"]), default: .word("none"),
            "so many periods before the cutoff a row counts half"),
        ParameterDeclaration(
            "weight_column", .columns(most: 1), default: .names([]),
            "a column that says how much each target period counts"),
    ]

    /// One weight per row, or nil where all are equal.
    ///
    /// Only what was known at the cutoff is read: target periods of training rows lie at or before it.
    func values(of rows: FeatureRows, table: FeatureTable, known: KnownPanel) -> [Float]? {
        guard series != .equal || halfLife != nil || column != nil else { return nil }
        let rowSeries = rows.series
        let targets = rows.targets
        let scales = series == .equal ? [] : table.scales(.mean)
        let decay = decay(periods: table.training.count)
        let column = column.flatMap { known.panel.column($0)?.values }
        var weights = targets.indices.map { row -> Double in
            let index = Int(rowSeries[row])
            let period = Int(targets[row])
            var weight = decay.isEmpty ? 1 : decay[table.cutoff - period]
            switch series {
            case .equal: break
            case .scale: weight *= scales[index]
            case .inverseScale: weight /= scales[index]
            }
            if let column {
                let declared = column[index * known.panel.grid.count + period]
                weight *= declared.isNaN ? 0 : declared
            }
            return weight
        }
        // A mean of 1 keeps the meaning of what LightGBM compares with sums of weights.
        let mean = weights.reduce(0, +) / Double(max(1, weights.count))
        if mean > 0 { for row in weights.indices { weights[row] /= mean } }
        return weights.map { Float($0) }
    }

    /// `[age]`: 2^(-age / half life); empty where age does not matter.
    private func decay(periods: Int) -> [Double] {
        guard let halfLife else { return [] }
        // ln 2
        return (0..<periods).map { PortableMath.exp(-0.693_147_180_559_945_3 * Double($0) / halfLife) }
    }
}
