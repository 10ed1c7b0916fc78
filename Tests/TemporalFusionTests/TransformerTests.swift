import ForecastCore
import TemporalFusion
import Testing

@Suite("the transformer as a model") struct TransformerTests {
    @Test("has the same weights for 1, 2 and 8 jobs, and for the same seed only")
    func jobs() throws {
        let panel = SmallPanel.seasons
        let bytes = try panel.fitted(jobs: 1).bytes
        #expect(bytes == (try panel.fitted(jobs: 2).bytes))
        #expect(bytes == (try panel.fitted(jobs: 8).bytes))
        let other = try panel.model(seed: 2).trained(on: panel.known(), in: FitScope(jobs: 2))
        #expect(bytes != other.bytes)
    }

    @Test("never sees a value after the cutoff")
    func leak() throws {
        var panel = SmallPanel.seasons
        panel.price = panel.series.map { row in row.indices.map { 1 + Double($0 % 5) } + [2, 2, 2, 2] }
        let before = try panel.fitted()
        let forecast = try before.forecast(panel.known(), jobs: 1)
        panel.after = 1e6
        let after = try panel.fitted()
        #expect(before.bytes == after.bytes)
        #expect(forecast == (try after.forecast(panel.known(), jobs: 1)))
        // A planned price is known ahead, and moves the forecast.
        panel.price = panel.price?.map { Array($0.dropLast(4)) + [4, 4, 4, 4] }
        #expect(forecast != (try before.forecast(panel.known(), jobs: 1)))
    }

    @Test("learns what a word known ahead means; one that was never seen is a forecast, too")
    func words() throws {
        // Demand is threefold in the periods of one word, which no calendar tells.
        let kinds = (0..<4).map { series in (0..<60).map { ($0 * 7 + series * 3) % 11 < 4 ? 1.0 : 0 } }
        var panel = SmallPanel(series: kinds.map { row in row[..<56].map { 20 + 40 * $0 } })
        panel.words = kinds
        var parameters = SmallPanel.small
        parameters.length = .steps(150)
        let fitted = try panel.fitted(parameters)
        let values = try fitted.forecast(panel.known(), jobs: 1)
        var errors: [Double] = []
        for series in 0..<4 {
            for step in 0..<4 {
                let sold = 20 + 40 * kinds[series][56 + step]
                errors.append((values[(series * 4 + step) * 2] - sold).magnitude)
            }
        }
        // Without the word the best is the mean, which is 18 off.
        #expect(errors.reduce(0, +) / 16 < 9, "\(errors)")
        panel.words = kinds.map { $0[..<56] + [2, 2, 2, 2] }
        #expect(try fitted.forecast(panel.known(), jobs: 1).allSatisfy { $0.isFinite })
        panel.words = kinds.map { $0[..<56] + [.nan, .nan, .nan, .nan] }
        #expect(try fitted.forecast(panel.known(), jobs: 1).allSatisfy { $0.isFinite })
    }

    @Test("forecasts every series with a number, whatever it is like")
    func degenerate() throws {
        let noise = (0..<56).map { 10 + 5 * SmallPanel.sine[$0 * 3 % 8] }
        var panel = SmallPanel(series: [
            noise, noise.map { _ in 0 }, noise.map { _ in 7 },
            // One sale, negative values (returns), a short history, every other period missing, huge and tiny.
            noise.indices.map { $0 == 20 ? 1e6 : 0 }, noise.map { $0 - 12 },
            noise.indices.map { $0 < 54 ? .nan : 3 }, noise.indices.map { $0 % 2 == 0 ? .nan : noise[$0] },
            noise.map { $0 * 1e9 }, noise.map { $0 * 1e-9 },
        ])
        panel.levels = [0.1, 0.25, 0.5, 0.75, 0.9]
        for weighs in [false, true] {
            var parameters = SmallPanel.small
            parameters.weighsByScale = weighs
            let values = try panel.fitted(parameters).forecast(panel.known(), jobs: 2)
            #expect(values.count == 9 * 4 * 6)
            #expect(values.allSatisfy { $0.isFinite })
            for (series, row) in panel.series.enumerated() {
                let largest = row.filter { !$0.isNaN }.map(\.magnitude).max() ?? 0
                let said = values[series * 24..<(series + 1) * 24].map(\.magnitude).max() ?? .infinity
                #expect(said <= 10 * max(1, largest), "series \(series)")
            }
        }
    }

    @Test("gives each quantile its place: a tenth below the first, a tenth above the last")
    func coverage() throws {
        var panel = SmallPanel(
            series: (0..<12).map { series in
                var random = RandomPath(seed: 5, ["series \(series)"]).stream
                return (0..<56).map { _ in 50 + 20 * random.nextUniform() }
            })
        panel.levels = [0.1, 0.5, 0.9]
        var parameters = SmallPanel.small
        parameters.length = .steps(200)
        let values = try panel.fitted(parameters).forecast(panel.known(), jobs: 2)
        // Of a uniform between 50 and 70: 52, 60 and 68. Learned from 600 values: half a standard deviation of their
        // quantiles is 0.3; three units are far within what a wrong level would give (8).
        for level in 0..<3 {
            let mean = (0..<48).reduce(0) { $0 + values[$1 * 4 + 1 + level] } / 48
            #expect((mean - [52, 60, 68][level]).magnitude < 3)
        }
    }

    @Test("forecasts a mean that sums up to what was sold, where rare spikes are most of it")
    func mean() throws {
        // Spikes of ten times the scale: beyond the bend of the squared error, which alone would stay at 0.77 of the mean.
        var random = RandomPath(seed: 9, ["spikes"]).stream
        var panel = SmallPanel(
            series: (0..<12).map { _ in
                (0..<56).map { _ in random.nextUniform() < 0.05 ? 200 : 10 }
            })
        panel.levels = [0.5]
        var parameters = SmallPanel.small
        parameters.length = .steps(150)
        let values = try panel.fitted(parameters, jobs: 2).forecast(panel.known(), jobs: 1)
        let forecast = (0..<48).reduce(0) { $0 + values[2 * $1] } / 48
        let observed = panel.series.joined().reduce(0, +) / Double(12 * 56)
        // The last periods are others than the mean of all: within an eighth.
        #expect((forecast / observed - 1).magnitude < 0.125, "\(forecast) for \(observed)")
    }

    @Test("stops when asked to, and says so")
    func stops() throws {
        let panel = SmallPanel.seasons
        #expect(throws: TrainingFailure.stopped) {
            try panel.model().trained(on: panel.known(), in: FitScope(jobs: 1, shouldStop: { true }))
        }
    }

    @Test("says at which step its loss was no number, and what may help")
    func guards() throws {
        var parameters = SmallPanel.small
        parameters.rate = 1e30
        let error = #expect(throws: TrainingFailure.self) { try SmallPanel.seasons.fitted(parameters) }
        guard case .notANumber(let step)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect((1...20).contains(step))
        #expect(error?.description.contains("learning_rate") == true)
    }

    @Test("stops early where a tail of the training periods says that nothing more is learned")
    func early() throws {
        // Noise: whatever is learned beyond the mean makes the tail worse.
        let panel = SmallPanel(
            series: (0..<6).map { series in
                var random = RandomPath(seed: 3, ["series \(series)"]).stream
                return (0..<56).map { _ in 50 + 20 * random.nextUniform() }
            })
        var parameters = SmallPanel.small
        parameters.length = .automatic
        let fitted = try panel.fitted(parameters, jobs: 2)
        let marks = try #require(fitted.course?.marks)
        let losses = marks.prefix { $0.validation != nil }.compactMap(\.validation)
        let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
        #expect(best < losses.count - 1 && losses.count < TrainingLength.mostSteps / 100)
        // From the weights of the best mark it learns once more, from the tail as well.
        #expect(marks.count > losses.count && marks[losses.count...].allSatisfy { $0.validation == nil })
        let before = marks[losses.count - 1].step
        #expect(marks.last?.step == before + TrainingLength.stepsAgain(after: marks[best].step))
        // A training of exactly so many steps by a plan keeps nothing from learning.
        let planned = try #require(try panel.fitted().course)
        #expect(planned.marks.map(\.step) == Array(1...40))
        #expect(planned.marks.allSatisfy { $0.validation == nil })
    }

    @Test("learns in the end from the periods that said when to stop: a word that only they know is no news")
    func learnsTheTail() throws {
        // Threefold demand in weeks of a word that the last seven periods alone have seen, which are kept at first.
        func word(_ series: Int, _ period: Int) -> Double {
            period >= 49 && (period + series) % 2 == 0 ? 1 : 0
        }
        let kinds: [[Double]] = (0..<8).map { series in (0..<60).map { word(series, $0) } }
        var panel = SmallPanel(series: kinds.map { row in row[..<56].map { 20 + 40 * $0 } })
        panel.words = kinds
        var parameters = SmallPanel.small
        parameters.length = .automatic
        let values = try panel.fitted(parameters, jobs: 2).forecast(panel.known(), jobs: 2)
        func mean(_ kind: Double) -> Double {
            var said: [Double] = []
            for place in 0..<32 where word(place / 4, 56 + place % 4) == kind {
                said.append(values[2 * place + 1])
            }
            return said.reduce(0, +) / Double(said.count)
        }
        // Before, nothing told the weeks apart.
        #expect(mean(1) > 1.5 * mean(0), "\(mean(1)) and \(mean(0))")
    }

    @Test("goes on from the weights of a fit before it, which stay where they are without a step")
    func goesOn() throws {
        var panel = SmallPanel.seasons
        panel.words = (0..<4).map { series in (0..<60).map { Double(($0 + series) % 2) } }
        let before = try panel.fitted()
        // Eight periods later, with a word that was never there, and steps that move nothing.
        panel.training = 64
        panel.series = panel.series.map { row in (0..<64).map { row[$0 % 56] } }
        panel.words = (0..<4).map { series in (0..<68).map { Double(($0 + series) % 3) } }
        var parameters = SmallPanel.small
        parameters.rate = 1e-9
        parameters.length = .steps(1)
        let model = try panel.model(parameters)
        let warm = try model.trained(on: panel.known(), after: before, in: FitScope(jobs: 2))
        let cold = try model.trained(on: panel.known(), in: FitScope(jobs: 2))
        var (count, differing) = (0, 0)
        for tensor in try SafeTensors(bytes: before.bytes).tensors where !tensor.name.hasPrefix("inputs.") {
            guard case .float(let old) = tensor.values,
                case .float(let new)? = try SafeTensors(bytes: warm.bytes).tensor(tensor.name)?.values,
                case .float(let other)? = try SafeTensors(bytes: cold.bytes).tensor(tensor.name)?.values
            else {
                Issue.record("\(tensor.name)")
                continue
            }
            #expect(zip(old, new).allSatisfy { abs($0 - $1) < 1e-6 }, "\(tensor.name)")
            count += 1
            differing += old != other ? 1 : 0
        }
        // Begun anew, all are others but those that nothing has moved.
        #expect(differing > count / 2)
        #expect(
            try warm.bytes == model.trained(on: panel.known(), after: before, in: FitScope(jobs: 1)).bytes)
    }

    @Test("gives a word that is new the vector of a missing one, and every other its own, where it goes on")
    func goesOnWithWords() throws {
        func table(_ fitted: FittedTransformer) throws -> [[Float]] {
            let file = try SafeTensors(bytes: fitted.bytes)
            let tensor = try #require(file.tensors.first { $0.name.hasSuffix(".table") })
            guard case .float(let values) = tensor.values else { return [] }
            let width = tensor.shape[1]
            return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
        }
        var panel = SmallPanel.seasons
        panel.words = (0..<4).map { _ in (0..<60).map { Double($0 % 2) } }
        panel.vocabulary = ["tv", "zoo"]
        let before = try panel.fitted()
        panel.vocabulary = ["fair", "tv", "zoo"]
        panel.words = (0..<4).map { _ in (0..<60).map { Double($0 % 3) } }
        var parameters = SmallPanel.small
        parameters.rate = 1e-9
        parameters.length = .steps(1)
        let after = try panel.model(parameters).trained(
            on: panel.known(), after: before, in: FitScope(jobs: 1))
        let (old, new) = (try table(before), try table(after))
        #expect(old.count == 3 && new.count == 4)
        for (place, from) in [2, 0, 1, 2].enumerated() {
            #expect(zip(new[place], old[from]).allSatisfy { abs($0 - $1) < 1e-6 }, "\(place)")
        }
    }

    @Test(
        "what training finds no better stays what it went on from: the tail is forecast before the first step"
    )
    func goesOnAtLeastAsWell() throws {
        var parameters = SmallPanel.small
        parameters.length = .automatic
        let panel = SmallPanel.seasons
        let before = try panel.fitted(parameters)
        // So fast that nothing is kept.
        parameters.rate = 0.9
        let after = try panel.model(parameters).trained(
            on: panel.known(), after: before, in: FitScope(jobs: 2))
        #expect(after.course?.marks.first?.step == 0)
        let marks = try #require(after.course?.marks)
        let losses = marks.compactMap(\.validation)
        #expect(losses.count > 1 && losses.dropFirst().allSatisfy { $0 >= losses[0] })
        // And so nothing is learned once more.
        #expect(marks.count == losses.count)
        #expect(before.course?.marks.first?.step == 100)
    }

    @Test("reads a discount alike for cheap and dear products: ten times every price changes no input")
    func relativePrices() throws {
        func inputs(_ panel: SmallPanel) throws -> (reals: [Float], names: [String]) {
            let check = try #require(
                try TrainingCheck(panel.model(), on: panel.known(), longestGradient: 1))
            let file = try check.examples(steps: 2)
            guard case .float(let reals)? = file.tensor("batch.reals")?.values else { return ([], []) }
            return (reals, try #require(file.metadata["known"]).split(separator: "\n").map(String.init))
        }
        var panel = SmallPanel.seasons
        panel.price = [1.0, 20, 3, 400].map { level in (0..<60).map { level * ($0 % 7 == 0 ? 0.8 : 1) } }
        let one = try inputs(panel)
        #expect(one.names.contains("current_price\tnumber"))
        panel.price = panel.price?.map { $0.map { 10 * $0 } }
        let ten = try inputs(panel).reals
        // Logarithms differ in their last bits.
        #expect(one.reals.count == ten.count && !ten.isEmpty)
        for (a, b) in zip(one.reals, ten) { #expect((a - b).magnitude <= 1e-5) }
        // A discount at another time is another input.
        panel.price?[1][30] *= 0.5
        #expect(try inputs(panel).reals != ten)
    }

    @Test("keeps an eighth of the training periods from learning, 13 at most, a forecast's length at least")
    func validation() {
        var parameters = NetworkParameters()
        #expect(parameters.tail(periods: 156, ahead: 4) == 13)
        #expect(parameters.tail(periods: 48, ahead: 4) == 6)
        #expect(parameters.tail(periods: 48, ahead: 13) == 13)
        parameters.validation = 3
        #expect(parameters.tail(periods: 156, ahead: 2) == 3 && parameters.tail(periods: 156, ahead: 4) == 4)
        parameters.length = .epochs(1)
        #expect(parameters.tail(periods: 156, ahead: 4) == 0)
    }
}
