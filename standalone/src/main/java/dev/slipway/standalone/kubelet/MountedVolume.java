package dev.slipway.standalone.kubelet;

import java.nio.file.Path;

/**
 * A volume of a Pod on this machine.
 *
 * @param name name in the Pod
 * @param path its directory on this machine
 */
record MountedVolume(String name, Path path) {}
