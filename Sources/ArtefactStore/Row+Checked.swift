internal import ForecastCore
internal import FoundationEssentials
internal import GRDB

/// Columns read with suspicion. GRDB's subscripts stop the program on a value of an unexpected type,
/// which damage on the disk can produce.
extension Row {
    func data(_ column: Int) -> Data? { Data.fromDatabaseValue(self[column]) }
    func digest(_ column: Int) -> Digest? { data(column).flatMap { Digest(bytes: $0) } }
    func integer(_ column: Int) -> Int64? { Int64.fromDatabaseValue(self[column]) }
    func text(_ column: Int) -> String? { String.fromDatabaseValue(self[column]) }
}

extension Digest {
    /// The digest as SQLite takes it.
    var data: Data { Data(bytes) }
}
