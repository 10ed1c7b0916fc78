internal import DataSnapshots
internal import ExperimentRunner
package import ForecastCore

/// How large a data set is.
struct DataSetSize: Encodable, Sendable {
    private let digest: String
    private let series, periods, observations: Int
    private let firstPeriod, lastPeriod: String
    private let step: String

    enum CodingKeys: String, CodingKey {
        case digest, series, periods, observations
        case firstPeriod = "first_period"
        case lastPeriod = "last_period"
    }

    /// - Parameter frequency: nil where a file has yet to tell it.
    init(_ lock: SnapshotLock, _ frequency: Frequency?) {
        digest = lock.panel.digest.hex
        series = lock.panel.series
        periods = lock.panel.periods
        observations = lock.panel.observations
        firstPeriod = lock.panel.firstPeriod
        lastPeriod = lock.panel.lastPeriod
        step = frequency?.stepNoun(lock.panel.periods) ?? "periods"
    }

    var text: String {
        "\(NumberText.count(series)) series, \(NumberText.count(periods)) \(step) (\(firstPeriod) to \(lastPeriod)), "
            + "\(NumberText.count(observations)) observations"
    }
}

/// What `forecast data check` found.
package struct DataSetCheck: CommandAnswer {
    private let dataset: String
    private let isSound: Bool
    /// How many errors there are: `diagnostics` holds the first of each kind.
    private let errors: Int
    private let size: DataSetSize?
    private let lock: LockState?
    /// What to know of sound data: knowledge that ends before them.
    private let remarks: [String]
    private let diagnostics: [ProblemRecord]
    private let words: String

    package func text(width: Int?) -> String { words }

    /// How the data stands to its `snapshot.lock`.
    enum LockState: String, Encodable { case matching, different, missing }

    enum CodingKeys: String, CodingKey {
        case dataset, size, lock, errors, remarks, diagnostics
        case isSound = "is_sound"
    }

    init(sound snapshot: Snapshot, lock: LockState, name: String) {
        let size = DataSetSize(snapshot.lock, snapshot.panel.grid.frequency)
        dataset = name
        isSound = true
        self.size = size
        errors = 0
        self.lock = lock
        diagnostics = []
        remarks = snapshot.remarks
        let next =
            switch lock {
            case .matching: ""
            case .different:
                "\nnot what snapshot.lock pins, so runs refuse it until: forecast data snapshot \(name) --accept"
            case .missing: "\nnot pinned yet, so runs refuse it until: forecast data snapshot \(name)"
            }
        let things = NumberText.count(remarks.count, "thing", "things")
        words =
            "\(name): \(remarks.isEmpty ? "no problems" : "no errors, \(things) to know")\n" + size.text
            + remarks.map { "\nnote: \($0)" }.joined() + next
    }

    package init(_ error: DiagnosticsError, name: String) {
        dataset = name
        isSound = false
        size = nil
        errors = error.errorCount
        lock = nil
        remarks = []
        diagnostics = error.diagnostics.map(ProblemRecord.init)
        words = error.diagnostics.map { $0.rendered() }.joined(separator: "\n")
    }
}

/// What `forecast data snapshot` did.
package struct DataSetPin: CommandAnswer {
    enum State: String, Encodable {
        case pinned, unchanged
        /// Other bytes in the files, the same content.
        case rewritten
    }

    private let dataset: String
    private let state: State
    private let size: DataSetSize
    private let words: String

    package func text(width: Int?) -> String { words }

    enum CodingKeys: String, CodingKey { case dataset, state, size }

    init(_ state: State, _ lock: SnapshotLock, _ frequency: Frequency?, name: String) {
        dataset = name
        self.state = state
        size = DataSetSize(lock, frequency)
        let digest = lock.panel.digest.short
        words =
            switch state {
            case .unchanged: "\(name): unchanged, \(digest)"
            case .pinned: "\(name): snapshot \(digest)\n" + size.text
            case .rewritten:
                "\(name): snapshot \(digest) (the files were rewritten, the content is the same)\n"
                    + size.text
            }
    }
}

/// What `forecast data generate` made.
package struct GeneratedDataSet: CommandAnswer {
    let folder: String
    let products, weeks, rows: Int
    let seed: UInt64

    package func text(width: Int?) -> String {
        "\(folder): \(NumberText.count(products)) products x \(NumberText.count(weeks)) weeks, \(NumberText.count(rows)) rows, seed \(seed)"
    }
}
