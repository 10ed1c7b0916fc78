internal import ForecastCore
internal import Foundation

/// The one way reports and commands write and read JSON: keys sorted by their bytes, two spaces, shortest
/// round-trip numbers, no escaped slashes, a newline at the end. Nothing depends on a locale.
package enum JSONText {
    /// - Throws: `ReportError` where a value has no JSON form (a NaN outside a `Figure`).
    package static func bytes(of value: some Encodable, path: String) throws(ReportError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            return escapingInvisible(Array(try encoder.encode(value))) + [UInt8(ascii: "\n")]
        } catch {
            throw ReportError(operation: "encode", path: path, message: explanation(of: error))
        }
    }

    /// The same on one line, without its newline: two values that are equal are one text.
    package static func line(of value: some Encodable, path: String) throws(ReportError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: escapingInvisible(Array(try encoder.encode(value))), as: UTF8.self)
        } catch {
            throw ReportError(operation: "encode", path: path, message: explanation(of: error))
        }
    }

    /// `json` with every character that has no shape of its own as `\uXXXX`: it stands in a string, as all that
    /// is not ASCII, and reads back as it was, but steers no terminal or editor that shows the file.
    private static func escapingInvisible(_ json: [UInt8]) -> [UInt8] {
        guard json.contains(where: { $0 >= 0x7F }) else { return json }
        var text = String.UnicodeScalarView()
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            if scalar == "\n" || VisibleText.isGraphic(scalar) {
                text.append(scalar)
            } else {
                for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                    let digits = String(unit, radix: 16)
                    text.append(
                        contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
                            .unicodeScalars)
                }
            }
        }
        return Array(String(text).utf8)
    }

    /// - Throws: `ReportError` that names the key at fault.
    package static func value<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], path: String, detail: ExperimentReport.Detail = .everything
    ) throws(ReportError) -> Value {
        do {
            let decoder = JSONDecoder()
            if let key = ExperimentReport.Detail.key { decoder.userInfo[key] = detail }
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            throw ReportError(operation: "read", path: path, message: explanation(of: error))
        }
    }

    /// Reads a file whose `schema_version` must be `version`: told first, because a file of another
    /// version may lack any other key.
    static func value<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], path: String, schemaVersion version: Int,
        detail: ExperimentReport.Detail = .everything
    ) throws(ReportError) -> Value {
        let found = try value(Versioned.self, from: bytes, path: path).schemaVersion
        guard found == version else {
            let advice = found > version ? "; it was written by a newer forecast-engine" : ""
            throw ReportError(
                operation: "read", path: path,
                message: "schema_version is \(found), but this version reads \(version)\(advice)")
        }
        return try value(type, from: bytes, path: path, detail: detail)
    }

    private struct Versioned: Decodable {
        let schemaVersion: Int
        enum CodingKeys: String, CodingKey { case schemaVersion = "schema_version" }
    }

    private static func explanation(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "no '\(key.stringValue)'\(place(context.codingPath))"
        case DecodingError.typeMismatch(let type, let context):
            "not a \(type)\(place(context.codingPath))"
        case DecodingError.valueNotFound(let type, let context):
            "null instead of a \(type)\(place(context.codingPath))"
        case DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "not valid JSON" : "\(context.debugDescription)\(place(context.codingPath))"
        case EncodingError.invalidValue(let value, let context):
            "\(value) has no JSON form\(place(context.codingPath))"
        default:
            String(describing: error)
        }
    }

    /// ` at models[2].name`, or nothing at the top.
    private static func place(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text.isEmpty ? "" : " at \(text)"
    }
}

extension ExperimentReport {
    /// The bytes of `report.json`.
    package func json() throws(ReportError) -> [UInt8] { try JSONText.bytes(of: self, path: "report.json") }

    /// How much of a `report.json` is read.
    package enum Detail: Sendable {
        case everything
        /// Verdict and pooled scores; no windows, segments and steps of the models, which are most of the bytes.
        case totals

        static let key = CodingUserInfoKey(rawValue: "detail")
    }

    /// Reads a `report.json`; `path` is named in errors only.
    /// - Throws: `ReportError` for another schema version, a missing key or parts that do not fit together.
    package init(json bytes: [UInt8], path: String, detail: Detail = .everything) throws(ReportError) {
        self = try JSONText.value(
            ExperimentReport.self, from: bytes, path: path, schemaVersion: Self.currentSchemaVersion,
            detail: detail)
        if let problem = problems().first {
            throw ReportError(operation: "read", path: path, message: problem)
        }
    }
}
