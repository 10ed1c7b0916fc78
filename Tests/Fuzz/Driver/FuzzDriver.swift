internal import FuzzInputs
internal import Glibc

/// libFuzzer's own loop (compiler-rt, `FuzzerDriver.cpp`), which mutates what covers new edges.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What libFuzzer calls with every input; its library wants the symbol also where it is given as an argument.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzDriver.target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// `FUZZ_TARGET=yaml FuzzDriver [libFuzzer's options] corpus-folder`, see `make fuzz`.
@main
enum FuzzDriver {
    static let target: FuzzTarget = {
        if let name = getenv("FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name)) {
            return target
        }
        print("FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
        exit(2)
    }()

    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        let status = runDriver(&count, &arguments) { testOneInput($0, $1) }
        FuzzTarget.cleanUp()
        exit(status)
    }
}
