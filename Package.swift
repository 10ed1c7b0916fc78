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

        room("ForecastCore", imports: ["CLibCrypto"]),
        tests(of: "ForecastCore"),
    ]
)
