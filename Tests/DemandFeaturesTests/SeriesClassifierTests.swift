import DemandFeatures
import ForecastCore
import Testing

private let missing = Double.nan

@Suite("SeriesClassifier") struct SeriesClassifierTests {
    let classifier = SeriesClassifier()

    @Test("the most important series is A even when it alone holds more than the cut")
    func topSeriesIsA() {
        #expect(classifier.abcClasses(byRevenue: [5, 90, 3, 2]) == [.b, .a, .c, .c])
    }

    @Test("a series is A while the series before it hold less than 80 %, B while less than 95 %")
    func cumulativeShares() {
        // Shares before: 0, 0.50, 0.75, 0.85, 0.95 -> A, A, A, B, C.
        #expect(classifier.abcClasses(byRevenue: [50, 25, 10, 10, 5]) == [.a, .a, .a, .b, .c])
    }

    @Test("equal revenues are ranked by index")
    func tiesByIndex() {
        // Each holds 20 %: shares before 0, 0.2, 0.4, 0.6, 0.8.
        #expect(classifier.abcClasses(byRevenue: [7, 7, 7, 7, 7]) == [.a, .a, .a, .a, .b])
    }

    @Test("without revenue all series are C, and a net return counts as none")
    func noRevenue() {
        #expect(classifier.abcClasses(byRevenue: [0, 0]) == [.c, .c])
        #expect(classifier.abcClasses(byRevenue: [-50, 10]) == [.c, .a])
        #expect(classifier.abcClasses(byRevenue: []) == [])
    }

    @Test("without a revenue column ABC ranks by volume")
    func volumeInstead() {
        let volume: [Double] = [1, 1, 50, 50]
        let classes = classifier.classify(volume: volume, revenue: nil, timeCount: 2, training: 0..<2)
        #expect(classes.abc == [.c, .a])
        let revenue: [Double] = [99, missing, 1, 0]
        #expect(
            classifier.classify(volume: volume, revenue: revenue, timeCount: 2, training: 0..<2).abc == [
                .a, .c,
            ])
    }

    @Test("the cuts themselves: X and Y include theirs, the demand patterns begin at theirs")
    func boundaries() {
        // 1 and 3: mean 2, deviation 1, CV 0.5. 0 and 2: CV 1.
        let classes = classifier.classify(volume: [1, 3, 0, 2], revenue: nil, timeCount: 2, training: 0..<2)
        #expect(classes.xyz == [.x, .y])
        var cuts = ClassCuts()
        cuts.demandInterval = 1.5
        cuts.sizeVariation = 0.25
        // 1, 0, 3: interval 3 / 2 = 1.5, sizes 1 and 3 with CV2 0.25.
        let lumpy = SeriesClassifier(cuts: cuts).classify(
            volume: [1, 0, 3], revenue: nil, timeCount: 3, training: 0..<3)
        #expect(lumpy.pattern == [.lumpy])
    }

    @Test(
        "the four demand patterns and no demand",
        arguments: [
            ([4.0, 5, 6, 5], DemandPattern.smooth),
            ([1.0, 9, 1, 9], .erratic),  // CV2 = 16 / 25
            ([1.0, 30, 1, 1], .erratic),
            ([5.0, 0, 5, 0], .intermittent),
            ([1.0, 0, 30, 0, 1, 0], .lumpy),
            ([0.0, 0, 0, 0], .noDemand),
            ([missing, missing], .noDemand),
            ([0.0, 0, 0, 5], .smooth),  // zeros before the first demand: not launched yet
            ([5.0, missing, missing, 5], .smooth),
        ])
    func patterns(values: [Double], expected: DemandPattern) {
        #expect(classifier.demandPattern(of: DemandProfile(values.span)) == expected)
    }

    @Test("the profile of a worked example")
    func workedProfile() throws {
        // Observed 0 4 0 8 (one gap): mean 3, squares 9 1 9 25 -> variance 11. From the first demand on
        // 4 0 8: 3 periods, 2 demands. Sizes 4 and 8: mean 6, variance 4, CV2 = 4 / 36.
        let values = [0, 4, missing, 0, 8]
        let profile = DemandProfile(values.span)
        #expect(profile.observedPeriods == 4)
        #expect(profile.total == 12)
        #expect(try #require(profile.volumeVariation) == 11.0.squareRoot() / 3)
        #expect(profile.demandInterval == 1.5)
        #expect(try #require(profile.sizeVariation) == 4.0 / 36)
    }

    @Test("sizes that cancel have infinite variation and no CV")
    func cancellingSizes() {
        let values = [5.0, -5]
        let profile = DemandProfile(values.span)
        #expect(profile.sizeVariation == .infinity)
        #expect(profile.volumeVariation == nil)
        #expect(classifier.xyzClass(of: profile) == .z)
    }

    @Test("nothing outside the training range is looked at")
    func trainingOnly() {
        let before: [Double] = [9, 1, 1, 1, 9, 9, 2, 2, 2, 9]
        var after = before
        for index in [0, 4, 5, 9] { after[index] = 1e9 }
        let range = 1..<4
        #expect(
            classifier.classify(volume: before, revenue: before, timeCount: 5, training: range)
                == classifier.classify(volume: after, revenue: after, timeCount: 5, training: range))
    }

    @Test("classes follow the series when the panel is permuted, and ignore the unit of volume")
    func permutationAndScale() {
        var random = RandomPath(seed: 3, ["classes"]).stream
        let rows = (0..<40).map { _ in
            (0..<20).map { _ in random.nextUniform() < 0.4 ? 0 : random.nextUniform() * 10 }
        }
        func classes(_ rows: [[Double]]) -> SeriesClasses {
            classifier.classify(volume: rows.flatMap(\.self), revenue: nil, timeCount: 20, training: 0..<20)
        }
        let original = classes(rows)
        let reversed = classes(rows.reversed())
        #expect(reversed.abc == original.abc.reversed())
        #expect(reversed.pattern == original.pattern.reversed())
        // A power of two scales without rounding.
        #expect(classes(rows.map { $0.map { $0 * 1024 } }) == original)
    }

    @Test("100,000 series of 156 weeks")
    func large() {
        var random = RandomPath(seed: 4, ["large"]).stream
        let volume = (0..<15_600_000).map { _ in Double(random.nextWord() & 7) }
        var classes: SeriesClasses?
        let duration = ContinuousClock().measure {
            classes = classifier.classify(volume: volume, revenue: volume, timeCount: 156, training: 0..<156)
        }
        print("classified 100,000 x 156 in \(duration)")
        #expect(classes?.abc.count == 100_000)
    }
}

@Suite("ClassTable") struct ClassTableTests {
    @Test("counts and volume shares per combination and on the margins")
    func cells() {
        let classes = SeriesClasses(
            abc: [.c, .a, .a, .c], xyz: [.z, .x, .x, .z], pattern: [.lumpy, .smooth, .smooth, .noDemand])
        let table = ClassTable(classes, volumes: [10, 50, 40, -3])
        #expect(
            table.cells == [
                .init(abc: .a, xyz: .x, pattern: .smooth, seriesCount: 2, volumeShare: 0.9),
                .init(abc: .c, xyz: .z, pattern: .lumpy, seriesCount: 1, volumeShare: 0.1),
                .init(abc: .c, xyz: .z, pattern: .noDemand, seriesCount: 1, volumeShare: 0),
            ])
        let margin = table.margin { $0.abc == .c }
        #expect(margin.seriesCount == 2)
        #expect(margin.volumeShare == 0.1)
    }

    @Test("a panel without volume or without series")
    func empty() {
        let none = SeriesClasses(abc: [], xyz: [], pattern: [])
        #expect(ClassTable(none, volumes: []).cells.isEmpty)
        let idle = SeriesClasses(abc: [.c], xyz: [.z], pattern: [.noDemand])
        #expect(ClassTable(idle, volumes: [0]).cells.map(\.volumeShare) == [0])
    }
}
