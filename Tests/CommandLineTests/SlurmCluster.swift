import Foundation

/// A Slurm of two nodes on loopback, the second of which does not see a folder. Ends with its last user.
final class SlurmCluster {
    let folder: String

    /// Why there is none on this machine; nil where there may be one.
    static var obstacle: String? {
        if getuid() != 0 { return "Slurm's daemons need root" }
        let programs = ["slurmctld", "slurmd", "munged", "sbatch"]
        let missing = programs.filter { name in
            !["/usr/sbin", "/usr/bin"].contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
            }
        }
        return missing.isEmpty
            ? nil : "\(missing.joined(separator: ", ")) not installed (apt-get install slurm-wlm)"
    }

    init(hiding hidden: String) throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent("slurm-\(UUID().uuidString)").path
        let started = try Self.script(["start", folder, hidden])
        guard started.status == 0 else { throw Failure(words: started.errors) }
    }

    private static func script(_ arguments: [String]) throws -> BuiltProgram.Result {
        try BuiltProgram.run(arguments, in: "/", program: "\(packageRoot)/.ci/slurm.sh")
    }

    /// Ends the second node, with all that runs there.
    func loseNode() throws {
        let lost = try Self.script(["lose", folder])
        guard lost.status == 0 else { throw Failure(words: lost.errors) }
    }

    struct Failure: Error { let words: String }

    var environment: [String: String] { ["SLURM_CONF": "\(folder)/slurm.conf"] }

    deinit {
        _ = try? Self.script(["stop", folder])
        try? FileManager.default.removeItem(atPath: folder)
    }
}
