/// Croston's decomposition of intermittent demand: the kernel of `croston`, `sba` and `tsb`.
///
/// Symbols: y(t) demand; z the smoothed size of a demand; p the smoothed interval between demands, in steps; q
/// the steps since the last demand; d the smoothed probability of a demand in a step.
///
/// A demand is y > 0; zero and negative values are steps without one. **Missing values** An unobserved step
/// tells nothing: it leaves every state and the count q untouched.
///
/// **Source** Croston 1972; Syntetos & Boylan 2005; Teunter, Syntetos & Babai 2011.
enum IntermittentDemand {
    /// Croston: z and p change where there is demand,
    ///
    ///     z += alpha (y - z),  p += alpha (q - p)
    ///
    /// and start at the first demand and the step in which it came (the first step is 1). The forecast of
    /// every step is z / p.
    struct Croston: Equatable {
        var size: Double
        /// 0 before the first demand.
        var interval = 0.0

        /// **Complexity** one pass. `record` gets each observed value and the rate forecast for it, from the
        /// step after the first demand on.
        @inline(__always)
        init(
            _ y: UnsafeBufferPointer<Double>, alpha: Double,
            record: (_ y: Double, _ rate: Double) -> Void = { _, _ in }
        ) {
            var z = 0.0
            var p = 0.0
            var q = 0.0
            for value in y where !value.isNaN {
                q += 1
                if p > 0 { record(value, z / p) }
                guard value > 0 else { continue }
                z = p == 0 ? value : alpha * value + (1 - alpha) * z
                p = p == 0 ? q : alpha * q + (1 - alpha) * p
                q = 0
            }
            (size, interval) = (z, p)
        }

        var rate: Double { interval > 0 ? size / interval : 0 }
    }

    /// Teunter, Syntetos & Babai: d changes in every step, z where there is demand,
    ///
    ///     d += alpha_p (1{y > 0} - d),  z += alpha_d (y - z)
    ///
    /// and start at the first step's indicator and the first demand. The forecast of every step is d z, which
    /// decays while nothing is sold.
    struct TeunterSyntetosBabai: Equatable {
        var size: Double
        var probability: Double

        @inline(__always)
        init(
            _ y: UnsafeBufferPointer<Double>, alphaDemand: Double, alphaProbability: Double,
            record: (_ y: Double, _ rate: Double) -> Void = { _, _ in }
        ) {
            var z = 0.0
            var d = -1.0
            for value in y where !value.isNaN {
                if z > 0 { record(value, d * z) }
                let indicator: Double = value > 0 ? 1 : 0
                d = d < 0 ? indicator : alphaProbability * indicator + (1 - alphaProbability) * d
                if value > 0 { z = z == 0 ? value : alphaDemand * value + (1 - alphaDemand) * z }
            }
            (size, probability) = (z, max(0, d))
        }

        var rate: Double { size * probability }
    }
}
