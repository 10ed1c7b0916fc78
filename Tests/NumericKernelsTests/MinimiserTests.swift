import NumericKernels
import Testing

@Suite("NelderMead") struct NelderMeadTests {
    @Test("finds the valley of Rosenbrock's function")
    func rosenbrock() {
        let search = NelderMead(lower: [-5, -5], upper: [5, 5], tolerance: 1e-12, evaluationLimit: 2000)
        let minimum = search.minimise(from: [-1.2, 1], step: [0.5, 0.5]) { x in
            let a = 1 - x[0]
            let b = x[1] - x[0] * x[0]
            return a * a + 100 * b * b
        }
        #expect(minimum.converged)
        #expect(abs(minimum.point[0] - 1) < 1e-4 && abs(minimum.point[1] - 1) < 1e-4)
    }

    @Test("stops at the edge of the box when the minimum lies outside")
    func edgeOfTheBox() {
        let search = NelderMead(lower: [0, 0], upper: [1, 1])
        let minimum = search.minimise(from: [0.5, 0.5], step: [0.2, 0.2]) { x in
            (x[0] - 2) * (x[0] - 2) + (x[1] - 0.3) * (x[1] - 0.3)
        }
        #expect(minimum.point[0] == 1)
        #expect(abs(minimum.point[1] - 0.3) < 1e-3)
    }

    @Test("never leaves the box and never exceeds the limit of evaluations by more than one step")
    func staysInside() {
        var generator = SplitMix(state: 6)
        for _ in 0..<50 {
            let centre = (0..<3).map { _ in generator.nextUniform() * 3 - 1 }
            let search = NelderMead(lower: [0, 0, 0], upper: [1, 1, 1], evaluationLimit: 300)
            var evaluations = 0
            let minimum = search.minimise(from: [0.5, 0.5, 0.5], step: [0.1, 0.1, 0.1]) { x in
                evaluations += 1
                #expect(x.allSatisfy { (0...1).contains($0) })
                return zip(x, centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            #expect(evaluations == minimum.evaluations && evaluations <= 305)
            for (found, sought) in zip(minimum.point, centre) {
                #expect(abs(found - max(0, min(1, sought))) < 0.02)
            }
        }
    }

    @Test("a function that is constant or NaN ends at the start")
    func degenerate() {
        let search = NelderMead(lower: [0], upper: [1])
        #expect(search.minimise(from: [0.25], step: [0.1]) { _ in 7 }.point == [0.25])
        #expect(search.minimise(from: [0.25], step: [0.1]) { _ in .nan }.point == [0.25])
    }
}

@Suite("BrentMinimiser") struct BrentMinimiserTests {
    @Test("finds the minimum of a smooth function")
    func smooth() {
        let minimum = BrentMinimiser().minimise(in: 0...4) { ($0 - 1.25) * ($0 - 1.25) + 3 }
        #expect(minimum.converged && abs(minimum.point - 1.25) < 1e-6)
        #expect(minimum.value == 3 || minimum.value - 3 < 1e-12)
    }

    @Test("approaches the edge where the function decreases towards it")
    func edge() {
        let minimum = BrentMinimiser().minimise(in: 0...1) { -$0 }
        #expect(minimum.point > 0.99999)
    }

    @Test("survives kinks and NaN")
    func kink() {
        let minimum = BrentMinimiser().minimise(in: 0...3) { $0 > 2.9 ? .nan : ($0 - 0.7).magnitude }
        #expect(abs(minimum.point - 0.7) < 1e-5)
    }
}
