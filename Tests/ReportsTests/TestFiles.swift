import Files
import Glibc
import Reports

/// Runs `body` with a folder of its own, which is removed afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/reports-tests-XXXXXX".utf8CString)
    guard let name = mkdtemp(&template) else {
        throw FileError("create", "/tmp")
    }
    let folder = String(cString: name)
    defer { try? FileSystem.remove(folder) }
    try body(folder)
}

func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else {
        throw FileError("open", path)
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&chunk, 1, chunk.count, file)
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

func text(of path: String) throws -> String { String(decoding: try bytes(of: path), as: UTF8.self) }

/// What a folder holds, sorted.
func names(in folder: String) throws -> [String] {
    guard let handle = opendir(folder) else {
        throw FileError("open", folder)
    }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
        names.append(
            withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
}

/// Reads what RFC 4180 allows; the counterpart of the writers.
enum CSVReader {
    static func records(of bytes: [UInt8]) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 0
        func closeField() {
            record.append(String(decoding: field, as: UTF8.self))
            field = []
        }
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && index + 1 < bytes.count && bytes[index + 1] == byte:
                field.append(byte)
                index += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: closeField()
            case UInt8(ascii: "\n") where !isQuoted:
                closeField()
                records.append(record)
                record = []
            default: field.append(byte)
            }
            index += 1
        }
        return records
    }
}
