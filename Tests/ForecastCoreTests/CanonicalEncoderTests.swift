import ForecastCore
import Testing

@Suite("Canonical encoding") struct CanonicalEncoderTests {
    /// A key made of the fields that `add` adds.
    private func digest(_ add: (inout CanonicalEncoder) -> Void) -> Digest {
        var encoder = CanonicalEncoder(stage: "s", version: 1)
        add(&encoder)
        return encoder.digest
    }

    private func expectAllDifferent(
        _ digests: [Digest], sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(Set(digests).count == digests.count, sourceLocation: sourceLocation)
    }

    // Literals from Tests/GoldenSources/core_vectors.py. When one of them changes, every cache in the
    // world is void: think twice.
    @Test("the bytes of a key are pinned")
    func pinned() throws {
        #expect(digest { _ in }.hex == "812a8f69b76a52d1417957c0efb06d95859ac8f74bb7aca92e146435a0f3ba24")
        var encoder = CanonicalEncoder(stage: "forecast", version: 3)
        encoder.add("model", "ets")
        encoder.add("season", -52)
        encoder.add("seed", UInt64.max)
        encoder.add("alpha", 0.1)
        encoder.add("damped", true)
        encoder.add("panel", Digest.sha256("abc"))
        encoder.add("targets", ["volume", "revenue"])
        encoder.add("lags", [1, 2, 52])
        encoder.add("levels", [0.1, 0.5, -0.0, .nan])
        #expect(encoder.bytes.count == 360)
        #expect(encoder.digest.hex == "a3d7652ebf0c1bb94b7afba7e6d7bb96b10b33ee17f2171623543b1770217717")
    }

    @Test("every NaN is one NaN")
    func notANumber() {
        let kinds: [Double] = [.nan, -.nan, .signalingNaN, Double(nan: 77, signaling: false), 0.0 / 0.0]
        #expect(Set(kinds.map { value in digest { $0.add("x", value) } }).count == 1)
        #expect(Set(kinds.map { value in digest { $0.add("x", [value]) } }).count == 1)
    }

    @Test("numbers that differ in a bit give different keys, and so do the two zeros")
    func numbers() {
        let values: [Double] = [0, -0.0, 1, 1.0.nextUp, .leastNonzeroMagnitude, .infinity, -.infinity, .nan]
        expectAllDifferent(values.map { value in digest { $0.add("x", value) } })
        expectAllDifferent(values.map { value in digest { $0.add("x", [value]) } })
    }

    @Test("the type of a field is part of the key")
    func types() {
        expectAllDifferent([
            digest { $0.add("x", 1) }, digest { $0.add("x", UInt64(1)) }, digest { $0.add("x", 1.0) },
            digest { $0.add("x", true) }, digest { $0.add("x", "1") }, digest { $0.add("x", [1]) },
            digest { $0.add("x", [1.0]) }, digest { $0.add("x", ["1"]) },
        ])
    }

    @Test("names, order, presence, stage and version of fields are part of the key")
    func fields() {
        var otherStage = CanonicalEncoder(stage: "t", version: 1)
        var otherVersion = CanonicalEncoder(stage: "s", version: 2)
        otherStage.add("a", 1)
        otherVersion.add("a", 1)
        expectAllDifferent([
            digest { $0.add("a", 1) }, digest { $0.add("b", 1) }, digest { _ in },
            digest {
                $0.add("a", 1)
                $0.add("b", 2)
            },
            digest {
                $0.add("b", 2)
                $0.add("a", 1)
            },
            digest {
                $0.add("a", 1)
                $0.add("a", 1)
            }, otherStage.digest, otherVersion.digest,
        ])
    }

    @Test("no text is taken for another by where it is cut")
    func boundaries() {
        expectAllDifferent([
            digest { $0.add("x", ["ab", "c"]) }, digest { $0.add("x", ["a", "bc"]) },
            digest { $0.add("x", ["abc"]) },
            digest { $0.add("x", ["a", "b", "c"]) }, digest { $0.add("x", ["a, b, c"]) },
            digest { $0.add("x", [String]()) },
            digest { $0.add("x", [""]) }, digest { $0.add("x", "") }, digest { $0.add("x", "abc") },
            digest { $0.add("xa", "bc") },
        ])
        expectAllDifferent([
            digest { $0.add("x", [Int]()) }, digest { $0.add("x", [Double]()) }, digest { $0.add("x", [0]) },
        ])
    }

    @Test("texts that look the same and are written with other scalars give different keys")
    func normalisation() {
        expectAllDifferent([digest { $0.add("x", "\u{E9}") }, digest { $0.add("x", "e\u{301}") }])
    }

    @Test("the parts name every field and its value")
    func parts() {
        var encoder = CanonicalEncoder(stage: "forecast", version: 2)
        encoder.add("alpha", 0.1)
        encoder.add("zero", -0.0)
        encoder.add("damped", false)
        encoder.add("targets", ["volume", "revenue"])
        encoder.add("lags", [1, 52])
        encoder.add("levels", [0.1, 0.9])
        let expected = [
            ("stage", "forecast"), ("version", "2"), ("alpha", "0.1"), ("zero", "-0.0"), ("damped", "false"),
            ("targets", #"["volume", "revenue"]"#), ("lags", "[1, 52]"), ("levels", "[0.1, 0.9]"),
        ]
        #expect(encoder.parts == expected.map { CanonicalEncoder.Part(name: $0.0, value: $0.1) })
    }

    @Test("different lists never read alike")
    func listParts() {
        let lists = [[], [""], ["a, b"], ["a", "b"], ["a\", \"b"], ["a\\", "b"], ["a\\\", \"b"]]
        let texts = lists.map { list in
            var encoder = CanonicalEncoder(stage: "s", version: 1)
            encoder.add("x", list)
            return encoder.parts[2].value
        }
        #expect(Set(texts).count == lists.count, "\(texts)")
    }
}
