package struct BacktestDeclaration: Sendable, Equatable {
    package var horizon: Int
    package var schedule: Schedule
    /// Steps between two cutoffs.
    package var step: Int
    package var train: TrainingSpan
    /// Parameters are fitted in every `refit`-th window and reused in between.
    package var refit: Int
    /// Periods between the end of training and step 1.
    package var gap: Int
    /// A series with fewer observed training periods at a cutoff is short.
    package var minHistory: Int
    package var shortSeries: ShortSeriesPolicy

    package enum Schedule: Sendable, Equatable {
        /// So many windows, the last one ending with the data.
        case count(Int)
        /// One window per cutoff: the label of the last training period.
        case cutoffs([String])
    }

    /// How many windows there are.
    package var windowCount: Int {
        switch schedule {
        case .count(let count): count
        case .cutoffs(let labels): labels.count
        }
    }

    package enum TrainingSpan: Sendable, Equatable {
        case expanding
        /// The last so many periods before each cutoff.
        case sliding(Int)
    }

    package enum ShortSeriesPolicy: String, Sendable, CaseIterable {
        /// Forecast by the fallback, scored, and counted as fallback.
        case fallback
        /// Neither forecast nor scored at that cutoff, and counted.
        case skip
        /// Stop with a data error.
        case error
    }
}
