import BoostedTrees
import ForecastCore
import Foundation
import Testing

@Suite("One boosted model", .enabled(if: hasLibrary, noLibrary)) struct BoostedModelTests {
    struct Golden: Decodable {
        struct Model: Decodable {
            let name: String
            let digest: String
            let trees: Int
            let raw: [Double]
            let forecast: [Double]
            let contributions: [Double]
            let gain: [Double]
            let splits: [Double]
        }
        let labels: [Float]
        let models: [Model]
        let text: String
        let textRaw: [Double]
    }

    let golden: Golden
    let head = Fixture.data.matrix.selecting(rows: Array(0..<8))

    init() throws { golden = try Fixture.golden("lightgbm.json", as: Golden.self) }

    /// Trains what the script trained under this name.
    func train(_ name: String, threads: Int = 1) throws -> BoostedModel {
        let quantiles = [0.25, 0.9].compactMap { QuantileLevel($0) }
        let objectives: [String: BoostingObjective] = [
            "l2": .l2, "l2_sampled_weighted": .l2, "quantile_90": .quantile(quantiles[1]),
            "tweedie": .tweedie(variancePower: 1.3), "poisson": .poisson, "gamma": .gamma, "mape": .mape,
            "huber": .huber(delta: 1.5), "fair": .fair(c: 2), "l2_monotone": .l2, "l2_early": .l2,
            "quantile_early": .quantile(quantiles[0]),
        ]
        let isEarly = name.hasSuffix("early")
        var parameters = Fixture.parameters(
            try #require(objectives[name]), rounds: isEarly ? 200 : 30,
            isSampled: ["l2_sampled_weighted", "quantile_90", "tweedie"].contains(name))
        if isEarly { parameters.earlyStoppingRounds = 5 }
        let dataset = try Fixture.dataset(
            parameters, rows: isEarly ? 0..<1000 : nil, isWeighted: name.hasSuffix("weighted"),
            threads: threads)
        return try BoostedModel.train(
            on: dataset,
            validation: isEarly
                ? Fixture.dataset(parameters, rows: 1000..<1200, threads: threads, reference: dataset) : nil,
            parameters: parameters, monotone: name.hasSuffix("monotone") ? [1, 0, -1, 0, 0, 0] : [],
            threads: threads)
    }

    @Test("both sides make the same data")
    func data() {
        #expect(Array(Fixture.data.labels.prefix(4)) == golden.labels)
    }

    @Test("trees equal those of Python's lightgbm, byte for byte")
    func textsEqualPython() throws {
        for expected in golden.models {
            let model = try train(expected.name)
            #expect(model.text.digest.hex == expected.digest, "\(expected.name)")
            #expect(model.treeCount == expected.trees, "\(expected.name)")
            #expect(model.columnCount == 6)
        }
    }

    @Test("forecasts, importances and contributions equal Python's")
    func predictionsEqualPython() throws {
        for expected in golden.models {
            let model = try train(expected.name)
            let forecasts = try model.predict(head, threads: 1)
            if model.hasLogLink {
                // Python's exponential is libm's: equal but for the last bits.
                let areClose = zip(forecasts, expected.forecast).allSatisfy {
                    abs($0 - $1) <= 1e-14 * abs($1)
                }
                #expect(areClose, "\(expected.name)")
            } else {
                #expect(forecasts == expected.forecast, "\(expected.name)")
                #expect(forecasts == expected.raw, "\(expected.name)")
            }
            #expect(try model.rawScoresByLightGBM(head, threads: 1) == expected.raw, "\(expected.name)")
            let rows = head.selecting(rows: [0, 1, 2])
            #expect(try model.contributions(rows, threads: 1) == expected.contributions, "\(expected.name)")
            #expect(try model.importance(.gain) == expected.gain, "\(expected.name)")
            #expect(try model.importance(.splits) == expected.splits, "\(expected.name)")
        }
    }

    @Test("a model text written by Python loads and predicts equally")
    func loadsPythonsText() throws {
        let model = try BoostedModel(BoosterText(golden.text), library: Fixture.open())
        #expect(try model.predict(head, threads: 1) == golden.textRaw)
    }

    @Test("the same text for 1, 2 and 8 threads, every byte of it")
    func threadsLeaveNoTrace() throws {
        for name in ["l2_sampled_weighted", "quantile_90", "tweedie", "quantile_early"] {
            let one = try train(name)
            for threads in [2, 8] {
                let other = try train(name, threads: threads)
                #expect(other.text == one.text, "\(name) on \(threads) threads")
                #expect(
                    try other.predict(Fixture.data.matrix, threads: threads)
                        == one.predict(Fixture.data.matrix, threads: 1))
            }
        }
    }

    @Test("a model out of its text is the model that was trained")
    func roundTrip() throws {
        let model = try Fixture.model(.poisson)
        let again = try BoostedModel(BoosterText(model.text.text), library: Fixture.open())
        #expect(again.text == model.text && again.hasLogLink && again.treeCount == model.treeCount)
        #expect(try again.predict(head, threads: 1) == model.predict(head, threads: 1))
    }

    @Test("contributions sum to the raw score")
    func contributionsSum() throws {
        let model = try Fixture.model(.l2)
        let scores = try model.predict(head, threads: 1)
        let contributions = try model.contributions(head, threads: 1)
        for row in 0..<head.rowCount {
            let sum = contributions[row * 7..<(row + 1) * 7].reduce(0, +)
            // Additions in another order: a few units in the last place.
            #expect(abs(sum - scores[row]) < 1e-12)
        }
    }

    @Test("what is no model is an error, not a crash")
    func badTexts() throws {
        let text = try Fixture.model(.l2).text.text
        // Cut off anywhere, and with a digit or a key changed anywhere that decides a path.
        let end = try #require(text.range(of: "end of trees")?.lowerBound)
        let prefixes = (0..<97).map { String(text[..<end].prefix($0 * text.utf8.count / 97)) }
        let changes = [
            ("left_child=1", "left_child=0"), ("left_child=", "left_child=99999 "),
            ("num_leaves=15", "num_leaves=16"),
            ("split_feature=", "split_feature=77 "), ("leaf_value", "leaf_valve"),
            ("decision_type=", "decision_type=6 "),
            ("cat_boundaries=0", "cat_boundaries=9"), ("num_class=1", "num_class=2"),
            ("is_linear=0", "is_linear=1"),
        ]
        let changed = changes.map { text.replacingOccurrences(of: $0.0, with: $0.1) }
        #expect(changed.allSatisfy { $0 != text })
        for bad in ["", "tree", "\n", "Tree=0\n"] + prefixes + changed {
            let error = try #require(throws: BoostedTreesError.self) {
                try BoostedModel(BoosterText(bad), library: Fixture.open())
            }
            #expect(error.kind == .badInput)
        }
    }

    @Test("our prediction equals LightGBM's, bit for bit, on values of every sort")
    func equalsLightGBM() throws {
        let special: [Float] = [
            .nan, -1, -0.5, 0, -0.0, 0.5, 1, 11, 39, 40, 1e9, 3e38, .infinity, -.infinity, 1e-38,
        ]
        var matrix = Fixture.data.matrix
        var random = Fixture.Uniforms(state: 3)
        for index in matrix.values.indices where random.next() < 0.3 {
            matrix.values[index] = special[Int(random.next() * Double(special.count))]
        }
        for expected in golden.models {
            let model = try train(expected.name)
            for part in [
                matrix, Fixture.data.matrix, matrix.selecting(rows: [0]),
                matrix.selecting(rows: [1, 2, 3, 4, 5]),
            ] {
                let raw = try model.rawScoresByLightGBM(part, threads: 1)
                let ours = try model.predict(part, threads: 2)
                let forecasts =
                    model.hasLogLink ? raw.map { BoostingObjective.poisson.forecast(ofRawScore: $0) } : raw
                #expect(ours == forecasts, "\(expected.name)")
            }
        }
    }

    @Test("a matrix of another width is refused, one without rows gives no forecasts")
    func shapes() throws {
        let model = try Fixture.model(.l2)
        let narrow = FeatureMatrix(columnNames: ["a"], isCategorical: [false], rowCount: 1, values: [1])
        let error = try #require(throws: BoostedTreesError.self) { try model.predict(narrow, threads: 1) }
        #expect(error.kind == .badInput)
        #expect(try model.predict(head.selecting(rows: []), threads: 1) == [])
    }

    @Test("categories and values never seen, and missing ones, give finite forecasts")
    func unseenValues() throws {
        let model = try Fixture.model(.l2)
        for value: Float in [.nan, -1, 1e9, .infinity, -.infinity, 3.5] {
            let matrix = FeatureMatrix(
                columnNames: head.columnNames, isCategorical: head.isCategorical, rowCount: 1,
                values: [Float](repeating: value, count: 6))
            #expect(try model.predict(matrix, threads: 1).allSatisfy(\.isFinite), "\(value)")
        }
    }
}
