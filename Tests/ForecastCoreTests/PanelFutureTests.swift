import ForecastCore
import Testing

@Suite("A panel that reaches beyond its data") struct PanelFutureTests {
    private let panel = Panel(
        grid: TimeGrid(frequency: .weekly, origin: .number(1), count: 3), seriesIDs: ["a", "b"],
        firstStep: [0, 1],
        columns: [
            PanelColumn(name: "volume", knowledge: .target, values: [1, 2, .nan, .nan, 4, .nan]),
            PanelColumn(name: "price", knowledge: .knownAhead, values: [5, 5, 6, 7, 7, 8]),
        ])

    @Test("knows nothing of the periods that are added")
    func extended() {
        let longer = panel.extended(toPeriods: 5)
        #expect(longer.grid.count == 5 && longer.grid.label(of: 4) == "5")
        #expect(longer.firstStep == panel.firstStep && longer.seriesIDs == panel.seriesIDs)
        #expect(
            longer.columns[1].values.map { $0.isNaN ? -1 : $0 } == [5, 5, 6, -1, -1, 7, 7, 8, -1, -1])
        #expect(panel.extended(toPeriods: 2).grid.count == 3)
    }

    @Test("ends where the target was last observed, whatever is planned for later")
    func lastObserved() {
        #expect(panel.lastObserved(of: "volume") == 1)
        #expect(panel.lastObserved(of: "price") == 2)
        #expect(panel.lastObserved(of: "revenue") == nil)
        let empty = Panel(
            grid: TimeGrid(frequency: .weekly, origin: .number(1), count: 2), seriesIDs: ["a"],
            firstStep: [0],
            columns: [PanelColumn(name: "volume", knowledge: .target, values: [.nan, .nan])])
        #expect(empty.lastObserved(of: "volume") == nil)
    }
}
