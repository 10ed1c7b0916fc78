internal import CProcessor

/// What the processor that this program runs on can do.
package enum Processor {
    /// The instruction sets of x86-64-v3 that are not there, as Linux spells them; empty on every processor
    /// that has them all, and on other architectures, of which nothing is known here.
    ///
    /// The program itself is compiled for every x86-64, so that it can say this instead of dying of an illegal
    /// instruction.
    package static var missingInstructions: [String] {
        let missing = processor_missing_v3()
        return instructionSets.indices.filter { missing >> UInt32($0) & 1 == 1 }.map { instructionSets[$0] }
    }

    /// In the order of the bits of `processor_missing_v3`.
    private static let instructionSets = [
        "sse3", "ssse3", "sse4_1", "sse4_2", "popcnt", "cx16", "lahf_lm", "osxsave", "avx", "avx2", "fma",
        "bmi1",
        "bmi2", "f16c", "lzcnt", "movbe",
    ]
}
