import ForecastCore
import Testing

@Suite("Numbers in words") struct NumberTextTests {
    @Test(
        "fixed decimals",
        arguments: [
            (1234.5, 2, "1,234.50"), (-0.001, 2, "0.00"), (0.005, 2, "0.01"), (-12.344, 2, "-12.34"),
            (0, 0, "0"), (0.125, 2, "0.13"), (7, 0, "7"),
            (999.6, 0, "1,000"), (1e20, 2, "1.00e+20"), (8.3333333333333333e298, 3, "8.33e+298"),
            (-9.996e299, 2, "-1.00e+300"),
            (12_345_678_901_234.56, 2, "12,345,678,901,234.6"), (999_999_999_999_999.6, 2, "1.00e+15"),
            (1_234_567_890_123_456, 0, "1.23e+15"), (.greatestFiniteMagnitude, 7, "1.80e+308"),
            (.nan, 2, "n/a"), (.infinity, 1, "n/a"),
            (0.07, 3, "0.070"),
        ] as [(Double, Int, String)])
    func fixed(value: Double, decimals: Int, text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test("signs of differences")
    func signed() {
        #expect(NumberText.signed(0.42, decimals: 2) == "+0.42")
        #expect(NumberText.signed(-0.42, decimals: 2) == "-0.42")
        #expect(NumberText.signed(0.001, decimals: 2) == "0.00")
        #expect(NumberText.signed(nil, decimals: 2) == "n/a")
        #expect(NumberText.plain(1e20) == "1.00e+20")
        #expect(NumberText.plain(1.10) == "1.1" && NumberText.plain(100) == "100")
        #expect(NumberText.count(30_000) == "30,000" && NumberText.count(-1234) == "-1,234")
    }
}
