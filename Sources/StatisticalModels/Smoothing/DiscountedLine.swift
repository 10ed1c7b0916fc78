/// The regression line through the values so far, in which a value of age a weighs discount^a: found again with every value.
///
///     slope = -(W Z - X Y) / (W Q - X^2),     value at the newest step = (Q Y - X Z) / (W Q - X^2)
///
/// W, X and Q are the sums of weights, of weighted ages and of their squares, Y and Z those of values and of values times
/// ages. With discount 1 it is the line of Fiorucci et al. 2016.
///
/// **Source** Brown 1963, "Smoothing, forecasting and prediction of discrete time series" (discounted least squares).
/// **Numerics** Values enter as differences to the first one, so that the line of a constant is that constant.
struct DiscountedLine {
    private let discount: Double
    private var reference = 0.0
    private var count = 0.0
    private var (w, x, q) = (0.0, 0.0, 0.0)
    private var (y, z) = (0.0, 0.0)

    init(discount: Double) { self.discount = discount }

    mutating func add(_ value: Double) {
        if count == 0 { reference = value }
        q = discount * (q + 2 * x + w)
        x = discount * (x + w)
        w = discount * w + 1
        z = discount * (z + y)
        y = discount * y + (value - reference)
        count += 1
    }

    /// The line at step 0, before the first value, and its slope; of one value that value and 0.
    var coefficients: (intercept: Double, slope: Double) {
        let determinant = w * q - x * x
        guard determinant > 0 else { return (reference, 0) }
        let slope = (x * y - w * z) / determinant
        return (reference + (q * y - x * z) / determinant - count * slope, slope)
    }
}
