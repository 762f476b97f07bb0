package dev.slipway.standalone.kubelet;

import java.util.List;
import java.util.Map;

/**
 * A program of this machine that stands for a container image.
 *
 * @param name the image's name without tag, e.g. {@code slipway.dev/launcher}
 * @param entrypoint the command in the image that {@code program} stands for, e.g. {@code /usr/bin/slipway-launcher}
 * @param program program and leading arguments that run instead of {@code entrypoint}
 * @param environment additional environment
 */
public record LocalImage(String name, String entrypoint, List<String> program, Map<String, String> environment) {
    public LocalImage {
        program = List.copyOf(program);
        environment = Map.copyOf(environment);
        if (program.isEmpty()) {
            throw new IllegalArgumentException("image " + name + " has no program");
        }
    }

    boolean isNamed(String image) {
        String withoutDigest = image.split("@", 2)[0];
        int colon = withoutDigest.lastIndexOf(':');
        boolean tagged = colon > withoutDigest.lastIndexOf('/');
        return (tagged ? withoutDigest.substring(0, colon) : withoutDigest).equals(name);
    }
}
