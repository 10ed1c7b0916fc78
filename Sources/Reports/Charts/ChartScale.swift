/// Maps values to positions on a chart and chooses round numbers for its axis.
struct ChartScale {
    let lower: Double
    let upper: Double
    let ticks: [Double]
    /// Positions of `lower` and `upper`.
    let start: Double
    let end: Double

    /// A scale over `values` whose ends are ticks: about `tickCount` of them, in steps of 1, 2 or 5
    /// times a power of ten.
    init(covering values: [Double], from start: Double, to end: Double, tickCount: Int = 5) {
        // Sums and differences of what is drawn must stay finite.
        let finite = values.filter { $0.magnitude < 1e300 }
        var low = finite.min() ?? 0
        var high = finite.max() ?? 1
        if low == high { (low, high) = low == 0 ? (0, 1) : (min(low, 0), max(low, 0)) }
        let step = Self.roundStep((high - low) / Double(max(1, tickCount - 1)))
        let first = (low / step).rounded(.down)
        let last = (high / step).rounded(.up)
        lower = first * step
        upper = last * step
        // Counted, not added up: beside a huge value a step of 1 may vanish.
        ticks = (0...Int(min(2 * Double(tickCount), max(0, last - first)))).map {
            (first + Double($0)) * step
        }
        self.start = start
        self.end = end
    }

    func position(of value: Double) -> Double {
        upper > lower ? start + (value - lower) / (upper - lower) * (end - start) : start
    }

    /// 1, 2 or 5 times a power of ten, the nearest above or at `rough`.
    static func roundStep(_ rough: Double) -> Double {
        guard rough.isFinite, rough > 1e-300 else { return 1 }
        var power = 1.0
        while power * 10 <= rough { power *= 10 }
        while power > rough { power /= 10 }
        let multiple = [1.0, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10
        return multiple * power
    }
}
