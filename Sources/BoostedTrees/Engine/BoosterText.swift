package import ForecastCore
internal import Glibc

/// A trained model in LightGBM's own text form: what is stored, and what Python's lightgbm loads with
/// `lightgbm.Booster(model_str=...)`.
///
/// The bytes do not depend on the number of threads: the one line that tells it is written as 0.
package struct BoosterText: Hashable, Sendable {
    /// Always native UTF-8, so that it can be searched as bytes.
    package let text: String

    /// Takes over `text` from LightGBM, a file or a cache; `BoostedModel` finds out whether it is a model.
    package init(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        let marker = "\n[num_threads: "
        guard let start = text.utf8.firstOffset(of: marker) else {
            self.text = text
            return
        }
        let number = text.utf8.dropFirst(start + marker.utf8.count)
        let rest = number.drop { $0 != UInt8(ascii: "]") }
        // Both cuts are at ASCII characters, so what they leave is text.
        self.text = String(Substring(text.utf8.prefix(start))) + marker + "0" + String(Substring(rest))
    }

    /// The SHA-256 of the trees, without the parameters that follow them.
    package var digest: Digest { Digest.sha256(Array(trees)) }

    /// Everything up to the line `parameters:`, which starts the part that does not decide a prediction.
    package var trees: Substring.UTF8View {
        text.utf8.prefix(text.utf8.firstOffset(of: "\nparameters:") ?? text.utf8.count)
    }

    /// The first word of the header's line `key=...`; nil when there is no such line.
    func headerWord(_ key: String) -> String? {
        let marker = "\n\(key)="
        guard let start = text.utf8.firstOffset(of: marker) else { return nil }
        let value = text.utf8.dropFirst(start + marker.utf8.count)
        return String(Substring(value.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }))
    }
}

extension String.UTF8View {
    /// How many bytes stand before the first occurrence of `pattern`, which starts with a line break.
    fileprivate func firstOffset(of pattern: String) -> Int? {
        let needle = Array(pattern.utf8)
        return withContiguousStorageIfAvailable { bytes -> Int? in
            var offset = 0
            // From line break to line break: long lines of numbers are passed over at memory speed.
            while offset + needle.count <= bytes.count, let start = bytes.baseAddress,
                let lineBreak = memchr(start + offset, Int32(UInt8(ascii: "\n")), bytes.count - offset)
            {
                offset = UnsafeRawPointer(lineBreak) - UnsafeRawPointer(start)
                if bytes[offset...].starts(with: needle) { return offset }
                offset += 1
            }
            return nil
        } ?? nil
    }
}
