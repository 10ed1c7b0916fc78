import ForecastCore
import Testing

@Suite("whole numbers") struct WholeNumbersTests {
    @Test("round half up, and leave alone what is large or no number")
    func rounding() {
        #expect([0.49, 0.5, 1.5, -0.5, -0.6].map(WholeNumbers.rounded) == [0, 1, 2, 0, -1])
        // Where neighbours are one apart, adding a half would make one the other.
        #expect(WholeNumbers.rounded(WholeNumbers.limit - 1) == WholeNumbers.limit - 1)
        #expect(WholeNumbers.rounded(WholeNumbers.limit + 1) == WholeNumbers.limit + 1)
        #expect(WholeNumbers.rounded(.infinity) == .infinity && WholeNumbers.rounded(.nan).isNaN)
    }

    @Test("are all that was observed of a series that is counted")
    func counted() {
        #expect(WholeNumbers.areAll([0, 3, .nan, 12]))
        #expect(WholeNumbers.areAll([]) && WholeNumbers.areAll([.nan]))
        #expect(!WholeNumbers.areAll([0, 2.5]) && !WholeNumbers.areAll([4, -1]))
    }

    @Test("are few where a sale is of fewer than six on average, however seldom one is")
    func few() {
        #expect(WholeNumbers.areFew([5, 0, 0, 6, .nan, 0]))
        #expect(!WholeNumbers.areFew([6, 0, 0, 6, 0, 0, 0, 0, 0]))
        #expect(!WholeNumbers.areFew([1, 0.5]) && !WholeNumbers.areFew([1, -1]))
        // Of what never sold there is nothing to say.
        #expect(!WholeNumbers.areFew([0, 0]) && !WholeNumbers.areFew([.nan]))
    }
}
