/// Which forms a spec allows: `AAN`, or with Z for a letter that AICc shall choose.
///
/// A trend of Z is none or damped: a linear one goes on for ever, and costs more than it gains over a quarter
/// (`docs/models.md`). It must be asked for: by its A, or by a Y, which lets it be chosen among the others as R's `ets` does.
package struct ETSPattern: Sendable {
    package let forms: [ETSForm]

    static let words: [String] = {
        var words: [String] = []
        for error in ["A", "M", "Z"] {
            for trend in ["N", "A", "Ad", "Z", "Y"] {
                for season in ["N", "A", "M", "Z"] where error != "A" || season != "M" {
                    words.append(error + trend + season)
                }
            }
        }
        return words
    }()

    /// - Precondition: one of `words`.
    package init(_ word: String) {
        let error = word.prefix(1)
        let season = word.suffix(1)
        let trend = word.dropFirst().dropLast()
        forms = ETSForm.admissible.filter { form in
            (error == "Z" || error == form.name.prefix(1)) && (season == "Z" || season == form.name.suffix(1))
                && (trend == "Z"
                    ? form.trend != .additive : trend == "Y" || trend == form.name.dropFirst().dropLast())
        }
    }
}
