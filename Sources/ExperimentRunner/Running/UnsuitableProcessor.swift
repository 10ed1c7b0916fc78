internal import NumericKernels

/// The processor is not one on which results are promised: see docs/decisions/0012.
package struct UnsuitableProcessor: Error, CustomStringConvertible {
    let missing: [String]

    /// - Throws: itself below x86-64-v3. Called where results are computed; what only reads works everywhere.
    package static func check() throws(UnsuitableProcessor) {
        let missing = Processor.missingInstructions
        if !missing.isEmpty { throw UnsuitableProcessor(missing: missing) }
    }

    package var description: String {
        "this processor is below x86-64-v3: it lacks \(missing.joined(separator: ", ")). Results are computed on "
            + "x86-64-v3 only (Intel from Haswell, AMD from Excavator), where they are tested to be the same to the bit"
    }
}
