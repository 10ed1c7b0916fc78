/// `{"exception_type":"Binder","exception_message":"...","position":"14"}`, perhaps with words before it.
struct SpokenError {
    let type: String
    let message: String
    let position: Int?

    init(_ said: String) {
        type = Self.value("exception_type", in: said) ?? ""
        message = Self.value("exception_message", in: said) ?? said
        position = Self.value("position", in: said).flatMap { Int($0) }
    }

    /// The text under a key; only keys of the outermost object are asked for, and no value holds a quote without a
    /// backslash.
    private static func value(_ key: String, in json: String) -> String? {
        guard let start = json.firstRange(of: "\"\(key)\":\"") else { return nil }
        var text = ""
        var isEscaped = false
        for character in json[start.upperBound...].unicodeScalars {
            if isEscaped {
                text.unicodeScalars.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return text
            } else {
                text.unicodeScalars.append(character)
            }
        }
        return nil
    }
}
