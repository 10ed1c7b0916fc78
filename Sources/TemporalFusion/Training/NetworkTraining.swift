internal import Dispatch
internal import ForecastCore
internal import LinearAlgebra
internal import NumericKernels

/// How a network is trained.
struct TrainingPlan: Hashable, Sendable {
    var batch: Int
    var steps: Int
    var rate: Double
    var weightDecay: Double
    /// Gradients are shortened to this length.
    var longestGradient: Double
    /// The first steps, over which the rate rises from 0.
    var warmUp: Int
}

/// Trains a network on windows of a panel.
///
/// A batch is cut into slices of `sliceSamples` whatever the number of threads; each has its own memory and gradient, and
/// gradients are added in the order of the slices. So threads change no bit.
final class NetworkTraining {
    static let sliceSamples = 16

    let network: Network
    let inputs: SequenceInputs
    let plan: TrainingPlan
    let loss: ForecastLoss
    /// `[series]`: what an error of a series counts.
    let weights: [Float]
    private let writer: SampleWriter
    private let slices: [Slice<Float>]
    private var parameters: [Float]
    private var gradient: [Float]
    private var optimiser: AdamW
    private var order: WindowOrder
    private let dropoutKey: SIMD2<UInt32>
    private(set) var lastLoss = 0.0

    init(
        shape: NetworkShape, inputs: SequenceInputs, windows: [SequenceWindow], weights: [Float],
        loss: ForecastLoss, plan: TrainingPlan, random: RandomPath, library: OpenBLAS
    ) {
        network = NetworkBuilder.build(shape, samples: Self.sliceSamples)
        self.inputs = inputs
        self.weights = weights
        self.loss = loss
        self.plan = plan
        writer = SampleWriter(network: network, inputs: inputs)
        let (tape, count) = (network.tape, network.table.count)
        slices = (0..<(plan.batch + Self.sliceSamples - 1) / Self.sliceSamples).map { _ in
            Slice(tape: tape, parameterCount: count, library: library)
        }
        parameters = network.table.start(random.appending("weights"), levels: loss.levels)
        gradient = Array(repeating: 0, count: count)
        optimiser = AdamW(parameters, weightDecay: Float(plan.weightDecay))
        order = WindowOrder(windows, random: random.appending("windows"))
        var stream = random.appending("dropout").stream
        dropoutKey = SIMD2(stream.nextWord(), stream.nextWord())
    }

    /// The weights that forecasts are made with: the average over the last steps.
    var average: [Float] { optimiser.average }
    var step: Int { optimiser.step }

    /// Million multiplications of weights, forward and back: the same on every machine.
    var work: Double {
        let rows = Double(network.shape.steps * plan.batch)
        return 3 * rows * Double(network.table.count) * Double(step) / 1e6
    }

    /// Takes one step.
    /// - Throws: `NotANumber` when the loss is none: the weights are then as they were before.
    func advance(jobs: Int) throws(TrainingFailure) {
        let windows = order.next(plan.batch)
        let losses = measure(windows, jobs: jobs)
        let total = losses.reduce(0, +)
        guard total.isFinite else { throw TrainingFailure.notANumber(step: step + 1) }
        addGradients()
        shorten()
        optimiser.update(&parameters, gradient, rate: Float(rate))
        lastLoss = total
    }

    /// Rises over the warm-up, then falls to 0 along half a cosine (Loshchilov & Hutter 2017).
    private var rate: Double {
        let next = Double(step + 1)
        if step < plan.warmUp { return plan.rate * next / Double(plan.warmUp) }
        let share = (next - Double(plan.warmUp)) / Double(max(1, plan.steps - plan.warmUp))
        return plan.rate * 0.5 * (1 + PortableMath.cos(.pi * min(1, share)))
    }

    private func measure(_ windows: [SequenceWindow], jobs: Int) -> [Double] {
        let work = BatchWork(training: self, windows: windows)
        let count = slices.count
        let threads = max(1, min(jobs, count))
        // Slices are apart: a thread writes to those of its own numbers only.
        nonisolated(unsafe) let losses = UnsafeMutablePointer<Double>.allocate(capacity: count)
        defer { losses.deallocate() }
        parameters.withUnsafeBufferPointer { parameters in
            nonisolated(unsafe) let parameters = parameters
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                for slice in stride(from: thread, to: count, by: threads) {
                    losses[slice] = work.training.measure(slice, work.windows, parameters.baseAddress)
                }
            }
        }
        return (0..<count).map { losses[$0] }
    }

    private func measure(
        _ index: Int, _ windows: [SequenceWindow], _ parameters: UnsafePointer<Float>?
    ) -> Double {
        guard let parameters else { return 0 }
        let slice = slices[index]
        let size = Self.sliceSamples
        let decoder = network.shape.decoderSteps
        var targets = [Float](repeating: .nan, count: decoder * size)
        var weights = [Float](repeating: 0, count: size)
        for sample in 0..<size {
            // The last slice of a batch may have room: it is filled with an example that does not count.
            let place = index * size + sample
            let window = windows[min(place, windows.count - 1)]
            writer.write(window, as: sample, to: slice)
            guard place < windows.count else { continue }
            weights[sample] = self.weights[Int(window.series)]
            let row = Int(window.series) * inputs.periods + Int(window.origin) + 1
            for step in 0..<decoder { targets[step * size + sample] = inputs.targets[row + step] }
        }
        if network.shape.dropout > 0 {
            slice.dropout = Dropout(
                key: dropoutKey, step: UInt32(truncatingIfNeeded: step), slice: UInt32(index),
                threshold: UInt8(min(255, (network.shape.dropout * 256).rounded())))
        }
        slice.forward(parameters)
        let total = loss.measure(
            slice.output, gradient: slice.outputGradient, targets: targets, weights: weights,
            share: 1 / Float(plan.batch * decoder))
        slice.backward(parameters)
        return total
    }

    private func addGradients() {
        gradient.withUnsafeMutableBufferPointer { sum in
            for (index, slice) in slices.enumerated() {
                for place in sum.indices {
                    sum[place] =
                        index == 0
                        ? slice.parameterGradients[place] : sum[place] + slice.parameterGradients[place]
                }
            }
        }
    }

    /// Pascanu et al. 2013: a gradient longer than the limit is shortened to it.
    private func shorten() {
        var squares = 0.0
        for value in gradient { squares += Double(value) * Double(value) }
        let length = squares.squareRoot()
        guard length > plan.longestGradient else { return }
        let factor = Float(plan.longestGradient / length)
        for index in gradient.indices { gradient[index] *= factor }
    }
}

/// What the threads of a step share.
///
/// A thread reads the training's immutable parts, and writes to its own slices alone.
private struct BatchWork: @unchecked Sendable {
    let training: NetworkTraining
    let windows: [SequenceWindow]
}

/// Why a training stopped.
enum TrainingFailure: Error, Equatable, CustomStringConvertible {
    case notANumber(step: Int)

    var description: String {
        switch self {
        case .notANumber(let step):
            "the loss of training step \(step) is not a number; a smaller learning_rate may help"
        }
    }
}

/// Every window once in an order of its own per epoch, then again.
struct WindowOrder: Sendable {
    private var windows: [SequenceWindow]
    private var next = 0
    private var epoch = 0
    private let random: RandomPath

    init(_ windows: [SequenceWindow], random: RandomPath) {
        precondition(!windows.isEmpty, "an order of nothing")
        self.windows = windows
        self.random = random
        shuffle()
    }

    mutating func next(_ count: Int) -> [SequenceWindow] {
        (0..<count).map { _ in
            if next == windows.count { shuffle() }
            defer { next += 1 }
            return windows[next]
        }
    }

    private mutating func shuffle() {
        var stream = random.appending("epoch \(epoch)").stream
        stream.shuffle(&windows)
        epoch += 1
        next = 0
    }
}

extension ParameterTable {
    /// The weights before training, by name: another layer shifts nobody's numbers.
    func start(_ random: RandomPath, levels: [Double]) -> [Float] {
        entries.flatMap { entry -> [Float] in
            switch entry.start {
            case .constant(let value): return Array(repeating: Float(value), count: entry.count)
            case .forgetGate:
                let size = entry.columns / 4
                return (0..<entry.columns).map { $0 / size == 1 ? 1 : 0 }
            case .outputs:
                return [1] + levels.map { Float(max(0, 1 + 0.5 * NormalDistribution.quantile($0))) }
            case .uniform(let bound):
                var stream = random.appending(entry.name).stream
                return (0..<entry.count).map { _ in Float(bound * (2 * stream.nextUniform() - 1)) }
            }
        }
    }
}
