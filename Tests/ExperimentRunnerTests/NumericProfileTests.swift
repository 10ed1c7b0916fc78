import ForecastCore
import ForecastTasks
import LinearAlgebra
import Testing

@Suite("the name of the arithmetic") struct NumericProfileTests {
    private func kind(multiplies: Bool) -> ModelKind {
        ModelKind(
            name: "k", summary: "", source: "", version: 1, parameters: [], make: .global,
            multipliesMatrices: multiplies)
    }

    @Test(
        "says nothing of OpenBLAS where no kind multiplies matrices, so that no key or manifest changes by it"
    )
    func plain() {
        #expect(CodeVersion.numericProfile(of: []) == "portable-1")
        #expect(CodeVersion.numericProfile(of: [kind(multiplies: false)]) == "portable-1")
    }

    @Test("says which OpenBLAS, and whose kernels, where one does")
    func multiplying() {
        let library = (try? OpenBLAS.load())?.profile ?? "no openblas"
        let kinds = [kind(multiplies: false), kind(multiplies: true)]
        #expect(CodeVersion.numericProfile(of: kinds) == "portable-1, \(library)")
    }
}
