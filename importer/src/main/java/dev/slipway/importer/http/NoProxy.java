package dev.slipway.importer.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which hosts are reached without a proxy, as {@code no_proxy} says it: names with all that is below them, addresses, networks, each
 * maybe with a port; {@code *} is all. Source: Go's {@code golang.org/x/net/http/httpproxy}, which CDI's importer asks.
 *
 * @param rules the list, taken apart
 */
record NoProxy(List<String> rules) {
    NoProxy {
        rules = List.copyOf(rules);
    }

    static NoProxy parse(String text) {
        return new NoProxy(Arrays.stream(text.split(","))
                .map(rule -> rule.strip().toLowerCase(Locale.ROOT))
                .filter(rule -> !rule.isEmpty())
                .toList());
    }

    /** Returns whether a target is reached without; the machine's own names always are. */
    boolean holds(HttpTarget target) {
        String host = target.host().toLowerCase(Locale.ROOT);
        Optional<InetAddress> address = Literal.of(host);
        return host.equals("localhost")
                || address.filter(InetAddress::isLoopbackAddress).isPresent()
                || rules.stream().anyMatch(rule -> holds(rule, host, target.port(), address));
    }

    private static boolean holds(String rule, String host, int port, Optional<InetAddress> address) {
        if (rule.equals("*")) {
            return true;
        }
        int slash = rule.indexOf('/');
        if (slash >= 0) {
            return address.filter(found -> within(rule.substring(0, slash), rule.substring(slash + 1), found))
                    .isPresent();
        }
        Optional<InetAddress> same = Literal.of(bare(rule));
        if (same.isPresent()) {
            return same.equals(address);
        }
        int colon = rule.lastIndexOf(':');
        if (colon >= 0) {
            String ofPort = rule.substring(colon + 1);
            return ofPort.equals(String.valueOf(port)) && holds(rule.substring(0, colon), host, port, address);
        }
        String name = rule.startsWith("*.") ? rule.substring(1) : rule;
        return name.startsWith(".") ? host.endsWith(name) : host.equals(name) || host.endsWith("." + name);
    }

    private static String bare(String rule) {
        return rule.startsWith("[") && rule.endsWith("]") ? rule.substring(1, rule.length() - 1) : rule;
    }

    private static boolean within(String network, String prefix, InetAddress address) {
        Optional<InetAddress> base = Literal.of(network);
        if (base.isEmpty() || !prefix.matches("\\d{1,3}")) {
            return false;
        }
        byte[] wanted = base.get().getAddress();
        byte[] found = address.getAddress();
        int bits = Integer.parseInt(prefix);
        if (wanted.length != found.length || bits > 8 * wanted.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((wanted[bit / 8] & mask) != (found[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
