/// Adam with decoupled weight decay, on one flat buffer.
///
/// **Source** Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2. The average of the weights over the
/// last steps follows Polyak & Juditsky 1992, exponentially.
struct AdamW: Equatable, Sendable {
    let weightDecay: Float
    private(set) var step = 0
    private(set) var first: [Float]
    private(set) var second: [Float]
    /// The average that forecasts are made with.
    private(set) var average: [Float]

    private static let beta1: Float = 0.9
    private static let beta2: Float = 0.99
    private static let small: Float = 1e-8

    init(_ parameters: [Float], weightDecay: Float) {
        self.weightDecay = weightDecay
        first = Array(repeating: 0, count: parameters.count)
        second = first
        average = parameters
    }

    /// As it was after `step` steps.
    init(step: Int, first: [Float], second: [Float], average: [Float], weightDecay: Float) {
        self.weightDecay = weightDecay
        self.step = step
        self.first = first
        self.second = second
        self.average = average
    }

    /// One step against `gradient`.
    mutating func update(_ parameters: inout [Float], _ gradient: [Float], rate: Float) {
        step += 1
        let correction1 = 1 - Self.power(Self.beta1, step)
        let correction2 = 1 - Self.power(Self.beta2, step)
        // The average forgets over about a tenth of the steps so far, two hundred at most.
        let share = max(1 / Float(200), 1 / (Float(step) * 0.1 + 1))
        for index in parameters.indices {
            let g = gradient[index]
            first[index] = Self.beta1 * first[index] + (1 - Self.beta1) * g
            second[index] = Self.beta2 * second[index] + (1 - Self.beta2) * g * g
            let direction =
                (first[index] / correction1) / ((second[index] / correction2).squareRoot() + Self.small)
            let weight = parameters[index] - rate * (direction + weightDecay * parameters[index])
            parameters[index] = weight
            average[index] += share * (weight - average[index])
        }
    }

    /// By repeated multiplication: no library decides a bit.
    private static func power(_ base: Float, _ exponent: Int) -> Float {
        var result: Double = 1
        for _ in 0..<min(exponent, 4000) { result *= Double(base) }
        return Float(result)
    }
}
