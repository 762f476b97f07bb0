package dev.slipway.nodeagent.device;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of a node for its guests. A kubelet that starts anew forgets all plugins and removes their sockets, so each
 * look that finds another kubelet offers everything again; devices come and go, too.
 */
public final class DevicePlugins implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePlugins.class);

    private final Path directory;
    private final NodeDevices node;
    private final List<Device> devices;
    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final Map<Device, DevicePlugin> offered = new HashMap<>();
    private Object kubelet = List.of();
    private boolean failing;

    /**
     * Prepares the offers of a node.
     *
     * @param kubeletDirectory the kubelet's directory
     * @param nodeRoot the node's root directory as this process sees it
     * @param kvm whether KVM runs guests here
     * @param helper what asks disks for reservations here
     */
    public DevicePlugins(Path kubeletDirectory, Path nodeRoot, boolean kvm, ReservationHelper helper) {
        this(kubeletDirectory, new NodeDevices(nodeRoot, helper), KubeVirtDevices.of(kvm));
    }

    DevicePlugins(Path kubeletDirectory, NodeDevices node, List<Device> devices) {
        this.directory = kubeletDirectory.resolve("device-plugins");
        this.node = node;
        this.devices = devices;
    }

    /** Offers what the kubelet does not know yet, takes back what is gone; to be called again and again. */
    public void look() {
        node.helper().look();
        try {
            Path socket = directory.resolve("kubelet.sock");
            if (!Files.exists(socket)) {
                return;
            }
            // The number alone will not do: a file system may give a new socket that of the one just removed.
            Object now = List.of(Files.getAttribute(socket, "unix:ino"), Files.getAttribute(socket, "unix:ctime"));
            if (!now.equals(kubelet)) {
                offered.values().forEach(DevicePlugin::close);
                offered.clear();
            }
            kubelet = now;
            for (Device device : devices) {
                look(device);
            }
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.warn("the devices of this node cannot be offered to the kubelet yet: {}", e.getMessage());
            }
            failing = true;
        }
    }

    private void look(Device device) throws IOException {
        int shares = node.shares(device);
        DevicePlugin plugin = offered.get(device);
        if (shares == 0 && plugin != null) {
            plugin.withdraw();
            offered.remove(device);
            LOG.info("{} is no longer on this node", device.resource());
        } else if (shares > 0 && plugin == null) {
            node.open(device);
            offered.put(device, DevicePlugin.offer(device, shares, node.helper(), loop, directory));
            LOG.info("{} is offered to the kubelet, for {} guests", device.resource(), shares);
        }
    }

    @Override
    public void close() {
        offered.values().forEach(DevicePlugin::close);
        node.helper().close();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
