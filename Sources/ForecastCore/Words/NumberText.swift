/// Numbers as people read them, the same in every country: a point for decimals, a comma between
/// thousands. Files for machines use the shortest round-trip text instead.
package enum NumberText {
    /// What stands where a number is undefined.
    package static let undefined = "n/a"

    /// `1,234.50` for 1234.5 and two decimals; never `-0.00`. Fewer decimals where a number has more digits than a Double
    /// holds, and a power of ten, `8.33e+298`, where it has none before the point to spare.
    package static func fixed(_ value: Double?, decimals: Int) -> String {
        guard let value, value.isFinite else { return undefined }
        guard value.magnitude < largestWritten else { return scientific(value) }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < largestWritten else {
            return decimals > 0 ? fixed(value, decimals: decimals - 1) : scientific(value)
        }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let whole = grouped(String(padded.dropLast(decimals)))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + whole + (decimals > 0 ? "." + padded.suffix(decimals) : "")
    }

    /// As `fixed`, with a `+` before positive numbers.
    package static func signed(_ value: Double?, decimals: Int) -> String {
        let text = fixed(value, decimals: decimals)
        guard let value, value > 0, text.contains(where: { ("1"..."9").contains($0) }) else { return text }
        return "+" + text
    }

    /// A count: `30,000`.
    package static func count(_ value: Int) -> String {
        value < 0 ? "-" + grouped(String(value.magnitude)) : grouped(String(value))
    }

    /// `1 window`, `4 windows`: a count with its noun.
    package static func count(_ value: Int, _ singular: String, _ plural: String) -> String {
        count(value) + " " + (value == 1 ? singular : plural)
    }

    /// At most `decimals` decimals, without zeros at the end: `1` and `0.25` in sentences.
    package static func plain(_ value: Double?, decimals: Int = 2) -> String {
        var text = fixed(value, decimals: decimals)
        guard text.contains("."), !text.contains("e") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A share between 0 and 1 as a percentage: `5.00 %`.
    package static func percent(_ share: Double) -> String { fixed(100 * share, decimals: 2) + " %" }

    /// From here on a Double does not tell every whole number from the next, and nobody reads so many digits.
    package static let largestWritten = 1e15

    /// Three digits and a power of ten, `-8.33e+298`; for numbers of 1 or more.
    package static func scientific(_ value: Double) -> String {
        // `8.333e+298` or `1234567890123456.0`, the shortest text that reads back.
        let parts = value.magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + mantissa[0].count - 1
        let digits = mantissa.joined().compactMap(\.wholeNumberValue) + [0, 0, 0]
        var rounded = digits[0] * 100 + digits[1] * 10 + digits[2] + (digits[3] >= 5 ? 1 : 0)
        if rounded == 1000 { (rounded, exponent) = (100, exponent + 1) }
        let fraction = rounded % 100
        return "\(value < 0 ? "-" : "")\(rounded / 100).\(fraction < 10 ? "0" : "")\(fraction)e+\(exponent)"
    }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
