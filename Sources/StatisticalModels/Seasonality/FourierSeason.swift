internal import NumericKernels

/// A season made of a few waves, as many as pay for themselves.
///
///     y(t) = f( line(t) + sum over k <= K of a(k) cos(2 pi k t / m) + b(k) sin(2 pi k t / m) ) + error
///
/// f is exp where nothing is negative (the season multiplies, and a zero stays one) and the identity otherwise. The line
/// may break once a season, so that a trend that turns is no season.
///
/// A weekly season has 52 numbers and two or three values for each; two waves say as much with four numbers. A peak of
/// a single week needs many waves: `STLSeason` is for it.
///
/// **Source** Harmonic regression: FPP3, section 7.4. With f = exp the estimate is Poisson's pseudo maximum likelihood, which asks
/// nothing of the distribution but its mean (Gourieroux, Monfort & Trognon 1984; Santos Silva & Tenreyro 2006).
/// K by Akaike's criterion for quasi likelihood, corrected for short series (Burnham & Anderson 2002, section 2.5): waves
/// from the longest on, as many as make the sum of
///
///     D(k)/(c g(k)) - 4 n/(n - p - 1),     g(k) = (1 - r^2)/(1 - 2 r cos(2 pi k/m) + r^2)
///
/// largest. D is what wave k takes off the weighted sum of squares, c the dispersion with all waves tried, and g(k) how much more
/// errors of autocorrelation r have at that wavelength than white noise (the spectrum of an AR(1)): else a random walk has a season.
/// **Missing values** Unobserved steps are left out.
/// **Complexity** O(T p^2), p the numbers of the line and of the waves.
struct FourierSeason {
    /// By position; mean 1 where it multiplies, 0 where it adds.
    let figure: [Double]
    let waves: Int
    /// How much wider errors to come are than those that the waves leave in the history (Akaike 1969).
    let spread: Double

    /// Nil where the history is shorter than two seasons, or no wave pays.
    init?(_ y: [Double], season: Int, isMultiplicative: Bool) {
        let steps = y.indices.filter { !y[$0].isNaN }
        guard season > 1, y.count >= 2 * season, steps.count >= Self.fewestValues else { return nil }
        let design = WaveDesign(steps: y.count, observed: steps.count, season: season)
        var regression = WaveRegression(
            design, at: steps, values: steps.map { y[$0] }, isMultiplicative: isMultiplicative)
        // Two waves are near enough to weigh all the others by.
        guard regression.fit(waves: min(2, design.waves)), let waves = regression.bestWaveCount(), waves > 0,
            regression.fit(waves: waves)
        else { return nil }
        let sum = regression.season(waves: waves)
        let ratios = isMultiplicative ? sum.map(PortableMath.exp) : sum
        let mean = Reductions.mean(ratios)
        figure = isMultiplicative ? ratios.map { $0 / mean } : ratios
        self.waves = waves
        spread = predictionErrorFactor(observed: steps.count, estimated: 2 * waves)
        guard figure.allSatisfy({ $0.isFinite && (!isMultiplicative || $0 >= 0.01) }) else { return nil }
    }

    /// A line, a wave, and twice as many values as they have numbers.
    private static let fewestValues = 12
}
