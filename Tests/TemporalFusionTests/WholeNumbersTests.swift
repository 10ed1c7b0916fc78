import ForecastCore
import TemporalFusion
import Testing

@Suite("quantiles of what is counted") struct WholeNumbersTests {
    @Test("are those of before, rounded half up, where a series holds whole numbers from 0 alone; means stay")
    func rounded() throws {
        let counts = (0..<56).map { Double($0 * 7 % 5) }
        var panel = SmallPanel(series: [
            counts, counts.map { $0 / 2 }, counts.map { $0 - 1 },
            counts.enumerated().map { $0 % 9 == 0 ? .nan : $1 }, counts.map { $0 * 3 },
        ])
        panel.levels = [0.1, 0.5, 0.9]
        var parameters = SmallPanel.small
        parameters.wholeNumbers = false
        let before = try panel.fitted(parameters).forecast(panel.known(), jobs: 1)
        parameters.wholeNumbers = true
        let fitted = try panel.fitted(parameters)
        let after = try fitted.forecast(panel.known(), jobs: 2)
        for (place, value) in before.enumerated() {
            let isCounted = [0, 3, 4].contains(place / 16) && place % 4 > 0
            #expect(after[place] == (isCounted ? (value + 0.5).rounded(.down) : value), "\(place)")
        }
        #expect(before != after)
        // By default a series decides for itself: not one that sells 7.5 at a time.
        parameters.wholeNumbers = nil
        let byDefault = try panel.fitted(parameters).forecast(panel.known(), jobs: 1)
        for (place, value) in byDefault.enumerated() {
            #expect(value == (place / 16 == 4 ? before : after)[place], "\(place)")
        }
        #expect(before[64...] != after[64...])
        // What other languages are held against is the network's own.
        guard
            case .double(let own)? = try fitted.exchange(of: panel.known(), jobs: 1).tensor("forecast")?
                .values
        else {
            Issue.record("no forecast")
            return
        }
        #expect(own == before)
    }
}
