internal import NumericKernels

/// Weighted least squares on the columns of `WaveDesign`, again and again where the season multiplies.
///
/// **Source** Iteratively reweighted least squares: McCullagh & Nelder 1989, section 2.5, Poisson errors and logarithms.
struct WaveRegression {
    private let design: WaveDesign
    private let steps: [Int]
    private let values: [Double]
    private let isMultiplicative: Bool
    private var coefficients: [Double] = []
    /// By observed step: the line and the waves, in logarithms where they multiply.
    private var predictor: [Double]
    private let lowest: Double

    private static let mostRounds = 12
    /// In the unit of the predictor: a millionth of a percent of the mean.
    private static let tolerance = 1e-8
    /// A stretch without demand has no logarithm: it is taken for this share of the mean.
    private static let leastShare = 1e-3

    /// - Parameters:
    ///   - steps: those observed, ascending.
    ///   - values: by observed step; none is negative, and one is positive, where the season multiplies.
    init(_ design: WaveDesign, at steps: [Int], values: [Double], isMultiplicative: Bool) {
        self.design = design
        self.steps = steps
        self.values = values
        self.isMultiplicative = isMultiplicative
        let mean = Reductions.mean(values)
        lowest = isMultiplicative ? PortableMath.log(mean * Self.leastShare) : -.infinity
        let start = isMultiplicative ? PortableMath.log(mean) : mean
        predictor = [Double](repeating: start, count: values.count)
    }

    /// False where the equations have no solution.
    mutating func fit(waves: Int) -> Bool {
        for _ in 0..<(isMultiplicative ? Self.mostRounds : 1) {
            guard let solution = equations(waves: waves)?.solution() else { return false }
            coefficients = solution
            let change = update(waves: waves)
            guard change.isFinite else { return false }
            if change <= Self.tolerance { break }
        }
        return true
    }

    /// The largest change of the predictor.
    private mutating func update(waves: Int) -> Double {
        var row = [Double](repeating: 0, count: design.columns(waves: waves))
        var largest = 0.0
        for (index, step) in steps.enumerated() {
            design.fill(&row, step: step, waves: waves)
            let value = max(lowest, Reductions.dot(row, coefficients))
            largest = max(largest, (value - predictor[index]).magnitude)
            predictor[index] = value
        }
        return largest
    }

    /// 0 where no wave pays, nil where nothing can be said.
    func bestWaveCount() -> Int? {
        let waves = design.waves
        let count = Double(values.count)
        let freedom = count - Double(design.columns(waves: waves))
        guard freedom > 2, let equations = equations(waves: waves), let solution = equations.solution()
        else { return nil }
        let residuals = residuals(solution, waves: waves)
        let squares = Reductions.dot(residuals, residuals)
        guard squares > 0, squares.isFinite else { return nil }
        let r = max(0, autocorrelation(residuals, squares))
        var best = (waves: 0, gain: 0.0)
        var gain = 0.0
        var column = design.lineColumns
        for wave in 1...waves {
            let width = design.width(ofWave: wave)
            let drops = equations.drops[column..<column + width]
            column += width
            let spectrum = (1 - r * r) / (1 - 2 * r * design.cosine(ofWave: wave) + r * r)
            gain += drops.reduce(0) { $0 + $1 * $1 } / (squares / freedom * spectrum)
            gain -= 2 * Double(width) * count / (count - Double(column) - 1)
            if gain > best.gain { best = (wave, gain) }
        }
        return best.waves
    }

    /// The waves of the last fit, by position.
    func season(waves: Int) -> [Double] {
        let own = Array(coefficients[design.lineColumns...])
        var row = [Double](repeating: 0, count: own.count)
        return (0..<design.season).map { position in
            design.fillWaves(&row, from: 0, step: position, waves: waves)
            return Reductions.dot(row, own)
        }
    }

    private func residuals(_ solution: [Double], waves: Int) -> [Double] {
        var row = [Double](repeating: 0, count: solution.count)
        return steps.indices.map { index in
            design.fill(&row, step: steps[index], waves: waves)
            let (weight, response) = working(index)
            return weight.squareRoot() * (response - Reductions.dot(row, solution))
        }
    }

    /// Of neighbouring steps that were both observed.
    private func autocorrelation(_ residuals: [Double], _ squares: Double) -> Double {
        var sum = 0.0
        var pairs = 0.0
        for index in steps.indices.dropFirst() where steps[index] == steps[index - 1] + 1 {
            sum += residuals[index] * residuals[index - 1]
            pairs += 1
        }
        guard pairs > 0 else { return 0 }
        return min(0.99, sum / squares * Double(residuals.count) / pairs)
    }

    /// What stands for the value in the linear regression, and how much it weighs.
    private func working(_ index: Int) -> (weight: Double, response: Double) {
        guard isMultiplicative else { return (1, values[index]) }
        let mean = PortableMath.exp(predictor[index])
        return (mean, predictor[index] + (values[index] - mean) / mean)
    }

    private func equations(waves: Int) -> WaveEquations? {
        let columns = design.columns(waves: waves)
        var equations = WaveEquations.Sums(columns)
        var row = [Double](repeating: 0, count: columns)
        for (index, step) in steps.enumerated() {
            design.fill(&row, step: step, waves: waves)
            let (weight, response) = working(index)
            equations.add(
                row, weight: weight, response: response, first: design.piece(at: step),
                dense: design.lineColumns)
        }
        return WaveEquations(equations)
    }
}
