internal import NumericKernels

/// The columns of a harmonic regression: a broken line as hat functions, which sum to 1, then the waves by length.
struct WaveDesign {
    let season: Int
    /// Pieces of the line, of one length.
    let pieces: Int
    /// The most waves that may be tried.
    let waves: Int
    private let pieceLength: Double
    private let cosines: [Double]
    private let sines: [Double]

    /// Ten waves make a peak of five weeks in a year.
    private static let mostWaves = 10
    private static let mostPieces = 24

    init(steps: Int, observed: Int, season: Int) {
        self.season = season
        // A piece less than there are seasons: it is longer than the longest wave.
        pieces = min(Self.mostPieces, max(1, steps / season - 1))
        pieceLength = Double(steps - 1) / Double(pieces)
        // Half as many numbers as values at most.
        waves = max(1, min(Self.mostWaves, season / 2, (observed / 2 - pieces - 1) / 2))
        let angle = 2 * Double.pi / Double(season)
        cosines = (0..<season).map { PortableMath.cos(angle * Double($0)) }
        sines = (0..<season).map { PortableMath.sin(angle * Double($0)) }
    }

    var lineColumns: Int { pieces + 1 }

    func columns(waves: Int) -> Int { (1...waves).reduce(lineColumns) { $0 + width(ofWave: $1) } }

    /// The shortest wave of an even season has no sine.
    func width(ofWave wave: Int) -> Int { 2 * wave < season ? 2 : 1 }

    func cosine(ofWave wave: Int) -> Double { cosines[wave % season] }

    /// The piece of the line at a step: the hats there are this one and the next.
    func piece(at step: Int) -> Int { min(pieces - 1, Int(Double(step) / pieceLength)) }

    /// **Shape** `row`: `[columns(waves)]`.
    func fill(_ row: inout [Double], step: Int, waves: Int) {
        for index in 0..<lineColumns { row[index] = 0 }
        let piece = piece(at: step)
        let part = Double(step) / pieceLength - Double(piece)
        row[piece] = 1 - part
        row[piece + 1] = part
        fillWaves(&row, from: lineColumns, step: step, waves: waves)
    }

    func fillWaves(_ row: inout [Double], from start: Int, step: Int, waves: Int) {
        var column = start
        for wave in 1...waves {
            let position = wave * step % season
            row[column] = cosines[position]
            column += 1
            guard width(ofWave: wave) == 2 else { continue }
            row[column] = sines[position]
            column += 1
        }
    }
}
