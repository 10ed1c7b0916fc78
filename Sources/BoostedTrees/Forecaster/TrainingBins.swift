internal import DemandFeatures

/// Training data cut into bins, and the tail that decides when to stop.
struct TrainingBins: Sendable {
    let training: BinnedDataset
    let validation: BinnedDataset?

    /// **Units** bytes.
    var memory: Int {
        [training, validation].compactMap(\.self).reduce(0) {
            $0 + $1.rowCount * ($1.columnNames.count + 8)
        }
    }

    /// Everything that decides the bits of bins, within one target.
    struct Key: Hashable, Sendable {
        let features: String
        let training: Range<Int>
        let strategy: ForecastStrategy
        let scaling: SeriesScaling
        let originsPerPeriod: Int
        let mostRows: Int
        let seed: UInt64
        let validationPeriods: Int
        let validationBlocks: Int
        let labels: LabelForm
        let weights: SampleWeights
        /// LightGBM's parameters of a dataset.
        let parameters: String
    }
}
