package dev.slipway.portal.machines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.portal.cluster.ApiReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the guest agent says.
 *
 * @param problem why nothing is known; empty if something is
 * @param agent version of the agent
 * @param hostname name of the guest
 * @param kernel release of its kernel
 * @param timezone its time zone
 * @param users who is signed in
 * @param filesystems how full its file systems are
 */
public record GuestPage(
        String problem,
        String agent,
        String hostname,
        String kernel,
        String timezone,
        List<String> users,
        List<Filesystem> filesystems) {

    private static final Set<String> READ_ONLY = Set.of("iso9660", "squashfs", "udf", "erofs");

    /** A file system. */
    public record Filesystem(String mountPoint, double part, String words) {}

    /** Reads the answer of the subresource guestosinfo. */
    static GuestPage of(ApiReply reply) {
        if (!reply.succeeded()) {
            return new GuestPage(reply.message(), "", "", "", "", List.of(), List.of());
        }
        JsonNode info = reply.json();
        List<String> users = new ArrayList<>();
        info.path("userList").forEach(user -> users.add(user.path("userName").asText()));
        List<Filesystem> filesystems = new ArrayList<>();
        info.at("/fsInfo/disks").forEach(disk -> {
            long total = disk.path("totalBytes").asLong();
            long used = disk.path("usedBytes").asLong();
            // a file system made full, such as that of a cloud-init disk, is no news
            if (total > 0 && !READ_ONLY.contains(disk.path("fileSystemType").asText())) {
                filesystems.add(new Filesystem(
                        disk.path("mountPoint").asText(),
                        (double) used / total,
                        dev.slipway.portal.layout.Formats.bytes(used) + " of "
                                + dev.slipway.portal.layout.Formats.bytes(total)));
            }
        });
        return new GuestPage(
                "",
                info.path("guestAgentVersion").asText(),
                info.path("hostname").asText(),
                info.at("/os/kernelRelease").asText(),
                info.path("timezone").asText(),
                List.copyOf(users),
                List.copyOf(filesystems));
    }
}
