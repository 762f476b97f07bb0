package dev.slipway.machine.libvirt;

/**
 * Something of libvirt's description that the machine does not have, or has otherwise.
 *
 * @param path where it is, e.g. {@code devices/hostdev}
 * @param value what is written there; empty if that is of no interest
 * @param sentence what became of it, and what to do
 */
public record NotCarried(String path, String value, String sentence) {
    /** Returns all of it in one line. */
    public String line() {
        return path + (value.isEmpty() ? "" : " (" + value + ")") + ": " + sentence;
    }
}
