internal import ForecastCore

/// The classes of every series of a data set as of its end: the content of `forecast classify --json` and the only
/// input of its other renderers.
package struct SeriesClassification: Encodable, Equatable, Sendable {
    package static let currentSchemaVersion = 1

    package var schemaVersion = SeriesClassification.currentSchemaVersion
    package var dataset: String
    package var snapshotDigest: String
    /// The last period that the classes know of.
    package var lastLabel: String
    package var cuts: Cuts
    /// The column that variability and pattern are about, and the one that importance is about.
    package var volume, importance: String
    /// Empty combinations left out.
    package var classes: [ExperimentReport.ClassCell]
    /// In the order of the data set; only those that somebody chose where `isChosen`.
    package var series: [Series]
    package var isChosen: Bool

    package init(
        dataset: String, snapshotDigest: String, lastLabel: String, cuts: Cuts, volume: String,
        importance: String, classes: [ExperimentReport.ClassCell], series: [Series], isChosen: Bool
    ) {
        self.dataset = dataset
        self.snapshotDigest = snapshotDigest
        self.lastLabel = lastLabel
        self.cuts = cuts
        self.volume = volume
        self.importance = importance
        self.classes = classes
        self.series = series
        self.isChosen = isChosen
    }

    /// Where classes begin and end, by the names of a spec.
    package struct Cuts: Encodable, Equatable, Sendable {
        package var adi, cv2: Double
        package var abc, xyz: [Double]

        package init(adi: Double, cv2: Double, abc: [Double], xyz: [Double]) {
            self.adi = adi
            self.cv2 = cv2
            self.abc = abc
            self.xyz = xyz
        }
    }

    package struct Series: Encodable, Equatable, Sendable {
        package var uniqueID: String
        package var abc, xyz, pattern: String
        /// Observed periods of volume.
        package var history: Int
        /// Average demand interval, squared variation of demand sizes, variation of volume; undefined without demand.
        package var adi, cv2, cv: Figure

        package init(
            uniqueID: String, abc: String, xyz: String, pattern: String, history: Int, adi: Figure,
            cv2: Figure, cv: Figure
        ) {
            self.uniqueID = uniqueID
            self.abc = abc
            self.xyz = xyz
            self.pattern = pattern
            self.history = history
            self.adi = adi
            self.cv2 = cv2
            self.cv = cv
        }

        enum CodingKeys: String, CodingKey {
            case uniqueID = "unique_id"
            case abc = "abc_class"
            case xyz = "xyz_class"
            case pattern = "demand_pattern"
            case history, adi, cv2, cv
        }
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case dataset
        case snapshotDigest = "snapshot_digest"
        case lastLabel = "last_label"
        case cuts, volume, importance, classes, series
    }
}

extension SeriesClassification {
    /// One line per series; undefined numbers are empty fields.
    package var csv: [UInt8] {
        var buffer = CSVBuffer()
        buffer.endRow([
            "unique_id", "abc_class", "xyz_class", "demand_pattern", "history", "adi", "cv2", "cv",
        ])
        for row in series {
            for text in [row.uniqueID, row.abc, row.xyz, row.pattern] {
                buffer.append(CSVBuffer.field(text))
                buffer.append(CSVBuffer.comma)
            }
            buffer.append(Array(String(row.history).utf8))
            for figure in [row.adi, row.cv2, row.cv] {
                buffer.append(CSVBuffer.comma)
                if let value = figure.value { buffer.append(value) }
            }
            buffer.append(CSVBuffer.newline)
        }
        return buffer.bytes
    }
}
