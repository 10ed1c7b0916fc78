internal import DemandFeatures
internal import ForecastCore
internal import NumericKernels

/// Examples as trees learn them, with what leads back to the unit of the target.
struct LearnedExamples {
    let matrix: FeatureMatrix
    /// `[row]`: as the trees learn them.
    let labels: [Float]
    /// `[row]`: the target period.
    let periods: [Int32]
    /// `[row]`: of the row's series.
    let scales: [Double]
    /// `[row]`; nil where all are equal.
    let weights: [Float]?
    let form: LabelForm

    struct Totals {
        var sold = 0.0
        var said = 0.0

        var ratio: Double { sold > 0 && said > 0 ? sold / said : 1 }
    }

    init(_ rows: FeatureRows, labels form: LabelForm, weights: [Float]?) {
        matrix = rows.matrix
        scales = rows.series.map { rows.scales[Int($0)] }
        labels = zip(rows.labels, scales).map { form.label($0, scale: $1) }
        periods = rows.targets
        self.weights = weights
        self.form = form
    }

    private init(_ all: LearnedExamples, rows: [Int]) {
        matrix = all.matrix.selecting(rows: rows)
        labels = rows.map { all.labels[$0] }
        periods = rows.map { all.periods[$0] }
        scales = rows.map { all.scales[$0] }
        weights = all.weights.map { weights in rows.map { weights[$0] } }
        form = all.form
    }

    /// `[row]`: whether its period lies in block `fold` of as many equal blocks of the training periods.
    func inFold(_ fold: Int, of count: Int) -> [Bool] {
        guard let first = periods.min(), let last = periods.max() else { return [] }
        let span = Int(last - first) + 1
        return periods.map { Int($0 - first) * count / span == fold }
    }

    func selecting(where isWanted: (Int) -> Bool) -> LearnedExamples {
        LearnedExamples(self, rows: labels.indices.filter(isWanted))
    }

    /// Adds 1 + y of every row, and exp of what trees `said`.
    func add(_ said: [Double], to totals: inout Totals) {
        for row in labels.indices {
            let unit = (1 + scales[row]) * (weights.map { Double($0[row]) } ?? 1)
            totals.sold += unit * PortableMath.exp(Double(labels[row]))
            totals.said += unit * PortableMath.exp(said[row])
        }
    }

    /// The sum of |y - forecast| over all rows, in the unit of the target, for what trees `said`.
    func absoluteError(of said: [Double]) -> Double {
        labels.indices.reduce(0) { sum, row in
            let actual = form.forecast(Double(labels[row]), scale: scales[row])
            let error = (actual - form.forecast(said[row], scale: scales[row])).magnitude
            return sum + error * (weights.map { Double($0[row]) } ?? 1)
        }
    }
}
