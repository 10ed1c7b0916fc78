internal import ForecastCore
internal import LocatedYAML

/// The file of a trained model that took office, as champions.yaml names it.
package struct TrainedVersion: Equatable, Sendable {
    /// `lgbm_volume`: the office, one per kind and target.
    package let office: String
    /// 3 for `lgbm_volume_v3`.
    package let number: Int
    /// Below the folder of the registry.
    package let path: String
    /// Of the file, in hexadecimal digits.
    package let digest: String
    /// The last period that it learned from.
    package let cutoff: String

    package init(office: String, number: Int, path: String, digest: String, cutoff: String) {
        self.office = office
        self.number = number
        self.path = path
        self.digest = digest
        self.cutoff = cutoff
    }

    package var name: String { "\(office)_v\(number)" }
}

extension TrainedVersion {
    init?(_ entries: MappingReader, _ diagnostics: inout DiagnosticCollector) {
        var reader = entries
        let office = reader.label("office", required: true, &diagnostics)
        let number = reader.integer("number", in: 1...1_000_000_000, required: true, &diagnostics)
        let path = reader.label("path", required: true, &diagnostics)
        let digest = reader.label("digest", required: true, &diagnostics)
        let cutoff = reader.label("cutoff", required: true, &diagnostics)
        reader.finish(&diagnostics)
        guard let office, let number, let path, let digest, let cutoff else { return nil }
        self.init(office: office, number: number, path: path, digest: digest, cutoff: cutoff)
    }

    var yaml: YAMLValue {
        .mapping([
            .init("office", .string(office)), .init("number", .integer(number)), .init("path", .string(path)),
            .init("digest", .string(digest)), .init("cutoff", .string(cutoff)),
        ])
    }
}
