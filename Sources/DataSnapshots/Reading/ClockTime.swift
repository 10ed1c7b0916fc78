/// A time of day as it stands behind a date, and how far its clock is from UTC where the cell says so.
///
/// The clock is what counts: `02:00+01:00` and `02:00+02:00` are both two o'clock, the doubled hour of an autumn night.
struct ClockTime: Equatable {
    /// Since midnight.
    let second: Int
    /// In minutes; nil where the cell says nothing.
    var zone: Int?

    init(second: Int) { self.second = second }

    /// Reads ` HH:MM[:SS[.f]]` or `THH:MM[:SS[.f]]` (or with dashes, as Monash files write it) and perhaps a zone, from
    /// `start` to the end of a cell.
    init?(_ text: Bytes, from start: Int) {
        var reader = Reader(text: text, position: start)
        guard reader.take(" T"), let hour = reader.number(1...2), hour < 24,
            let separator = reader.take(anyOf: ":-"), let minute = reader.number(2...2), minute < 60
        else { return nil }
        var second = 0
        if reader.peek == separator, let mark = reader.take(anyOf: ":-"), mark == separator {
            guard let number = reader.number(2...2), number < 60 else { return nil }
            second = number
            if reader.take(".") {
                guard reader.skipDigits() else { return nil }
            }
        }
        self.second = hour * 3600 + minute * 60 + second
        guard !reader.isAtEnd else { return }
        guard separator == UInt8(ascii: ":"), let zone = reader.zone() else { return nil }
        self.zone = zone
    }

    /// A place in a cell.
    private struct Reader {
        let text: Bytes
        var position: Int

        var isAtEnd: Bool { position == text.count }
        var peek: UInt8? { position < text.count ? text[position] : nil }

        mutating func take(anyOf bytes: StaticString) -> UInt8? {
            guard let next = peek, bytes.withUTF8Buffer({ $0.contains(next) }) else { return nil }
            position += 1
            return next
        }

        mutating func take(_ bytes: StaticString) -> Bool { take(anyOf: bytes) != nil }

        /// A number of so many digits.
        mutating func number(_ width: ClosedRange<Int>) -> Int? {
            let start = position
            while position < text.count, position - start < width.upperBound, text[position].isDigit {
                position += 1
            }
            return position - start < width.lowerBound ? nil : text.digits(start, position - start)
        }

        mutating func skipDigits() -> Bool {
            let start = position
            while position < text.count, text[position].isDigit { position += 1 }
            return position > start
        }

        /// `Z`, `UTC`, `+01`, `+0100`, `+01:00`, each perhaps with a name such as `[Europe/Berlin]`: the last thing of a
        /// cell.
        mutating func zone() -> Int? {
            _ = take(" ")
            guard let offset = offset() else { return nil }
            if peek == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]") { position = text.count }
            return isAtEnd ? offset : nil
        }

        private mutating func offset() -> Int? {
            if take("Zz") { return 0 }
            if Bytes(rebasing: text[position...]).elementsEqual("UTC".utf8) {
                position = text.count
                return 0
            }
            guard let sign = take(anyOf: "+-"), let hours = number(2...2), hours < 24 else { return nil }
            var minutes = 0
            if take(":") || peek?.isDigit == true {
                guard let number = number(2...2), number < 60 else { return nil }
                minutes = number
            }
            return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
        }
    }
}
