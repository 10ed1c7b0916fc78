internal import CLightGBM
package import ForecastCore

/// A feature matrix cut into bins, with its labels: what LightGBM trains on.
///
/// Bins depend on the matrix, `max_bin`, `min_data_in_bin` and the seed alone, so one dataset serves
/// every objective, quantile level and number of rounds. Immutable once made, and read by any number of
/// trainers at a time.
package final class BinnedDataset: @unchecked Sendable {
    // Unchecked: LightGBM only reads a dataset while it trains on it.
    let handle: LightGBMDataset
    let library: LightGBMLibrary
    package let columnNames: [String]
    package let labels: [Float]
    package let weights: [Float]?

    package var rowCount: Int { labels.count }

    /// Cuts `matrix` into bins.
    ///
    /// - Parameters:
    ///   - labels: one finite value per row.
    ///   - weights: one non-negative value per row, or nil for equal weights.
    ///   - initialScores: raw scores to start from, one per row; predictions do not contain them.
    ///   - reference: the dataset whose bins to use: a validation part takes those of its training part.
    /// - Throws: `badInput`, `callFailed`.
    package init(
        _ matrix: FeatureMatrix, labels: [Float], weights: [Float]? = nil, initialScores: [Double]? = nil,
        parameters: BoostingParameters, threads: Int, reference: BinnedDataset? = nil,
        library: LightGBMLibrary
    ) throws(BoostedTreesError) {
        try Self.check(matrix, labels: labels, weights: weights)
        let categorical = matrix.isCategorical.indices.filter { matrix.isCategorical[$0] }
        let text = parameters.datasetText(categorical: categorical, threads: threads)
        var created: LightGBMDataset?
        try library.call("bin the feature matrix", threads: threads) { functions in
            matrix.values.withUnsafeBytes { values in
                // A matrix that passed the checks is not empty, so its buffer has an address.
                values.baseAddress.map {
                    functions.datasetCreateFromMatrix(
                        $0, Int32(lightgbm_float32), Int32(matrix.rowCount), Int32(matrix.columnCount),
                        0, text, reference?.handle, &created)
                } ?? -1
            }
        }
        guard let created else {
            throw BoostedTreesError(.callFailed, "bin the feature matrix", "no dataset came back")
        }
        handle = created
        self.library = library
        columnNames = matrix.columnNames
        self.labels = labels
        self.weights = weights
        try setNames(FeatureNames.accepted(matrix.columnNames))
        try setField("label", labels, type: lightgbm_float32)
        if let weights { try setField("weight", weights, type: lightgbm_float32) }
        if let initialScores {
            precondition(initialScores.count == matrix.rowCount, "\(initialScores.count) scores")
            try setField("init_score", initialScores, type: lightgbm_float64)
        }
    }

    deinit { _ = library.functions.datasetFree(handle) }

    private func setField<Value: BitwiseCopyable>(
        _ name: String, _ values: [Value], type: Int
    ) throws(BoostedTreesError) {
        try library.call("set the \(name)s", threads: 1) { functions in
            values.withUnsafeBytes {
                functions.datasetSetField(handle, name, $0.baseAddress, Int32(values.count), Int32(type))
            }
        }
    }

    private func setNames(_ names: [String]) throws(BoostedTreesError) {
        // All names in one buffer of C strings, and where each begins.
        var characters: [CChar] = []
        var starts: [Int] = []
        for name in names {
            starts.append(characters.count)
            characters.append(contentsOf: name.utf8CString)
        }
        try library.call("name the features", threads: 1) { functions in
            characters.withUnsafeBufferPointer { buffer in
                var pointers: [UnsafePointer<CChar>?] = starts.map { start in
                    buffer.baseAddress.map { $0 + start }
                }
                return functions.datasetSetFeatureNames(handle, &pointers, Int32(pointers.count))
            }
        }
    }

    private static func check(
        _ matrix: FeatureMatrix, labels: [Float], weights: [Float]?
    ) throws(BoostedTreesError) {
        precondition(labels.count == matrix.rowCount, "\(labels.count) labels for \(matrix.rowCount) rows")
        precondition(weights?.count ?? labels.count == labels.count, "\(weights?.count ?? 0) weights")
        func refuse(_ message: String) -> BoostedTreesError {
            BoostedTreesError(.badInput, "bin the feature matrix", message)
        }
        guard matrix.rowCount > 0 else { throw refuse("it has no rows") }
        guard matrix.columnCount > 0 else { throw refuse("it has no columns") }
        guard matrix.rowCount <= Int(Int32.max) else { throw refuse("it has more than 2^31 - 1 rows") }
        if let row = labels.firstIndex(where: { !$0.isFinite }) {
            throw refuse("the label of row \(row) is \(labels[row])")
        }
        if let weights, let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
            throw refuse("the weight of row \(row) is \(weights[row])")
        }
    }
}
