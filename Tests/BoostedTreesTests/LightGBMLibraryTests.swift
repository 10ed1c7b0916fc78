import BoostedTrees
import ForecastCore
import Foundation
import Testing

@Suite("Loading LightGBM") struct LightGBMLibraryTests {
    @Test("a missing library says what to do")
    func missing() throws {
        let error = try #require(throws: BoostedTreesError.self) {
            try LightGBMLibrary.load(path: "/nowhere/lib_lightgbm.so")
        }
        #expect(error.kind == .libraryMissing)
        #expect(
            "\(error)" == "LightGBM: cannot load /nowhere/lib_lightgbm.so: No such file or directory; "
                + "`make deps` in the folder of forecast-engine fetches it")
    }

    @Test("another file is refused before it is opened as a library")
    func different() throws {
        let path = NSTemporaryDirectory() + "/not-lightgbm-\(ProcessInfo.processInfo.processIdentifier).so"
        try Data("not a library".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = try #require(throws: BoostedTreesError.self) { try LightGBMLibrary.load(path: path) }
        #expect(error.kind == .libraryDiffers)
        #expect("\(error)".contains(LightGBMLibrary.pinnedDigest) && "\(error)".contains("make deps"))
    }

    @Test("a folder is no library, a relative path no place")
    func notAFile() throws {
        for path in ["/tmp", "lib_lightgbm.so", ""] {
            let error = try #require(throws: BoostedTreesError.self) { try LightGBMLibrary.load(path: path) }
            #expect(error.kind == .libraryMissing)
        }
    }

    @Test("the script that fetches it pins the same digest and version")
    func script() throws {
        let script = try String(contentsOfFile: Fixture.root + "/.ci/fetch-lightgbm.sh", encoding: .utf8)
        #expect(script.contains("library_digest=\(LightGBMLibrary.pinnedDigest)"))
        #expect(script.contains("version=\(LightGBMLibrary.version)\n"))
        #expect(LightGBMLibrary.relativePath.contains(LightGBMLibrary.version))
    }

    @Test("the pinned library loads, again and again", .enabled(if: hasLibrary, noLibrary))
    func loads() throws {
        let path = try Fixture.open().path
        #expect(try LightGBMLibrary.load(path: path).digest.hex == LightGBMLibrary.pinnedDigest)
    }

    /// The loader loads a file once, whatever it is called: two gates would let calls on different numbers of threads meet.
    @Test("a library that is reached by two paths has one gate", .enabled(if: hasLibrary, noLibrary))
    func linked() throws {
        let library = try Fixture.open()
        let link = NSTemporaryDirectory() + "/linked-lightgbm-\(ProcessInfo.processInfo.processIdentifier).so"
        try? FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: library.path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        #expect(try LightGBMLibrary.load(path: link).gate === library.gate)
    }
}
