import ForecastCore
import TemporalFusion
import Testing

@Suite("the error of the mean") struct MeanErrorTests {
    private static let values = [-40, -7, -2.5, -1, -0.3, 0, 0.2, 0.9, 1, 1.7, 3, 6, 11, 80.0]

    @Test("has the slope that finite differences find, of either sign, bent or not", arguments: values)
    func slope(target: Double) {
        // A slope between two places, so that neither size nor bend has a corner there.
        for forecast in Self.values.map({ $0 + 0.0137 }) {
            let step = 1e-5
            let difference =
                (MeanError.cost(of: forecast + step, for: target)
                    - MeanError.cost(of: forecast - step, for: target)) / (2 * step)
            let slope = MeanError.slope(of: forecast, for: target)
            #expect((slope - difference).magnitude <= 1e-6, "\(forecast) for \(target)")
            #expect(slope.magnitude <= MeanError.bend)
            let mirrored = MeanError.slope(of: 0 - forecast, for: 0 - target)
            #expect(mirrored == 0 - slope)
        }
    }

    @Test("is 0 where the forecast is right, and more the further it is off", arguments: values)
    func shape(target: Double) {
        #expect(MeanError.cost(of: target, for: target) == 0)
        let costs = stride(from: -90.0, through: 90, by: 0.25).map {
            ($0, MeanError.cost(of: $0, for: target))
        }
        for (nearer, further) in zip(costs, costs.dropFirst()) where nearer.0 >= target {
            #expect(further.1 > nearer.1, "\(further.0) for \(target)")
        }
        for (further, nearer) in zip(costs, costs.dropFirst()) where nearer.0 <= target {
            #expect(further.1 > nearer.1, "\(further.0) for \(target)")
        }
    }

    @Test("is half the squared error within the scale, by hand beyond it and beyond the bend")
    func known() {
        #expect(MeanError.cost(of: 0.25, for: 0.75) == 0.125)
        // phi(4) - phi(2) - phi'(2) (4 - 2), phi(x) = x log x + 1/2.
        let log2 = 0.693_147_180_559_945_3
        #expect((MeanError.cost(of: 2, for: 4) - (8 * log2 - 2 * log2 - (1 + log2) * 2)).magnitude < 1e-14)
        // Of 7 the bend is at 2: from there on 2.5 for each unit.
        #expect(
            (MeanError.cost(of: 0.5, for: 7) - MeanError.cost(of: 2, for: 7) - 3.75).magnitude < 1e-12)
        #expect(MeanError.slope(of: 0.5, for: 7) == -2.5)
        #expect(MeanError.slope(of: 4, for: 2.0) == 0.5)
    }

    @Test("the mean of what came costs least, where half of it is sold in a fifth of the weeks")
    func consistent() {
        var random = RandomPath(seed: 3, ["promotions"]).stream
        // Three to five times the rest, and a mean of 2: none is beyond the bend of that.
        let targets = (0..<4000).map { _ in
            random.nextUniform() < 0.2 ? 4 + 2 * random.nextUniform() : 0.5 + 1.5 * random.nextUniform()
        }
        let mean = targets.reduce(0, +) / Double(targets.count)
        let slopes = targets.reduce(0) { $0 + MeanError.slope(of: mean, for: $1) }
        #expect((slopes / Double(targets.count)).magnitude < 1e-12, "the mean is \(mean)")
        func cost(_ forecast: Double) -> Double {
            targets.reduce(0) { $0 + MeanError.cost(of: forecast, for: $1) }
        }
        for other in [0.9, 0.99, 1.01, 1.1] { #expect(cost(other * mean) > cost(mean)) }
    }
}
