internal import ForecastCore
internal import NumericKernels

/// The random draws of one path, by the distributions that the generator needs.
struct Chance {
    private var stream: RandomStream

    init(_ path: RandomPath) { stream = path.stream }

    mutating func happens(_ probability: Double) -> Bool { stream.nextUniform() < probability }

    mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
        lower + (upper - lower) * stream.nextUniform()
    }

    mutating func whole(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + stream.nextIndex(below: range.count)
    }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[stream.nextIndex(below: elements.count)]
    }

    mutating func normal() -> Double { RandomSampling.normalSample { stream.nextUniform() } }

    /// e^(location + deviation z).
    mutating func logNormal(_ location: Double, _ deviation: Double) -> Double {
        PortableMath.exp(location + deviation * normal())
    }

    /// A gamma number with mean 1.
    mutating func gammaFactor(shape: Double) -> Double {
        RandomSampling.gammaSample(shape: shape) { stream.nextUniform() } / shape
    }

    mutating func poisson(mean: Double) -> Int {
        RandomSampling.poissonSample(mean: mean) { stream.nextUniform() }
    }

    /// The number of trials up to and including the first success; at least 1.
    ///
    /// By inversion of the geometric distribution: one draw for a whole waiting time.
    mutating func waitingTime(probability: Double) -> Int {
        let trials = PortableMath.log(stream.nextUniform()) / PortableMath.log1p(-probability)
        return 1 + Int(min(trials, 1e6))
    }
}
