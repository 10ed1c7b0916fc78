package import ForecastCore

/// How many series fall into each combination of classes, and how much of the volume they hold.
package struct ClassTable: Equatable, Sendable {
    package struct Cell: Equatable, Sendable {
        package let abc: ABCClass
        package let xyz: XYZClass
        package let pattern: DemandPattern
        package let seriesCount: Int
        /// Between 0 and 1; 0 where the whole panel has no volume.
        package let volumeShare: Double

        package init(
            abc: ABCClass, xyz: XYZClass, pattern: DemandPattern, seriesCount: Int, volumeShare: Double
        ) {
            self.abc = abc
            self.xyz = xyz
            self.pattern = pattern
            self.seriesCount = seriesCount
            self.volumeShare = volumeShare
        }
    }

    /// The combinations that occur, in the order A X smooth, A X erratic, ..., C Z no demand.
    package let cells: [Cell]

    /// - Parameters:
    ///   - classes: of the panel.
    ///   - volumes: `[series]`, each series' total in the training data, without NaN; negative totals
    ///     count as 0.
    package init(_ classes: SeriesClasses, volumes: [Double]) {
        precondition(
            volumes.count == classes.abc.count, "volumes [\(volumes.count)] for series [\(classes.abc.count)]"
        )
        let patterns = DemandPattern.allCases.count
        let grades = XYZClass.allCases.count
        let cellCount = ABCClass.allCases.count * grades * patterns
        var counts = [Int](repeating: 0, count: cellCount)
        var sums = [Double](repeating: 0, count: cellCount)
        for series in volumes.indices {
            let row = Int(classes.abc[series].rawValue) * grades + Int(classes.xyz[series].rawValue)
            let cell = row * patterns + Int(classes.pattern[series].rawValue)
            counts[cell] += 1
            sums[cell] += max(0, volumes[series])
        }
        let total = sums.reduce(0, +)
        var cells: [Cell] = []
        for abc in ABCClass.allCases {
            for xyz in XYZClass.allCases {
                for pattern in DemandPattern.allCases {
                    let cell =
                        (Int(abc.rawValue) * grades + Int(xyz.rawValue)) * patterns + Int(pattern.rawValue)
                    guard counts[cell] > 0 else { continue }
                    cells.append(
                        Cell(
                            abc: abc, xyz: xyz, pattern: pattern, seriesCount: counts[cell],
                            volumeShare: total > 0 ? sums[cell] / total : 0))
                }
            }
        }
        self.cells = cells
    }

    /// Series and share of volume over all cells that satisfy `isIncluded`: a margin of the table.
    package func margin(where isIncluded: (Cell) -> Bool) -> (seriesCount: Int, volumeShare: Double) {
        cells.filter(isIncluded).reduce((seriesCount: 0, volumeShare: 0)) {
            ($0.seriesCount + $1.seriesCount, $0.volumeShare + $1.volumeShare)
        }
    }
}
