/// An artefact that is none of the kind that was asked to restore it.
package struct UnreadableArtefact: Error {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
