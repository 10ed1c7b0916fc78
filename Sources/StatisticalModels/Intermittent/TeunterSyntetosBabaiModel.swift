internal import ForecastCore
internal import NumericKernels

/// `tsb`. **Source** Teunter, Syntetos & Babai 2011.
struct TeunterSyntetosBabaiModel: LocalModel {
    let alphaDemand: SmoothingSetting
    let alphaProbability: SmoothingSetting
    let loss: IntermittentLoss
    let start: IntermittentStart

    var parameterNames: [String] { ["alpha_d", "alpha_p"] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try IntermittentHistory.check(history)
        let demand = IntermittentHistory.scaledDemand(history)
        let targets = loss.targets(demand)
        let found = demand.withUnsafeBufferPointer { y in
            IntermittentSearch.weights(
                [alphaDemand, alphaProbability], of: loss, pass: { pass(y, targets, $0) }
            ) { weights in
                var sum = IntermittentLoss.Sum(loss)
                _ = smoothed(y, weights) { step, rate in sum.add(targets[step], rate) }
                return sum.value
            }
        }
        guard let found else { throw Fallback(.notConverged) }
        return FittedParameters(found)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let state = IntermittentHistory.demand(history).withUnsafeBufferPointer {
            smoothed($0, parameters.values) { _, _ in }
        }
        guard state.size > 0 else { throw try IntermittentHistory.withoutDemand(history) }
        return IntermittentDistribution(probability: state.probability, meanSize: state.size)
            .rows(mean: state.rate, history.values, request)
    }

    private func pass(
        _ y: UnsafeBufferPointer<Double>, _ targets: [Double], _ weights: SIMD2<Double>
    ) -> RateDescent.Pass {
        RateDescent.Pass(targets) { record in
            IntermittentDemand.TeunterSyntetosBabai.curves(
                y, alphaDemand: weights[0], alphaProbability: weights[1], start: start, record: record)
        }
    }

    @inline(__always)
    private func smoothed(
        _ y: UnsafeBufferPointer<Double>, _ weights: [Double], record: (_ step: Int, _ rate: Double) -> Void
    ) -> IntermittentDemand.TeunterSyntetosBabai {
        IntermittentDemand.TeunterSyntetosBabai(
            y, alphaDemand: weights[0], alphaProbability: weights[1], start: start, record: record)
    }
}
