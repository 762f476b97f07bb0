package dev.slipway.standalone.apiserver.discovery;

import java.util.List;

/**
 * An API group with all that it serves.
 *
 * @param name {@code ""} for core
 * @param versions the preferred one first
 */
public record ApiGroup(String name, List<Version> versions) {
    public ApiGroup {
        versions = List.copyOf(versions);
    }

    /**
     * A version of a group.
     *
     * @param current false if whoever serves it could not be asked what it serves now
     */
    public record Version(String name, List<ApiResource> resources, boolean current) {
        public Version {
            resources = List.copyOf(resources);
        }

        public Version(String name, List<ApiResource> resources) {
            this(name, resources, true);
        }
    }

    /** Returns {@code group/version}, or the version alone for core. */
    public String apiVersion(Version version) {
        return name.isEmpty() ? version.name() : name + "/" + version.name();
    }
}
