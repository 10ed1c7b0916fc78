internal import Reports

/// What the planning system is told of a finished forecast.
struct OutgoingBody: Encodable {
    private let executionID: String
    private let experiment: String
    private let cutoff: String
    private let horizon: Int
    private let resultsCount: Int
    private let summary: [String: Int]
    /// From the project's folder.
    private let database: String

    /// - Parameter id: of the execution, where it has another one than the forecast.
    init(_ predicted: PredictedFuture, as id: String? = nil, database: String) {
        executionID = id ?? predicted.executionID
        experiment = predicted.experiment
        cutoff = predicted.targets[0].cutoff
        horizon = predicted.targets[0].horizon
        resultsCount = predicted.resultsCount
        summary = predicted.summary
        self.database = database
    }

    enum CodingKeys: String, CodingKey {
        case experiment, cutoff, horizon, summary, database
        case executionID = "execution_id"
        case resultsCount = "results_count"
    }

    func json() throws -> String {
        String(decoding: try JSONText.bytes(of: self, path: "the event"), as: UTF8.self)
    }
}

extension PredictedFuture {
    /// What a planning system is told of the forecast as such an execution: JSON.
    package func event(as id: String, database: String) throws -> String {
        try OutgoingBody(self, as: id, database: database).json()
    }
}
