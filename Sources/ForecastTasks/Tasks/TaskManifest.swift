package import ForecastCore
package import Reports

/// What came of a task: equal whoever performed it.
package struct TaskManifest: Codable, Sendable {
    /// The forecasts of one model in one window.
    package struct Output: Codable, Sendable {
        /// See `TaskFile.name`.
        package let name: String
        package let sha256: String
        package let size: Int

        /// Nil where the text is no digest.
        package var digest: Digest? { Digest(hex: sha256) }
    }

    /// The stage under which the store keeps manifests, each under the id of its task.
    package static let stage = "task"

    package let task: String
    package let outputs: [Output]
    /// Series of which some forecast is a stand-in.
    package let fallbackSeries: [String]

    enum CodingKeys: String, CodingKey {
        case task, outputs
        case fallbackSeries = "fallback_series"
    }

    init(_ id: Digest, _ files: [TaskFile], fallbackSeries: [String]) {
        task = id.hex
        outputs = files.map {
            Output(name: $0.name, sha256: Digest.sha256($0.bytes).hex, size: $0.bytes.count)
        }
        self.fallbackSeries = fallbackSeries
    }

    /// Its file.
    package var bytes: [UInt8] { get throws { Array(try JSONText.line(of: self, path: "a manifest").utf8) } }

    /// - Throws: `ReportError` for anything but a manifest of `task`.
    package init(_ bytes: [UInt8], of task: Digest) throws(ReportError) {
        self = try JSONText.value(Self.self, from: bytes, path: "a manifest")
        guard self.task == task.hex, outputs.allSatisfy({ $0.digest != nil && $0.size >= 0 }) else {
            throw ReportError(operation: "read", path: "a manifest", message: "it is of another task")
        }
    }
}
