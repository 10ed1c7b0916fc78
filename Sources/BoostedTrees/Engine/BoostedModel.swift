internal import CLightGBM
package import ForecastCore
internal import Synchronization

/// A trained model, ready to predict.
///
/// Always made from its text, so that a model just trained and the same model out of a cache are one
/// thing. Immutable; predictions may run at the same time on several threads.
package final class BoostedModel: Sendable {
    private let library: LightGBMLibrary
    private let trees: TreeEnsemble
    package let text: BoosterText
    package let columnCount: Int
    /// True where a raw score is the logarithm of the forecast.
    package let hasLogLink: Bool
    /// LightGBM's own form of the model, made when it is first needed: forecasts do without it.
    private let booster = Mutex<LoadedBooster?>(nil)

    package var treeCount: Int { trees.roots.count }

    /// Reads a model from its text.
    /// - Throws: `badInput` when the text is no regression with one output.
    package init(_ text: BoosterText, library: LightGBMLibrary) throws(BoostedTreesError) {
        trees = try TreeEnsemble(text)
        self.library = library
        self.text = text
        columnCount = trees.columnCount
        hasLogLink = ["poisson", "gamma", "tweedie"].contains(text.headerWord("objective") ?? "")
    }

    /// LightGBM loads the text the first time.
    private func loaded() throws(BoostedTreesError) -> LoadedBooster {
        try booster.withLock { (booster) throws(BoostedTreesError) in
            if let booster { return booster }
            let made = try LoadedBooster(text, library: library)
            booster = made
            return made
        }
    }
}

/// A booster that LightGBM made from a text. LightGBM guards it with a lock of its own, and nothing here
/// changes it.
private final class LoadedBooster: @unchecked Sendable {
    let handle: LightGBMBooster
    private let library: LightGBMLibrary

    init(_ text: BoosterText, library: LightGBMLibrary) throws(BoostedTreesError) {
        var loaded: LightGBMBooster?
        var iterations: Int32 = 0
        try library.call("load a model", threads: 1) { $0.boosterLoad(text.text, &iterations, &loaded) }
        guard let loaded else { throw BoostedTreesError(.callFailed, "load a model", "no model came back") }
        handle = loaded
        self.library = library
    }

    deinit { _ = library.functions.boosterFree(handle) }
}

// MARK: - Prediction

extension BoostedModel {
    /// One forecast per row, in the unit of the labels.
    ///
    /// **Numerics** The raw scores are LightGBM's, bit for bit; the exponential of a log link is the
    /// portable one. The same bits for any number of threads.
    package func predict(_ matrix: FeatureMatrix, threads: Int) throws(BoostedTreesError) -> [Double] {
        var forecasts = [Double](repeating: 0, count: matrix.rowCount)
        try predict(matrix, into: &forecasts, at: 0, threads: threads)
        return forecasts
    }

    /// The same into `output[offset...]`, for callers that predict often.
    package func predict(
        _ matrix: FeatureMatrix, into output: inout [Double], at offset: Int, threads: Int
    ) throws(BoostedTreesError) {
        precondition(offset >= 0 && offset + matrix.rowCount <= output.count, "no room for the forecasts")
        try check(matrix)
        output.withUnsafeMutableBufferPointer {
            trees.predict(
                matrix, into: UnsafeMutableBufferPointer(rebasing: $0[offset..<offset + matrix.rowCount]),
                threads: threads)
        }
        guard hasLogLink else { return }
        for row in offset..<offset + matrix.rowCount {
            output[row] = BoostingObjective.poisson.forecast(ofRawScore: output[row])
        }
    }

    /// How much each column moves the raw score of each row (exact TreeSHAP).
    ///
    /// **Shape** `[row, columns + 1]`, row-major; the last of a row is the mean raw score, and a row
    /// sums to its raw score.
    /// **Source** Lundberg, Erion & Lee 2018, "Consistent individualized feature attribution for tree
    /// ensembles".
    package func contributions(_ matrix: FeatureMatrix, threads: Int) throws(BoostedTreesError) -> [Double] {
        let count = matrix.rowCount * (columnCount + 1)
        var contributions = [Double](repeating: 0, count: count)
        try predict(
            matrix, kind: lightgbm_predict_contributions, into: &contributions, count: count,
            threads: threads)
        return contributions
    }

    /// Raw scores as LightGBM itself computes them: the oracle of `predict`.
    package func rawScoresByLightGBM(
        _ matrix: FeatureMatrix, threads: Int
    ) throws(BoostedTreesError) -> [Double] {
        var scores = [Double](repeating: 0, count: matrix.rowCount)
        try predict(
            matrix, kind: lightgbm_predict_raw, into: &scores, count: matrix.rowCount, threads: threads)
        return scores
    }

    private func check(_ matrix: FeatureMatrix) throws(BoostedTreesError) {
        guard matrix.columnCount == columnCount else {
            throw BoostedTreesError(
                .badInput, "predict", "the model has \(columnCount) columns, the matrix \(matrix.columnCount)"
            )
        }
    }

    private func predict(
        _ matrix: FeatureMatrix, kind: Int, into output: inout [Double], count: Int, threads: Int
    ) throws(BoostedTreesError) {
        try check(matrix)
        guard matrix.rowCount > 0 else { return }
        guard matrix.rowCount <= Int(Int32.max) else {
            throw BoostedTreesError(.badInput, "predict", "the matrix has more than 2^31 - 1 rows")
        }
        let booster = try loaded()
        let text = BoostingParameters.predictionText(threads: threads)
        var written: Int64 = 0
        try library.call("predict", threads: threads) { functions in
            matrix.values.withUnsafeBytes { values in
                output.withUnsafeMutableBufferPointer { output in
                    // Neither buffer is empty, so both have an address.
                    guard let values = values.baseAddress, let output = output.baseAddress else { return -1 }
                    return functions.boosterPredict(
                        booster.handle, values, Int32(lightgbm_float32), Int32(matrix.rowCount),
                        Int32(matrix.columnCount), 0, Int32(kind), 0, -1, text, &written, output)
                }
            }
        }
        guard written == Int64(count) else {
            throw BoostedTreesError(.callFailed, "predict", "\(written) values came back, not \(count)")
        }
    }
}

// MARK: - Importance

extension BoostedModel {
    package enum Importance: Sendable {
        /// The summed gain of a column's splits.
        case gain
        /// How many splits use a column.
        case splits
    }

    /// One number per column, in the order of the matrix it was trained on.
    ///
    /// **Numerics** A model text holds gains with six digits, so these differ in the seventh from those
    /// of a booster still in memory.
    package func importance(_ importance: Importance) throws(BoostedTreesError) -> [Double] {
        let kind = importance == .gain ? lightgbm_importance_gain : lightgbm_importance_split
        var values = [Double](repeating: 0, count: columnCount)
        let booster = try loaded()
        try library.call("measure the importance of features", threads: 1) {
            $0.boosterImportance(booster.handle, -1, Int32(kind), &values)
        }
        return values
    }
}
