import DataSnapshots
import ForecastCore
import Foundation

/// A data set `shop` in a project of its own; gone with its last reference.
final class TemporaryDataSet {
    let root: URL
    private var folder: URL { root.appending(path: "datasets/shop") }

    init(_ yaml: String, files: [String: String] = [:]) throws {
        root = FileManager.default.temporaryDirectory.appending(path: "forecast-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files.merging(["dataset.yaml": yaml], uniquingKeysWith: { $1 }) {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func open() throws -> DataSet { try DataSet.open(folder: folder.path(), projectRoot: root.path()) }

    func snapshot() throws -> Snapshot { try Snapshot.take(open()) }

    /// What reading complains about, as the user sees it; empty when it does not.
    func complaints() -> String {
        do {
            _ = try snapshot()
            return ""
        } catch let error as DiagnosticsError {
            return error.diagnostics.map { $0.rendered() + "\n" }.joined()
        } catch {
            return "\(error)"
        }
    }
}

extension Panel {
    /// The values of one series.
    func values(_ column: String, of id: String) -> [Double] {
        guard let column = self.column(column), let series = seriesIDs.firstIndex(of: id) else { return [] }
        return Array(column.values[series * grid.count..<(series + 1) * grid.count])
    }
}
