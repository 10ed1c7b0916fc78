import BoostedTrees
import ForecastCore
import Testing

@Suite("Mean and quantiles", .enabled(if: hasLibrary, noLibrary)) struct QuantileBoosterTests {
    let parameters = Fixture.parameters(.tweedie(variancePower: 1.5), isSampled: true)

    func train(_ centre: QuantileBooster.Centre, jobs: Int, levels: [QuantileLevel] = Fixture.levels) throws
        -> QuantileBooster
    {
        try QuantileBooster.train(
            on: Fixture.dataset(parameters), parameters: parameters, levels: levels, centre: centre,
            jobs: jobs)
    }

    @Test("the same models for 1, 2 and 8 jobs, each the one it would be alone")
    func jobsLeaveNoTrace() throws {
        let one = try train(.objective, jobs: 1)
        for jobs in [2, 8] {
            let other = try train(.objective, jobs: jobs)
            #expect(other.models.map(\.text) == one.models.map(\.text), "\(jobs) jobs")
            #expect(
                try other.predict(Fixture.data.matrix, jobs: jobs)
                    == one.predict(Fixture.data.matrix, jobs: 1))
        }
        #expect(try one.mean.text == Fixture.model(.tweedie(variancePower: 1.5)).text)
        #expect(try one.quantiles[4].text == Fixture.model(.quantile(Fixture.levels[4])).text)
    }

    @Test(
        "levels that cross are left as they are, so that their repair is counted; the mean is its own model's"
    )
    func crossing() throws {
        // Few rounds on few rows: levels that cross.
        let levels = (1..<20).compactMap { QuantileLevel(Double($0) / 20) }
        let booster = try train(.objective, jobs: 2, levels: levels)
        let matrix = Fixture.data.matrix
        let prediction = try booster.predict(matrix, jobs: 2)
        let alone = try booster.models.map { try $0.predict(matrix, threads: 1) }
        var moved = 0
        var repaired = prediction
        for row in 0..<matrix.rowCount {
            let values = prediction[row * 20..<(row + 1) * 20]
            let raw = alone.map { $0[row] }
            #expect(Array(values) == raw)
            moved += zip(raw.dropFirst(), raw.dropFirst().sorted()).count { $0 != $1 }
        }
        let request = ForecastRequest(horizon: matrix.rowCount, levels: levels, isNonNegative: false)
        let repairs = try ForecastRepair.repair(&repaired, request: request, largestObserved: 1e9)
        #expect(moved > 0 && repairs == RepairCount(crossed: moved))
    }

    @Test("the median as the centre needs no model of its own")
    func median() throws {
        let booster = try train(.median, jobs: 1)
        #expect(booster.models.count == 5)
        let prediction = try booster.predict(Fixture.data.matrix, jobs: 1)
        for row in 0..<Fixture.data.matrix.rowCount {
            let quantiles = prediction[row * 6 + 1..<row * 6 + 6].sorted()
            #expect(prediction[row * 6] == quantiles[2])
        }
        let restored = QuantileBooster(levels: booster.levels, models: booster.models, centre: .median)
        #expect(try restored.predict(Fixture.data.matrix, jobs: 1) == prediction)
        let none = try train(.median, jobs: 1, levels: [])
        #expect(none.models.count == 1)
        #expect(try none.predict(Fixture.data.matrix, jobs: 1).count == Fixture.data.matrix.rowCount)
    }

    @Test("nine tenths of the labels are below the 90 % quantile")
    func calibration() throws {
        let prediction = try train(.objective, jobs: 2).predict(Fixture.data.matrix, jobs: 2)
        let below = Fixture.data.labels.indices.count {
            Double(Fixture.data.labels[$0]) <= prediction[$0 * 6 + 5]
        }
        #expect(abs(Double(below) / 1200 - 0.9) < 0.03)
    }

    @Test("stopping one model stops them all")
    func cancelling() throws {
        let dataset = try Fixture.dataset(parameters)
        let error = try #require(throws: BoostedTreesError.self) {
            try QuantileBooster.train(
                on: dataset, parameters: parameters, levels: Fixture.levels, jobs: 2,
                shouldStop: { $0.round == 3 })
        }
        #expect(error.kind == .cancelled)
    }
}
