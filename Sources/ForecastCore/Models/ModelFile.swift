/// How trained models of a kind are called as files: `lgbm_volume_v3_2026-11-23.txt`.
package struct ModelFile: Equatable, Sendable {
    /// Of the folder, and at the beginning of the name: `lgbm`.
    package let stem: String
    /// Without a dot, by the format of the file: `txt`, `safetensors`.
    package let fileExtension: String

    /// Of a local model: the parameters of its series. See `SeriesFits`.
    package static func fits(of kind: String) -> ModelFile { ModelFile(stem: kind, fileExtension: "fits") }

    /// Of a combination. See `CombinationLesson`.
    package static func shares(of kind: String) -> ModelFile {
        ModelFile(stem: kind, fileExtension: sharesExtension)
    }

    private static let sharesExtension = "shares"

    package var holdsShares: Bool { fileExtension == Self.sharesExtension }

    package init(stem: String, fileExtension: String) {
        self.stem = stem
        self.fileExtension = fileExtension
    }
}
