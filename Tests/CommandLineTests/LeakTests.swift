import Foundation
import Testing

@Suite("the future") struct LeakTests {
    @Test("moves no forecast by a bit, whatever happens after the last cutoff")
    func corruptedFuture() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        // Those of earlier cutoffs too, whose training data does not change either.
        let before = try project.forecastsAlone()

        // The last window's test periods are the last six weeks of the data.
        try project.changeSales(in: project.weeks().suffix(6), price: "77.77")
        try project.remove("results/.store")
        try project.succeed(["run", "experiments/shop.yaml"])
        let after = try project.forecastsAlone()

        #expect(before.count == after.count)
        #expect(zip(before, after).allSatisfy { $0 == $1 })
        #expect(before.count > 10_000)
    }
}
