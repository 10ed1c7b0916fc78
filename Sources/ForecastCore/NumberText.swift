/// Numbers as people read them, the same in every country: a point for decimals, a comma between
/// thousands. Files for machines use the shortest round-trip text instead.
package enum NumberText {
    /// What stands where a number is undefined.
    package static let undefined = "n/a"

    /// `1,234.50` for 1234.5 and two decimals; never `-0.00`.
    package static func fixed(_ value: Double?, decimals: Int) -> String {
        guard let value, value.isFinite else { return undefined }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 1e15 else { return value.description }
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
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A share between 0 and 1 as a percentage: `5.00 %`.
    package static func percent(_ share: Double) -> String { fixed(100 * share, decimals: 2) + " %" }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
