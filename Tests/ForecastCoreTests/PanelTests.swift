import ForecastCore
import Testing

@Suite("Panels and windows") struct PanelTests {
    @Test("columns and attributes are found by name")
    func lookup() {
        let panel = Panel(
            grid: TimeGrid(frequency: .weekly, origin: .number(1), count: 2), seriesIDs: ["a", "b"],
            firstStep: [0, 1],
            columns: [PanelColumn(name: "volume", knowledge: .target, values: [1, 2, .nan, 4])],
            attributes: [StaticAttribute(name: "brand", categories: ["x", "y"], codes: [1, -1])])
        #expect(panel.seriesCount == 2)
        #expect(panel.column("volume")?.values[3] == 4 && panel.column("price") == nil)
        #expect(panel.attribute("brand")?.value(ofSeries: 0) == "y")
        #expect(panel.attribute("brand")?.value(ofSeries: 1) == nil && panel.attribute("x") == nil)
    }

    @Test("a window knows its cutoff, gap and horizon")
    func window() {
        let window = BacktestWindow(index: 1, training: 0..<100, test: 101..<103, fittedIn: 0)
        #expect(window.cutoff == 99 && window.gap == 1 && window.horizon == 2)
        #expect(BacktestWindow(index: 0, training: 0..<100, test: 100..<113, fittedIn: 0).gap == 0)
    }
}
