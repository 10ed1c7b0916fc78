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
func room(_ name: String, imports: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: strict)
}

func tests(of name: String, imports: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + imports, swiftSettings: strict)
}

let package = Package(
    name: "forecast-engine",
    dependencies: [
    ],
    targets: [
        .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibYAML", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

        room("ForecastCore", imports: ["CLibCrypto"]),
        tests(of: "ForecastCore"),
        room("NumericKernels", imports: []),
        tests(of: "NumericKernels"),
        room("LocatedYAML", imports: ["ForecastCore", "CLibYAML"]),
        tests(of: "LocatedYAML", imports: ["ForecastCore"]),
        room("DataSnapshots", imports: ["ForecastCore", "LocatedYAML", "CZlib"]),
        room("SyntheticDemand", imports: ["ForecastCore", "NumericKernels"]),
        tests(of: "SyntheticDemand", imports: ["ForecastCore"]),
        room("DemandFeatures", imports: ["ForecastCore", "NumericKernels"]),
        tests(of: "DemandFeatures", imports: ["ForecastCore"]),
        room("StatisticalModels", imports: ["ForecastCore", "NumericKernels"]),
        tests(of: "StatisticalModels", imports: ["ForecastCore", "NumericKernels"]),
        room("ForecastEvaluation", imports: ["ForecastCore", "NumericKernels"]),
        tests(of: "ForecastEvaluation", imports: ["ForecastCore"]),
        room("Reports", imports: ["ForecastCore"]),
        tests(of: "Reports", imports: ["ForecastCore"]),
    ]
)
