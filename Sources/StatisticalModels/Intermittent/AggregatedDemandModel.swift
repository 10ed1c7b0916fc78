internal import ForecastCore
internal import NumericKernels

/// `adida` and `imapa`: intermittent demand summed over blocks of steps, smoothed, and spread evenly again.
///
/// Sums over as many steps as lie between two demands on average have few zeros left. Blocks end with the last
/// observed step; what is left over at the beginning is not used. The level of the sums is simple exponential smoothing
/// from the first one, alpha with the least squared one-step errors in 0.1 to 0.3.
///
/// **Source** Nikolopoulos, Syntetos, Boylan, Petropoulos & Assimakopoulos 2011 (ADIDA); Petropoulos & Kourentzes 2015
/// (IMAPA: the mean over all block lengths up to that one).
/// **Missing values** An unobserved step tells nothing and is left out.
struct AggregatedDemandModel: LocalModel {
    enum Blocks: Sendable {
        /// The mean interval between demands, rounded.
        case meanInterval
        /// Every length up to it.
        case allUpToMeanInterval
    }

    let blocks: Blocks
    let alpha: SmoothingSetting

    var parameterNames: [String] { ["largest_block"] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try IntermittentHistory.check(history)
        return FittedParameters([Double(Self.meanInterval(history.values))])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        try IntermittentHistory.check(history)
        let demand = IntermittentHistory.demand(history)
        // A later, shorter window may have fewer steps than the block of an earlier one.
        let largest = max(1, min(demand.count, Int(parameters.values[0])))
        let lengths = blocks == .meanInterval ? largest...largest : 1...largest
        let levels = lengths.map { level(demand, block: $0) / Double($0) }
        let mean = levels.reduce(0, +) / Double(levels.count)
        guard mean.isFinite else { throw Fallback(.notFinite) }
        var values = forecastRows(request) { _ in mean }
        if !request.levels.isEmpty {
            history.values.withUnsafeBufferPointer {
                WeightedHistory($0).blend(into: &values, keeping: 0, request: request)
            }
        }
        return values
    }

    /// Steps from the start to the last demand over demands, to the nearest whole number, ties to the even one.
    private static func meanInterval(_ values: [Double]) -> Int {
        var steps = 0.0
        var last = 0.0
        var demands = 0.0
        for value in values where !value.isNaN {
            steps += 1
            if value > 0 {
                last = steps
                demands += 1
            }
        }
        guard demands > 0 else { return 1 }
        let whole = (last / demands).rounded(.down)
        let rest = last / demands - whole
        let isOdd = whole / 2 != (whole / 2).rounded(.down)
        return Int(rest > 0.5 || (rest == 0.5 && isOdd) ? whole + 1 : whole)
    }

    private func level(_ demand: [Double], block: Int) -> Double {
        let first = demand.count % block
        let sums = stride(from: first, to: demand.count, by: block).map { start in
            demand[start..<start + block].reduce(0, +)
        }
        if let alpha = alpha.fixedValue { return Self.smoothed(sums, alpha).level }
        // Where only the last sum moves the level no alpha is better than another: the middle.
        let (slow, fast) = (Self.smoothed(sums, 0.1).sumOfSquares, Self.smoothed(sums, 0.3).sumOfSquares)
        if slow == fast, slow == Self.smoothed(sums, 0.2).sumOfSquares {
            return Self.smoothed(sums, 0.2).level
        }
        let best = GridSearch.minimum(on: SmoothingSetting.heldGrid, tolerance: 1e-6) {
            Self.smoothed(sums, $0).sumOfSquares
        }
        return Self.smoothed(sums, best ?? SmoothingSetting.heldBounds.lowerBound).level
    }

    private static func smoothed(_ sums: [Double], _ alpha: Double) -> (level: Double, sumOfSquares: Double) {
        var level = sums[0]
        var squares = 0.0
        for value in sums.dropFirst() {
            let e = value - level
            squares += e * e
            level += alpha * e
        }
        return (level, squares)
    }
}
