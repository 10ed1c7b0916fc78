/// The user stopped the run; what was committed stays, and the same command goes on from there.
package struct Interrupted: Error {
    package init() {}
}
