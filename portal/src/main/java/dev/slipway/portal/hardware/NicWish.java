package dev.slipway.portal.hardware;

import dev.slipway.portal.images.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A network interface that somebody wants.
 *
 * @param name name in the machine
 * @param network network attachment; empty for the Pod network
 * @param model model of the card
 * @param mac MAC address; empty for one that is drawn
 */
record NicWish(String name, String network, String model, String mac) {
    /** Models that QEMU knows on x86, the fast one first. */
    static final List<String> MODELS = List.of("virtio", "e1000e", "e1000", "rtl8139");

    private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    private static final int GROUP_BIT = 1;

    NicWish {
        mac = mac.toLowerCase(Locale.ROOT).replace('-', ':');
    }

    /**
     * Returns what is wrong with it, by field.
     *
     * @param networks attachments of the project
     * @param podNetwork whether the Pod network is free
     * @param taken names of the machine's interfaces
     */
    Map<String, String> problems(List<String> networks, boolean podNetwork, List<String> taken) {
        Map<String, String> found = new LinkedHashMap<>();
        DeviceName.problem(name, taken).ifPresent(sentence -> found.put("name", sentence));
        if (network.isEmpty() && !podNetwork) {
            found.put(
                    "network", "A machine has one interface on the Pod network at most. Choose a network attachment.");
        }
        if (!network.isEmpty() && !networks.contains(network)) {
            found.put(
                    "network",
                    "There is no network attachment " + Quoted.of(network)
                            + " in the project of the machine. Choose another network.");
        }
        if (!MODELS.contains(model)) {
            found.put("model", Quoted.of(model) + " is no model of a card. Use " + String.join(", ", MODELS) + ".");
        }
        if (!mac.isEmpty() && !MAC.matcher(mac).matches()) {
            found.put("mac", Quoted.of(mac) + " is no MAC address. Write six pairs of digits, e.g. 02:00:00:12:34:56.");
        } else if (!mac.isEmpty() && (Integer.parseInt(mac.substring(0, 2), 16) & GROUP_BIT) != 0) {
            found.put("mac", mac + " is the address of a group, not of a card: its first pair is odd. Use 02 there.");
        }
        return found;
    }
}
