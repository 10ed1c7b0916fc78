internal import CLightGBM

/// Column names as LightGBM takes them: it refuses JSON's own characters and repeated names, and turns
/// spaces into underscores.
package enum FeatureNames {
    package static func accepted(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.map { name in
            let plain = String(
                String.UnicodeScalarView(
                    name.unicodeScalars.map { isAccepted($0) ? $0 : "_" }))
            var candidate = plain.isEmpty ? "_" : plain
            var copy = 2
            while !taken.insert(candidate).inserted {
                candidate = "\(plain)_\(copy)"
                copy += 1
            }
            return candidate
        }
    }

    private static func isAccepted(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && scalar.value >= 0x20
            && !"\",:[]{}=\\".unicodeScalars.contains(scalar)
    }
}
