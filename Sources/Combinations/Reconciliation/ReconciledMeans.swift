/// What setting means below 0 to 0 did.
struct ReconciledMeans {
    var clipped = 0
    var raised = 0.0
    var total = 0.0
}
