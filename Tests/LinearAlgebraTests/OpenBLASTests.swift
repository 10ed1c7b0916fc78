import Foundation
import LinearAlgebra
import Testing

@Suite("the opened OpenBLAS") struct OpenBLASTests {
    @Test(
        "computes by the kernels for Haswell on one thread, and says its version",
        .enabled(if: Library.isThere))
    func pinned() throws {
        let blas = try OpenBLAS.load()
        #expect(blas.state.objection == nil)
        #expect(blas.version.contains(/^\d+\.\d+/))
        #expect(blas.profile == "openblas \(blas.version) Haswell")
        let again = try OpenBLAS.load()
        #expect(again === blas)
    }

    @Test("is asked for by a message that says what to install when it is not there")
    func missing() throws {
        let error = try #require(throws: LinearAlgebraError.self) {
            try OpenBLAS.open(["/nowhere/libopenblas.so.0", "libnothing-at-all.so.0"])
        }
        #expect(error.kind == .libraryMissing)
        #expect(error.description.contains("/nowhere/libopenblas.so.0"))
        #expect(error.description.contains("E215") && error.description.contains("make deps"))
    }

    @Test("is unusable, not missing, when there is a file that is no library")
    func damaged() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "no-\(UUID().uuidString).so").path()
        try Data("not a library".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = try #require(throws: LinearAlgebraError.self) {
            try OpenBLAS.open(["/nowhere/libopenblas.so.0", path])
        }
        #expect(error.kind == .libraryUnusable && error.message.contains(path))
    }

    @Test("is refused when it is another library")
    func anotherLibrary() throws {
        let error = try #require(throws: LinearAlgebraError.self) { try OpenBLAS.open(["libm.so.6"]) }
        #expect(error.kind == .libraryUnusable && error.message.contains("openblas_get_config"))
    }

    @Test("is refused when it is not what results are promised with")
    func objections() {
        let good = LibraryState(
            configuration: "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64",
            coreName: "Haswell", parallel: 1, threadCount: 1)
        #expect(good.objection == nil && good.version == "0.3.21")
        func objection(_ change: (inout LibraryState) -> Void) -> String {
            var state = good
            change(&state)
            return state.objection ?? ""
        }
        #expect(objection { $0.coreName = "SkylakeX" }.contains("for SkylakeX, and not for Haswell"))
        #expect(objection { $0.threadCount = 8 }.contains("8 threads"))
        #expect(objection { $0.parallel = 2 }.contains("OpenMP"))
        #expect(objection { $0.parallel = 0 }.contains("without threads"))
        #expect(objection { $0.configuration += " USE64BITINT" }.contains("64-bit"))
        #expect(objection { $0.configuration = "" }.contains("no version"))
    }
}

@Suite("environment variables that are held for a call") struct HeldEnvironmentTests {
    @Test("are as wanted during the call and as before after it")
    func restored() {
        setenv("FORECAST_TEST_SET", "before", 1)
        unsetenv("FORECAST_TEST_UNSET")
        func now() -> [String?] {
            ["FORECAST_TEST_SET", "FORECAST_TEST_UNSET"].map { (name: String) in
                getenv(name).map { String(cString: $0) }
            }
        }
        let within = HeldEnvironment.with(["FORECAST_TEST_SET": nil, "FORECAST_TEST_UNSET": "held"], now)
        #expect(within == [nil, "held"])
        #expect(now() == ["before", nil])
    }
}
