internal import ForecastCore

/// Advice about files that are not UTF-8.
enum TextEncoding {
    /// The command that writes a file anew as UTF-8.
    static func conversion(of file: String, from encoding: String) -> String {
        let (stem, suffix) = split(file)
        let command =
            "iconv -f \(encoding) -t UTF-8 \(ShellText.word(file)) > \(ShellText.word(stem + "-utf8" + suffix))"
        return "save it as UTF-8 (in Excel: CSV UTF-8), or convert it: \(command)"
    }

    /// The first byte of a cell that UTF-8 does not have at its place; nil when there is none.
    static func firstInvalidByte(of cell: Bytes) -> UInt8? {
        var position = 0
        while position < cell.count {
            let length = sequenceLength(cell[position])
            let followers = cell[position...].dropFirst().prefix(max(0, length - 1))
            guard length > 0, followers.count == length - 1, followers.allSatisfy({ $0 & 0xC0 == 0x80 })
            else {
                return cell[position]
            }
            position += length
        }
        return String(validating: cell, as: UTF8.self) == nil ? cell.first { $0 >= 0x80 } : nil
    }

    /// How many bytes a character has that begins with this one; 0 when none does.
    private static func sequenceLength(_ first: UInt8) -> Int {
        switch first {
        case ..<0x80: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }

    private static func split(_ file: String) -> (stem: String, suffix: String) {
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex, !file[dot...].contains("/") else {
            return (file, "")
        }
        return (String(file[..<dot]), String(file[dot...]))
    }
}

extension DataProblems {
    /// Reports a cell that is not UTF-8: the whole file is written in another way, mostly that of Windows.
    func reportEncoding(_ csv: borrowing CSVReader, field: Int, of file: SourceFile) {
        let byte = TextEncoding.firstInvalidByte(of: csv.field(field)) ?? 0
        let line = csv.line
        let location = csv.location(ofField: field, in: file.displayPath)
        report(.invalidText, alike: "encoding of \(file.displayPath)") {
            Problem(
                "the file is not UTF-8 (byte 0x\(TextEncoding.hex(byte)) in line \(line))", at: location,
                fix: TextEncoding.conversion(of: file.displayPath, from: "WINDOWS-1252"))
        }
    }
}

extension TextEncoding {
    fileprivate static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count < 2 ? "0" + digits : digits
    }
}
