/// Samples of distributions from uniform numbers in the open interval (0, 1).
///
/// The caller's generator decides the bits; these functions only consume it, in a fixed order.
package enum RandomSampling {
    /// A standard normal number, by inversion: one uniform each, monotone in it.
    package static func normalSample(nextUniform: () -> Double) -> Double {
        NormalDistribution.quantile(nextUniform())
    }

    /// A gamma number with this shape and scale 1 (mean = shape).
    ///
    /// **Source** Marsaglia & Tsang 2000, "A simple method for generating gamma variables"; below shape 1
    /// by their boost U^(1/shape).
    /// - Precondition: shape > 0.
    package static func gammaSample(shape: Double, nextUniform: () -> Double) -> Double {
        precondition(shape > 0 && shape.isFinite, "gamma shape \(shape)")
        if shape < 1 {
            let boost = PortableMath.pow(nextUniform(), 1 / shape)
            return boost * gammaSample(shape: shape + 1, nextUniform: nextUniform)
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let z = NormalDistribution.quantile(nextUniform())
            let root = 1 + c * z
            guard root > 0 else { continue }
            let v = root * root * root
            let u = nextUniform()
            if PortableMath.log(u) < 0.5 * z * z + d * (1 - v + PortableMath.log(v)) { return d * v }
        }
    }

    /// A Poisson number with this mean.
    ///
    /// **Source** Inversion by sequential search below mean 10, above it Hoermann 1993, "The transformed
    /// rejection method for generating Poisson random variables", algorithm PTRS.
    /// - Precondition: 0 <= mean <= 1e15.
    package static func poissonSample(mean: Double, nextUniform: () -> Double) -> Int {
        precondition(mean >= 0 && mean <= 1e15, "Poisson mean \(mean)")
        return mean < 10
            ? poissonByInversion(mean, nextUniform()) : poissonByRejection(mean, nextUniform: nextUniform)
    }

    private static func poissonByInversion(_ mean: Double, _ uniform: Double) -> Int {
        var count = 0
        var probability = PortableMath.exp(-mean)
        var cumulative = probability
        // At mean 10 the probability beyond 200 is below 1e-180: the bound only guards the rounding of
        // the cumulative sum near 1.
        while uniform > cumulative, count < 200 {
            count += 1
            probability *= mean / Double(count)
            cumulative += probability
        }
        return count
    }

    private static func poissonByRejection(_ mean: Double, nextUniform: () -> Double) -> Int {
        let logMean = PortableMath.log(mean)
        let b = 0.931 + 2.53 * mean.squareRoot()
        let a = -0.059 + 0.02483 * b
        let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
        let vr = 0.9277 - 3.6224 / (b - 2)
        while true {
            let u = nextUniform() - 0.5
            let v = nextUniform()
            let us = 0.5 - u.magnitude
            let proposal = (2 * a / us + b) * u + mean + 0.43
            // Far beyond any count of this mean, and beyond Int.
            guard proposal >= 0, proposal < 0x1p62 else { continue }
            let k = Double(Int(proposal))
            if us >= 0.07, v <= vr { return Int(k) }
            if us < 0.013, v > us { continue }
            let accepted = PortableMath.log(v * inverseAlpha / (a / (us * us) + b))
            if accepted <= k * logMean - mean - PortableMath.lgamma(k + 1) { return Int(k) }
        }
    }
}
