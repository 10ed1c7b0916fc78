import TemporalFusion
import Testing

@Suite("the scales of series") struct SeriesScalesTests {
    /// Two series of six training periods and two beyond, which no scale may see.
    private static let targets: [Float] = [
        0, 4, .nan, 2, 0, 6, 900, 900,
        0, 0, 0, -3, 0, 0, 900, 900,
    ]

    private static func scales(_ targets: [Float], origins: Int) -> SeriesScales {
        SeriesScales(of: targets, series: targets.count / 8, periods: 8, origins: origins)
    }

    @Test("are the mean of |y| up to the origin, 1 before the first sale")
    func means() {
        let scales = Self.scales(Self.targets, origins: 6)
        #expect(
            (0..<6).map { scales.scale(ofSeries: 0, at: $0) } == [1, 2, 2, 2, 1.5, Double(Float(12) / 5)])
        #expect(scales.scale(ofSeries: 1, at: 2) == 1 && scales.scale(ofSeries: 1, at: 3) == 0.75)
        #expect(scales.atCutoff == [Double(Float(12) / 5), 0.5])
        #expect(
            (0..<6).map { scales.isBeforeTheFirst(ofSeries: 1, at: $0) } == [
                true, true, true, false, false, false,
            ])
    }

    @Test("of an origin are those of data that end there")
    func known() {
        let all = Self.scales(Self.targets, origins: 6)
        for origin in 0..<6 {
            let cut = Self.targets.enumerated().map { $0.offset % 8 > origin ? Float(1e6) : $0.element }
            let then = Self.scales(cut, origins: origin + 1)
            for series in 0..<2 {
                #expect(then.atCutoff[series] == all.scale(ofSeries: series, at: origin))
            }
        }
    }

    @Test("have a floor for one sale in years, and say nothing of what is beyond every number")
    func floor() {
        let once = SeriesScales(
            of: (0..<200).map { $0 == 0 ? 100 : 0 }, series: 1, periods: 200, origins: 200)
        #expect(once.atCutoff == [2])
        let beyond = SeriesScales(of: [1, .infinity, 1], series: 1, periods: 3, origins: 3)
        #expect(beyond.scale(ofSeries: 0, at: 0) == 1 && beyond.atCutoff[0].isNaN)
        let zeros = SeriesScales(of: [0, 0], series: 1, periods: 2, origins: 2)
        #expect(zeros.atCutoff == [1] && !zeros.isBeforeTheFirst(ofSeries: 0, at: 0))
    }
}
