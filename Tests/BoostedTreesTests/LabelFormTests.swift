import BoostedTrees
import Testing

@Suite("LabelForm") struct LabelFormTests {
    @Test("what was learned comes back, with and without logarithms", arguments: LabelForm.allCases)
    func roundTrip(form: LabelForm) {
        for scale in [1.0, 0.25, 9000] {
            for value in [0, 0.5, 1, 12, 40_000] {
                let label = form.label(Float(value / scale), scale: scale)
                let back = form.forecast(Double(label), scale: scale)
                // A Float label: 24 bits of a logarithm up to 11.
                #expect(abs(back - value) <= 3e-6 * (1 + value), "\(form) \(value) \(scale)")
            }
        }
    }

    @Test("a logarithm takes what is below 0 as 0")
    func negative() {
        #expect(LabelForm.log.label(-2, scale: 3) == LabelForm.log.label(0, scale: 3))
    }
}
