package dev.slipway.machine.cloudinit;

import java.util.Collection;
import java.util.Locale;

/** Names of ISO 9660 level 1: eight characters, a dot, three characters, of A-Z, 0-9 and underscore. */
final class ShortName {
    private ShortName() {}

    static String of(String name, Collection<? extends IsoTree.Node> siblings, boolean directory) {
        int dot = directory ? -1 : name.lastIndexOf('.');
        String base = plain(dot > 0 ? name.substring(0, dot) : name, 8);
        String extension = dot > 0 ? plain(name.substring(dot + 1), 3) : "";
        String ending = directory ? "" : "." + extension;
        String candidate = base + ending;
        for (int n = 0; taken(candidate, siblings); n++) {
            String number = Integer.toString(n);
            candidate = base.substring(0, Math.min(base.length(), 8 - number.length())) + number + ending;
        }
        return candidate;
    }

    private static boolean taken(String candidate, Collection<? extends IsoTree.Node> siblings) {
        return siblings.stream().anyMatch(node -> node.shortName().equals(candidate));
    }

    private static String plain(String text, int length) {
        String upper = text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        return upper.substring(0, Math.min(upper.length(), length));
    }
}
