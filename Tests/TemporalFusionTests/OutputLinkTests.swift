import ForecastCore
import TemporalFusion
import Testing

@Suite("the link of outputs to forecasts") struct OutputLinkTests {
    @Test("has the slope that finite differences find, and an inverse", arguments: OutputLink.allCases)
    func slope(link: OutputLink) {
        for output in [-30, -3, -0.4, -1e-3, 0, 1e-3, 0.7, 2, 9.0] {
            let (value, slope) = link.forecast(output)
            // Central differences: the error falls with the square of the step, but where the slope of `log` bends.
            let step = 1e-5
            let difference =
                (link.forecast(output + step).value - link.forecast(output - step).value) / (2 * step)
            if link != .log || (output > -20 && output != 0) {
                #expect((slope - difference).magnitude <= 1e-6 * max(1, slope), "\(link) at \(output)")
            }
            #expect(value.isFinite && slope >= 0 && (link == .softplus || slope >= 1))
        }
        for forecast in [0.05, 0.4, 1, 1.7, 12] {
            let back = link.forecast(link.output(for: forecast)).value
            #expect((back - forecast).magnitude <= 1e-12 * max(1, forecast), "\(link)")
        }
    }

    @Test("known values: e - 1 and its negative, log 2; softplus is never below 0, the logarithm's bounded")
    func values() {
        #expect((OutputLink.log.forecast(1).value - 1.718_281_828_459_045).magnitude < 1e-12)
        #expect(OutputLink.log.forecast(-1).value == 0 - OutputLink.log.forecast(1).value)
        #expect((OutputLink.softplus.forecast(0).value - 0.693_147_180_559_945).magnitude < 1e-12)
        #expect(OutputLink.softplus.forecast(-700).value >= 0)
        #expect(OutputLink.softplus.forecast(700).value == 700)
        #expect(OutputLink.log.forecast(1e9).value < 1e9)
        #expect(OutputLink.identity.forecast(-7).value == -7)
    }

    @Test("a network with softplus forecasts nothing below 0; one with returns does so with the others")
    func signs() throws {
        var random = RandomPath(seed: 8, ["returns"]).stream
        var panel = SmallPanel(
            series: (0..<8).map { _ in (0..<56).map { _ in 10 * random.nextUniform() - 7 } })
        panel.levels = [0.1, 0.5]
        for link in OutputLink.allCases {
            var parameters = SmallPanel.small
            parameters.link = link
            parameters.length = .steps(80)
            let fitted = try panel.fitted(parameters)
            let values = try fitted.forecast(panel.known(), jobs: 2)
            #expect(values.allSatisfy { $0.isFinite })
            // Of uniforms between -7 and 3 the tenth and the median are -6 and -2.
            #expect(values.contains { $0 < 0 } == (link != .softplus), "\(link)")
            #expect(try panel.model(parameters).restored(from: fitted.bytes).bytes == fitted.bytes)
        }
    }
}
