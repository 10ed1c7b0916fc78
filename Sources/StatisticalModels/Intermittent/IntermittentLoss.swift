/// What an optimised weight of an intermittent model makes small, one step ahead over the history.
///
/// | | sum over the steps t that count, f the rate forecast for t |
/// |---|---|
/// | `squared`, `absolute` | (y - f)^2, \|y - f\| |
/// | `squared_rate`, `absolute_rate` | the same with the demand rate in the place of y: the mean of y(1) ... y(t), that of the first tenth of the history throughout it |
/// | `periods_in_stock` | \|sum over t of (y(1) - f(1)) + ... + (y(t) - f(t))\| |
///
/// Squares follow the largest demands, absolute errors prefer zero where most of demand is; rates do neither.
///
/// **Source** Kourentzes 2014, "On intermittent demand model optimisation and selection" (the rates); Wallstroem & Segerstedt 2010
/// (periods in stock).
enum IntermittentLoss: String, Sendable, CaseIterable {
    case squared, absolute
    case squaredRate = "squared_rate"
    case absoluteRate = "absolute_rate"
    case periodsInStock = "periods_in_stock"

    /// Smooth in the weights, so that a search may go by derivatives.
    var isSumOfSquares: Bool { self == .squared || self == .squaredRate }

    /// What each rate is compared with. **Shape** `[T]`, of demand without gaps.
    func targets(_ demand: [Double]) -> [Double] {
        guard self == .squaredRate || self == .absoluteRate else { return demand }
        var sum = 0.0
        var rates = demand.indices.map { index in
            sum += demand[index]
            return sum / Double(index + 1)
        }
        // A tenth, rounded up.
        let first = (demand.count + 9) / 10
        for index in 0..<max(0, first - 1) { rates[index] = rates[first - 1] }
        return rates
    }

    /// The loss of rates from step `first` on. **Numerics** in the order of the steps.
    struct Sum {
        private let loss: IntermittentLoss
        private var total = 0.0
        private var cumulated = 0.0

        init(_ loss: IntermittentLoss) { self.loss = loss }

        @inline(__always)
        mutating func add(_ target: Double, _ rate: Double) {
            let e = target - rate
            switch loss {
            case .squared, .squaredRate: total += e * e
            case .absolute, .absoluteRate: total += e.magnitude
            case .periodsInStock:
                cumulated += e
                total += cumulated
            }
        }

        var value: Double { loss == .periodsInStock ? total.magnitude : total }
    }
}
