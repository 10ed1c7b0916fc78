package import ForecastCore

/// What the text says by itself, read by our own reader: LightGBM is not needed.
extension BoosterText {
    /// How many columns the trees read.
    /// - Throws: `badInput` when the text is no regression with one output.
    package func columnCount() throws(BoostedTreesError) -> Int { try TreeEnsemble(self).columnCount }

    /// The sum of the trees for every row of `matrix`, before any link function.
    /// - Throws: `badInput` when the text is no model, or one of other columns.
    package func rawScores(of matrix: FeatureMatrix) throws(BoostedTreesError) -> [Double] {
        let trees = try TreeEnsemble(self)
        guard matrix.columnCount == trees.columnCount else {
            throw BoostedTreesError(
                .badInput, "predict", "a matrix of \(matrix.columnCount) columns for \(trees.columnCount)")
        }
        var scores = [Double](repeating: 0, count: matrix.rowCount)
        scores.withUnsafeMutableBufferPointer { trees.predict(matrix, into: $0, threads: 1) }
        return scores
    }
}
