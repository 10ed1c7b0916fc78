internal import NumericKernels

/// Whether a step has demand, by whether the one before it had: a chain of two states.
///
/// **Source** Willemain, Smart & Schwarz 2004, section 3.2; transitions counted with the weights of the later step, and half a
/// transition more of each kind, so that none is impossible.
struct DemandChain {
    private let steady: Double
    private let memory: Double
    private let startsWithDemand: Bool

    init(_ demand: [Double], decay: Double) {
        // [before][after]
        var seen = [[0.5, 0.5], [0.5, 0.5]]
        var weight = 1.0
        for step in demand.indices.dropFirst().reversed() {
            seen[demand[step - 1] > 0 ? 1 : 0][demand[step] > 0 ? 1 : 0] += weight
            weight *= decay
        }
        let begins = seen[0][1] / (seen[0][0] + seen[0][1])
        let goesOn = seen[1][1] / (seen[1][0] + seen[1][1])
        memory = goesOn - begins
        steady = begins / (1 - memory)
        startsWithDemand = (demand.last ?? 0) > 0
    }

    /// Of demand so many steps after the last one.
    func probability(afterSteps steps: Int) -> Double {
        let power = (0..<steps).reduce(1.0) { product, _ in product * memory }
        return steady + power * ((startsWithDemand ? 1 : 0) - steady)
    }
}
