extension BoostingParameters {
    /// How much work it is to grow `trees` trees on `dataset`, the same on every machine.
    ///
    /// Every level of a tree reads the cells of its rows once, so the work is rows x columns x trees x levels, with
    /// as many levels as a balanced tree of that many leaves has.
    /// **Units** million cell visits.
    package func work(on dataset: BinnedDataset, trees: Int) -> Double {
        let levels = Int.bitWidth - (leaves - 1).leadingZeroBitCount
        let rowShare = baggingFrequency > 0 ? baggingFraction : 1
        let cells = Double(dataset.rowCount) * rowShare * Double(dataset.columnNames.count) * featureFraction
        return cells * Double(trees) * Double(levels) / 1e6
    }
}
