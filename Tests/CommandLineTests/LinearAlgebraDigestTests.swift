import Foundation
import Testing

/// OpenBLAS reads its environment once, when it is loaded, so each variant is a process of its own.
@Suite("the bits of matrix products") struct LinearAlgebraDigestTests {
    private static let program =
        URL(fileURLWithPath: BuiltProgram.path).deletingLastPathComponent()
        .appendingPathComponent("LinearAlgebraDigest").path

    private static let variables = ["OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OPENBLAS_BLOCK_FACTOR"]

    private static let isThere = (try? digest(["OPENBLAS_CORETYPE": nil]))?.contains("openblas") == true

    /// What the program prints when the environment holds these variables (nil removes one).
    private static func digest(
        _ environment: [String: String?], processor: String? = nil
    ) throws -> String {
        let removed = variables.filter { (environment[$0] ?? nil) == nil }.flatMap { ["-u", $0] }
        let set = environment.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { "\(name)=\($0)" }
        }
        let emulator = processor.map { ["qemu-x86_64-static", "-cpu", $0] } ?? []
        let result = try BuiltProgram.run(
            removed + set + emulator + [program], in: "/", program: "/usr/bin/env")
        try #require(result.status == 0, "\(result.output)\(result.errors)")
        return result.output
    }

    @Test("are the same whatever the environment says, which is afterwards as it was")
    func environments() throws {
        guard Self.isThere else { return print("without OpenBLAS: run `make deps`") }
        let golden = try Self.digest([:]).split(separator: "\n")
        let first = try #require(golden.first)
        #expect(first.contains(/^openblas \S+ Haswell [0-9a-f]+$/))
        #expect(golden.dropFirst().allSatisfy { $0.hasSuffix(" unset") })
        for environment: [String: String] in [
            ["OPENBLAS_CORETYPE": "SkylakeX"], ["OPENBLAS_CORETYPE": "Nehalem"],
            ["OPENBLAS_CORETYPE": "garbage"], ["OPENBLAS_CORETYPE": ""], ["OPENBLAS_NUM_THREADS": "8"],
            ["OPENBLAS_BLOCK_FACTOR": "3"], ["OPENBLAS_CORETYPE": "Zen", "OPENBLAS_NUM_THREADS": "2"],
        ] {
            let lines = try Self.digest(environment.mapValues { $0 }).split(separator: "\n")
            #expect(lines.first == first, "\(environment)")
            // No child and no library that is loaded later sees what OpenBLAS was told.
            for (name, line) in zip(Self.variables, lines.dropFirst()) {
                #expect(line == "\(name) \(environment[name] ?? "unset")")
            }
        }
    }

    @Test(
        "are the same on other processors", .enabled(if: Emulator.isThere, "qemu-x86_64-static is not there"))
    func processors() throws {
        guard Self.isThere else { return print("without OpenBLAS: run `make deps`") }
        let golden = try Self.digest([:])
        for processor in ["Haswell", "EPYC", "max"] {
            #expect(try Self.digest([:], processor: processor) == golden, "\(processor)")
        }
    }
}
