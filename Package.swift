// swift-tools-version: 6.2
import PackageDescription

/// Stricter defaults for every target: explicit existentials, imports that do not leak, members only
/// from imported modules.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house (see ARCHITECTURE.md). `imports` may only name rooms that stand above it.
/// - Parameter wide: vectors of eight numbers at once, which processors have that may compute (docs/decisions/0012): for a
///   room that nothing enters before the processor was looked at. Without fused multiply-add, so with the same bits.
func room(_ name: String, imports: [Target.Dependency], wide: Bool = false) -> Target {
    .target(
        name: name, dependencies: imports,
        swiftSettings: strict + (wide ? [.unsafeFlags(["-Xcc", "-mavx2"])] : []))
}

/// What only reads a command line, or starts programs and looks at what they print, is not worth the time that it takes to
/// optimise it.
let quickly: [SwiftSetting] = [.unsafeFlags(["-Onone"])]

/// `files` are what the tests read beside their own source: golden outputs, bad inputs. Those that `compute`
/// themselves, oracles and simulations, are optimised.
func tests(
    of name: String, imports: [Target.Dependency] = [], files: [String] = [], compute: Bool = false
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + imports, exclude: files,
        swiftSettings: strict + (compute ? [] : quickly))
}

/// The fuzzer links libFuzzer, so it is there only when `make fuzz` asks for it.
let fuzzing: [Target] =
    Context.environment["FORECAST_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "FuzzDriver", dependencies: ["FuzzInputs"], path: "Tests/Fuzz/Driver", swiftSettings: strict
        )
    ]

/// FORECAST_TESTS=StatisticalModelsTests,... leaves out all other tests and what only they need: for whoever builds
/// the program anew for a few of them.
let chosenTests = Context.environment["FORECAST_TESTS"]?.split(separator: ",").map(String.init)

func isBuilt(_ target: Target) -> Bool {
    guard let chosenTests, target.type == .test || target.path?.hasPrefix("Tests/") == true else {
        return true
    }
    return chosenTests.contains(target.name)
}

let package = Package(
    name: "forecast-engine",
    products: [
        .executable(name: "forecast", targets: ["forecast"]),
        .executable(name: "forecast-service", targets: ["ForecastService"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // The service's alone: `swift build --product forecast` fetches it and builds nothing of it. Of its products the server
        // alone is named: the other half has a router and files, which cost another minute of every clean build.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        // What Hummingbird is made of and the service names itself.
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.9.0"),
    ],
    targets: ([
        .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibYAML", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CLightGBM"),
        .systemLibrary(name: "COpenBLAS"),
        .systemLibrary(name: "CLibPQ"),
        .systemLibrary(name: "CLibSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibCurl"),
        .systemLibrary(name: "CProcessor"),
        .systemLibrary(name: "CConfinedProcess"),

        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        // The servers that tests start.
        .target(name: "TestServers", path: "Tests/TestServers", swiftSettings: strict),
        room("Workers", imports: []),
        room("Files", imports: []),
        tests(of: "Files"),
        room("ForecastCore", imports: ["CLibCrypto"]),
        tests(of: "ForecastCore"),
        room("Scratch", imports: ["Files", "ForecastCore"]),
        tests(of: "Scratch", imports: ["Files", "ForecastCore"]),
        room("NumericKernels", imports: ["CProcessor"]),
        tests(of: "NumericKernels", compute: true),
        room("LinearAlgebra", imports: ["COpenBLAS"]),
        tests(of: "LinearAlgebra", compute: true),
        room("LocatedYAML", imports: ["ForecastCore", "CLibYAML"]),
        tests(of: "LocatedYAML", imports: ["ForecastCore"]),
        room("ExperimentSpec", imports: ["ForecastCore", "LocatedYAML"]),
        tests(of: "ExperimentSpec", imports: ["ForecastCore", "LocatedYAML"], files: ["Bad", "Good"]),
        room("TableQueries", imports: ["Files", "ForecastCore", "Workers", "CConfinedProcess"]),
        tests(of: "TableQueries", imports: ["ForecastCore", "CConfinedProcess"]),
        room("Postgres", imports: ["Workers", "Files", "CLibPQ"]),
        tests(
            of: "Postgres",
            imports: ["DataSnapshots", "ForecastCore", "ForecastExecutions", "TestServers", "Workers"]),
        room(
            "DataSnapshots",
            imports: [
                "Files", "ForecastCore", "Scratch", "LocatedYAML", "Workers", "TableQueries", "Postgres",
                "CZlib", "CZstd",
            ]),
        tests(of: "DataSnapshots", imports: ["Files", "ForecastCore", "Scratch", "TableQueries"]),
        room("SyntheticDemand", imports: ["Files", "ForecastCore", "NumericKernels"]),
        tests(of: "SyntheticDemand", imports: ["ForecastCore"], compute: true),
        room("DemandFeatures", imports: ["ForecastCore", "NumericKernels"]),
        tests(of: "DemandFeatures", imports: ["ForecastCore"], compute: true),
        room("StatisticalModels", imports: ["ForecastCore", "NumericKernels"]),
        tests(of: "StatisticalModels", imports: ["ForecastCore", "NumericKernels"], compute: true),
        room(
            "BoostedTrees",
            imports: ["ForecastCore", "NumericKernels", "Workers", "DemandFeatures", "CLightGBM"]),
        tests(of: "BoostedTrees", imports: ["ForecastCore"], compute: true),
        room("NetworkTape", imports: []),
        room(
            "NetworkKernels", imports: ["ForecastCore", "NumericKernels", "LinearAlgebra", "NetworkTape"],
            wide: true),
        room(
            "TemporalFusion",
            imports: [
                "ForecastCore", "NumericKernels", "LinearAlgebra", "Workers", "DemandFeatures", "NetworkTape",
                "NetworkKernels",
            ]),
        tests(
            of: "TemporalFusion", imports: ["ForecastCore", "DemandFeatures", "LinearAlgebra"], compute: true),
        room("ImportedForecasts", imports: ["Files", "ForecastCore"]),
        tests(of: "ImportedForecasts", imports: ["Files", "ForecastCore"]),
        room("ForecastEvaluation", imports: ["ForecastCore", "NumericKernels"]),
        tests(of: "ForecastEvaluation", imports: ["ForecastCore", "NumericKernels"], compute: true),
        room("Combinations", imports: ["ForecastCore", "NumericKernels", "ForecastEvaluation"]),
        tests(of: "Combinations", imports: ["ForecastCore", "ForecastEvaluation"], compute: true),
        room(
            "ArtefactStore",
            imports: ["Files", "ForecastCore", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(of: "ArtefactStore", imports: ["Files", "ForecastCore"], files: ["Old"]),
        room("ObjectStorage", imports: ["ForecastCore", "CLibCurl"]),
        tests(of: "ObjectStorage", imports: ["ForecastCore", "TestServers"]),
        room("SharedStore", imports: ["Files", "ForecastCore", "ObjectStorage"]),
        tests(of: "SharedStore", imports: ["Files", "ForecastCore", "ObjectStorage", "TestServers"]),
        room("Reports", imports: ["Files", "ForecastCore", "Workers", "ForecastEvaluation"]),
        tests(of: "Reports", imports: ["Files", "ForecastCore", "ForecastEvaluation"], files: ["Golden"]),
        room(
            "ForecastTasks",
            imports: [
                "ForecastCore", "Scratch", "LinearAlgebra", "Workers", "ExperimentSpec",
                "DemandFeatures", "StatisticalModels", "ForecastEvaluation", "ArtefactStore", "Reports",
            ]),
        room(
            "TaskEngines",
            imports: ["Files", "ForecastCore", "Workers", "SharedStore", "Reports", "ForecastTasks"]),
        room(
            "ReportMaking",
            imports: [
                "ForecastCore", "NumericKernels", "Workers", "ExperimentSpec", "DataSnapshots",
                "DemandFeatures", "ForecastEvaluation", "Reports", "ForecastTasks",
            ]),
        room(
            "ModelRegistry",
            imports: ["Files", "ForecastCore", .product(name: "GRDB", package: "GRDB.swift")]),
        room(
            "ForecastExecutions",
            imports: [
                "Files", "ForecastCore", "Workers", "Postgres",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room("Champions", imports: ["Files", "ForecastCore", "LocatedYAML", "ExperimentSpec"]),
        room(
            "ExperimentRunner",
            imports: [
                "Files", "ForecastCore", "Scratch", "NumericKernels", "LocatedYAML", "Workers",
                "ExperimentSpec",
                "DataSnapshots", "DemandFeatures", "StatisticalModels", "BoostedTrees", "TemporalFusion",
                "ImportedForecasts", "Combinations",
                "ForecastEvaluation", "ArtefactStore", "SharedStore", "Reports", "ForecastTasks",
                "TaskEngines", "ReportMaking", "Champions",
            ]),
        tests(
            of: "ExperimentRunner",
            imports: [
                "ArtefactStore", "Champions", "Commands", "DataSnapshots", "Decisions", "DemandFeatures",
                "ExperimentSpec", "Files", "ForecastCore", "ForecastEvaluation", "ForecastTasks",
                "LinearAlgebra", "ReportMaking", "Reports", "Scratch", "Workers",
            ]),
        room(
            "Decisions",
            imports: [
                "Files", "ForecastCore", "ExperimentSpec", "ForecastEvaluation",
                "ArtefactStore", "Reports", "ForecastTasks", "Champions", "ExperimentRunner",
            ]),
        room(
            "Commands",
            imports: [
                "Files", "ForecastCore", "LocatedYAML", "Workers", "ExperimentSpec",
                "TableQueries", "DataSnapshots", "SyntheticDemand", "DemandFeatures", "BoostedTrees",
                "TemporalFusion",
                "ForecastEvaluation", "ArtefactStore", "SharedStore", "Reports", "ForecastTasks",
                "TaskEngines", "ReportMaking",
                "ModelRegistry", "ForecastExecutions", "Postgres", "Champions", "ExperimentRunner",
                "Decisions",
            ]),
        room("JobQueue", imports: ["Workers", "Files", "CLibCrypto", "CLibSSL"]),
        tests(of: "JobQueue", imports: ["QueueWorkerProbe", "TestServers", "Workers"], files: ["Peer"]),
        .executableTarget(
            name: "QueueWorkerProbe", dependencies: ["JobQueue", "Workers"], path: "Tests/QueueWorkerProbe",
            swiftSettings: strict),
        room(
            "ServiceJobs",
            imports: [
                "Files", "ForecastCore", "LocatedYAML", "Workers", "ExperimentSpec", "Postgres",
                "DataSnapshots", "Reports", "ForecastTasks", "ModelRegistry", "ForecastExecutions",
                "Champions", "ExperimentRunner", "Decisions", "Commands", "JobQueue", "CLibSSL",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room(
            "ServiceAPI",
            imports: [
                "ForecastCore", "ForecastTasks", "Champions", "ExperimentRunner", "Commands", "ServiceJobs",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "ForecastService",
            dependencies: [
                "ForecastCore", "ForecastTasks", "JobQueue", "ServiceAPI", "ServiceJobs", "Workers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict + quickly),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Commands", "ExperimentRunner", "ForecastCore", "ForecastService", "ServiceJobs",
                "TestServers",
                "Workers", "forecast",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "forecast",
            dependencies: [
                "Champions", "Commands", "Decisions", "ExperimentRunner", "ExperimentSpec", "Files",
                "ForecastCore", "ForecastTasks", "SharedStore", "TaskEngines", "Workers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict + quickly),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "forecast", "ArtefactStore", "Files", "ForecastCore", "LinearAlgebraDigest", "TestServers",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Golden"], swiftSettings: strict + quickly),
        .executableTarget(
            name: "LinearAlgebraDigest", dependencies: ["LinearAlgebra"], path: "Tests/LinearAlgebraDigest",
            swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "BoostedTrees", "DataSnapshots", "DemandFeatures", "ForecastCore", "LinearAlgebra",
                "StatisticalModels", "TemporalFusion",
            ],
            path: "Tests/Benchmarks/Sources",
            swiftSettings: strict),
        .target(
            name: "FuzzInputs",
            dependencies: [
                "BoostedTrees", "Champions", "Commands", "DataSnapshots", "Decisions", "ExperimentRunner",
                "ExperimentSpec", "Files", "ForecastCore", "ForecastTasks", "LocatedYAML",
            ],
            path: "Tests/Fuzz/Inputs", swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzInputs"], path: "Tests/Fuzz/Tests", swiftSettings: strict),
    ] + fuzzing).filter(isBuilt)
)
