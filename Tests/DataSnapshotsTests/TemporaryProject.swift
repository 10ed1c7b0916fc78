import DataSnapshots
import ForecastCore
import Foundation

/// A project in a folder of its own, with one data set `shop`; gone with its last reference.
final class TemporaryProject {
    let root: URL

    init(yaml: String = "", files: [String: [UInt8]] = [:]) throws {
        root = FileManager.default.temporaryDirectory.appending(path: "forecast-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if !yaml.isEmpty { try write("dataset.yaml", Array(yaml.utf8)) }
        for (name, bytes) in files { try write(name, bytes) }
    }

    convenience init(yaml: String, files: [String: String]) throws {
        try self.init(yaml: yaml, files: files.mapValues { Array($0.utf8) })
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    var folder: URL { root.appending(path: "datasets/shop") }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: folder.appending(path: name))
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func open() throws -> DataSet { try DataSet.open(folder: folder.path(), projectRoot: root.path()) }

    func snapshot() throws -> Snapshot { try Snapshot.take(open()) }

    func panel() throws -> Panel { try snapshot().panel }
}

/// What a reading complains about, as the user sees it; empty when it does not.
func complaints(_ body: () throws -> some Any) throws -> [Diagnostic] {
    do {
        _ = try body()
        return []
    } catch let error as DiagnosticsError {
        return error.diagnostics
    }
}

extension [Diagnostic] {
    var codes: [String] { map(\.code) }
    var rendered: String { map { $0.rendered() + "\n" }.joined() }
}

extension Panel {
    /// The values of one series, row-major slices made readable.
    func values(_ column: String, of id: String) -> [Double] {
        guard let column = self.column(column), let series = seriesIDs.firstIndex(of: id) else { return [] }
        return Array(column.values[series * grid.count..<(series + 1) * grid.count])
    }
}

/// Equal, and missing where the other is missing.
func same(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
}

func same(_ left: Numbers, _ right: [Double]) -> Bool { same(Array(left), right) }

/// gzip by the system's own tool, an independent writer.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "forecast-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: file.path() + ".gz") }
    try Data(bytes).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", file.path()]
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: URL(filePath: file.path() + ".gz")))
}

let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
let sharedData = packageRoot.appending(path: "../shared/data").standardizedFileURL
let sharedDataPath = sharedData.path()
let hasSharedData = FileManager.default.fileExists(atPath: sharedData.path())

let weekly = """
    format: csv
    files: [sales.csv]
    frequency: weekly
    columns: {series: sku, time: week, targets: [volume]}

    """
