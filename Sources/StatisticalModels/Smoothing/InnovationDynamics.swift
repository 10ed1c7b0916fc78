/// How an error of today moves the forecasts of tomorrow, in an additive model in innovations form.
///
///     y(t) = l(t-1) + phi b(t-1) + e(t)
///     l(t) = l(t-1) + phi b(t-1) + alpha e(t)
///     b(t) = phi b(t-1) + beta e(t)
///
/// **Source** Hyndman, Koehler, Ord & Snyder 2008, table 2.2.
struct InnovationDynamics: Equatable {
    var alpha: Double
    var beta = 0.0
    var phi = 0.0
}
