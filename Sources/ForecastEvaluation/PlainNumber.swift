/// Numbers as sentences and tables show them, the same in every locale.
package enum PlainNumber {
    /// `value` with a fixed number of decimals, ties to even: `2.10`, `-0.35`, never `-0.00`.
    package static func fixed(_ value: Double, decimals: Int = 2) -> String {
        var power = 1
        for _ in 0..<decimals { power *= 10 }
        let scaled = (value.magnitude * Double(power)).rounded(.toNearestOrEven)
        // Beyond 2^53 there are no decimals left to round.
        guard scaled < 0x1p53 else { return value.description }
        let number = Int(scaled)
        let fraction = String(number % power)
        let padding = String(repeating: "0", count: max(0, decimals - fraction.count))
        let sign = value < 0 && number > 0 ? "-" : ""
        return sign + String(number / power) + (decimals > 0 ? "." + padding + fraction : "")
    }

    /// `count` with commas: `1,234`.
    package static func grouped(_ count: Int) -> String {
        let digits = String(count.magnitude)
        var text = count < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A share between 0 and 1 as a percentage: `5.00 %`.
    static func percent(_ share: Double) -> String { fixed(100 * share) + " %" }

    /// `1 window`, `4 windows`, `1,234 series`.
    static func counted(_ count: Int, _ singular: String, _ plural: String) -> String {
        "\(grouped(count)) \(count == 1 ? singular : plural)"
    }
}
