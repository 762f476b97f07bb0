package dev.slipway.portal.console;

import dev.slipway.portal.access.Ask;
import java.util.Locale;

/** The two consoles of a machine. */
enum ConsoleKind {
    VNC(Ask.OPEN_SCREENS),
    SERIAL(Ask.OPEN_SERIAL_CONSOLES);

    private final Ask right;

    ConsoleKind(Ask right) {
        this.right = right;
    }

    /** Returns the word in addresses and tickets. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the right that opening it needs. */
    Ask right() {
        return right;
    }

    static ConsoleKind of(String word) {
        return word.equals("serial") ? SERIAL : VNC;
    }
}
