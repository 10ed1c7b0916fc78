import Foundation
import Testing

/// The C library chooses the code of its transcendental functions by the processor and the version; ours are in
/// `NumericKernels/PortableMath`. What the built program takes from libm is therefore looked at after every build.
@Suite("the C library's mathematics") struct SymbolTests {
    /// What may be imported, with the reason.
    private static let allowed = [
        "sqrt": "correctly rounded by IEEE 754, on every processor", "floor": "exact", "ceil": "exact",
        "round": "exact", "trunc": "exact", "rint": "exact, to even as nobody says otherwise",
        "sqrtf": "as sqrt", "floorf": "exact",
    ]

    @Test("is not called by any object file of this package")
    func objects() throws {
        let libm = try Self.libm()
        let build = URL(fileURLWithPath: BuiltProgram.path).deletingLastPathComponent()
        let rooms = try FileManager.default.contentsOfDirectory(atPath: packageRoot + "/Sources")
            .filter { FileManager.default.fileExists(atPath: "\(build.path)/\($0).build") }
        #expect(rooms.contains("ExperimentRunner") && rooms.contains("forecast") && rooms.count > 12)
        // A build folder keeps the objects of sources that are gone: they are in no program.
        let sources = try FileManager.default.subpathsOfDirectory(atPath: packageRoot + "/Sources")
        let names = Set(sources.compactMap { $0.split(separator: "/").last.map { "\($0).o" } })
        let objects = try rooms.flatMap { room in
            try FileManager.default.contentsOfDirectory(atPath: "\(build.path)/\(room).build")
                .filter(names.contains).map { "\(room).build/\($0)" }
        }
        #expect(objects.count > 100)
        let result = try BuiltProgram.run(
            ["nm", "-A", "--undefined-only"] + objects, in: build.path, program: "/usr/bin/env")
        #expect(result.status == 0, "\(result.errors)")
        for line in result.output.split(separator: "\n") {
            // `Reports.build/Figure.swift.o:                 U exp`
            guard let symbol = line.split(separator: " ").last, libm.contains(String(symbol)) else {
                continue
            }
            let object = line.prefix { $0 != ":" }
            #expect(
                Self.allowed[String(symbol)] != nil,
                "\(object) calls the C library's \(symbol): use PortableMath, or say here why its bits never differ"
            )
        }
    }

    @Test("does not come into the program by a dependency either")
    func program() throws {
        let libm = try Self.libm()
        let imported = try Self.symbols(["nm", "-D", "--undefined-only", BuiltProgram.path]).filter(
            libm.contains)
        for symbol in imported {
            #expect(Self.allowed[symbol] != nil, "the program imports \(symbol) of the C library")
        }
        // The test would see one: the library that LightGBM is calls several.
        #expect(imported.contains("sqrt"))
    }

    /// The functions that libm exports.
    private static func libm() throws -> Set<String> {
        // `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f...)`
        let libraries = try BuiltProgram.run(["ldd", BuiltProgram.path], in: "/", program: "/usr/bin/env")
            .output
        let line = try #require(libraries.split(separator: "\n").first { $0.contains("libm.so.6 => ") })
        let path = try #require(line.split(separator: " ").dropFirst(2).first)
        let symbols = try symbols(["nm", "-D", "--defined-only", String(path)])
        try #require(symbols.isSuperset(of: ["exp", "log", "pow", "sin", "tanh", "erf", "lgamma", "sqrt"]))
        return symbols
    }

    /// The last column of what `nm` prints, without the version behind `@`.
    private static func symbols(_ command: [String]) throws -> Set<String> {
        let result = try BuiltProgram.run(command, in: "/", program: "/usr/bin/env")
        try #require(result.status == 0, "\(result.errors)")
        return Set(
            result.output.split(separator: "\n").compactMap { line in
                line.split(separator: " ").last.map { String($0.prefix { $0 != "@" }) }
            })
    }
}
