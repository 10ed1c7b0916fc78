internal import DemandFeatures
internal import ForecastCore
internal import NumericKernels

/// The variables of a panel as a network reads them: which there are, and every series' numbers.
///
/// Numbers are standardised by the mean and deviation of the training periods; what is missing is 0, the mean.
/// **Shape** `[series, period]` from the first training period to the end of the horizon, `[series]` for static ones.
struct SequenceInputs: Sendable {
    /// One variable's numbers, or its codes.
    enum Column: Sendable {
        case numbers([Float])
        case codes([Int32], count: Int)

        var input: NetworkShape.Input {
            switch self {
            case .numbers: .number
            case .codes(_, let count): .category(count)
            }
        }
    }

    struct Variable: Sendable {
        let name: String
        let column: Column
    }

    private(set) var fixed: [Variable] = []
    private(set) var past: [Variable] = []
    private(set) var known: [Variable] = []
    /// `[series, period]`: the target divided by the series' scale; NaN where missing.
    let targets: [Float]
    /// `[series]`; NaN where nothing can be said of a series.
    let scales: [Double]
    /// `[series]`: the first period with an observed target, `trainingPeriods` without one.
    let firstObserved: [Int]
    let seriesCount: Int
    let periods: Int
    let trainingPeriods: Int

    init(_ table: FeatureTable) {
        seriesCount = table.seriesCount
        periods = table.through - table.training.lowerBound + 1
        trainingPeriods = table.training.count
        scales = table.scales(.mean)
        let raw = table.targets
        let (periods, scales) = (periods, scales)
        targets = raw.indices.map { raw[$0] / Float(scales[$0 / periods]) }
        let (targets, training) = (targets, trainingPeriods)
        firstObserved = (0..<seriesCount).map { series in
            (0..<training).first { !targets[series * periods + $0].isNaN } ?? training
        }
        addTarget()
        addPosition()
        addScale()
        for feature in table.features.features.indices { add(table.sequence(of: feature)) }
    }

    // MARK: - Variables of its own

    /// The target so far, compressed; beside it, where periods are missing, whether it was observed.
    private mutating func addTarget() {
        past.append(Variable(name: "target", column: .numbers(targets.map(Self.compressed))))
        let hasGaps = (0..<seriesCount).contains { series in
            (firstObserved[series]..<trainingPeriods).contains { targets[series * periods + $0].isNaN }
        }
        guard hasGaps else { return }
        past.append(Variable(name: "observed", column: .numbers(targets.map { $0.isNaN ? -1 : 1 })))
    }

    /// sign(x) log(1 + |x|): a spike of a hundred times the mean must not drown what else there is.
    static func compressed(_ value: Float) -> Float {
        guard !value.isNaN else { return 0 }
        let size = Float(PortableMath.log1p(Double(value.magnitude)))
        return value < 0 ? 0 - size : size
    }

    /// How far a period is from the origin: filled in for each window, see `SampleWriter`.
    static let position = "step"

    private mutating func addPosition() {
        known.append(Variable(name: Self.position, column: .numbers([])))
    }

    private mutating func addScale() {
        let logs = scales.map { $0.isFinite && $0 > 0 ? Float(PortableMath.log($0)) : .nan }
        fixed.append(Variable(name: "scale", column: .numbers(Self.standardised(logs, fittedTo: logs))))
    }

    // MARK: - Variables of the feature set

    private mutating func add(_ sequence: FeatureSequence) {
        let name = sequence.feature.name
        switch sequence.feature.kind {
        case .fixed: fixed.append(Variable(name: name, column: fixedColumn(sequence)))
        case .origin: past.append(Variable(name: name, column: .numbers(numbers(of: sequence))))
        case .target:
            if let cycle = Self.cycles[name] {
                known.append(
                    Variable(
                        name: name, column: .codes(codes(sequence.values, cycle), count: cycle.count + 1)))
            } else if let length = Self.circles[name] {
                known += circle(sequence, name: name, length: length)
            } else {
                known.append(Variable(name: name, column: .numbers(numbers(of: sequence))))
            }
        }
    }

    /// Facts of the calendar with few values, each of which means something of its own.
    private static let cycles: [String: ClosedRange<Int>] = [
        "month": 1...12, "quarter": 1...4, "day_of_week": 1...7, "hour_of_day": 0...23,
    ]
    /// Those with many: a point on a circle, so that the last week is beside the first.
    private static let circles: [String: Double] = [
        "week_of_year": 365.25 / 7, "day_of_year": 365.25, "day_of_month": 30.4375,
    ]

    private func fixedColumn(_ sequence: FeatureSequence) -> Column {
        guard let count = sequence.categories else {
            return .numbers(Self.standardised(sequence.values, fittedTo: sequence.values))
        }
        return .codes(codes(sequence.values, 0...max(0, count - 1)), count: max(1, count) + 1)
    }

    /// The last code stands for what is missing or beyond.
    private func codes(_ values: [Float], _ range: ClosedRange<Int>) -> [Int32] {
        values.map { value in
            guard !value.isNaN, range.contains(Int(value)) else { return Int32(range.count) }
            return Int32(Int(value) - range.lowerBound)
        }
    }

    private func circle(_ sequence: FeatureSequence, name: String, length: Double) -> [Variable] {
        [("sin", PortableMath.sin), ("cos", PortableMath.cos)].map { suffix, function in
            Variable(
                name: "\(name)_\(suffix)",
                column: .numbers(
                    sequence.values.map { $0.isNaN ? 0 : Float(function(2 * .pi * Double($0) / length)) }))
        }
    }

    /// Divided by the series' scale where it has the target's unit, then standardised by the training periods.
    private func numbers(of sequence: FeatureSequence) -> [Float] {
        guard sequence.feature.isScaled else {
            return Self.standardised(sequence.values, fittedTo: trainingValues(of: sequence.values))
        }
        return sequence.values.indices.map { place in
            Self.compressed(sequence.values[place] / Float(scales[place / periods]))
        }
    }

    private func trainingValues(of values: [Float]) -> [Float] {
        (0..<seriesCount).flatMap { values[$0 * periods..<$0 * periods + trainingPeriods] }
    }

    /// (x - mean) / deviation, at most 5 either way; 0 where missing, and everywhere where nothing varies.
    private static func standardised(_ values: [Float], fittedTo sample: [Float]) -> [Float] {
        var (sum, count) = (0.0, 0.0)
        for value in sample where value.isFinite {
            sum += Double(value)
            count += 1
        }
        let mean = count > 0 ? sum / count : 0
        var squares = 0.0
        for value in sample where value.isFinite {
            squares += (Double(value) - mean) * (Double(value) - mean)
        }
        let deviation = count > 0 ? (squares / count).squareRoot() : 0
        guard deviation > 1e-9 * max(1, mean.magnitude) else { return values.map { _ in 0 } }
        return values.map { value in
            value.isFinite ? Float(min(5, max(-5, (Double(value) - mean) / deviation))) : 0
        }
    }
}
