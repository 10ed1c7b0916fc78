/// `.github/workflows/forecast-gate.yml`: the gate on every pull request, its report in one comment.
///
/// **Safety** Code from a fork runs in the job `gate`, which has a token that can read and no secrets. What may
/// write comments is a job of its own that runs nothing from the pull request. Actions are pinned by commit.
struct GateWorkflow {
    /// Where the program comes from.
    enum Engine: Equatable {
        /// The project is a checkout of forecast-engine itself.
        case project
        /// `owner/name` on GitHub, at a commit, tag or branch.
        case repository(String, reference: String)
    }

    /// Relative to the project; of characters that neither YAML nor a shell nor GitHub's expressions read.
    let specs: [String]
    /// Scripts that fetch what is not committed, likewise.
    let fetchScripts: [String]
    let engine: Engine

    /// The pinned actions. A tag could be moved to other code; a commit cannot.
    private static let checkout = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
    private static let cache = "0057852bfaa89a56745cba8c7296529d2fc39830 # v4.3.0"
    private static let upload = "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2"
    private static let download =
        "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0"

    var text: String {
        """
        # Made by `forecast init ci`, for you to change; docs/gate-in-ci.md explains it.
        #
        # Runs `forecast gate` for every pull request. A regression (exit code 1) fails it, and so does a comparison that
        # cannot be made (4) or a wrong spec or data set (2, 3).
        name: forecast gate

        # Never pull_request_target: what a fork sends runs here, so it gets no secrets and a token that cannot write.
        on:
          pull_request:
          workflow_dispatch:

        permissions:
          contents: read

        concurrency:
          group: forecast-gate-${{ github.ref }}
          cancel-in-progress: true

        defaults:
          run:
            shell: bash

        jobs:
          gate:
            runs-on: ubuntu-24.04
            container: swift:6.2-noble
            timeout-minutes: 60
            outputs:
              outcome: ${{ steps.gate.outcome }}
            steps:
              - uses: \(Self.checkout)
                with:
                  persist-credentials: false

        \(build)
        \(fetch)
              # What earlier runs computed. An entry is used only where its key fits, so an old cache can do no harm.
              - name: Restore the cache
                id: store
                uses: actions/cache/restore@\(Self.cache)
                with:
                  path: results/.store
                  key: forecast-store-${{ runner.os }}-${{ hashFiles('datasets/**', 'experiments/**', 'results/champions.yaml') }}
                  restore-keys: |
                    forecast-store-${{ runner.os }}-

              # The Markdown goes to the summary of the run, too: GITHUB_STEP_SUMMARY is set.
              - name: Gate
                id: gate
                run: |
        \(gate)

              - name: Save the cache
                if: ${{ !cancelled() && steps.store.outputs.cache-hit != 'true' }}
                uses: actions/cache/save@\(Self.cache)
                with:
                  path: results/.store
                  key: ${{ steps.store.outputs.cache-primary-key }}

              - name: Keep what the gate said
                if: ${{ !cancelled() && steps.gate.outcome != 'skipped' }}
                uses: \(Self.upload)
                with:
                  name: forecast-gate
                  path: gate/

              - name: Keep the reports
                if: ${{ !cancelled() && steps.gate.outcome != 'skipped' }}
                uses: \(Self.upload)
                with:
                  name: forecast-reports
                  path: results/*/latest/report.html
                  if-no-files-found: ignore

          comment:
            needs: gate
            # Nothing of the pull request runs here. A token for a fork or for Dependabot cannot write: the summary has it all.
            if: >-
              ${{ !cancelled() && contains(fromJSON('["success", "failure"]'), needs.gate.outputs.outcome)
              && github.event_name == 'pull_request'
              && github.event.pull_request.head.repo.full_name == github.repository
              && github.actor != 'dependabot[bot]' }}
            runs-on: ubuntu-24.04
            timeout-minutes: 5
            permissions:
              pull-requests: write
            steps:
              - uses: \(Self.download)
                with:
                  name: forecast-gate
                  path: gate

              - name: Write the comment, or change the one that is there
                env:
                  GH_TOKEN: ${{ github.token }}
                  NUMBER: ${{ github.event.pull_request.number }}
                run: |
                  # Hidden in the comment, it tells which one is ours.
                  marker='<!-- forecast gate -->'
                  { echo "$marker"; cat gate/comment.md; } > comment.md
                  id=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" --jq \\
                    ".[] | select(.user.type == \\"Bot\\" and (.body | startswith(\\"$marker\\"))) | .id" | sed -n 1p)
                  if [ -n "$id" ]; then
                    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field body=@comment.md
                  else
                    gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" --field body=@comment.md
                  fi

        """
    }

    /// There is no released program yet, so it is built from source, once per version of it.
    private var build: String {
        let (checkout, folder, key) =
            switch engine {
            case .project:
                ("", "", "${{ hashFiles('Package.swift', 'Sources/**', '.ci/*.sh') }}")
            case .repository(let name, let reference):
                (
                    """
                          - name: Check out forecast-engine
                            uses: \(Self.checkout)
                            with:
                              repository: \(name)
                              ref: "\(reference)"
                              path: .forecast-engine
                              persist-credentials: false


                    """, ".forecast-engine/",
                    "${{ hashFiles('.forecast-engine/Package.swift', '.forecast-engine/Sources/**') }}"
                )
            }
        return checkout + """
                  - name: Restore the build of forecast
                    uses: actions/cache@\(Self.cache)
                    with:
                      path: |
                        \(folder).build
                        \(folder).deps
                      key: forecast-engine-${{ runner.os }}-\(key)

                  # No binary is released yet: it is built from source, and again when the source changes.
                  - name: Build forecast
                    run: |
                      apt-get update
                      apt-get install -y --no-install-recommends make python3-pip
                      make \(folder.isEmpty ? "" : "-C .forecast-engine ")build
                      echo "$PWD/\(folder).build/release" >> "$GITHUB_PATH"
            """
    }

    /// One command, or one for each spec; the first failure decides, and the others are gated all the same.
    private var gate: String {
        guard specs.count > 1 else {
            let name = specs.first.map(Self.name) ?? ""
            return """
                          forecast gate \(specs.first ?? "") --quiet \\
                            --junit gate/\(name).xml --summary gate/comment.md
                """
        }
        // `s.yaml` and `s.yml` may stand side by side.
        let isUnique = Set(specs.map(Self.name)).count == specs.count
        let name = isUnique ? "${spec%.*}" : "$spec"
        return """
                      status=0
                      for spec in \(specs.joined(separator: " ")); do
                        forecast gate "$spec" --quiet \\
                          --junit "gate/$(basename "\(name)").xml" --summary gate/comment.md ||
                          { code=$?; [ "$status" -ne 0 ] || status=$code; }
                      done
                      exit "$status"
            """
    }

    /// `demo` of `experiments/demo.yaml`.
    private static func name(of spec: String) -> String {
        let file = spec.split(separator: "/").last ?? ""
        return String(file.lastIndex(of: ".").map { file[..<$0] } ?? file)
    }

    private var fetch: String {
        guard !fetchScripts.isEmpty else { return "" }
        let lines = fetchScripts.map { "          ./\($0)" }.joined(separator: "\n")
        return """

                  - name: Fetch the data that are not committed
                    run: |
            \(lines)

            """
    }
}
