internal import ExperimentRunner
internal import Files
internal import Reports

/// A data set as `data show` presents it.
package struct ShownDataset: CommandAnswer {
    let profile: DatasetProfile

    package func text(width: Int?) -> String { DatasetTable(profile, width: width ?? 100).text }

    package func encode(to encoder: any Encoder) throws { try profile.encode(to: encoder) }

    /// Writes a page for a browser.
    package func writePage(to path: String) throws {
        try AtomicFile.write(DatasetPage.render(profile), to: path)
    }
}
