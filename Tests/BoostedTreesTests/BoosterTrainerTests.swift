import BoostedTrees
import ForecastCore
import Testing

@Suite("Training", .enabled(if: hasLibrary, noLibrary)) struct BoosterTrainerTests {
    @Test("training in turns gives the model of training in one go")
    func turns() throws {
        let parameters = Fixture.parameters(.l2, isSampled: true)
        let dataset = try Fixture.dataset(parameters)
        let trainer = try BoosterTrainer(on: dataset, parameters: parameters, threads: 1)
        for _ in 0..<100 where !trainer.isFinished { try trainer.advance(rounds: 7) }
        #expect(trainer.rounds == 30 && trainer.keptRound == 30)
        #expect(
            try trainer.model().text
                == BoostedModel.train(on: dataset, parameters: parameters, threads: 1).text)
    }

    @Test("work counts the cells that training visits: rows, columns, trees and levels")
    func work() throws {
        var parameters = Fixture.parameters(.l2)
        let dataset = try Fixture.dataset(parameters)
        // 1,200 rows, 6 columns, 10 trees; 15 leaves hang on 4 levels, 17 on 5.
        #expect(parameters.work(on: dataset, trees: 10) == 1200 * 6 * 10 * 4 / 1e6)
        parameters.leaves = 17
        #expect(parameters.work(on: dataset, trees: 10) == 1200 * 6 * 10 * 5 / 1e6)
        parameters.featureFraction = 0.5
        parameters.baggingFraction = 0.5
        #expect(parameters.work(on: dataset, trees: 10) == 600 * 3 * 10 * 5 / 1e6)
        parameters.baggingFrequency = 0
        #expect(parameters.work(on: dataset, trees: 0) == 0)
    }

    @Test("early stopping keeps the round with the lowest validation loss")
    func earlyStopping() throws {
        var parameters = Fixture.parameters(.l2, rounds: 200)
        parameters.earlyStoppingRounds = 5
        let dataset = try Fixture.dataset(parameters, rows: 0..<1000)
        let validation = try Fixture.dataset(parameters, rows: 1000..<1200, reference: dataset)
        let trainer = try BoosterTrainer(
            on: dataset, validation: validation, parameters: parameters, threads: 1)
        try trainer.advance(rounds: 200)
        let lowest = try #require(trainer.validationLosses.min())
        #expect(trainer.validationLosses.firstIndex(of: lowest) == trainer.keptRound - 1)
        #expect(trainer.rounds == trainer.keptRound + 5 && trainer.isFinished)
        let model = try trainer.model()
        #expect(model.treeCount == trainer.keptRound)
        // The loss is that of the model that is kept.
        let tail = Fixture.data.matrix.selecting(rows: Array(1000..<1200))
        let errors = zip(try model.predict(tail, threads: 1), Fixture.data.labels[1000...]).map {
            ($0 - Double($1)) * ($0 - Double($1))
        }
        #expect(abs(errors.reduce(0, +) / 200 - lowest) < 1e-12)
    }

    @Test("without patience a validation part is only watched")
    func watching() throws {
        let parameters = Fixture.parameters(.poisson)
        let dataset = try Fixture.dataset(parameters, rows: 0..<1000)
        let validation = try Fixture.dataset(parameters, rows: 1000..<1200, reference: dataset)
        let trainer = try BoosterTrainer(
            on: dataset, validation: validation, parameters: parameters, threads: 1)
        try trainer.advance(rounds: 1000)
        #expect(trainer.validationLosses.count == 30 && trainer.keptRound == 30)
        let alone = try BoostedModel.train(on: dataset, parameters: parameters, threads: 1)
        #expect(try trainer.model().text == alone.text)
    }

    @Test("the caller can stop between rounds")
    func cancelling() throws {
        let parameters = Fixture.parameters(.l2)
        let trainer = try BoosterTrainer(on: Fixture.dataset(parameters), parameters: parameters, threads: 1)
        let error = try #require(throws: BoostedTreesError.self) {
            try trainer.advance(rounds: 30) { $0.round == 4 && $0.rounds == 30 }
        }
        #expect(error.kind == .cancelled && trainer.rounds == 4)
    }

    @Test("monotone constraints hold, and are refused where LightGBM cannot keep them")
    func monotone() throws {
        let constraints = [1, 0, -1, 0, 0, 0]
        let level = try #require(QuantileLevel(0.5))
        let parameters = Fixture.parameters(.l2)
        let dataset = try Fixture.dataset(parameters)
        let model = try BoostedModel.train(
            on: dataset, parameters: parameters, monotone: constraints, threads: 1)
        var matrix = Fixture.data.matrix.selecting(rows: [Int](repeating: 3, count: 50))
        for row in 0..<50 { matrix[row: row, column: 0] = Float(row) / 50 }
        let forecasts = try model.predict(matrix, threads: 1)
        #expect(zip(forecasts, forecasts.dropFirst()).allSatisfy { $0 <= $1 })
        for objective in [BoostingObjective.quantile(level), .l1, .mape] {
            let error = try #require(throws: BoostedTreesError.self) {
                try BoosterTrainer(
                    on: dataset, parameters: Fixture.parameters(objective), monotone: constraints, threads: 1)
            }
            #expect(error.kind == .badInput)
        }
    }

    @Test("initial scores move the start, not the model's own scores")
    func initialScores() throws {
        var parameters = Fixture.parameters(.l2)
        parameters.rounds = 1
        let scores = Fixture.data.labels.map { Double($0) }
        let dataset = try BinnedDataset(
            Fixture.data.matrix, labels: Fixture.data.labels, initialScores: scores, parameters: parameters,
            threads: 1, library: Fixture.open())
        let model = try BoostedModel.train(on: dataset, parameters: parameters, threads: 1)
        // Nothing is left to explain.
        #expect(try model.predict(Fixture.data.matrix, threads: 1).allSatisfy { abs($0) < 1e-6 })
    }

    @Test("what cannot be trained on is refused with the row")
    func badLabels() throws {
        let parameters = Fixture.parameters(.l2)
        let matrix = Fixture.data.matrix.selecting(rows: [0, 1, 2])
        for (labels, weights) in [
            ([1, .nan, 2], nil), ([1, .infinity, 2], nil), ([1, 1, 2], [1, -1, 1]),
            ([1, 1, 2], [1, .nan, 1]),
        ] as [([Float], [Float]?)] {
            let error = try #require(throws: BoostedTreesError.self) {
                try BinnedDataset(
                    matrix, labels: labels, weights: weights, parameters: parameters, threads: 1,
                    library: Fixture.open())
            }
            #expect(error.kind == .badInput && error.message.contains("row 1"))
        }
        let error = try #require(throws: BoostedTreesError.self) {
            try BoostedModel.train(
                on: BinnedDataset(
                    matrix, labels: [1, -1, 2], parameters: parameters, threads: 1, library: Fixture.open()),
                parameters: Fixture.parameters(.poisson), threads: 1)
        }
        #expect(error.kind == .callFailed && !error.message.isEmpty)
    }

    @Test("one row, constant columns and nothing but missing values give a constant model")
    func degenerate() throws {
        let parameters = Fixture.parameters(.l2, rounds: 3)
        for (rows, value) in [(1, 2), (50, 2), (50, .nan)] as [(Int, Float)] {
            let matrix = FeatureMatrix(
                columnNames: ["a", "b"], isCategorical: [false, true], rowCount: rows,
                values: [Float](repeating: value, count: 2 * rows))
            let dataset = try BinnedDataset(
                matrix, labels: [Float](repeating: 4, count: rows), parameters: parameters, threads: 1,
                library: Fixture.open())
            let model = try BoostedModel.train(on: dataset, parameters: parameters, threads: 1)
            #expect(try model.predict(matrix, threads: 1).allSatisfy { abs($0 - 4) < 1e-9 })
        }
    }

    @Test("column names that LightGBM would refuse are written differently")
    func names() throws {
        let names = ["a b", "a_b", "\"q\":{1,2}", "", "größe"]
        let matrix = FeatureMatrix(
            columnNames: names, isCategorical: names.map { _ in false }, rowCount: 1200,
            values: (0..<5).flatMap { _ in Fixture.data.matrix.column(0) })
        let parameters = Fixture.parameters(.l2, rounds: 1)
        let dataset = try BinnedDataset(
            matrix, labels: Fixture.data.labels, parameters: parameters, threads: 1, library: Fixture.open())
        let text = try BoostedModel.train(on: dataset, parameters: parameters, threads: 1).text.text
        #expect(text.contains("\nfeature_names=a_b a_b_2 _q___1_2_ _ größe\n"))
    }
}
