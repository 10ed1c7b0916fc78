internal import ForecastCore

/// A file that is no table of text, told by its first bytes: then nothing of it is shown, and the advice says how to make
/// a table of it.
struct ForeignFile {
    /// The rest of a sentence that begins with the file: `is a Parquet file, not text`.
    let fault: String
    /// What to do about a file, as messages call it.
    let advice: @Sendable (String) -> String

    /// Nil where nothing speaks against text.
    init?(_ opening: Bytes) {
        if let known = Self.signatures.first(where: { opening.starts(with: $0.bytes) }) {
            (fault, advice) = (known.fault, known.advice)
        } else if Self.hasBareReturns(opening) {
            fault = "ends its lines with CR alone, as old Macs did"
            advice = {
                "write LF: tr '\\r' '\\n' < \(ShellText.word($0)) > \(ShellText.word(Self.copy(of: $0)))"
            }
        } else if opening.prefix(4096).contains(0) {
            fault = "is no text: there are bytes of value 0 in it"
            advice = { _ in "export the table as CSV UTF-8" }
        } else if let markup = Self.markup(opening) {
            fault = "is \(markup), not a table of separated cells"
            advice = { _ in "export the table as CSV UTF-8" }
        } else {
            return nil
        }
    }

    private struct Signature: Sendable {
        let bytes: [UInt8]
        let fault: String
        let advice: @Sendable (String) -> String

        init(_ bytes: [UInt8], _ fault: String, _ advice: @escaping @Sendable (String) -> String) {
            (self.bytes, self.fault, self.advice) = (bytes, fault, advice)
        }
    }

    private static let signatures: [Signature] = [
        Signature([0xFF, 0xFE], "is UTF-16") { TextEncoding.conversion(of: $0, from: "UTF-16") },
        Signature([0xFE, 0xFF], "is UTF-16") { TextEncoding.conversion(of: $0, from: "UTF-16") },
        Signature(Array("PK\u{3}\u{4}".utf8), "is a spreadsheet or an archive, not text") { _ in
            "save its sheet as CSV UTF-8"
        },
        Signature([0xD0, 0xCF, 0x11, 0xE0], "is an old Excel file, not text") { _ in
            "save its sheet as CSV UTF-8"
        },
        Signature(Array("PAR1".utf8), "is a Parquet file, not text") { _ in
            "set 'format: parquet' in dataset.yaml; forecast init FILE.parquet writes one"
        },
        Signature(Array("ARROW1".utf8), "is an Arrow or Feather file, not text") {
            pandas("read_feather", $0)
        },
        Signature(Array("ORC".utf8) + [0x08], "is an ORC file, not text") { pandas("read_orc", $0) },
        Signature([0x89] + Array("HDF".utf8), "is an HDF5 file, not text") { pandas("read_hdf", $0) },
        Signature(Array("SQLite format 3".utf8), "is an SQLite database, not text") {
            "write one of its tables: sqlite3 -header -csv \(ShellText.word($0)) 'select * from TABLE' > table.csv"
        },
        Signature([0xFD] + Array("7zXZ".utf8), "is compressed by xz") {
            "unpack it: xz -d \(ShellText.word($0))"
        },
        Signature(Array("BZh".utf8), "is compressed by bzip2") {
            "unpack it: bzip2 -d \(ShellText.word($0))"
        },
        Signature(Array("7z".utf8) + [0xBC, 0xAF], "is a 7z archive") {
            "unpack it: 7z x \(ShellText.word($0))"
        },
    ]

    private static func pandas(_ reader: String, _ file: String) -> String {
        "write it as CSV: python3 -c 'import pandas,sys; pandas.\(reader)(sys.argv[1]).to_csv(sys.argv[2],index=False)' "
            + "\(ShellText.word(file)) \(ShellText.word(copy(of: file)))"
    }

    /// `sales.parquet` becomes `sales.csv`, `sales.csv` `sales-new.csv`.
    private static func copy(of file: String) -> String {
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex, !file[dot...].contains("/") else {
            return file + ".csv"
        }
        return file[dot...] == ".csv" ? "\(file[..<dot])-new.csv" : "\(file[..<dot]).csv"
    }

    /// Some CR, and no LF: the last one may have been added by the reader.
    private static func hasBareReturns(_ opening: Bytes) -> Bool {
        guard let first = opening.firstIndex(of: .carriageReturn), first < opening.count - 1 else {
            return false
        }
        return !opening.dropLast().contains(.newline) && opening[first + 1] != .newline
    }

    /// What programs export under the name of a table.
    private static func markup(_ opening: Bytes) -> String? {
        let start = String(decoding: opening.prefix(200), as: UTF8.self).drop {
            $0.isWhitespace || $0 == "\u{FEFF}"
        }
        let lower = start.lowercased()
        if lower.hasPrefix("<!doctype html") || lower.hasPrefix("<html") || lower.hasPrefix("<table") {
            return "a page of HTML"
        }
        if lower.hasPrefix("<?xml") { return "XML" }
        let isJSON =
            lower.hasPrefix("{\"") || lower.hasPrefix("[{") || lower.hasPrefix("{\n")
            || lower.hasPrefix("[\n")
        return isJSON ? "JSON" : nil
    }
}
