/// What a model says of examples, and what came, in units of a series' scale: a row for every step that was observed.
package struct ExampleForecasts: Sendable {
    package private(set) var series: [Int32] = []
    package private(set) var targets: [Float] = []
    /// `[row, output]`: the mean, then the quantiles.
    private var outputs: [Float] = []
    private let width: Int

    package init(width: Int) { self.width = width }

    package mutating func append(series: Int32, target: Float, output: UnsafePointer<Float>) {
        self.series.append(series)
        targets.append(target)
        outputs += UnsafeBufferPointer(start: output, count: width)
    }

    /// - Parameter output: `[output]`, as many as the width.
    package mutating func append(series: Int32, target: Float, output: ArraySlice<Double>) {
        precondition(output.count == width, "\(output.count) outputs in a row of \(width)")
        self.series.append(series)
        targets.append(target)
        outputs += output.lazy.map(Float.init)
    }

    package mutating func append(_ others: ExampleForecasts) {
        series += others.series
        targets += others.targets
        outputs += others.outputs
    }

    /// The mean of what several models say of the same rows, which are one at least.
    package static func mean(_ forecasts: [ExampleForecasts]) -> ExampleForecasts {
        precondition(!forecasts.isEmpty, "a mean of no forecasts")
        var mean = forecasts[0]
        guard forecasts.count > 1 else { return mean }
        for place in mean.outputs.indices {
            let sum = forecasts.reduce(0.0) { $0 + Double($1.outputs[place]) }
            mean.outputs[place] = Float(sum / Double(forecasts.count))
        }
        return mean
    }

    package func quantiles(_ row: Int) -> [Double] { (1..<width).map { Double(outputs[row * width + $0]) } }

    /// What came over what was forecast as the mean, in the target's unit; nil where either is 0 or less.
    /// - Parameter scales: `[series]`.
    package func meanRatio(_ scales: [Double]) -> Double? {
        var (observed, forecast) = (0.0, 0.0)
        for (row, series) in series.enumerated() {
            let scale = scales[Int(series)]
            observed += scale * Double(targets[row])
            forecast += scale * Double(outputs[row * width])
        }
        let ratio = observed / forecast
        return observed > 0 && forecast > 0 && ratio.isFinite ? ratio : nil
    }
}
