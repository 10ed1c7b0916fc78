import ForecastCore
import TemporalFusion
import Testing

@Suite("a network read back") struct RestoredNetworkTests {
    @Test("forecasts bit for bit what it did, and is written the same again")
    func restored() throws {
        let panel = SmallPanel.seasons
        let fitted = try panel.fitted()
        let restored = try panel.model().restored(from: fitted.bytes)
        #expect(restored.bytes == fitted.bytes)
        #expect(restored.work == fitted.work && restored.course == fitted.course)
        let values = try fitted.forecast(panel.known(), jobs: 1)
        #expect(values.allSatisfy { $0.isFinite })
        #expect(values.map(\.bitPattern) == (try restored.forecast(panel.known(), jobs: 2)).map(\.bitPattern))
    }

    @Test("encodes a later cutoff as it was trained, with a gap that training never had")
    func later() throws {
        var panel = SmallPanel.seasons
        let fitted = try panel.fitted()
        for series in panel.series.indices {
            panel.series[series][50] = .nan
            panel.series[series] += [1, 2, 3]
        }
        panel.training = 59
        let values = try fitted.forecast(panel.known(), jobs: 1)
        #expect(values.allSatisfy { $0.isFinite })
    }

    @Test("is refused where the features are others, or the horizon is")
    func mismatch() throws {
        var panel = SmallPanel.seasons
        let bytes = try panel.fitted().bytes
        panel.horizon = 5
        #expect(throws: SafeTensorsError.self) {
            try panel.model().restored(from: bytes).forecast(panel.known(), jobs: 1)
        }
        panel.horizon = 4
        panel.price = panel.series.map { $0.map { _ in 1.0 } + [1, 1, 1, 1] }
        #expect(throws: SafeTensorsError.self) {
            try panel.model().restored(from: bytes).forecast(panel.known(), jobs: 1)
        }
    }

    @Test("is refused where bytes are missing or changed, and where it is of something else")
    func damage() throws {
        let panel = SmallPanel.seasons
        let model = try panel.model()
        let bytes = try panel.fitted().bytes
        for count in stride(from: 0, to: bytes.count, by: 997) {
            #expect(throws: SafeTensorsError.self) { try model.restored(from: Array(bytes.prefix(count))) }
        }
        for index in stride(from: 0, to: bytes.count, by: 499) {
            var changed = bytes
            changed[index] ^= 64
            #expect(throws: SafeTensorsError.self, "byte \(index)") { try model.restored(from: changed) }
        }
        let other = SafeTensors([.init("x", shape: [1], .float([1]))], metadata: ["format": "pt"])
        #expect(throws: SafeTensorsError.self) { try model.restored(from: other.bytes) }
    }

    @Test("with the sizes of another network in its header is refused, whatever they are")
    func sizes() throws {
        let panel = SmallPanel.seasons
        let model = try panel.model()
        let file = try SafeTensors(bytes: try panel.fitted().bytes)
        for (key, word) in [
            ("hidden", "16"), ("hidden", "100000"), ("hidden", "0"), ("heads", "5"), ("outputs", "-1"),
            ("dropout", "2"), ("dropout", "nan"), ("static", ""), ("known", "step\tnumber\tx"),
            ("past", "target\t0"), ("measures", "scale"), ("loss", "1\t2\t3\t4"), ("loss", "1e300\t1\t"),
        ] {
            var words = file.metadata
            words[key] = word
            let changed = SafeTensors(file.tensors, metadata: words)
            #expect(throws: SafeTensorsError.self, "\(key) \(word)") {
                try model.restored(from: changed.bytes)
            }
        }
    }

    @Test("keeps the spread of its quantiles, which is read back, and refused where it is damaged")
    func kept() throws {
        var parameters = SmallPanel.small
        parameters.length = .automatic
        var panel = SmallPanel.seasons
        panel.series = (0..<40).map { panel.series[$0 % 4] }
        let fitted = try panel.fitted(parameters, jobs: 2)
        let file = try SafeTensors(bytes: fitted.bytes)
        let word = try #require(file.metadata["spread"])
        #expect(word.split(separator: "\n").count == DemandPattern.allCases.count)
        let restored = try panel.model(parameters).restored(from: fitted.bytes)
        #expect(restored.bytes == fitted.bytes)
        for wrong in ["", "1", "1\nx\n1\n1\n1", "1\t1\n1\t1\n1\t1\n1\t1\n1\t1"] {
            var words = file.metadata
            words["spread"] = wrong
            let changed = SafeTensors(file.tensors, metadata: words)
            #expect(throws: SafeTensorsError.self, "\(wrong)") {
                try panel.model(parameters).restored(from: changed.bytes)
            }
        }
    }
}
