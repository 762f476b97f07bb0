package dev.slipway.portal.console;

import dev.slipway.portal.access.Ask;
import java.util.Locale;

/** The two consoles of a machine. */
enum ConsoleKind {
    VNC("vnc"),
    SERIAL("console");

    private final String subresource;

    ConsoleKind(String subresource) {
        this.subresource = subresource;
    }

    /** Returns the word in addresses and tickets. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the right that opening it needs. */
    Ask right() {
        return Ask.subresource("get", "virtualmachineinstances", subresource);
    }

    static ConsoleKind of(String word) {
        return word.equals("serial") ? SERIAL : VNC;
    }
}
