internal import DemandFeatures
internal import ForecastCore
internal import NumericKernels

/// The variables of a panel as a network reads them: which there are, and every series' numbers.
///
/// Missing numbers are 0, the mean.
/// **Shape** `[series, period]` from the first training period to the end of the horizon, `[series]` for static ones.
struct SequenceInputs: Sendable {
    /// One variable's numbers, or its codes.
    enum Column: Sendable {
        case numbers([Float])
        case codes([Int32], count: Int)
        /// In the target's unit: read over the series' scale at the origin, and compressed.
        case sized([Float])
        /// The logarithm of that scale, as the measure standardises it.
        case scale(InputEncoding.Measure)

        var input: NetworkShape.Input {
            switch self {
            case .numbers, .sized, .scale: .number
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
    /// `[series, period]`: the target; NaN where missing.
    let targets: [Float]
    let originScales: SeriesScales
    /// `[series]`: at the cutoff; NaN where nothing can be said of a series.
    let scales: [Double]
    /// `[series]`: the first period with an observed target, `trainingPeriods` without one.
    let firstObserved: [Int]
    let seriesCount: Int
    let periods: Int
    let trainingPeriods: Int
    /// What the measures were encoded by, in the order of their use.
    private(set) var encoding: InputEncoding

    /// - Parameter given: what a trained network's measures were encoded by; nil to fit it to these training periods.
    init(_ table: FeatureTable, encodedBy given: InputEncoding? = nil) {
        seriesCount = table.seriesCount
        periods = table.through - table.training.lowerBound + 1
        trainingPeriods = table.training.count
        let targets = table.targets
        let (periods, training) = (periods, trainingPeriods)
        originScales = SeriesScales(of: targets, series: seriesCount, periods: periods, origins: training)
        scales = originScales.atCutoff
        self.targets = targets
        let firstObserved = (0..<seriesCount).map { series in
            (0..<training).first { !targets[series * periods + $0].isNaN } ?? training
        }
        self.firstObserved = firstObserved
        let hasGaps = (0..<seriesCount).contains { series in
            (firstObserved[series]..<training).contains { targets[series * periods + $0].isNaN }
        }
        encoding = InputEncoding(marksMissing: given?.marksMissing ?? hasGaps, measures: [])
        addTarget()
        known.append(Variable(name: Self.position, column: .numbers([])))
        let logs = scales.map(Self.logarithm)
        let measure = measure("scale", given) { .init("scale", .plain, fittedTo: logs) }
        fixed.append(Variable(name: "scale", column: .scale(measure)))
        for feature in table.features.features.indices { add(table.sequence(of: feature), given) }
    }

    /// How far a period is from the origin: filled in for each window, see `SampleWriter`.
    static let position = "step"

    /// The target so far, compressed; beside it, where periods are missing, whether it was observed.
    private mutating func addTarget() {
        past.append(Variable(name: "target", column: .sized(targets)))
        guard encoding.marksMissing else { return }
        past.append(Variable(name: "observed", column: .numbers(targets.map { $0.isNaN ? -1 : 1 })))
    }

    /// sign(x) log(1 + |x|): a spike of a hundred times the mean must not drown what else there is.
    static func compressed(_ value: Float) -> Float {
        guard !value.isNaN else { return 0 }
        let size = Float(PortableMath.log1p(Double(value.magnitude)))
        return value < 0 ? 0 - size : size
    }

    /// `[known variable]`: whether every series has the same numbers of it from the period `first` on, as the calendar has.
    func shared(from first: Int) -> [Bool] {
        known.map { variable in
            switch variable.column {
            // The number of steps from the origin.
            case .numbers(let values): values.isEmpty || isShared(values, from: first)
            case .codes(let codes, _): isShared(codes, from: first)
            case .sized, .scale: false
            }
        }
    }

    private func isShared<Value: Equatable>(_ values: [Value], from first: Int) -> Bool {
        let window = max(0, first)..<periods
        return (1..<max(1, seriesCount)).allSatisfy { series in
            window.allSatisfy { values[series * periods + $0] == values[$0] }
        }
    }

    /// The scale at the origin of a window in units of that at the cutoff.
    func scaleShare(of window: SequenceWindow) -> Double {
        let series = Int(window.series)
        return originScales.scale(ofSeries: series, at: Int(window.origin)) / scales[series]
    }

    /// The training periods of a series; NaN where missing.
    func history(of series: Int) -> [Double] {
        targets[series * periods..<series * periods + trainingPeriods].map(Double.init)
    }

    static func logarithm(_ scale: Double) -> Double {
        scale.isFinite && scale > 0 ? PortableMath.log(scale) : .nan
    }

    // MARK: - Variables of the feature set

    private mutating func add(_ sequence: FeatureSequence, _ given: InputEncoding?) {
        let name = sequence.feature.name
        switch sequence.feature.kind {
        case .fixed:
            guard sequence.categories != nil else {
                return addFixed(name, sequence.values.map(Double.init), given)
            }
            fixed.append(categories(sequence))
        case .origin where sequence.categories != nil: past.append(categories(sequence))
        case .target where sequence.categories != nil: known.append(categories(sequence))
        case .origin: past.append(numbers(sequence, given))
        case .target:
            let facts = CalendarVariables.variables(of: sequence)
            known += facts.isEmpty ? [numbers(sequence, given)] : facts
        }
    }

    /// The last code stands for what is missing.
    private func categories(_ sequence: FeatureSequence) -> Variable {
        let count = max(1, sequence.categories ?? 0)
        let codes = CalendarVariables.codes(sequence.values, 0...count - 1)
        return Variable(name: sequence.feature.name, column: .codes(codes, count: count + 1))
    }

    private mutating func addFixed(_ name: String, _ values: [Double], _ given: InputEncoding?) {
        let measure = measure(name, given) { .init(name, .plain, fittedTo: values) }
        fixed.append(Variable(name: name, column: .numbers(values.map(measure.standardised))))
    }

    /// The measure under which the next variable is encoded: the given one, else `fit`'s.
    private mutating func measure(
        _ name: String, _ given: InputEncoding?, fit: () -> InputEncoding.Measure
    ) -> InputEncoding.Measure {
        let place = encoding.measures.count
        let measure = given.flatMap { place < $0.measures.count ? $0.measures[place] : nil } ?? fit()
        encoding = InputEncoding(
            marksMissing: encoding.marksMissing, measures: encoding.measures + [measure])
        return measure
    }

    /// A measure over time: in the target's unit by the series' scale, else standardised. Where most of its variance
    /// lies between the series, each is taken relative to its own level, which becomes a static variable: a discount
    /// of 20 % is to be the same for a cheap product as for a dear one.
    private mutating func numbers(_ sequence: FeatureSequence, _ given: InputEncoding?) -> Variable {
        let name = sequence.feature.name
        let values = sequence.values
        if sequence.feature.isScaled { return Variable(name: name, column: .sized(values)) }
        let own = SeriesLevels(values, periods: periods, trainingPeriods: trainingPeriods)
        let measure = measure(name, given) { own.measure(name) }
        let levels = own.levels(measure.form)
        if measure.form != .plain { addFixed("\(name)_level", levels, given) }
        return Variable(
            name: name,
            column: .numbers(
                values.indices.map {
                    measure.standardised(
                        own.formed(values[$0], as: measure.form)
                            - (measure.form == .plain ? 0 : levels[$0 / periods]))
                }))
    }
}
