import BoostedTrees
import Testing

@Suite("a sample of origins") struct OriginSampleTests {
    private let ids = (0..<300).map { "SKU\($0)" }

    private func taken(_ sample: OriginSample, series: Range<Int>? = nil) -> [[Bool]] {
        (series ?? ids.indices).map { series in
            (0..<100).map { sample.takes(series: series, origin: $0) }
        }
    }

    @Test("is about the share that was asked for, of every series and period")
    func share() {
        let taken = taken(OriginSample(of: ids, share: 0.3, seed: 7))
        // 30,000 draws: six standard deviations of their share are 0.016, of a series' and a period's at most 0.28 and 0.16.
        func share(_ flags: some Collection<Bool>) -> Double {
            Double(flags.count { $0 }) / Double(flags.count)
        }
        #expect(abs(share(Array(taken.joined())) - 0.3) < 0.016)
        #expect(taken.allSatisfy { abs(share($0) - 0.3) < 0.28 })
        #expect((0..<100).allSatisfy { period in abs(share(taken.map { $0[period] }) - 0.3) < 0.16 })
    }

    @Test("depends on the series, the period and the seed, and on nothing else")
    func identity() {
        let all = taken(OriginSample(of: ids, share: 0.3, seed: 7))
        #expect(taken(OriginSample(of: ids.reversed(), share: 0.3, seed: 7)) == all.reversed())
        #expect(
            taken(OriginSample(of: Array(ids.suffix(40)), share: 0.3, seed: 7), series: 0..<40)
                == Array(all.suffix(40)))
        #expect(taken(OriginSample(of: ids, share: 0.3, seed: 8)) != all)
        // A larger share has the smaller one in it.
        let more = taken(OriginSample(of: ids, share: 0.6, seed: 7))
        #expect(zip(all.joined(), more.joined()).allSatisfy { !$0 || $1 })
    }
}
