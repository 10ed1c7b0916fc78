internal import ForecastCore
internal import NetworkTape
internal import NumericKernels

extension ParameterTable {
    /// The weights before training, by name: another layer shifts nobody's numbers.
    func start(_ random: RandomPath, levels: [Double], link: OutputLink = .identity) -> [Float] {
        entries.flatMap { entry -> [Float] in
            switch entry.start {
            case .constant(let value): return Array(repeating: Float(value), count: entry.count)
            case .forgetGate:
                let size = entry.columns / 4
                return (0..<entry.columns).map { $0 / size == 1 ? 1 : 0 }
            case .outputs:
                return ([1] + levels.map { max(0, 1 + 0.5 * NormalDistribution.quantile($0)) })
                    .map { Float(link.output(for: $0)) }
            case .uniform(let bound):
                var stream = random.appending(entry.name).stream
                return (0..<entry.count).map { _ in Float(bound * (2 * stream.nextUniform() - 1)) }
            }
        }
    }
}
