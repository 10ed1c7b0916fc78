internal import ForecastCore
internal import NumericKernels

/// The Box-Cox transform of y + 1: `((y + 1)^lambda - 1) / lambda`, and log(y + 1) at lambda 0.
struct BoxCoxScale {
    let lambda: Double

    init(lambda: Double) { self.lambda = lambda }

    /// The lambda in 0...1 that makes the spread of short blocks of the series independent of their level.
    ///
    /// **Source** Guerrero 1993, "Time-series analysis supported by power transformations", equation 5:
    /// minimise the coefficient of variation of s_i / m_i^(1 - lambda). Blocks of 4 weeks.
    init(guerrero values: [Double]) {
        let blocks = Self.blocks(of: values.filter { !$0.isNaN })
        guard blocks.count >= 2 else {
            self.init(lambda: 1)
            return
        }
        let grid = (0...20).map { Double($0) / 20 }
        let scores = grid.map { Self.variation(of: blocks, lambda: $0) }
        var best = grid.count - 1
        for index in scores.indices.reversed() where scores[index] < scores[best] { best = index }
        self.init(lambda: grid[best])
    }

    func forward(_ value: Double) -> Double {
        if lambda == 1 { return value }
        if lambda == 0 { return PortableMath.log1p(value) }
        return (PortableMath.pow(value + 1, lambda) - 1) / lambda
    }

    func back(_ value: Double) -> Double {
        if lambda == 1 { return value }
        if lambda == 0 { return PortableMath.expm1(value) }
        return PortableMath.pow(max(0, lambda * value + 1), 1 / lambda) - 1
    }

    /// The mean on the original scale, given mean and variance on the transformed one (FPP3 section 5.6).
    func backMean(_ mean: Double, variance: Double) -> Double {
        if lambda == 1 { return mean }
        if lambda == 0 { return PortableMath.exp(mean) * (1 + variance / 2) - 1 }
        let power = lambda * mean + 1
        guard power > 0 else { return back(mean) }
        return (back(mean) + 1) * (1 + variance * (1 - lambda) / (2 * power * power)) - 1
    }

    private struct Block {
        let mean: Double
        let deviation: Double
    }

    private static func blocks(of values: [Double]) -> [Block] {
        let size = 4
        return stride(from: values.count % size, to: values.count, by: size).compactMap { start in
            let block = values[start..<start + size]
            let mean = block.reduce(0, +) / Double(size) + 1
            let squares = block.reduce(0) { $0 + ($1 + 1 - mean) * ($1 + 1 - mean) }
            return mean > 0 ? Block(mean: mean, deviation: (squares / Double(size - 1)).squareRoot()) : nil
        }
    }

    private static func variation(of blocks: [Block], lambda: Double) -> Double {
        let ratios = blocks.map { $0.deviation / PortableMath.pow($0.mean, 1 - lambda) }
        let mean = ratios.reduce(0, +) / Double(ratios.count)
        guard mean > 0 else { return .infinity }
        let squares = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(ratios.count)).squareRoot() / mean
    }
}
