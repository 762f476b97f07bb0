package dev.slipway.nodeagent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a guest agent says of its guest; all of it hostile, so it is only shown, never acted on.
 *
 * @param connected whether the agent answers
 * @param version the agent's version
 * @param commands what the agent can do, and whether it may; empty before it said so
 * @param hostname the guest's name
 * @param timezone the guest's time zone and how many seconds it is east of Greenwich, e.g. {@code CET, 3600}, as KubeVirt tells it
 * @param osInfo answer of {@code guest-get-osinfo}; missing if none
 * @param interfaces the guest's network devices
 * @param users answer of {@code guest-get-users}; missing if none
 * @param filesystems answer of {@code guest-get-fsinfo}; missing if none
 * @param frozen whether the file systems are frozen
 */
public record GuestFacts(
        boolean connected,
        Optional<String> version,
        Map<String, Boolean> commands,
        Optional<String> hostname,
        Optional<String> timezone,
        JsonNode osInfo,
        List<GuestInterface> interfaces,
        JsonNode users,
        JsonNode filesystems,
        boolean frozen) {
    /** More than a guest with containers has; what is above is cut off. */
    private static final int MOST_INTERFACES = 64;

    private static final int MOST_ADDRESSES = 32;

    private static final int MOST_COMMANDS = 200;

    /** A guest without an agent. */
    public static final GuestFacts NONE = of(MissingNode.getInstance());

    /**
     * A network device inside the guest.
     *
     * @param name its name there
     * @param mac hardware address, lower case
     * @param addresses IP addresses in text
     */
    public record GuestInterface(String name, String mac, List<String> addresses) {}

    static GuestFacts of(JsonNode guest) {
        return new GuestFacts(
                guest.path("connected").asBoolean(false),
                LauncherState.text(guest, "version"),
                commands(guest.path("commands")),
                LauncherState.text(guest, "hostname"),
                timezone(guest.path("timezone")),
                guest.path("osinfo"),
                elements(guest.path("interfaces"), MOST_INTERFACES)
                        .filter(nic -> !nic.path("name").asText("lo").equals("lo"))
                        .map(GuestFacts::guestInterface)
                        .toList(),
                guest.path("users"),
                guest.path("filesystems"),
                guest.path("fsFrozen").asBoolean(false));
    }

    private static Map<String, Boolean> commands(JsonNode list) {
        var commands = new TreeMap<String, Boolean>();
        elements(list, MOST_COMMANDS)
                .forEach(command -> commands.put(
                        command.path("name").asText(""), command.path("enabled").asBoolean(false)));
        return Collections.unmodifiableMap(commands);
    }

    private static Optional<String> timezone(JsonNode zone) {
        return zone.path("offset").isNumber()
                ? Optional.of(zone.path("zone").asText("") + ", "
                        + zone.path("offset").asLong())
                : Optional.empty();
    }

    private static GuestInterface guestInterface(JsonNode nic) {
        List<String> addresses = elements(nic.path("ip-addresses"), MOST_ADDRESSES)
                .map(address -> address.path("ip-address").asText(""))
                .filter(address -> address.matches("[0-9a-fA-F.:]{2,45}"))
                .toList();
        return new GuestInterface(
                nic.path("name").asText(),
                nic.path("hardware-address").asText("").toLowerCase(Locale.ROOT),
                addresses);
    }

    private static Stream<JsonNode> elements(JsonNode array, int most) {
        return StreamSupport.stream(array.spliterator(), false).limit(most);
    }
}
