/// A line of a CSV file.
package enum CSVRow {
    /// The fields, unquoted.
    package static func fields(_ line: String) -> [String] {
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var isQuoted = false
        var previous: Unicode.Scalar?
        for scalar in line.unicodeScalars {
            if scalar == "\"" {
                // Two quotes inside quotes are one.
                if !isQuoted, previous == "\"" { field.append(scalar) }
                isQuoted.toggle()
            } else if scalar == ",", !isQuoted {
                fields.append(String(field))
                field = String.UnicodeScalarView()
            } else {
                field.append(scalar)
            }
            previous = scalar
        }
        return fields + [String(field)]
    }
}
