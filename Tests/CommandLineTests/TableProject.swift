import Foundation

extension ScratchProject {
    /// A project with a long table of weeks under `datasets/odd`, snapshotted, and a spec `experiments/odd.yaml` on it.
    /// - Parameter series: the values of each series from 2024-01-01 on, one list per target; nil for a week without a row.
    convenience init(
        weekly series: [(id: String, values: [[Double?]])], targets: [String] = ["volume"],
        declaration: String = "", spec: String
    ) throws {
        try self.init(spec: nil)
        try FileManager.default.createDirectory(
            atPath: path("datasets/odd"), withIntermediateDirectories: true)
        var rows = ["sku,week,\(targets.joined(separator: ","))"]
        for (id, values) in series {
            for week in values[0].indices where values.contains(where: { $0[week] != nil }) {
                let cells = values.map { $0[week].map { "\($0)" } ?? "" }
                rows.append("\(id),\(Self.week(week)),\(cells.joined(separator: ","))")
            }
        }
        try write(rows.joined(separator: "\n") + "\n", to: "datasets/odd/rows.csv")
        let mapping = targets.map { "\($0): \($0)" }.joined(separator: ", ")
        try write(
            """
            format: csv
            files: [rows.csv]
            columns: {series: sku, time: week, targets: {\(mapping)}}
            frequency: weekly
            \(declaration)

            """, to: "datasets/odd/dataset.yaml")
        try write(spec, to: "experiments/odd.yaml")
        try succeed(["data", "snapshot", "odd"])
    }

    /// The date of a Monday, counted from 2024-01-01.
    static func week(_ index: Int) -> String {
        Date(timeIntervalSince1970: 1_704_067_200 + Double(index) * 604_800)
            .formatted(.iso8601.year().month().day())
    }

    /// The cells of a CSV file of the latest run, by the titles of their columns.
    func rows(_ file: String, experiment: String = "odd") throws -> [[String: String]] {
        let lines = try read("results/\(experiment)/latest/\(file)").split(separator: "\n")
        let titles = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return lines.dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(uniqueKeysWithValues: zip(titles, cells))
        }
    }

    /// The numbers of one series under one model, row by row.
    func numbers(_ column: String, of series: String, model: String, target: String = "volume") throws
        -> [Double]
    {
        try rows("forecasts.csv").filter {
            $0["unique_id"] == series && $0["model"] == model && $0["target"] == target
        }.compactMap { $0[column].flatMap(Double.init) }
    }
}
