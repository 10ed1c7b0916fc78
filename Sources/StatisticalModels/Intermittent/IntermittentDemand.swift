internal import NumericKernels

/// Croston's decomposition of intermittent demand: the kernel of `croston`, `sba`, `sbj` and `tsb`.
///
/// Symbols: y(t) demand; z the smoothed size of a demand; p the smoothed interval between demands, in steps; q
/// the steps since the last demand; d the smoothed probability of a demand in a step.
///
/// A demand is y > 0. **Missing values** An unobserved step tells nothing: it leaves every state and the count q untouched, so
/// what comes in here has none.
///
/// **Source** Croston 1972; Syntetos & Boylan 2005; Teunter, Syntetos & Babai 2011. Separate weights for sizes and intervals: Schultz
/// 1987; Kourentzes 2014.
enum IntermittentDemand {
    /// Croston: z and p change where there is demand,
    ///
    ///     z += alpha (y - z),  p += beta (q - p)
    ///
    /// z starts at the first demand, p at the step in which it came (the first step is 1) or at the mean interval. The
    /// forecast of every step is z / p.
    struct Croston: Equatable {
        var size: Double
        /// 0 before the first demand.
        var interval = 0.0

        /// **Complexity** one pass. `record` gets each step from the one after the first demand on, and the rate forecast
        /// for it.
        @inline(__always)
        init(
            _ y: UnsafeBufferPointer<Double>, alpha: Double, beta: Double, start: IntermittentStart,
            record: (_ step: Int, _ rate: Double) -> Void = { _, _ in }
        ) {
            var z = 0.0
            var p = 0.0
            var q = 0.0
            // Divided where it changes.
            var rate = 0.0
            let firstInterval = start == .mean ? Self.meanInterval(y) : nil
            for (step, value) in y.enumerated() {
                q += 1
                if p > 0 { record(step, rate) }
                guard value > 0 else { continue }
                z = p == 0 ? value : alpha * value + (1 - alpha) * z
                p = p == 0 ? firstInterval ?? q : beta * q + (1 - beta) * p
                rate = z / p
                q = 0
            }
            (size, interval) = (z, p)
        }

        var rate: Double { interval > 0 ? size / interval : 0 }

        /// Steps up to the last demand over demands.
        static func meanInterval(_ y: UnsafeBufferPointer<Double>) -> Double {
            let demands = y.reduce(0.0) { $1 > 0 ? $0 + 1 : $0 }
            return y.lastIndex { $0 > 0 }.map { Double($0 + 1) / demands } ?? 0
        }
    }

    /// Teunter, Syntetos & Babai: d changes in every step, z where there is demand,
    ///
    ///     d += alpha_p (1{y > 0} - d),  z += alpha_d (y - z)
    ///
    /// z starts at the first demand; d at the first step's indicator, or at the share of steps with demand. The forecast of
    /// every step is d z, which decays while nothing is sold.
    struct TeunterSyntetosBabai: Equatable {
        var size: Double
        var probability: Double

        /// **Complexity** one pass. `record` gets each step from the second on (after the first demand on, where d starts at an
        /// indicator), and the rate forecast for it.
        @inline(__always)
        init(
            _ y: UnsafeBufferPointer<Double>, alphaDemand: Double, alphaProbability: Double,
            start: IntermittentStart, record: (_ step: Int, _ rate: Double) -> Void = { _, _ in }
        ) {
            // The size of the first demand; 0 until it is known.
            var z = 0.0
            var d = -1.0
            if start == .mean, let first = y.first(where: { $0 > 0 }) {
                z = first
                d = y.reduce(0.0) { $1 > 0 ? $0 + 1 : $0 } / Double(y.count)
            }
            for (step, value) in y.enumerated() {
                if start == .mean, step == 0 { continue }
                if z > 0 { record(step, d * z) }
                let indicator: Double = value > 0 ? 1 : 0
                d = d < 0 ? indicator : alphaProbability * indicator + (1 - alphaProbability) * d
                if value > 0 { z = z == 0 ? value : alphaDemand * value + (1 - alphaDemand) * z }
            }
            (size, probability) = (z, max(0, d))
        }

        var rate: Double { size * probability }
    }
}
