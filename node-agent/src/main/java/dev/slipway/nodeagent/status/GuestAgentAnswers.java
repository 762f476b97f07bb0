package dev.slipway.nodeagent.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceGuestOSInfo;
import dev.slipway.nodeagent.launcher.GuestFacts;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** From the guest agent's answers (QEMU's {@code qga/qapi-schema.json}) to the shapes of KubeVirt's subresources. */
public final class GuestAgentAnswers {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private GuestAgentAnswers() {}

    /** Reads the answer of {@code guest-get-osinfo}. */
    static VirtualMachineInstanceGuestOSInfo osInfo(JsonNode os) {
        return new VirtualMachineInstanceGuestOSInfo(
                text(os, "id"),
                text(os, "kernel-release"),
                text(os, "kernel-version"),
                text(os, "machine"),
                text(os, "name"),
                text(os, "pretty-name"),
                text(os, "version"),
                text(os, "version-id"),
                null);
    }

    /** Returns a {@code VirtualMachineInstanceGuestAgentInfo}. */
    public static ObjectNode guestOsInfo(GuestFacts guest) {
        ObjectNode info = object("VirtualMachineInstanceGuestAgentInfo");
        guest.version().ifPresent(version -> info.put("guestAgentVersion", version));
        if (!guest.commands().isEmpty()) {
            ArrayNode commands = info.putArray("supportedCommands");
            guest.commands()
                    .forEach((name, enabled) ->
                            commands.addObject().put("name", name).put("enabled", enabled));
        }
        guest.hostname().ifPresent(name -> info.put("hostname", name));
        guest.timezone().ifPresent(zone -> info.put("timezone", zone));
        ObjectNode os = info.putObject("os");
        for (String field : new String[] {
            "name", "kernelRelease", "version", "prettyName", "versionId", "kernelVersion", "machine", "id"
        }) {
            String value =
                    text(guest.osInfo(), field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
            if (value != null) {
                os.put(field, value);
            }
        }
        info.set("userList", users(guest));
        info.putObject("fsInfo").set("disks", filesystems(guest));
        info.put("fsFreezeStatus", guest.frozen() ? "frozen" : "thawed");
        return info;
    }

    /** Returns a {@code VirtualMachineInstanceGuestOSUserList}. */
    public static ObjectNode userList(GuestFacts guest) {
        ObjectNode list = object("VirtualMachineInstanceGuestOSUserList");
        list.putObject("metadata");
        list.set("items", users(guest));
        return list;
    }

    /** Returns a {@code VirtualMachineInstanceFileSystemList}. */
    public static ObjectNode filesystemList(GuestFacts guest) {
        ObjectNode list = object("VirtualMachineInstanceFileSystemList");
        list.putObject("metadata");
        list.set("items", filesystems(guest));
        return list;
    }

    private static ArrayNode users(GuestFacts guest) {
        ArrayNode items = JSON.arrayNode();
        StreamSupport.stream(guest.users().spliterator(), false).forEach(user -> {
            ObjectNode item = items.addObject();
            item.put("userName", user.path("user").asText(""));
            String domain = text(user, "domain");
            if (domain != null) {
                item.put("domain", domain);
            }
            if (user.path("login-time").isNumber()) {
                item.put("loginTime", user.path("login-time").asDouble());
            }
        });
        return items;
    }

    private static ArrayNode filesystems(GuestFacts guest) {
        ArrayNode items = JSON.arrayNode();
        StreamSupport.stream(guest.filesystems().spliterator(), false).forEach(filesystem -> {
            ObjectNode item = items.addObject();
            item.put("diskName", filesystem.path("name").asText(""));
            item.put("mountPoint", filesystem.path("mountpoint").asText(""));
            item.put("fileSystemType", filesystem.path("type").asText(""));
            item.put("usedBytes", filesystem.path("used-bytes").asLong(0));
            item.put("totalBytes", filesystem.path("total-bytes").asLong(0));
            ArrayNode disks = item.putArray("disk");
            filesystem.path("disk").forEach(disk -> {
                ObjectNode entry = disks.addObject();
                entry.put("busType", disk.path("bus-type").asText(""));
                String serial = text(disk, "serial");
                if (serial != null) {
                    entry.put("serial", serial);
                }
            });
        });
        return items;
    }

    private static ObjectNode object(String kind) {
        return JSON.objectNode().put("apiVersion", "kubevirt.io/v1").put("kind", kind);
    }

    private static @Nullable String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() ? value.asText() : null;
    }
}
