/// Bytes of a text file under construction: integers and prices without going through `String`.
///
/// Formatting by hand is what lets the generator write millions of rows a second.
package struct TextBuffer: ~Copyable {
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    package var count: Int { bytes.count }

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    package mutating func append(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

    package mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func append(byte: UInt8) { bytes.append(byte) }

    /// A whole number from 0 in decimal, without leading zeros.
    package mutating func append(decimal number: Int) {
        precondition(number >= 0, "\(number) is negative")
        if number < 10 { return bytes.append(Self.zero + UInt8(truncatingIfNeeded: number)) }
        let start = bytes.count
        var rest = number
        while rest > 0 {
            bytes.append(Self.zero + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        reverse(from: start)
    }

    /// An amount in hundredths: 399 becomes `3.99`.
    package mutating func append(cents: Int) {
        let (whole, part) = cents.quotientAndRemainder(dividingBy: 100)
        append(decimal: whole)
        bytes.append(UInt8(ascii: "."))
        bytes.append(Self.zero + UInt8(truncatingIfNeeded: part / 10))
        bytes.append(Self.zero + UInt8(truncatingIfNeeded: part % 10))
    }

    private mutating func reverse(from start: Int) {
        var left = start
        var right = bytes.count - 1
        while left < right {
            bytes.swapAt(left, right)
            left += 1
            right -= 1
        }
    }

    private static let zero = UInt8(ascii: "0")
}
