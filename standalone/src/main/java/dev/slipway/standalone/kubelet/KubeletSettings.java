package dev.slipway.standalone.kubelet;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a kubelet is told at start.
 *
 * @param nodeName name of its node
 * @param directory its directory, laid out like {@code /var/lib/kubelet}
 * @param images the images it can run, and how at that moment
 * @param root whether it runs as root: own user ids and network namespaces for Pods
 * @param maxPods most Pods that the node takes
 */
public record KubeletSettings(
        String nodeName, Path directory, Supplier<List<LocalImage>> images, boolean root, int maxPods) {}
