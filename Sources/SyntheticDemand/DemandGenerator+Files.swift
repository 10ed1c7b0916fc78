internal import ForecastCore

extension DemandGenerator {
    /// Writes `demand.csv`, `holidays.csv` and `dataset.yaml` into `folder`: the same bytes every time.
    ///
    /// The files are made in a folder beside it and moved when all are complete, so an interrupted run
    /// leaves nothing that looks like a data set. **Complexity** time in the number of rows; memory for
    /// one series and one block of text.
    ///
    /// - Parameter replacing: allows a folder that is not empty: the three files replace those of the
    ///   same names, whatever else is there stays (a `snapshot.lock`, which then says what changed).
    /// - Throws: `SyntheticDemandError.destinationExists` or `.file`.
    package func write(to folder: String, replacing: Bool = false) throws(SyntheticDemandError)
        -> GeneratedFiles
    {
        let staging = try StagingFolder(for: folder, replacing: replacing)
        do {
            let demand = try writeDemand(to: staging)
            let others =
                try staging.write(holidaysText, to: Self.holidaysFile)
                + staging.write(datasetText, to: Self.datasetFile)
            try staging.publish([Self.demandFile, Self.holidaysFile, Self.datasetFile])
            return GeneratedFiles(folder: folder, rows: demand.rows, bytes: demand.bytes + others)
        } catch {
            staging.discard()
            throw error
        }
    }

    package static let demandFile = "demand.csv"
    package static let holidaysFile = "holidays.csv"
    package static let datasetFile = "dataset.yaml"

    static let demandHeader = "sku,week,volume,price,promotion,category,product_type,profile\n"

    private func writeDemand(to staging: StagingFolder) throws(SyntheticDemandError) -> (
        rows: Int, bytes: Int
    ) {
        let file = try OutputFile(creating: staging.path(of: Self.demandFile))
        let written = try forEachBlock { bytes throws(SyntheticDemandError) in try file.write(bytes) }
        try file.close()
        return written
    }

    /// Hands the text of `demand.csv` to `body`, block by block, series after series.
    package func forEachBlock(
        _ body: ([UInt8]) throws(SyntheticDemandError) -> Void
    ) throws(SyntheticDemandError) -> (rows: Int, bytes: Int) {
        let blockSize = 1 << 20
        let labels = (0..<weeks).map { Array("\(label(ofWeek: $0)),".utf8) }
        var text = TextBuffer(capacity: blockSize + weeks * 128)
        text.append(Self.demandHeader.utf8)
        var rows = 0
        var bytes = 0
        for index in 0..<seriesCount {
            rows += Self.append(series(at: index), weekLabels: labels, to: &text)
            if text.count >= blockSize || index == seriesCount - 1 {
                try body(text.bytes)
                bytes += text.count
                text.removeAll()
            }
        }
        return (rows, bytes)
    }

    /// - Returns: the number of rows.
    private static func append(_ series: GeneratedSeries, weekLabels: [[UInt8]], to text: inout TextBuffer)
        -> Int
    {
        let prefix = Array("\(series.id),".utf8)
        let regular = Array(",0,\(series.category),\(series.productType),\(series.profile.label)\n".utf8)
        let promoted = Array(",1,\(series.category),\(series.productType),\(series.profile.label)\n".utf8)
        for row in series.volume.indices {
            text.append(prefix)
            text.append(weekLabels[series.firstWeek + row])
            text.append(decimal: series.volume[row])
            text.append(byte: UInt8(ascii: ","))
            text.append(cents: series.priceCents[row])
            text.append(series.promotion[row] ? promoted : regular)
        }
        return series.volume.count
    }

    package var holidaysText: String {
        "date,name\n" + holidays.map { "\($0.date),\($0.name)\n" }.joined()
    }

    /// The declaration of the data set; its first lines say how to make it again.
    package var datasetText: String {
        """
        # Made, and made again to the byte, by
        #   forecast data generate --series \(seriesCount) --weeks \(weeks) --seed \(seed) --output FOLDER
        description: Synthetic weekly demand of a made-up shop, no real data
        format: csv
        files: [\(Self.demandFile)]
        frequency: weekly
        columns:
          series: sku
          time: week
          targets:
            volume: volume
            revenue: {product: [volume, price]}
          known_ahead: [price, promotion]
          static: [category, product_type, profile]
        holidays: {file: \(Self.holidaysFile)}
        gaps: zero

        """
    }
}
