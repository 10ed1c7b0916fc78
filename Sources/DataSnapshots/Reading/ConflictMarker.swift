/// What version control leaves in a file that two people changed at the same place.
enum ConflictMarker {
    static let fix =
        "keep the rows that are right, and remove the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>>"

    /// Whether a line begins like one. Seven bars alone may be cells.
    static func begins(_ line: Bytes) -> Bool {
        [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "|")].contains { mark in
            line.count >= 7 && line.prefix(7).allSatisfy { $0 == mark }
                && (line.count == 7 ? mark == UInt8(ascii: "=") : line[7] == .space)
        }
    }
}
