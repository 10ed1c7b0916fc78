internal import ForecastCore

/// What an id or another name may hold.
extension LongTableReader {
    /// What a person can do about a fault of `fault(inID:)`.
    static func fixOfID(_ fault: String) -> String {
        switch fault {
        case notUTF8: "save the file as UTF-8"
        case "is empty": "give every row the id of its series"
        case invisible: "write it without the character, which nobody can see"
        default: "write ids as short names on one line"
        }
    }

    static let notUTF8 = "is not UTF-8"
    private static let invisible = "holds a character that is no blank and shows nothing"

    /// What is wrong with an id, as the rest of a sentence; nil when nothing is.
    static func fault(inID id: Bytes) -> String? { id.isEmpty ? "is empty" : fault(inName: id) }

    /// The same for any text that reports show: ids and the values of attributes.
    static func fault(inName name: Bytes) -> String? {
        if holdsControl(name) { return "holds a control character" }
        if name.count > 1000 { return "is longer than 1000 bytes" }
        // What is plain ASCII shows itself: the common case.
        if name.allSatisfy({ $0 < 0x80 }) { return nil }
        guard let text = String(validating: name, as: UTF8.self) else { return notUTF8 }
        return text.unicodeScalars.contains(where: VisibleText.isFiller) ? invisible : nil
    }

    /// C0, DEL, or C1 (U+0080 to U+009F, in UTF-8 from C2 80 to C2 9F): some terminals take U+009B for ESC [.
    private static func holdsControl(_ name: Bytes) -> Bool {
        var previous: UInt8 = 0
        for byte in name {
            if byte < 0x20 || byte == 0x7F || previous == 0xC2 && byte < 0xA0 { return true }
            previous = byte
        }
        return false
    }
}
