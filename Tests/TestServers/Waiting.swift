import Foundation
import Glibc

/// Whether something comes to be so: it is looked at every 20 ms, by default for so long that no machine is too busy for it.
///
/// Who waits for an event asks here: a pause that stands for one is too short on some machine and too long on all others.
@discardableResult
package func comesTrue(within seconds: Double = 180, _ isSo: () throws -> Bool) rethrows -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if try isSo() { return true }
        usleep(20_000)
    }
    return try isSo()
}
