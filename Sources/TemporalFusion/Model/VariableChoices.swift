internal import ForecastCore
internal import NetworkKernels
internal import NetworkTape

/// How much of each variable a network takes, on average over forecasts: the weights of its selection networks.
///
/// **Source** Lim et al. 2021, section 6.2: variable importance by the weights of equations 6 and 8.
struct VariableChoices: Sendable {
    /// Each sums to 1: `[variable]`, over series; over series and their observed past; over series and the horizon.
    private(set) var fixed: [Double]
    private(set) var past: [Double]
    private(set) var ahead: [Double]
    /// How many forecasts they are a mean over.
    private(set) var rows = 0
    private var counts = (fixed: 0.0, past: 0.0, ahead: 0.0)
    private(set) var attention: AttentionSums

    /// - Parameter steps: of the forecast, whose attention is summed up too.
    init(_ shape: NetworkShape, attentionOf steps: [Int]) {
        attention = AttentionSums(shape, of: steps)
        fixed = Array(repeating: 0, count: shape.fixed.count)
        past = Array(repeating: 0, count: shape.past.count + shape.known.count)
        ahead = Array(repeating: 0, count: shape.known.count)
    }

    /// Says of how many forecasts they are, each of all seeds.
    mutating func count(forecasts: Int) { rows = forecasts }

    /// Adds the choices of the first `count` samples of a slice after its forward pass.
    mutating func add(_ slice: Slice<Float>, _ choices: ChoiceTensors, samples count: Int) {
        let samples = slice.tape.samples
        for sample in 0..<count {
            Self.add(slice, choices.fixed, row: sample, to: &fixed)
            counts.fixed += 1
            attention.add(slice, choices.attention, sample: sample)
            for step in Int(slice.firstSteps[sample])..<choices.encoder.rows / samples {
                Self.add(slice, choices.encoder, row: step * samples + sample, to: &past)
                counts.past += 1
            }
            for step in 0..<choices.decoder.rows / samples {
                Self.add(slice, choices.decoder, row: step * samples + sample, to: &ahead)
                counts.ahead += 1
            }
        }
    }

    private static func add(_ slice: Slice<Float>, _ tensor: Tensor, row: Int, to sums: inout [Double]) {
        let weights = slice.value(tensor) + row * tensor.columns
        for column in sums.indices { sums[column] += Double(weights[column]) }
    }

    /// By group and name: `static category`, `past price`, `ahead price`.
    func explanation(_ names: VariableNames) -> Explanation {
        func mean(_ sums: [Double], _ count: Double) -> [Double] { sums.map { count > 0 ? $0 / count : 0 } }
        return Explanation(
            features: names.fixed.map { "static \($0.name)" }
                + (names.past + names.known).map { "past \($0.name)" }
                + names.known.map { "ahead \($0.name)" },
            measures: [
                .init(
                    .selection,
                    mean(fixed, counts.fixed) + mean(past, counts.past) + mean(ahead, counts.ahead))
            ], rows: rows, attention: attention.shares)
    }
}
