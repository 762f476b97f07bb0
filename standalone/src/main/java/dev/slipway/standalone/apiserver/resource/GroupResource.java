package dev.slipway.standalone.apiserver.resource;

/**
 * A resource without its version: what is stored together.
 *
 * @param group API group, {@code ""} for core
 * @param resource plural name
 */
public record GroupResource(String group, String resource) {
    /** Returns {@code virtualmachines.kubevirt.io}, or {@code pods} for the core group. */
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
