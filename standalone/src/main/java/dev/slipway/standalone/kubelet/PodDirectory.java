package dev.slipway.standalone.kubelet;

import java.nio.file.Path;

/** Where the files of one Pod lie, as on a node of a cluster. */
record PodDirectory(Path path) {
    static PodDirectory of(Path kubeletDirectory, String uid) {
        return new PodDirectory(kubeletDirectory.resolve("pods").resolve(uid));
    }

    Path volumes() {
        return path.resolve("volumes");
    }

    /** Returns the directory (or, for claims, the link to it) of a volume; {@code plugin} as in {@code empty-dir}. */
    Path volume(String plugin, String name) {
        return volumes().resolve("kubernetes.io~" + plugin).resolve(name);
    }

    Path container(String name) {
        return path.resolve("containers").resolve(name);
    }

    Path network() {
        return path.resolve("network.json");
    }
}
