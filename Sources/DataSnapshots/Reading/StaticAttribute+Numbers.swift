internal import ForecastCore

extension StaticAttribute {
    /// An attribute of numbers that the file writes with marks of another country, in the notation that features read:
    /// `1.500,5` as 1500.5. One of texts, or of numbers without a mark, such as `007`, stays as it is.
    ///
    /// **Missing values** words of `missing_values` are no value of such an attribute.
    func plain(_ reader: NumberReader) -> StaticAttribute {
        let plain = categories.map { category -> String? in
            var text = category
            return text.withUTF8 { cell in
                if case .value(let number) = reader.parse(cell) { return number.description }
                return reader.isMissing(cell) ? "" : nil
            }
        }
        let isMarked = categories.contains { category in
            Double(category) == nil || category.utf8.contains(.point) || category.utf8.contains(.comma)
        }
        guard reader.isForeign, isMarked, !plain.contains(nil) else { return self }
        let values = plain.compactMap(\.self)
        let kept = Set(values).subtracting([""]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, Int32($0)) })
        return StaticAttribute(
            name: name, categories: kept,
            codes: codes.map { $0 < 0 ? -1 : places[values[Int($0)]] ?? -1 })
    }
}
