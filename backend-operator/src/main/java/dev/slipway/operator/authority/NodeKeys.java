package dev.slipway.operator.authority;

/**
 * What a node shows to an exporter, and by what it knows it; all PEM.
 *
 * @param authority certificate of who signs the exporter's
 * @param certificate its own
 * @param key its key
 */
public record NodeKeys(String authority, String certificate, String key) {
    @Override
    public String toString() {
        return "NodeKeys[key=…]";
    }
}
