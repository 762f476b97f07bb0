package dev.slipway.nodeagent.device;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of a node for its guests. A kubelet that starts anew forgets all plugins and removes their sockets, so each
 * look that finds another kubelet offers everything again.
 */
public final class DevicePlugins implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePlugins.class);

    private final Path directory;
    private final Path nodeRoot;
    private final List<Device> devices;
    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final List<DevicePlugin> offered = new ArrayList<>();
    private Object kubelet = List.of();

    /**
     * Prepares the offers of a node.
     *
     * @param kubeletDirectory the kubelet's directory
     * @param nodeRoot the node's root directory as this process sees it
     * @param kvm whether KVM runs guests here
     */
    public DevicePlugins(Path kubeletDirectory, Path nodeRoot, boolean kvm) {
        this(
                kubeletDirectory,
                nodeRoot,
                Stream.of(Device.KVM, Device.TUN, Device.VHOST_NET, Device.VHOST_VSOCK)
                        .filter(device -> kvm || !device.equals(Device.KVM))
                        .toList());
    }

    DevicePlugins(Path kubeletDirectory, Path nodeRoot, List<Device> devices) {
        this.directory = kubeletDirectory.resolve("device-plugins");
        this.nodeRoot = nodeRoot;
        this.devices = devices;
    }

    /** Offers everything if the kubelet does not know it yet; to be called again and again. */
    public void look() {
        try {
            Path socket = directory.resolve("kubelet.sock");
            if (!Files.exists(socket)) {
                return;
            }
            // The number alone will not do: a file system may give a new socket that of the one just removed.
            Object now = List.of(Files.getAttribute(socket, "unix:ino"), Files.getAttribute(socket, "unix:ctime"));
            if (now.equals(kubelet)) {
                return;
            }
            offered.forEach(DevicePlugin::close);
            offered.clear();
            for (Device device : devices) {
                if (Files.exists(onNode(device))) {
                    DeviceFiles.openToAll(onNode(device));
                    offered.add(DevicePlugin.offer(device, loop, directory));
                    LOG.info("{} is offered to the kubelet as {}", device.path(), device.resource());
                }
            }
            kubelet = now;
        } catch (IOException | RuntimeException e) {
            LOG.warn("the devices of this node cannot be offered to the kubelet yet: {}", e.getMessage());
        }
    }

    private Path onNode(Device device) {
        return nodeRoot.resolve(Path.of("/").relativize(device.path()));
    }

    @Override
    public void close() {
        offered.forEach(DevicePlugin::close);
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
