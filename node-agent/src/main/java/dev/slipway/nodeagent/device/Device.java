package dev.slipway.nodeagent.device;

import java.nio.file.Path;

/**
 * A device that any number of guests share.
 *
 * @param name the part of its resource's name after {@code devices.kubevirt.io/}
 * @param path its path, on the node and in containers
 */
record Device(String name, Path path) {
    static final Device KVM = new Device("kvm", Path.of("/dev/kvm"));
    static final Device TUN = new Device("tun", Path.of("/dev/net/tun"));
    static final Device VHOST_NET = new Device("vhost-net", Path.of("/dev/vhost-net"));
    static final Device VHOST_VSOCK = new Device("vhost-vsock", Path.of("/dev/vhost-vsock"));

    /** Returns the name by which Pods ask for it. */
    String resource() {
        return "devices.kubevirt.io/" + name;
    }

    /** Returns the name of the plugin's socket. */
    String socket() {
        return "slipway-" + name + ".sock";
    }
}
