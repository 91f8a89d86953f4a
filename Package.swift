// swift-tools-version: 6.1
import PackageDescription

// Everything that only the command-line tool needs is conditioned on this trait, so that a user of
// the library neither fetches nor builds it. `make` passes `--traits CommandLineTool`.
let commandLineTool: TargetDependencyCondition? = .when(traits: ["CommandLineTool"])

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Hone",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Hone", targets: ["Hone"]),
    .library(name: "HoneTestSupport", targets: ["HoneTestSupport"]),
    .library(name: "HonePlot", targets: ["HonePlot"]),
    .executable(name: "hone-examples", targets: ["hone-examples"]),
    .executable(name: "hone", targets: ["HoneCommand"]),
  ],
  traits: [
    .trait(name: "CommandLineTool", description: "Builds the `hone` command-line tool.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C: kernels, and shims over libraries.
    .target(name: "CHoneKernels", cSettings: [.define("NDEBUG", .when(configuration: .release))]),
    .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CSampleImages"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CLibJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .target(name: "CImageCodecs", dependencies: ["CPNG", "CLibJPEG"]),

    // The library, in the order in which modules may import one another.
    .target(name: "HoneCore", swiftSettings: strict),
    .target(name: "HoneGraph", dependencies: ["HoneCore"], swiftSettings: strict),
    .target(name: "HoneBackend", dependencies: ["HoneGraph"], swiftSettings: strict),
    .target(name: "HoneReference", dependencies: ["HoneBackend"], swiftSettings: strict),
    .target(
      name: "HoneCPU",
      dependencies: ["HoneBackend", "HoneIO", "HoneReference", "CHoneKernels", "COneDNN"],
      swiftSettings: strict),
    .target(name: "HoneNN", dependencies: ["HoneGraph"], swiftSettings: strict),
    .target(
      name: "HoneData",
      dependencies: ["HoneCore", "CZlib", "CPNG", "CImageCodecs", "CSampleImages"],
      exclude: ["Resources"], swiftSettings: strict),
    .target(name: "HoneIO", dependencies: ["HoneCore", "CZlib"], swiftSettings: strict),
    .target(
      name: "HoneTrain",
      dependencies: ["HoneNN", "HoneData", "HoneBackend", "HoneIO"],
      swiftSettings: strict),
    .target(
      name: "Hone",
      dependencies: [
        "HoneCore", "HoneGraph", "HoneBackend", "HoneReference", "HoneCPU", "HoneNN", "HoneData",
        "HoneIO", "HoneTrain",
      ],
      swiftSettings: strict),
    .target(
      name: "HoneTestSupport",
      dependencies: ["HoneBackend", "HoneReference", "HoneNN", "HoneIO"], swiftSettings: strict),
    .target(name: "HonePlot", swiftSettings: strict),

    // The tool (not named `hone`: file systems that ignore case would confuse it with `Hone`), the
    // benchmark worker, and the examples, which see of Hone what its users see.
    .executableTarget(
      name: "HoneCommand",
      dependencies: [
        "Hone", "HonePlot",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: commandLineTool),
        .product(name: "Yams", package: "Yams", condition: commandLineTool),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "hone-bench", dependencies: ["Hone"], path: "Benchmarks/HoneBench",
      swiftSettings: strict),
    .target(
      name: "HoneExamples", dependencies: ["Hone", "HonePlot"],
      path: "Examples/Sources/HoneExamples", packageAccess: false, swiftSettings: strict),
    .executableTarget(
      name: "hone-examples", dependencies: ["Hone", "HoneExamples"], path: "Examples/Sources/Tool",
      packageAccess: false, swiftSettings: strict),

    // Tests mirror the sources.
    .testTarget(name: "HoneCoreTests", dependencies: ["HoneCore"], swiftSettings: strict),
    .testTarget(name: "HoneGraphTests", dependencies: ["HoneTestSupport"], swiftSettings: strict),
    .testTarget(
      name: "HoneReferenceTests", dependencies: ["HoneTestSupport"], swiftSettings: strict),
    .testTarget(
      name: "HoneCPUTests",
      dependencies: ["HoneTestSupport", "HoneCPU", "CHoneKernels", "COneDNN"],
      swiftSettings: strict),
    .testTarget(name: "HoneNNTests", dependencies: ["HoneTestSupport"], swiftSettings: strict),
    .testTarget(name: "HoneDataTests", dependencies: ["HoneData"], swiftSettings: strict),
    .testTarget(name: "HoneIOTests", dependencies: ["HoneIO"], swiftSettings: strict),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(
      name: "HoneTrainTests", dependencies: ["Hone", "HoneTestSupport", "CAllocationCounter"],
      swiftSettings: strict),
    .testTarget(name: "HonePlotTests", dependencies: ["HonePlot"], swiftSettings: strict),
    .testTarget(
      name: "HoneExamplesTests", dependencies: ["Hone", "HoneExamples"], swiftSettings: strict),
    .testTarget(
      name: "HoneCommandTests", dependencies: ["HoneCommand", "Hone", "HoneTestSupport"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
