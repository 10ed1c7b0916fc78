extension ExperimentReport {
    /// The scores of a level of the hierarchy: of sums of series, each as one.
    package struct LevelScores: Equatable, Sendable {
        /// `all`, or the attribute by which it parts the series.
        package var level: String
        /// How many sums there are.
        package var nodes: Int
        package var scores: ScoreSet

        package init(level: String, nodes: Int, scores: ScoreSet) {
            self.level = level
            self.nodes = nodes
            self.scores = scores
        }
    }

    /// A level as tables and pictures name it; the series themselves are the last one.
    struct LevelKey: Hashable {
        /// Nil for the series.
        let level: String?
        let nodes: Int

        var name: String { level ?? "series" }
        /// `category (12)`.
        var title: String { "\(name) (\(nodes))" }
    }

    /// From the first level of the spec down to the series; empty where series alone were forecast.
    var levelKeys: [LevelKey] {
        var keys: [LevelKey] = []
        for scores in models.flatMap(\.byLevel) {
            let key = LevelKey(level: scores.level, nodes: scores.nodes)
            if !keys.contains(key) { keys.append(key) }
        }
        return keys.isEmpty ? [] : keys + [LevelKey(level: nil, nodes: data.series)]
    }

    /// The metrics that are comparable between levels, the main one first: those in the unit of the target grow with it.
    var levelMetrics: [MetricDescription] {
        let comparable = metricsByWeight.filter { $0.unit != .target }
        return Array(comparable.filter { !$0.id.hasPrefix("pinball@") && !$0.id.hasPrefix("mape") }.prefix(4))
    }
}

extension ExperimentReport.ModelReport {
    func scores(_ key: ExperimentReport.LevelKey) -> ExperimentReport.ScoreSet? {
        guard let level = key.level else { return scores }
        return byLevel.first { $0.level == level }?.scores
    }
}

extension ExperimentReport.LevelScores: Codable {
    enum CodingKeys: CodingKey { case level, nodes }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        level = try container.decode(String.self, forKey: .level)
        nodes = try container.decode(Int.self, forKey: .nodes)
        scores = try ExperimentReport.ScoreSet(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(level, forKey: .level)
        try container.encode(nodes, forKey: .nodes)
        try scores.encode(to: encoder)
    }
}
