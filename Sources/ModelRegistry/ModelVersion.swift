package import ForecastCore

/// A trained model as it is kept: what it is, what it learned from, and the file that holds it.
package struct ModelVersion: Equatable, Sendable {
    /// 1 for the first of its kind and target in the registry.
    package let number: Int
    package let training: Training
    /// When, UTC, `2026-11-29T18:16:00Z`: for people, no result hangs on it.
    package let trained: String
    /// Below the folder of the registry: `lgbm/lgbm_volume_v3_2026-11-23.txt`.
    package let path: String
    /// Of the file.
    package let digest: Digest
    /// In bytes.
    package let size: Int
    /// What a global model was fitted to say; nil for a local one.
    let scope: ForecastScope?
    /// See `FittedGlobalModel.work`; 0 for a local model.
    let work: Double
    /// False once the file was collected; what is known of the version stays.
    package internal(set) var isKept: Bool
    /// Its backtest, by the ids of the metrics; empty until it was scored.
    package internal(set) var scores: [String: Double]

    /// What was trained, and on what.
    package struct Training: Equatable, Sendable {
        package let experiment: String
        /// As the spec calls it.
        package let model: String
        /// As a spec names kinds: `lightgbm`.
        package let kind: String
        package let target: String
        /// `ModelDefinition.digest`.
        package let definition: Digest
        package let file: ModelFile
        /// The last period that it learned from.
        package let cutoff: String
        package let snapshot: Digest
        /// `CodeVersion.worker`: another program might understand the file otherwise.
        package let code: String
        /// Of what else the training hung on: which data set and which of its series, how far back, the seed.
        package let context: Digest

        package init(
            experiment: String, model: String, kind: String, target: String, definition: Digest,
            file: ModelFile, cutoff: String, snapshot: Digest, code: String,
            context: Digest
        ) {
            self.experiment = experiment
            self.model = model
            self.kind = kind
            self.target = target
            self.definition = definition
            self.file = file
            self.cutoff = cutoff
            self.snapshot = snapshot
            self.code = code
            self.context = context
        }
    }

    /// `lgbm_volume_v3`: what people call it.
    package var name: String { Self.name(of: training, number: number) }

    /// `lgbm_volume`: what its number counts within.
    package var family: String { "\(training.file.stem)_\(Self.plain(training.target))" }

    /// The last part of the path.
    package var fileName: String { String(path.split(separator: "/").last ?? "") }

    static func path(of training: Training, number: Int) -> String {
        let file = training.file
        return
            "\(file.stem)/\(name(of: training, number: number))_\(plain(training.cutoff)).\(file.fileExtension)"
    }

    private static func name(of training: Training, number: Int) -> String {
        "\(training.file.stem)_\(plain(training.target))_v\(number)"
    }

    /// As file names may have it: the period `2026-11-23 08:00` has a blank and a colon. What is changed gets digits of its
    /// digest, so that no two labels become one.
    private static func plain(_ label: String) -> String {
        let text = String(label.map { isPlain($0) ? $0 : "-" })
        return text == label ? text : "\(text)-\(Digest.sha256(Array(label.utf8)).hex.prefix(6))"
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || character == "-" || character == "_")
    }
}
