/// How trained models of a kind are called as files: `lgbm_volume_v3_2026-11-23.txt`.
package struct ModelFile: Equatable, Sendable {
    /// Of the folder, and at the beginning of the name: `lgbm`.
    package let stem: String
    /// Without a dot, by the format of the file: `txt`, `safetensors`.
    package let fileExtension: String

    package init(stem: String, fileExtension: String) {
        self.stem = stem
        self.fileExtension = fileExtension
    }
}
