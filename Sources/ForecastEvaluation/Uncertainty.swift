internal import NumericKernels

extension Comparison {
    /// Of the improvement, whose distribution is taken for Student's t.
    ///
    /// **Degrees of freedom** Satterthwaite's are those of a variance whose parts are known; here they are
    /// estimated with it. Where windows differ little by chance, the variance comes out small and its degrees of freedom large
    /// at once. In the middle of the distribution that hardly matters. Far out, where an interval among fifty lies
    /// (`Holm`), such shops are all that is left: with 200 products, 3 windows and shocks of 6 points one of 50 equal
    /// challengers was surely better in 13 % of shops, with 500 in 21 %, not in 2.5. So a level alpha below 5 % moves towards
    /// the degrees of freedom of the windows alone:
    ///
    ///     1/df(alpha) = (1 - w)/df + w/min(df, W_e - 1)        w = 3/5 (1 - alpha/0.05)
    ///
    /// **Source** 1/df is half the relative variance of an estimated variance (Satterthwaite 1946), so that is where to mix. That the
    /// smaller degrees of freedom are the safe ones is Cochran & Cox 1957's way with two variances. Three fifths are measured:
    /// over 3 to 8 windows, 8 to 400 effective series and a part of the series from 0.2 % to all of that of the windows,
    /// somebody of 1 to 50 equal challengers is promoted in at most 4.8 % (a half: 6.9, a quarter: 15.8).
    package struct Uncertainty: Equatable, Sendable {
        package let standardError: Double
        /// At levels of 5 % and more.
        package let degreesOfFreedom: Double
        /// Of the windows alone; at most `degreesOfFreedom`.
        package let fewestDegrees: Double

        package init(standardError: Double, degreesOfFreedom: Double, fewestDegrees: Double? = nil) {
            self.standardError = standardError
            self.degreesOfFreedom = degreesOfFreedom
            self.fewestDegrees = min(degreesOfFreedom, fewestDegrees ?? degreesOfFreedom)
        }

        private static let usualLevel = 0.05
        private static let largestWeight = 0.6

        /// - Parameter level: two-sided. Never falls as it grows.
        package func degreesOfFreedom(atLevel level: Double) -> Double {
            guard level < Self.usualLevel else { return degreesOfFreedom }
            let weight = Self.largestWeight * (1 - level / Self.usualLevel)
            return 1 / ((1 - weight) / degreesOfFreedom + weight / fewestDegrees)
        }

        /// Half the width of the interval, in the unit of the improvement.
        package func margin(confidence: Double) -> Double {
            guard standardError > 0 else { return 0 }
            let level = 1 - confidence
            return standardError
                * StudentT.upperQuantile(level / 2, degreesOfFreedom: degreesOfFreedom(atLevel: level))
        }

        /// The two-sided probability of a distance from 0 like this one, or a greater one, by chance alone: the level
        /// whose margin is the distance.
        package func pValue(of distance: Double) -> Double {
            guard standardError > 0 else { return distance == 0 ? 1 : 0 }
            let ratio = distance.magnitude / standardError
            let usual = tails(ratio, degreesOfFreedom)
            guard usual < Self.usualLevel, fewestDegrees < degreesOfFreedom else { return usual }
            // tails(level) - level falls, from at least 0 to less than 0.
            var low = usual
            var high = min(Self.usualLevel, tails(ratio, degreesOfFreedom(atLevel: 0)))
            for _ in 0..<60 {
                let middle = 0.5 * (low + high)
                guard middle > low, middle < high else { break }
                if tails(ratio, degreesOfFreedom(atLevel: middle)) > middle {
                    low = middle
                } else {
                    high = middle
                }
            }
            return high
        }

        private func tails(_ ratio: Double, _ degrees: Double) -> Double {
            min(1, 2 * StudentT.upperTail(ratio, degreesOfFreedom: degrees))
        }
    }
}
