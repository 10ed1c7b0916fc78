import NumericKernels
import Testing

@Suite("StudentT") struct StudentTTests {
    /// As the type promises.
    private func agrees(_ found: Double, _ wanted: Double, degrees: Double = 1) -> Bool {
        (found / wanted - 1).magnitude < (degrees > 1e4 ? 1e-9 : 1e-12)
    }

    @Test("tails and quantiles agree with 60-digit arithmetic", arguments: ["tail", "quantile"])
    func golden(kind: String) throws {
        let rows = try GoldenMath.lines(of: "student_t.txt").filter { $0.hasPrefix(kind) }
        #expect(rows.count > 100)
        for row in rows {
            let numbers = row.split(separator: " ").dropFirst().compactMap { Double($0) }
            try #require(numbers.count == 3)
            let found =
                kind == "tail"
                ? StudentT.upperTail(numbers[1], degreesOfFreedom: numbers[0])
                : StudentT.upperQuantile(numbers[1], degreesOfFreedom: numbers[0])
            #expect(agrees(found, numbers[2]), "\(row): \(found)")
        }
    }

    @Test("a quantile has its probability above it, at any real degrees of freedom")
    func inverse() {
        var degrees = 1.0
        while degrees < 2e7 {
            for p in [0.4999, 0.3, 0.025, 1e-3, 1e-12] {
                let t = StudentT.upperQuantile(p, degreesOfFreedom: degrees)
                #expect(
                    agrees(StudentT.upperTail(t, degreesOfFreedom: degrees), p, degrees: degrees),
                    "\(degrees) \(p)")
            }
            degrees *= 1.618
        }
    }

    @Test("symmetric, with known ends, and the normal distribution in the limit")
    func ends() {
        #expect(StudentT.upperTail(0, degreesOfFreedom: 3) == 0.5)
        #expect(
            StudentT.upperTail(-2, degreesOfFreedom: 3) == 1 - StudentT.upperTail(2, degreesOfFreedom: 3))
        #expect(StudentT.upperTail(.infinity, degreesOfFreedom: 3) == 0)
        #expect(StudentT.upperTail(1e300, degreesOfFreedom: 3) == 0)
        #expect(StudentT.upperTail(.nan, degreesOfFreedom: 3).isNaN)
        #expect(StudentT.upperTail(1, degreesOfFreedom: 0).isNaN)
        #expect(StudentT.upperQuantile(0.5, degreesOfFreedom: 3) == 0)
        #expect(StudentT.upperQuantile(0, degreesOfFreedom: 3) == .infinity)
        #expect(StudentT.upperQuantile(0.6, degreesOfFreedom: 3).isNaN)
        let normal = -NormalDistribution.quantile(0.025)
        #expect((StudentT.upperQuantile(0.025, degreesOfFreedom: 9.9e6) / normal - 1).magnitude < 1e-6)
        #expect(StudentT.upperQuantile(0.025, degreesOfFreedom: 1e9) == normal)
    }
}
