import ForecastCore
import Testing

@Suite("Random streams") struct RandomStreamTests {
    private func stream(_ components: String...) -> RandomStream { RandomPath(seed: 42, components).stream }

    // Literals from Tests/GoldenSources/core_vectors.py, an implementation of its own.
    @Test("the numbers of a path are pinned")
    func pinned() {
        var words = stream("ets", "2024-01-01", "sku-7", "paths")
        #expect(
            (0..<6).map { _ in words.nextWord() }
                == [0xd523_c0f2, 0xf911_d057, 0xf855_4c2b, 0x12ca_4f80, 0xdc6d_8a71, 0x3f1e_1b15])
        var root = RandomPath(seed: 0).stream
        #expect((0..<2).map { _ in root.nextWord() } == [0xd82e_9cb4, 0xa01f_702a])
        var uniforms = stream("ets", "2024-01-01", "sku-7", "paths")
        #expect(
            (0..<3).map { _ in uniforms.nextUniform() } == [
                0.8325768082805277, 0.9700515370521227, 0.8610464598160593,
            ])
        var indices = stream("indices")
        #expect((0..<12).map { _ in indices.nextIndex(below: 10) } == [2, 3, 5, 7, 0, 9, 6, 9, 5, 5, 0, 4])
        var large = stream("large")
        #expect(
            (0..<4).map { _ in large.nextIndex(below: 3_000_000_000) }
                == [469_525_343, 1_197_322_036, 2_491_807_087, 931_823_389])
        var shuffles = stream("shuffle")
        var elements = Array(0..<10)
        shuffles.shuffle(&elements)
        #expect(elements == [6, 5, 9, 3, 1, 2, 8, 7, 4, 0])
    }

    @Test("uniform numbers lie strictly between 0 and 1, with the mean and variance of their law")
    func uniform() {
        var stream = stream("uniform")
        let count = 200_000
        let values = (0..<count).map { _ in stream.nextUniform() }
        #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
        let mean = values.reduce(0, +) / Double(count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        // Five standard errors: sqrt(1/12/n) = 6.5e-4 and sqrt(1/180/n) = 1.7e-4.
        #expect(abs(mean - 0.5) < 3.3e-3)
        #expect(abs(variance - 1.0 / 12) < 8.5e-4)
    }

    @Test("the outermost cells of the uniform numbers stay inside the open interval")
    func uniformExtremes() {
        #expect((0.0 + 0.5) * 0x1p-52 > 0)
        #expect((Double((UInt64(1) << 52) - 1) + 0.5) * 0x1p-52 < 1)
    }

    @Test("indices are within bounds and evenly spread", arguments: [1, 2, 3, 7, 10, 100])
    func indices(bound: Int) {
        var stream = stream("indices", "\(bound)")
        let draws = 20_000
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<draws { counts[stream.nextIndex(below: bound)] += 1 }
        let expected = Double(draws) / Double(bound)
        let chiSquare = counts.reduce(0.0) {
            $0 + (Double($1) - expected) * (Double($1) - expected) / expected
        }
        // Mean k and variance 2k for k = bound - 1 degrees of freedom; five standard deviations and slack
        // for small k.
        let freedom = Double(bound - 1)
        #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot() + 5)
    }

    @Test("a bound of three quarters of the words shows no trace of wrapping round")
    func rejection() {
        // Without rejection each third of 0..<3 * 2^30 would be hit with odds 2:1:1.
        var stream = stream("rejection")
        var counts = [0, 0, 0]
        for _ in 0..<30_000 { counts[stream.nextIndex(below: 3 << 30) >> 30] += 1 }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
        #expect(stream.nextIndex(below: 1) == 0)
        #expect(stream.nextIndex(below: Int(UInt32.max)) < Int(UInt32.max))
    }

    @Test("a shuffle keeps every element", arguments: [0, 1, 2, 3, 100])
    func shuffleKeeps(count: Int) {
        var stream = stream("shuffle", "\(count)")
        var elements = Array(0..<count)
        stream.shuffle(&elements)
        #expect(elements.sorted() == Array(0..<count))
    }

    @Test("all orders of three elements come up equally often")
    func shuffleEven() {
        var stream = stream("orders")
        var counts = [Int](repeating: 0, count: 27)
        for _ in 0..<12_000 {
            var elements = [0, 1, 2]
            stream.shuffle(&elements)
            counts[elements[0] * 9 + elements[1] * 3 + elements[2]] += 1
        }
        // Binomial with p = 1/6: standard deviation 41.
        #expect(counts.filter { $0 > 0 }.count == 6)
        #expect(counts.filter { $0 > 0 }.allSatisfy { abs($0 - 2000) < 205 })
    }

    @Test("another seed, component or order of components is another stream; the same path the same")
    func paths() {
        let paths = [
            RandomPath(seed: 1), RandomPath(seed: 2), RandomPath(seed: 1, ["a"]),
            RandomPath(seed: 1, ["a", "b"]),
            RandomPath(seed: 1, ["b", "a"]), RandomPath(seed: 1, ["ab"]), RandomPath(seed: 1, ["a", ""]),
        ]
        let first = paths.map { path in
            var stream = path.stream
            return [stream.nextWord(), stream.nextWord()]
        }
        #expect(Set(first).count == paths.count)
        var direct = RandomPath(seed: 1, ["a", "b"]).stream
        var appended = RandomPath(seed: 1).appending("a").appending("b").stream
        for _ in 0..<20 { #expect(direct.nextWord() == appended.nextWord()) }
    }

    @Test("a copy of a stream goes on by itself")
    func valueSemantics() {
        var stream = stream("copy")
        _ = stream.nextWord()
        var copy = stream
        #expect((0..<9).map { _ in stream.nextWord() } == (0..<9).map { _ in copy.nextWord() })
    }
}
