extension IntermittentDemand.Croston {
    /// The rates of a pass and how they change with the weights, of all steps from the one after the first demand on.
    ///
    /// - Parameter factor: what the rate is multiplied by against its bias, and its derivatives by beta.
    @inline(__always)
    static func curves(
        _ y: UnsafeBufferPointer<Double>, alpha: Double, beta: Double, start: IntermittentStart,
        factor: (value: Double, slope: Double, bend: Double),
        record: (_ step: Int, _ curve: RateCurve) -> Void
    ) {
        var states: (size: SmoothedValue, interval: SmoothedValue)?
        var curve = RateCurve(rate: 0, slope: SIMD2(), bend: (0, 0, 0))
        let firstInterval = start == .mean ? meanInterval(y) : nil
        var q = 0.0
        for (step, value) in y.enumerated() {
            q += 1
            if states != nil { record(step, curve) }
            guard value > 0 else { continue }
            if states == nil {
                states = (SmoothedValue(value), SmoothedValue(firstInterval ?? q))
            } else {
                states?.size.move(to: value, alpha)
                states?.interval.move(to: q, beta)
            }
            if let states { curve = ratio(states.size, states.interval, factor) }
            q = 0
        }
    }

    /// f z / p.
    private static func ratio(
        _ z: SmoothedValue, _ p: SmoothedValue, _ f: (value: Double, slope: Double, bend: Double)
    ) -> RateCurve {
        let rate = z.value / p.value
        let byAlpha = z.slope / p.value
        let change = p.slope / p.value
        let byBeta = -rate * change
        let byBetaTwice = rate * (2 * change * change - p.bend / p.value)
        return RateCurve(
            rate: f.value * rate, slope: SIMD2(f.value * byAlpha, f.value * byBeta + f.slope * rate),
            bend: (
                f.value * z.bend / p.value, f.slope * byAlpha - f.value * byAlpha * change,
                f.value * byBetaTwice + 2 * f.slope * byBeta + f.bend * rate
            ))
    }
}

extension IntermittentDemand.TeunterSyntetosBabai {
    /// The rates of a pass and how they change with the weights, of the steps that its `record` gets.
    @inline(__always)
    static func curves(
        _ y: UnsafeBufferPointer<Double>, alphaDemand: Double, alphaProbability: Double,
        start: IntermittentStart, record: (_ step: Int, _ curve: RateCurve) -> Void
    ) {
        var size: SmoothedValue?
        var probability: SmoothedValue?
        if start == .mean, let first = y.first(where: { $0 > 0 }) {
            size = SmoothedValue(first)
            probability = SmoothedValue(y.reduce(0.0) { $1 > 0 ? $0 + 1 : $0 } / Double(y.count))
        }
        for (step, value) in y.enumerated() {
            if start == .mean, step == 0 { continue }
            if let z = size, let d = probability {
                record(
                    step,
                    RateCurve(
                        rate: d.value * z.value, slope: SIMD2(d.value * z.slope, d.slope * z.value),
                        bend: (d.value * z.bend, d.slope * z.slope, d.bend * z.value)))
            }
            let indicator: Double = value > 0 ? 1 : 0
            if probability == nil {
                probability = SmoothedValue(indicator)
            } else {
                probability?.move(to: indicator, alphaProbability)
            }
            guard value > 0 else { continue }
            if size == nil {
                size = SmoothedValue(value)
            } else {
                size?.move(to: value, alphaDemand)
            }
        }
    }
}
